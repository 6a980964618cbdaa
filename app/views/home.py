"""The first screen: which lever touches which mechanism, and who says so."""

import streamlit as st

from app.data import ask
from app.present import href, matrix, metrics, page, table

QUESTIONS = (
    (
        "What is said not to be reached by export controls?",
        href("claims", lever="export-controls", relation="does_not_reach"),
    ),
    ("What drives the physical loop?", href("thing", id="physical-loop")),
    ("What is recommended?", href("claims", status="recommended")),
    ("What is only alleged?", href("claims", status="alleged")),
    ("What is both affirmed and denied?", href("claims", contested="1")),
)


def show(params: dict) -> None:
    asked = "".join(f'<a href="{h}" target="_self">{q}</a>' for q, h in QUESTIONS)
    newest = table(
        ask("documents")[:8],
        {"name": "title", "publisher": "publisher", "date": "date", "claims": "claims"},
        {"name": "document:id:id", "claims": "claims:document:id"},
    )
    st.html(
        page(
            "<h1>Which policy lever touches which link of which feedback loop?</h1>"
            "<p>Every number below leads to the sentences that say so, and to who said them through whom.</p>"
            + metrics(ask("statistics"))
            + "<h2>Levers and mechanisms</h2>"
            + matrix(ask("matrix"))
            + f'<h2>Start here</h2><div class="ask">{asked}</div><h2>Newest sources</h2>{newest}'
        )
    )
