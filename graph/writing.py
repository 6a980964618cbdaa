"""Records to rows, and the statements that put them in. Both stores run the same text.

Each node carries its `record` as JSON, exact, beside plain properties to ask by: what was read
is kept apart from how it is asked for, and an export gives the record's own bytes back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from graph.model import Argument, EntityType, Extraction, content_id, record

BATCH = 5000
Run = Callable[..., Any]


@cache
def statement(name: str) -> str:
    """The text of graph/cypher/write/NAME.cypher."""
    return files("graph").joinpath(f"cypher/write/{name}.cypher").read_text()


@cache
def schema() -> tuple[str, ...]:
    """Constraints and indexes, one statement each."""
    lines = [x for x in statement("schema").splitlines() if not x.startswith("//")]
    return tuple(s.strip() for s in "\n".join(lines).split(";") if s.strip())


def dumps(obj: object) -> str:
    return json.dumps(record(obj), ensure_ascii=False, sort_keys=False, separators=(",", ":"))


def write(run: Run, x: Extraction) -> None:
    """Replace a document through `run(text, **params)`, all inside the caller's transaction."""
    remove(run, x.document.document)
    d = x.document

    def put(name: str, rows: Iterable[dict], label: str | None = None) -> None:
        text = statement(name).replace("TypeLabel", label) if label else statement(name)
        for part in _batches(rows):
            run(text, rows=part)

    put(
        "document",
        [
            {
                "id": d.document,
                "name": d.title,
                "publisher": d.publisher,
                "date": d.date,
                "kind": d.kind,
                "pages": d.pages,
                "voice": d.voice,
                "fingerprint": d.fingerprint,
                "record": dumps(d),
            }
        ],
    )
    put("relay", [{"document": d.document, "source": s, "position": i} for i, s in enumerate(d.relays)])
    put(
        "passage",
        [
            {
                "id": p.id,
                "document": d.document,
                "position": p.order,
                "kind": str(p.kind),
                "begins": p.start,
                "page": p.page,
                "label": p.label,
                "section": p.section,
                "text": p.text,
                "record": dumps(p),
            }
            for p in x.passages
        ],
    )
    put(
        "reference",
        [
            {
                "id": r.id,
                "document": d.document,
                "note": r.note,
                "text": r.text,
                "url": r.url,
                "name": r.title,
                "publisher": r.publisher,
                "source": r.to_source,
                "position": i,
                "record": dumps(r),
            }
            for i, r in enumerate(x.references)
        ],
    )
    put(
        "table",
        [
            {
                "id": t.id,
                "document": d.document,
                "name": t.caption,
                "page": t.page,
                "position": i,
                "columns": list(t.columns),
                "passages": list(t.passages),
                "record": dumps(t),
            }
            for i, t in enumerate(x.tables)
        ],
    )
    for kind in EntityType:
        put(
            "entity",
            [
                {
                    "id": e.id,
                    "name": e.name,
                    "kind": e.type,
                    "aliases": list(e.aliases),
                    "definition": e.definition,
                    "record": dumps(e),
                }
                for e in x.entities
                if e.type == kind
            ],
            kind.capitalize(),
        )
    put("broader", [{"id": e.id, "broader": b} for e in x.entities for b in e.broader])
    linked, phrases = [], []
    starts = [(p.start, p.end, p.id) for p in x.passages]
    for m, passage in zip(x.mentions, _homes(starts, [m.start for m in x.mentions]), strict=True):
        row = {
            "id": m.id,
            "passage": passage,
            "entity": m.entity or phrase_id(m.name),
            "name": m.name,
            "text": m.text,
            "kind": str(m.type),
            "begins": m.start,
            "page": m.page,
            "linking": str(m.linking),
            "record": dumps(m),
        }
        (linked if m.entity else phrases).append(row)
    put("mention", linked)
    put("mention_phrase", phrases)
    claims, subjects, objects, said, cites = [], {True: [], False: []}, {True: [], False: []}, [], []
    for i, (c, passage) in enumerate(zip(x.claims, _homes(starts, [c.evidence.start for c in x.claims]), strict=True)):
        o, q = c.object, c.quantity
        claims.append(
            {
                "id": c.id,
                "document": c.document,
                "passage": passage,
                "position": i,
                "predicate": str(c.predicate),
                "negated": c.negated,
                "status": str(c.status),
                "origin": c.asserted_by[0],
                "chain": list(c.asserted_by),
                "time": c.time,
                "page": c.evidence.page,
                "label": c.evidence.label,
                "section": c.evidence.section,
                "begins": c.evidence.start,
                "sentence": c.evidence.text,
                "subject_id": c.subject.id,
                "subject_text": c.subject.text,
                "subject_name": c.subject.name or c.subject.text,
                "subject_kind": c.subject.type,
                "object_id": o.id if o else None,
                "object_text": o.text if o else None,
                "object_name": (o.name or o.text) if o else None,
                "object_kind": o.type if o else None,
                "value": float(q.value) if q and q.value is not None else None,
                "unit": q.unit if q else None,
                "figure": q.text if q else None,
                "rule": c.rule,
                "confidence": c.confidence,
                "record": dumps(c),
            }
        )
        subjects[bool(c.subject.id)].append(_argument(c.id, c.subject))
        if o:
            objects[bool(o.id)].append(_argument(c.id, o))
        said += [
            {"claim": c.id, "source": s, "position": n, "last": len(c.asserted_by) - 1}
            for n, s in enumerate(c.asserted_by)
        ]
        cites += [{"claim": c.id, "reference": r} for r in c.cites]
    put("claim", claims)
    for name, sides in (("subject", subjects), ("object", objects)):
        put(name, sides[True])
        put(f"{name}_phrase", sides[False])
    put("asserted_by", said)
    put("cites", cites)


def remove(run: Run, document: str) -> None:
    for name in ("claims", "tables", "passages", "references", "document"):
        run(statement(f"remove_{name}"), document=document)
    for _ in range(4):  # broader things go when nothing below them is left
        run(statement("remove_entities"))
    for name in ("phrases", "sources"):
        run(statement(f"remove_{name}"))


def phrase_id(text: str) -> str:
    """A thing that is not in the vocabulary is named by its words alone."""
    return "phrase-" + content_id(" ".join(text.casefold().split()))


def _argument(claim: str, a: Argument) -> dict:
    return {"claim": claim, "entity": a.id or phrase_id(a.name or a.text), "name": a.name or a.text}


def _homes(spans: list[tuple[int, int, str]], offsets: list[int]) -> list[str]:
    from bisect import bisect_right

    starts = [s for s, _, _ in spans]
    return [spans[max(bisect_right(starts, o) - 1, 0)][2] for o in offsets]


def _batches(rows: Iterable[dict]) -> Iterator[list[dict]]:
    rows = list(rows)
    for i in range(0, len(rows), BATCH):
        yield rows[i : i + BATCH]
