"""All sources, newest first."""

import streamlit as st

from app.data import ask
from app.present import page, table


def show(params: dict) -> None:
    st.html(
        page(
            "<h1>Documents</h1>"
            + table(
                ask("documents"),
                {
                    "name": "title",
                    "publisher": "publisher",
                    "date": "date",
                    "kind": "kind",
                    "pages": "pages",
                    "claims": "claims",
                },
                {"name": "document:id:id", "claims": "claims:document:id"},
            )
        )
    )
