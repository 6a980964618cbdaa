"""One narrow protocol, two stores, the same .cypher files on both.

A store is a place to ask; the exported records are the truth, and any store can be rebuilt from
them. `open_store` is the only way in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from graph.model import Extraction

ROW_LIMIT = 10_000
TIME_LIMIT = 30.0  # seconds


class Store(Protocol):
    def write(self, extraction: Extraction) -> None:
        """Replace that document wholly, in one transaction; writing it twice changes nothing."""

    def remove(self, document: str) -> None:
        """Take a document and what only it knew out."""

    def read(self, text: str, /, **params: Any) -> list[dict[str, Any]]:
        """Rows of one of our own statements."""

    def user_query(
        self, text: str, params: Mapping[str, Any] | None = None, timeout_s: float = TIME_LIMIT, limit: int = ROW_LIMIT
    ) -> tuple[list[str], list[list[Any]]]:
        """Columns and rows of a user's query; raises QueryRefused where it does more than read."""

    def version(self) -> str:
        """Changes when, and only when, what is held changes."""

    def close(self) -> None: ...

    def __enter__(self) -> Store: ...

    def __exit__(self, *exc: object) -> None: ...


def open_store(url: str, write: bool = False) -> Store:
    """A folder opens the embedded graph, a neo4j:// or bolt:// address a server. Raises
    StoreUnavailable with one line. Only one process may hold `write` on a folder."""
    if "://" in url:
        from graph.server import ServerStore

        return ServerStore(url)
    from graph.embedded import EmbeddedStore

    return EmbeddedStore(url, write)
