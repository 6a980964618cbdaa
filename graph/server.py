"""A Neo4j server through the official driver: managed transactions, parameters only."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from graph import guard, writing
from graph.errors import QueryRefused, StoreUnavailable
from graph.model import Extraction, content_id
from graph.store import ROW_LIMIT, TIME_LIMIT


class ServerStore:
    """User and password from NEO4J_USER and NEO4J_PASSWORD; without a password, none is sent."""

    def __init__(self, url: str):
        import logging

        import neo4j
        from neo4j.exceptions import ConfigurationError, Neo4jError, ServiceUnavailable

        logging.getLogger("neo4j").setLevel(logging.ERROR)
        password = os.environ.get("NEO4J_PASSWORD")
        auth = (os.environ.get("NEO4J_USER", "neo4j"), password) if password else None
        try:
            self._driver = neo4j.GraphDatabase.driver(
                url, auth=auth, connection_timeout=5, max_transaction_retry_time=10
            )
            self._driver.verify_connectivity()
            with self._driver.session() as session:
                for text in writing.schema():
                    session.run(text).consume()
                session.run("CALL db.awaitIndexes(30)").consume()
        except (ServiceUnavailable, ConfigurationError, OSError, ValueError) as error:
            raise StoreUnavailable(
                f"{url}: cannot be reached ({str(error).splitlines()[0][:160]}): start the server, or check the address"
            ) from None
        except Neo4jError as error:
            raise StoreUnavailable(
                f"{url}: refuses the connection ({error.code}): set NEO4J_USER and NEO4J_PASSWORD"
            ) from None

    def write(self, extraction: Extraction) -> None:
        self._transact(lambda run: writing.write(run, extraction))

    def remove(self, document: str) -> None:
        self._transact(lambda run: writing.remove(run, document))

    def _transact(self, work) -> None:
        with self._driver.session() as session:
            session.execute_write(lambda tx: work(lambda text, **params: tx.run(text, **params).consume()))

    def read(self, text: str, /, **params: Any) -> list[dict[str, Any]]:
        with self._driver.session() as session:
            return session.execute_read(lambda tx: [r.data() for r in tx.run(text, **params)])

    def user_query(
        self, text: str, params: Mapping[str, Any] | None = None, timeout_s: float = TIME_LIMIT, limit: int = ROW_LIMIT
    ) -> tuple[list[str], list[list[Any]]]:
        import neo4j
        from neo4j.exceptions import DriverError, Neo4jError

        guard.judge(text)

        def ask(query: str) -> tuple[str, list[str], list[list[Any]]]:
            with self._driver.session(default_access_mode=neo4j.READ_ACCESS) as session:
                result = session.run(neo4j.Query(query, timeout=timeout_s), dict(params or {}))
                columns = list(result.keys())
                rows = [[_plain(r[c]) for c in columns] for r in result.fetch(limit)]
                return result.consume().query_type, columns, rows

        try:
            kind, _, _ = ask("EXPLAIN " + text)
            if kind != "r":
                raise QueryRefused("refused: the query does more than read")
            _, columns, rows = ask(text)
            return columns, rows
        except Neo4jError as error:
            if "Timeout" in (error.code or "") or "Terminated" in (error.code or ""):
                raise QueryRefused(f"stopped after {timeout_s:g} s: narrow the query or add a LIMIT") from None
            raise QueryRefused(f"the query does not run: {(error.message or '').splitlines()[0][:300]}") from None
        except DriverError as error:
            raise StoreUnavailable(
                f"the server went away ({str(error).splitlines()[0][:160]}): start it again"
            ) from None

    def version(self) -> str:
        rows = self.read("MATCH (d:Document) RETURN d.id AS id, d.fingerprint AS mark ORDER BY id")
        return content_id([[r["id"], r["mark"]] for r in rows])

    def close(self) -> None:
        self._driver.close()

    def __enter__(self) -> ServerStore:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def _plain(value: Any) -> Any:
    if isinstance(value, (str, int, float, bool, type(None))):
        return value
    if isinstance(value, Mapping) or hasattr(value, "items"):
        return {str(k): _plain(v) for k, v in value.items() if k != "record"}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    return str(value)
