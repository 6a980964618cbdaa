import pytest


@pytest.fixture(scope="session")
def read_claims():
    """Claims of a text, read as one passage of an article in 'The Journal'."""
    from ingest import attribution, claims, language, mentions, patterns, vocabulary

    names, rules = vocabulary.load(), patterns.load()

    def read(text, publisher="The Journal", body="USCC"):
        [doc] = language.parse([text])
        found = tuple(mentions.find(doc, names))
        return claims.extract(
            doc,
            claims.Passage("d", 0, None, found, attribution.Voice(publisher, body, ("Commission",))),
            rules,
            names.entries,
        )

    return read
