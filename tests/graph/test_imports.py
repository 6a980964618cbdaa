"""Data flows ingest → graph → app: the imports say so."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ALLOWED = {
    "graph": {"graph"},
    "ingest": {"ingest", "graph.model", "graph.errors"},
    "app": {"app", "ingest", "graph"},
}
FILES = [p for room in ALLOWED for p in (ROOT / room).rglob("*.py")]


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_go_one_way(path):
    room = path.relative_to(ROOT).parts[0]
    for node in ast.walk(ast.parse(path.read_text())):
        names = (
            [a.name for a in node.names]
            if isinstance(node, ast.Import)
            else [f"{node.module}.{a.name}" for a in node.names]
            if isinstance(node, ast.ImportFrom)
            else []
        )
        for name in names:
            if name.split(".")[0] in ALLOWED:
                assert any(name == a or name.startswith(a + ".") for a in ALLOWED[room]), f"{path}: {name}"
