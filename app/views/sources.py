"""Who says it: origins, and how many documents carry each."""

import streamlit as st

from app.data import ask
from app.present import page, table


def show(params: dict) -> None:
    st.html(
        page(
            "<h1>Origins</h1><p>An origin is who says it first. Ten articles that relay one paper are one origin.</p>"
            + table(
                ask("sources"),
                {"origin": "origin", "claims": "claims", "documents": "documents that carry it"},
                {"origin": "claims:source:origin", "claims": "claims:source:origin"},
            )
        )
    )
