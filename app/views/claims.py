"""A list of claims, narrowed by what its address says."""

import streamlit as st

from app.data import ask
from app.present import CELLS, claim_list, counted, escape, page

FILTERS = (
    "lever",
    "mechanism",
    "entity",
    "predicate",
    "source",
    "status",
    "document",
    "since",
    "until",
    "text",
    "contested",
)


def show(params: dict) -> None:
    wanted = {k: params[k] for k in FILTERS if params.get(k)}
    relation = params.get("relation")
    if relation and {"lever", "mechanism"} <= set(wanted):
        cells = [
            c
            for c in ask("matrix")
            if c["lever"]["id"] == wanted["lever"]
            and c["mechanism"]["id"] == wanted["mechanism"]
            and c["relation"] == relation
        ]
        ids = {i for c in cells for i in c["claims"]}
        claims = [c for c in ask("claims", lever=wanted["lever"]) if c["id"] in ids]
    else:
        claims = ask("claims", **wanted)
        if relation == "does_not_reach":
            claims = [c for c in claims if c["negated"] and c["predicate"] in ("targets", "restricts")]
    said = ", ".join(f"{escape(k)}: <b>{escape(v)}</b>" for k, v in wanted.items())
    if relation in CELLS:
        said += f" · <b>{CELLS[relation][2]}</b>"
    origins = {c["asserted_by"][0] for c in claims}
    st.html(
        page(
            f"<h1>Claims</h1><p>{said or 'all that is held'}</p><p>{counted(len(claims), 'claim')} from "
            f"{counted(len(origins), 'origin')}</p>" + (claim_list(claims) or "<p>None. Search in the box above.</p>")
        )
    )
