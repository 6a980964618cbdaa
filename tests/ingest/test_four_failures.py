"""The four ways in which a graph of claims loses a report author's trust, each shut out here."""

import pytest

from ingest import pipeline

REPORT = """The commission studied two loops. Factories adopt robots every year. Export controls do not reach the physical loop.
Critics say that subsidies raise prices. According to RAND, open models reduce costs. Deployment generates data."""


@pytest.fixture
def ingest(tmp_path):
    def run(name, text, **meta):
        path = tmp_path / f"{name}.txt"
        path.write_text(text, encoding="utf-8")
        return path, pipeline.extract(pipeline.Source(path, name, meta), path.read_bytes())

    return run


def test_a_claim_is_made_by_the_sentence_that_it_is_attached_to(sample_extractions):
    """A true sentence attached to a claim that it does not make."""
    count = 0
    for x in sample_extractions:
        for c in x.claims:
            for a in (c.subject, c.object):
                if a is not None and a.start is not None:
                    assert c.evidence.start <= a.start < a.end <= c.evidence.end, (c.evidence.text, a)
                    assert x.text[a.start : a.end] == a.text
                    count += 1
    assert count > 50


def test_a_quotation_is_credited_to_the_document_that_holds_it(ingest):
    """A quotation credited to the wrong document: the same sentence in two of them."""
    _, paper = ingest("paper", "The paper. Open models drive adoption.", publisher="USCC", kind="report")
    _, blog = ingest(
        "blog", "Intro words first. Open models drive adoption. Nobody else says so.", publisher="The Blog"
    )
    for x, publisher in ((paper, "USCC"), (blog, "The Blog")):
        [c] = [c for c in x.claims if c.subject.text == "Open models"]
        assert c.document == x.document.document and c.asserted_by == (publisher,)
        assert x.text[c.evidence.start : c.evidence.end] == c.evidence.text == "Open models drive adoption."
    assert not {c.id for c in paper.claims} & {c.id for c in blog.claims}


def test_a_rewritten_quotation_is_not_called_verbatim(ingest):
    """A rewritten quotation called verbatim: one word changed in the source after it was read."""
    path, x = ingest("report", REPORT, publisher="The Journal")
    assert {state for _, state in pipeline.check([x.document], x.claims)} == {"exact"}
    path.write_text(REPORT.replace("do not reach the physical", "hardly reach the physical"), encoding="utf-8")
    states = dict(pipeline.check([x.document], x.claims))
    changed = next(c for c in x.claims if c.subject.text == "Export controls")
    assert states[changed.id] == "changed"


def test_what_a_document_reports_is_not_its_own_finding(ingest):
    """Background that a document merely reports taken as its finding."""
    _, x = ingest("report", REPORT, publisher="The Journal", kind="report")
    said = {c.subject.text: c.asserted_by for c in x.claims}
    assert said["subsidies"] == ("critics", "The Journal")
    assert said["open models"] == ("RAND", "The Journal")
    assert said["Deployment"] == ("The Journal",)
