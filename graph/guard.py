"""What a user's query may not do: write, load files or addresses, call procedures.

Read mode alone is not safe: `LOAD CSV` of a local file runs in it on both engines, and kglite's
plan hides it inside a UNION (measured, shared FINDINGS). So the statement itself is judged, its
strings, comments and back-ticked names aside; the engine's read mode is the second fence.
"""

from __future__ import annotations

import re

from graph.errors import QueryRefused

_ASIDE = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|`(?:[^`]|``)*`|//[^\n]*|/\*.*?\*/", re.DOTALL)
_TOKEN = re.compile(r"[A-Za-z_]\w*(?:\s*\.\s*[A-Za-z_]\w*)*|[^\s\w]")
WRITES = frozenset(
    [
        "CREATE",
        "MERGE",
        "DELETE",
        "DETACH",
        "SET",
        "REMOVE",
        "DROP",
        "FOREACH",
        "INSERT",
        "ALTER",
        "GRANT",
        "DENY",
        "REVOKE",
        "RENAME",
        "START",
        "STOP",
        "TERMINATE",
        "ENABLE",
        "DEALLOCATE",
        "DRYRUN",
    ]
)
FILES = frozenset({"LOAD", "PROFILE", "USE", "USING"})
PROCEDURES = frozenset(
    {
        "db.index.fulltext.querynodes",
        "db.index.fulltext.queryrelationships",
        "db.labels",
        "db.relationshiptypes",
        "db.propertykeys",
    }
)


def judge(text: str) -> None:
    """Raises QueryRefused with one line; returns nothing where the query only reads."""
    if not text.strip():
        raise QueryRefused("the query is empty: write one, for example MATCH (c:Claim) RETURN count(c)")
    bare = _ASIDE.sub(lambda m: " x " if m[0][0] == "`" else " ", text)
    if "\\" in bare:
        raise QueryRefused("refused: an escape outside a string may hide a keyword: write it out")
    tokens = _TOKEN.findall(bare)
    for i, token in enumerate(tokens):
        before = tokens[i - 1] if i else ""
        after = tokens[i + 1] if i + 1 < len(tokens) else ""
        word = token.upper()
        if before in (".", ":", "$", "&", "|") or after == ":" and before in ("{", ","):
            continue  # a property, label, parameter or map key of that name
        if word in WRITES:
            raise QueryRefused(f"refused: {word} writes; this command only reads")
        if word in FILES:
            raise QueryRefused(f"refused: {word} is not allowed; queries read the graph, no files or addresses")
        if word == "CALL" and after not in ("{", "("):
            name = re.sub(r"\s", "", after).lower()
            if name not in PROCEDURES:
                raise QueryRefused(
                    f"refused: the procedure {after} is not allowed; use MATCH, or full-text search by "
                    "db.index.fulltext.queryNodes"
                )
