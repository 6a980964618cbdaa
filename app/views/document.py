"""A source: what it is, whom it speaks for, and its claims in order."""

import streamlit as st

from app.data import ask
from app.present import claim_list, counted, escape, page


def show(params: dict) -> None:
    d = ask("document", params.get("id", ""))
    if d is None:
        st.html(page("<p>No document of that key is held. Search in the box above.</p>"))
        return
    claims = ask("claims", document=d["document"])
    rows = [
        ("Publisher", d["publisher_full"] or d["publisher"]),
        ("Date", d["date"] or "none"),
        ("Kind", d["kind"]),
        ("Authors", ", ".join(d["authors"])),
        ("Pages", d["pages"]),
        ("Whose view", d["voice"]),
        ("Relays", " → ".join(d["relays"])),
        ("File", f"{d['file']} (SHA-256 {d['sha256'][:12]}…)"),
        ("Read with", d["pipeline"]),
        ("Note", d["note"]),
        ("Not read", "; ".join(d["warnings"])),
    ]
    shown = "".join(f"<dt>{k}</dt><dd>{escape(str(v))}</dd>" for k, v in rows if v)
    st.html(
        page(
            f"<h1>{escape(d['title'])}</h1><dl>{shown}</dl><h2>{counted(len(claims), 'claim')}</h2>{claim_list(claims)}"
        )
    )
