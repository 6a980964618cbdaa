"""Every example sentence of data/predicates yields its claim; every broken rule file is refused."""

import tomllib
from importlib.resources import files

import pytest

from graph.errors import DataError
from ingest import patterns

TABLES = {
    p.name: tomllib.loads(p.read_text())
    for p in files("data").joinpath("predicates").iterdir()
    if p.name.endswith(".toml")
}
EXAMPLES = [(t["predicate"], e) for t in TABLES.values() if "predicate" in t for e in t["example"]]


def test_there_is_a_file_for_each_predicate():
    from graph.model import Predicate

    assert {t["predicate"] for t in TABLES.values() if "predicate" in t} == set(Predicate)


@pytest.mark.parametrize("predicate, example", EXAMPLES, ids=[e["sentence"] for _, e in EXAMPLES])
def test_example(read_claims, predicate, example):
    found = [c for c in read_claims(example["sentence"]) if c.predicate == predicate]
    if "value" in example:
        assert [(c.subject.text, c.quantity.value, c.quantity.unit) for c in found] == [
            (example["subject"], example["value"], example["unit"])
        ]
    else:
        assert (example["subject"], example["object"], example.get("negated", False)) in [
            (c.subject.text, c.object.text, c.negated) for c in found
        ]


@pytest.mark.parametrize(
    "row, words",
    [
        ({"predicate": "drives", "patterns": []}, "predicate"),
        ({"predicate": "uses", "patterns": ["uses"]}, "must read"),
        ({"predicate": "uses", "patterns": ["X use Y", "X use Y"]}, "keep one"),
    ],
)
def test_a_broken_rule_file_is_named(row, words):
    with pytest.raises(DataError, match=words) as error:
        patterns.build({"data/predicates/mine.toml": row})
    assert "data/predicates/mine.toml" in str(error.value) and "\n" not in str(error.value)


def test_lists_are_sorted():
    for name, row in TABLES["classes.toml"].items():
        assert row["nouns"] == sorted(row["nouns"]), name


def test_every_predicate_has_a_confidence():
    from graph.model import Predicate

    table = TABLES["confidence.toml"]
    assert set(table) == set(Predicate) and all(0 < v < 1 for v in table.values())
