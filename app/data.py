"""The explorer's way to the store: opened once, answers cached by what the store holds."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import streamlit as st

from graph import queries
from graph.store import Store, open_store

URL = "POLGRAPH_STORE"


def _stamp(url: str) -> float:
    """Changes when an embedded store is saved again; a server is asked each time."""
    path = Path(url) / "graph.kgl"
    return path.stat().st_mtime if "://" not in url and path.exists() else 0.0


@st.cache_resource(max_entries=2, show_spinner=False)
def _open(url: str, stamp: float) -> Store:
    return open_store(url)


def store() -> Store:
    url = os.environ.get(URL, ".polgraph")
    return _open(url, _stamp(url))


@st.cache_data(max_entries=500, show_spinner=False)
def _answer(version: str, name: str, args: tuple, params: tuple) -> Any:
    return getattr(queries, name)(store(), *args, **dict(params))


def ask(name: str, *args: str, **params: Any) -> Any:
    """A function of graph.queries, cached for as long as the store holds the same."""
    return _answer(store().version(), name, args, tuple(sorted(params.items())))
