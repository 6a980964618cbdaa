"""Our own gold: what is extracted from it must not fall below what it was."""

import pytest

from graph.model import record
from ingest.evaluation import agrees
from tests.evaluation.own import load

ENTRIES = load()


@pytest.fixture(scope="module")
def judged(read_claims):
    """(entry, gold claim or None, found claim or None) for each."""
    out = []
    for e in ENTRIES:
        found = [record(c) for c in read_claims(e.text)]
        left = list(e.claims)
        for c in found:
            hit = next((g for g in left if agrees(c, g)), None)
            if hit is not None:
                left.remove(hit)
            out.append((e, hit, c))
        out += [(e, g, None) for g in left]
    return out


def test_the_gold_is_large_and_broad():
    assert len(ENTRIES) >= 150
    assert len({e.phenomenon for e in ENTRIES}) >= 40
    assert len({c["predicate"] for e in ENTRIES for c in e.claims}) == 15


def test_precision_and_recall_do_not_fall(judged):
    hits = [(g, c) for _, g, c in judged if g and c]
    wrong = [(e.phenomenon, c["subject"]["text"], c["predicate"], (c["object"] or {}).get("text"), e.text)
             for e, g, c in judged if c and not g]  # fmt: skip
    missed = [(e.phenomenon, g["subject"], g["predicate"], g["object"]) for e, g, c in judged if not c]
    precision, recall = len(hits) / (len(hits) + len(wrong)), len(hits) / (len(hits) + len(missed))
    print(f"precision {precision:.3f}, recall {recall:.3f}")
    for row in (*wrong, *missed):
        print(row)
    assert precision >= FLOOR[0], wrong
    assert recall >= FLOOR[1], missed


def test_who_says_it_and_how_firmly(judged):
    hits = [(g, c) for _, g, c in judged if g and c]
    firm = [(g["sentence"], c["status"], g["status"]) for g, c in hits if c["status"] != g["status"]]
    said = [(g["sentence"], c["asserted_by"], g["asserted_by"]) for g, c in hits
            if c["asserted_by"][0].casefold() != g["asserted_by"][0].casefold()]  # fmt: skip
    assert len(firm) <= 0.04 * len(hits), firm
    assert len(said) <= 0.04 * len(hits), said


def test_what_must_not_be_said_is_not(judged):
    for e in ENTRIES:
        for bad in e.absent:
            assert not any(c and x is e and agrees(c, bad) for x, _, c in judged), (e.text, bad)


FLOOR = (0.94, 0.87)  # precision, recall
