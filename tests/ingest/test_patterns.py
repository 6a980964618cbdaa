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


def test_every_sign_has_a_weight_and_a_doubtful_claim_less_than_a_plain_one(read_claims):
    from ingest.confidence import SIGNS

    assert set(TABLES["confidence.toml"]) == set(SIGNS)
    [named] = [c for c in read_claims("OpenAI released GPT-4o.") if str(c.predicate) == "develops"]
    [vague] = [c for c in read_claims("The change that was made in spring increases the effort of everyone.")]
    assert 0 < vague.confidence < named.confidence < 1
