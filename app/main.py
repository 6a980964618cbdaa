"""The explorer: one address a view (?view=…), each view a file in app/views."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:] = [p for p in sys.path if Path(p or ".").resolve() != Path(__file__).parent]
if str(Path(__file__).parents[1]) not in sys.path:
    sys.path.insert(0, str(Path(__file__).parents[1]))

import streamlit as st  # noqa: E402

from app import present  # noqa: E402
from app.views import claim, claims, document, documents, home, search, sources, thing, things  # noqa: E402
from graph.errors import PolgraphError  # noqa: E402

VIEWS = {
    "home": home,
    "search": search,
    "thing": thing,
    "claim": claim,
    "claims": claims,
    "document": document,
    "documents": documents,
    "sources": sources,
    "things": things,
}

st.set_page_config("polgraph", "🔗", layout="wide", initial_sidebar_state="collapsed")
st.html(
    "<style>header[data-testid='stHeader']{display:none} .block-container{padding-top:1.6rem;max-width:78rem}</style>"
)


def _search() -> None:
    st.query_params.from_dict({"view": "search", "q": st.session_state["q"]})


name = st.query_params.get("view", "home")
left, right = st.columns([2, 3], vertical_alignment="center")
left.html(
    present.page(
        f'<b style="font-size:1.2rem">{present.link("polgraph", "home")}</b> '
        f'<span class="muted">{present.link("levers", "home")} · {present.link("claims", "claims")} · '
        f"{present.link('documents', 'documents')}</span>"
    )
)
right.text_input(
    "Search",
    value=st.query_params.get("q", "") if name == "search" else "",
    key="q",
    on_change=_search,
    placeholder="a lever, a mechanism, a lab, words of a claim …",
    label_visibility="collapsed",
)
try:
    view = VIEWS.get(name)
    if view is None:
        st.html(
            present.page(
                f"<p>There is no page called “{present.escape(name)}”. Search above, or go to "
                f"{present.link('the first page', 'home')}.</p>"
            )
        )
    else:
        view.show(st.query_params.to_dict())
except PolgraphError as error:
    st.html(present.page(f"<p>{present.escape(str(error))}</p>"))
