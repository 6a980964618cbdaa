"""A store to files and back: the same graph gives the same bytes, whichever store holds it.

The formats are those of shared/contract (claims, mentions, documents, references), with
passages and entities so that a store can be rebuilt from the folder alone.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import StrEnum
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from graph.errors import DataError
from graph.model import Claim, Document, Entity, Extraction, Mention, Passage, Reference, Table
from graph.references import leads_to
from graph.store import Store

# file → (record type, statement, key of its document)
PARTS = {
    "documents": (Document, "MATCH (n:Document) RETURN n.record AS record"),
    "passages": (Passage, "MATCH (n:Passage) RETURN n.record AS record"),
    "references": (Reference, "MATCH (n:Reference) RETURN n.record AS record"),
    "tables": (Table, "MATCH (n:Table) RETURN n.record AS record"),
    "mentions": (Mention, "MATCH (:Passage)-[m:MENTIONS]->() RETURN m.record AS record"),
    "claims": (Claim, "MATCH (n:Claim) RETURN n.record AS record"),
    "entities": (Entity, "MATCH (n:Entity) RETURN n.record AS record"),
}


def _place(name: str, row: dict) -> tuple:
    """The order of a file's lines: by document, then as it stands in the text."""
    if name == "claims":
        return row["document"], row["evidence"]["start"], row["id"]
    if name == "mentions":
        return row["document"], row["start"], row["end"], row["type"]
    if name == "passages":
        return row["document"], row["order"]
    return row.get("document", ""), row.get("page", 0), row.get("id", "")


def export(store: Store, folder: str | Path) -> dict[str, int]:
    """Write the files; returns {file: lines}. Each file appears whole or not at all."""
    folder = Path(folder)
    (folder / "text").mkdir(parents=True, exist_ok=True)
    counts, documents = {}, []
    texts: dict[str, list[str]] = defaultdict(list)
    for name, (_, text) in PARTS.items():
        rows = sorted((json.loads(r["record"]) for r in store.read(text)), key=lambda row: _place(name, row))
        if name == "documents":
            documents = rows
        elif name == "references":
            rows = [{**row, "to_document": leads_to(row, documents)} for row in rows]
        _replace(folder / f"{name}.jsonl", "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows))
        counts[name] = len(rows)
        if name == "passages":
            for row in rows:
                texts[row["document"]].append(row["text"])
    for key, parts in texts.items():
        _replace(folder / "text" / f"{key}.txt", "\n\n".join(parts))
    for old in (folder / "text").glob("*.txt"):
        if old.stem not in texts:
            old.unlink()
    return counts


def _replace(path: Path, text: str) -> None:
    temp = path.with_name(f".{path.name}.{os.getpid()}")
    temp.write_text(text, encoding="utf-8")
    temp.replace(path)


def load(folder: str | Path) -> Iterator[Extraction]:
    """Extractions of an export, by document. Raises DataError naming file and line."""
    folder = Path(folder)
    parts: dict[str, dict[str, list]] = {name: defaultdict(list) for name in PARTS}
    entities: dict[str, Entity] = {}
    for name, (cls, _) in PARTS.items():
        path = folder / f"{name}.jsonl"
        if not path.is_file():
            raise DataError(f"{path}: is not there: name a folder that `polgraph export` wrote")
        for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            try:
                item = restore(cls, json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                raise DataError(f"{path}:{n}: not a record of this kind ({error}): export again") from None
            if name == "entities":
                entities[item.id] = item
            else:
                parts[name][item.document].append(item)
    for key in sorted(parts["documents"]):
        claims, mentions = parts["claims"][key], parts["mentions"][key]
        used = {m.entity for m in mentions} | {a.id for c in claims for a in (c.subject, c.object) if a}
        todo = [i for i in used if i in entities]
        held = set(todo)
        while todo:
            for b in entities[todo.pop()].broader:
                if b in entities and b not in held:
                    held.add(b)
                    todo.append(b)
        yield Extraction(
            parts["documents"][key][0],
            tuple(parts["passages"][key]),
            tuple(parts["references"][key]),
            tuple(mentions),
            tuple(claims),
            tuple(entities[i] for i in sorted(held)),
            tuple(parts["tables"][key]),
        )


def restore(kind: Any, value: Any) -> Any:
    """A frozen record from its JSON; the inverse of graph.model.record. Unknown keys are errors."""
    if value is None:
        return None
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        options = [a for a in get_args(kind) if a is not type(None)]
        return restore(options[0], value) if len(options) == 1 else value
    if origin is tuple:
        return tuple(restore(get_args(kind)[0], v) for v in value)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        known = {f.name for f in fields(kind)}
        if set(value) - known:
            raise ValueError(f"unknown key {min(set(value) - known)!r}")
        return kind(**{k: restore(hints[k], v) for k, v in value.items()})
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind(value)
    return value
