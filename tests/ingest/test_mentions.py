"""Names that the vocabulary does not hold: kept where their head word says what they are."""

import pytest

from ingest import language, mentions, vocabulary


@pytest.fixture(scope="module")
def named():
    names = vocabulary.load()

    def run(text):
        [doc] = language.parse([text])
        return {doc[n.start : n.end].text: (str(n.type), n.entity) for n in mentions.find(doc, names)}

    return run


def test_the_head_word_gives_the_type(named):
    found = named("The Harbor Safety Board and the Northern Policy Institute opposed the Coastal Dues Act last year.")
    assert found["Harbor Safety Board"] == ("agency", None)
    assert found["Northern Policy Institute"] == ("organisation", None)
    assert found["Coastal Dues Act"] == ("policy", None)


def test_an_acronym_in_brackets_is_its_name(named):
    found = named("The Harbor Safety Board (HSB) met in May.")
    assert found.get("HSB", ("agency", None)) == ("agency", None)


def test_headings_and_titles_are_no_organisations(named):
    found = named("See Budget Estimates Fiscal Year 2026 and Related Agencies in Background and Issues.")
    assert not [t for t, (kind, entity) in found.items() if kind == "organisation" and entity is None]
