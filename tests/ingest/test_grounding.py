"""Phrases that name nothing: grounded by head and modifiers, with a score and the reason, or left alone."""

import pytest

from ingest.vocabulary import load


@pytest.fixture(scope="module")
def objects(read_claims):
    def run(text):
        return [c.object for c in read_claims(text) if c.object]

    return run


@pytest.mark.parametrize(
    "sentence, entry",
    [
        ("Cheap weights drive adoption.", "adoption"),
        ("Cheap weights drive the acceleration of global uptake.", "adoption"),
        ("Factories generate proprietary operational data.", "industrial-data"),
        ("Logs feed back into model improvement.", "model-improvement"),
        ("The ban increases reliance on suppliers.", "dependence"),
    ],
)
def test_a_phrase_is_grounded_with_its_reason(objects, sentence, entry):
    [a] = objects(sentence)
    assert a.id == entry and 0.65 <= a.score <= 1 and a.why and a.text in sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "The news raised its share price.",
        "The law limits the adoption of older rescue dogs from crowded city shelters.",
        "The grant supports a bakery.",
    ],
)
def test_what_fits_badly_stays_as_written(objects, sentence):
    assert all(a.id is None and a.score is None for a in objects(sentence))


def test_no_phrase_stands_for_two_entries():
    seen = {}
    for e in load().entries.values():
        for phrase in e.phrases:
            assert phrase == phrase.lower() and phrase not in seen, (phrase, e.id, seen.get(phrase))
            seen[phrase] = e.id
    assert len(seen) > 60


def test_every_phrase_grounds_itself():
    from ingest import language, patterns
    from ingest.grounding import by_words

    names, cue = load(), patterns.load().cues["grounding"]
    phrases = [(p, e.id) for e in names.entries.values() for p in e.phrases]
    texts = [f"The plan raised the {p}." for p, _ in phrases]
    wrong = []
    for (phrase, entry), doc in zip(phrases, language.parse(texts), strict=True):
        head = next((t for t in doc if t.dep_ == "dobj"), None)
        found = by_words(head, frozenset(), names.entries, cue) if head is not None else None
        if found is None or found[0] != entry:
            wrong.append((phrase, found))
    assert len(wrong) <= 0.1 * len(phrases), wrong  # the parser reads some of them otherwise
