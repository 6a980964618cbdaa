"""All things that are mentioned, the most discussed first."""

import streamlit as st

from app.data import ask
from app.present import page, table


def show(params: dict) -> None:
    st.html(
        page(
            "<h1>Things</h1>"
            + table(
                [t for t in ask("entities") if t["claims"] or t["mentions"]][:300],
                {
                    "name": "name",
                    "kind": "kind",
                    "claims": "claims",
                    "mentions": "mentions",
                    "definition": "definition",
                },
                {"name": "thing:id:id", "claims": "claims:entity:id"},
            )
        )
    )
