"""Public labelled sets, as they come: nothing here was tuned to them.

    python -m tests.benchmarks.public [FOLDER, default ../shared/bench]

Causal News Corpus (train, subtask 1): a sentence is called causal where we read an `increases`, `decreases` or
`targets` claim in it. CrossNER AI (dev): entities of the types that map to ours, by exact span and type.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
CAUSAL = {"increases", "decreases", "targets"}
# CrossNER's types that mean what one of ours means; the others (field, task, algorithm …) have no counterpart.
MAPPED = {
    "person": "person",
    "researcher": "person",
    "organisation": "organisation",
    "university": "organisation",
    "country": "place",
    "location": "place",
}
OURS = {"person": "person", "organisation": "organisation", "lab": "organisation", "agency": "organisation",
        "platform": "organisation", "place": "place"}  # fmt: skip


def f1(right: int, found: int, gold: int) -> str:
    p, r = right / (found or 1), right / (gold or 1)
    return f"P {p:.3f}  R {r:.3f}  F1 {2 * p * r / ((p + r) or 1):.3f}  gold {gold}  found {found}"


def causal(path: Path) -> str:
    from ingest import attribution, claims, language, mentions, patterns, vocabulary
    from ingest.sentence import Passage

    names, rules = vocabulary.load(), patterns.load()
    with path.open(encoding="utf-8-sig") as lines:
        rows = list(csv.DictReader(lines))
    right = found = 0
    for row, doc in zip(rows, language.parse(r["text"] for r in rows), strict=True):
        here = tuple(mentions.find(doc, names))
        read = claims.extract(doc, Passage("cnc", 0, None, here, attribution.Voice("news")), rules, names.entries)
        says = any(str(c.predicate) in CAUSAL for c in read)
        found += says
        right += says and row["label"] == "1"
    return f1(right, found, sum(r["label"] == "1" for r in rows))


def entities(path: Path) -> str:
    from spacy.tokens import Doc

    from ingest import language, mentions, vocabulary

    nlp, names = language.pipeline(), vocabulary.load()
    right = found = gold = 0
    for block in path.read_text(encoding="utf-8").strip().split("\n\n"):
        rows = [line.split("\t") for line in block.splitlines() if "\t" in line]
        wanted, start = set(), None
        for i, (_, tag) in enumerate([*rows, ("", "O")]):
            if start is not None and not tag.startswith("I-"):
                kind = MAPPED.get(rows[start][1][2:])
                if kind:
                    wanted.add((start, i, kind))
                start = None
            if tag.startswith("B-"):
                start = i
        doc = nlp(Doc(nlp.vocab, words=[w for w, _ in rows]))
        ours = {(n.start, n.end, OURS[n.type]) for n in mentions.find(doc, names) if n.type in OURS}
        right, found, gold = right + len(ours & wanted), found + len(ours), gold + len(wanted)
    return f1(right, found, gold)


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "bench"
    print("Causal News Corpus, causal sentences  ", causal(folder / "causal-news-corpus" / "train_subtask1.csv"))
    print("CrossNER AI dev, mapped types         ", entities(folder / "crossner-ai" / "dev.txt"))


if __name__ == "__main__":
    main()
