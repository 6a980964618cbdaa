"""Things, claims and passages that match the words."""

import streamlit as st

from app.data import ask
from app.present import KINDS, claim_list, counted, escape, link, page


def show(params: dict) -> None:
    words = params.get("q", "").strip()
    if not words:
        st.html(page("<p>Type a name or some words into the box above.</p>"))
        return
    found = ask("search", words)
    things = "".join(
        f'<li>{link(t["name"], "thing", id=t["id"])} <span class="muted">{KINDS.get(t["kind"], t["kind"])}, '
        f"{counted(t['claims'], 'claim')}</span></li>"
        for t in found["things"]
    )
    passages = "".join(
        f'<p>{escape(p["text"][:300])}{"…" if len(p["text"]) > 300 else ""}<br><span class="muted">'
        f"{link(p['document'], 'document', id=p['document'])}, page {p['page']}</span></p>"
        for p in found["passages"]
    )
    body = (
        (f"<h2>Things</h2><ul>{things}</ul>" if things else "")
        + (f"<h2>Claims</h2>{claim_list(found['claims'], 30)}" if found["claims"] else "")
        + (f"<h2>Passages</h2>{passages}" if passages else "")
    )
    st.html(page(f"<h1>“{escape(words)}”</h1>" + (body or "<p>Nothing found. Try fewer or other words.</p>")))
