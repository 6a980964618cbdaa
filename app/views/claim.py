"""One claim: the quotation in its passage, the page, the chain, how firmly it is said."""

import streamlit as st

from app.data import ask
from app.present import citation, claim_page, page


def show(params: dict) -> None:
    found = ask("claim", params.get("id", ""))
    if found is None:
        st.html(
            page(
                "<p>No claim has that number; it may have changed with its source. Search for its words in the box "
                "above.</p>"
            )
        )
        return
    st.html(page(claim_page(found)))
    st.caption("To cite it:")
    st.code(citation(found), language=None, wrap_lines=True)
