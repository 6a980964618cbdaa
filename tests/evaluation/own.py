"""The own gold's format: texts with the claims that they carry."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

STATUSES = ("hedged", "conditional", "forecast", "recommended", "alleged")


@dataclass
class Entry:
    phenomenon: str
    text: str
    claims: list[dict] = field(default_factory=list)
    absent: list[dict] = field(default_factory=list)


GOLD = Path(__file__).with_name("gold.txt")


def load(path: Path = GOLD) -> list[Entry]:
    out: list[Entry] = []
    phenomenon = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("# "):
            continue
        if line.startswith("== "):
            phenomenon = line[3:]
        elif not line.startswith(" "):
            out.append(Entry(phenomenon, line))
        elif line.strip() != "no":
            claim, absent = parse(line, out[-1].text)
            (out[-1].absent if absent else out[-1].claims).append(claim)
    return out


def parse(line: str, sentence: str) -> tuple[dict, bool]:
    subject, predicate, *rest = (p.strip() for p in line.split("|"))
    notes = rest[-1].split(", ") if rest else []
    measured = next((n for n in notes if n.startswith("value ")), None)
    claim = {
        "document": "own",
        "sentence": sentence,
        "subject": subject,
        "predicate": predicate,
        "object": None if measured else rest[0],
        "negated": "not" in notes[0 if measured else 0 :] and len(rest) > 1,
        "status": next((n for n in notes if n in STATUSES), "asserted"),
        "asserted_by": [next((n[3:] for n in notes if n.startswith("by ")), "The Journal")],
        "quantity": None,
    }
    if measured:
        _, value, unit = measured.split()
        claim["quantity"] = {"value": float(value), "unit": unit}
    spans = [subject] + ([claim["object"]] if claim["object"] else [])
    assert all(s in sentence for s in spans), f"{line!r} is not in {sentence!r}"
    assert re.fullmatch(r"\w+", predicate)
    return claim, "absent" in notes
