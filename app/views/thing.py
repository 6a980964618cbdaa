"""A lever, mechanism, lab, model …: its definition and its claims by predicate."""

import streamlit as st

from app.data import ask
from app.present import grouped, page, thing_head


def show(params: dict) -> None:
    found = ask("entity", params.get("id", ""))
    if found is None:
        st.html(page("<p>Nothing of that name is held. Search for it in the box above.</p>"))
        return
    claims = ask("claims_of", found["id"])
    st.html(
        page(
            thing_head(found, len(claims))
            + (grouped(claims, found["id"]) or "<p>It is mentioned, but no claim is made about it.</p>")
        )
    )
