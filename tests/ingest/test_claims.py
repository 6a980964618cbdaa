"""What a user would miss: negation, doubt, who says it, and one claim for each conjunct."""

import pytest

from graph.model import Status


def triples(claims):
    return {(str(c.predicate), c.subject.text, c.object.text if c.object else None, c.negated) for c in claims}


def test_a_claim_for_each_pair_of_a_coordination(read_claims):
    found = triples(read_claims("Low prices and open weights drive adoption and iteration."))
    assert {
        ("increases", s, o, False) for s in ("Low prices", "open weights") for o in ("adoption", "iteration")
    } <= found


@pytest.mark.parametrize(
    "sentence",
    [
        "Export controls do not target the physical loop.",
        "Export controls are not well suited to addressing the physical loop.",
        "Export controls are less effective against the physical loop.",
        "Export controls never reach the physical loop.",
    ],
)
def test_a_denied_aim_is_negated(read_claims, sentence):
    [claim] = [c for c in read_claims(sentence) if c.predicate == "targets"]
    assert claim.negated and claim.subject.id == "export-controls" and claim.object.id == "physical-loop"


@pytest.mark.parametrize(
    "sentence, status",
    [
        ("Open models drive adoption.", Status.ASSERTED),
        ("Open models may drive adoption.", Status.HEDGED),
        ("Open models will drive adoption.", Status.FORECAST),
        ("Congress should fund open models.", Status.RECOMMENDED),
        ("OpenAI claims that open models drive adoption.", Status.ALLEGED),
        ("If prices fall, open models would drive adoption.", Status.CONDITIONAL),
    ],
)
def test_doubt_is_kept(read_claims, sentence, status):
    claims = [c for c in read_claims(sentence) if c.predicate in ("increases", "supports")]
    assert [c.status for c in claims] == [status]


@pytest.mark.parametrize(
    "sentence, chain",
    [
        ("Open models drive adoption.", ("The Journal",)),
        ("According to Reuters, open models drive adoption.", ("Reuters", "The Journal")),
        ("The commission said that open models drive adoption.", ("USCC", "The Journal")),
        ("As relayed by Reuters, the USCC found that open models drive adoption.", ("USCC", "Reuters", "The Journal")),
        ("Critics argue that open models drive adoption.", ("critics", "The Journal")),
    ],
)
def test_who_says_it_through_whom(read_claims, sentence, chain):
    [claim] = [c for c in read_claims(sentence) if c.predicate == "increases"]
    assert claim.asserted_by == chain


def test_the_condition_itself_is_no_claim(read_claims):
    assert not [c for c in read_claims("If export controls target chips, prices rise.") if c.predicate == "targets"]


def test_a_question_is_no_claim(read_claims):
    assert read_claims("Do export controls target the physical loop?") == []


def test_a_possessive_names_the_maker(read_claims):
    found = [c for c in read_claims("Airbnb uses Alibaba's Qwen.") if c.predicate == "develops"]
    assert [(c.subject.id, c.object.id, c.implicit) for c in found] == [("alibaba", "qwen", True)]


def test_evidence_is_the_whole_sentence_and_verbatim(read_claims):
    text = "It rained. Open models drive adoption: prices fell. It rained again."
    for c in read_claims(text):
        assert text[c.evidence.start : c.evidence.end] == c.evidence.text == "Open models drive adoption: prices fell."
        assert text[c.subject.start : c.subject.end] == c.subject.text


def test_a_figure_keeps_bound_and_unit(read_claims):
    [claim] = [
        c
        for c in read_claims("Chinese models accounted for more than 30 percent of downloads in 2025.")
        if c.predicate == "measures"
    ]
    assert (claim.quantity.value, claim.quantity.unit, claim.quantity.comparator, claim.time) == (
        30,
        "percent",
        ">",
        "2025",
    )
