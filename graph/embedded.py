"""The embedded graph: a folder, no server. kglite runs Neo4j's Cypher unchanged.

kglite is young: the export is the truth. A writer holds the folder's lease and saves once, on
closing; readers see the last save.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from graph import guard, writing
from graph.errors import PolgraphError, QueryRefused, StoreUnavailable
from graph.model import Extraction, content_id
from graph.store import ROW_LIMIT, TIME_LIMIT

FILE = "graph.kgl"


class EmbeddedStore:
    def __init__(self, folder: str, write: bool = False):
        import kglite

        kglite.set_query_warning_policy("silent")  # an empty graph has no labels yet: no news
        self._path = Path(folder) / FILE
        self._graph = self._session = None
        self._changed = False
        try:
            if write:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._graph = kglite.open(str(self._path))
                for text in writing.schema():
                    self._graph.cypher(text)
            elif not self._path.exists():
                raise StoreUnavailable(f"{folder}: holds no graph yet: run `polgraph ingest PATH…` first")
            else:
                self._session = kglite.open_session(str(self._path))
        except PolgraphError:
            raise
        except kglite.WriterLeaseHeldError:
            raise StoreUnavailable(f"{folder}: another polgraph is writing to it: wait until it is done") from None
        except (kglite.KgError, OSError) as error:
            raise StoreUnavailable(
                f"{folder}: cannot be opened ({_first_line(error)}): rebuild it with `polgraph import`"
            ) from None

    def write(self, extraction: Extraction) -> None:
        self._transact(lambda run: writing.write(run, extraction))

    def remove(self, document: str) -> None:
        self._transact(lambda run: writing.remove(run, document))

    def _transact(self, work) -> None:
        if self._graph is None:
            raise PolgraphError("the store was opened for reading: open it with write=True")
        with self._graph.begin() as tx:
            work(lambda text, **params: tx.cypher(text, params=params))
        self._changed = True

    def read(self, text: str, /, **params: Any) -> list[dict[str, Any]]:
        source = self._graph if self._graph is not None else self._session
        return source.cypher(text, params=params).to_list()

    def user_query(
        self, text: str, params: Mapping[str, Any] | None = None, timeout_s: float = TIME_LIMIT, limit: int = ROW_LIMIT
    ) -> tuple[list[str], list[list[Any]]]:
        import kglite

        guard.judge(text)
        session = self._session or self._graph.session()
        try:
            result = session.cypher(text, params=dict(params or {}), timeout_ms=int(timeout_s * 1000))
            columns = list(result.columns)
            return columns, [[_plain(row[c]) for c in columns] for row in result.to_list()[:limit]]
        except kglite.CypherTimeoutError:
            raise QueryRefused(f"stopped after {timeout_s:g} s: narrow the query or add a LIMIT") from None
        except (kglite.KgError, ValueError, RuntimeError) as error:
            raise QueryRefused(f"the query does not run: {_first_line(error)}") from None

    def version(self) -> str:
        rows = self.read("MATCH (d:Document) RETURN d.id AS id, d.fingerprint AS mark ORDER BY id")
        return content_id([[r["id"], r["mark"]] for r in rows])

    def close(self) -> None:
        if self._graph is not None:
            self._graph.close()
            self._graph = None
        self._session = None  # a reading session owns nothing that needs closing

    def __enter__(self) -> EmbeddedStore:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def _first_line(error: object) -> str:
    return (str(error).splitlines() or ["unknown reason"])[0][:300]


def _plain(value: Any) -> Any:
    if isinstance(value, (str, int, float, bool, type(None))):
        return value
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items() if k != "record"}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    return str(value)
