"""The real corpus where it is there, our own samples always."""

import json
import os
from importlib.resources import files
from pathlib import Path

import pytest

from graph.errors import DataError
from graph.model import record
from ingest import pipeline

SHARED = Path(__file__).parents[3] / "shared"
SAMPLES = Path(str(files("data"))) / "corpus"


@pytest.fixture(scope="module")
def samples():
    return {o.source.key: o for o in pipeline.run(pipeline.sources([SAMPLES]))}


def test_every_sample_yields_claims_with_verbatim_evidence(samples):
    assert len(samples) >= 4
    for o in samples.values():
        x = o.extraction
        assert o.error is None and x.claims
        for p in x.passages:
            assert x.text[p.start : p.end] == p.text
        for c in x.claims:
            assert x.text[c.evidence.start : c.evidence.end] == c.evidence.text
            assert c.asserted_by[-1] == x.document.publisher
        for m in x.mentions:
            assert x.text[m.start : m.end] == m.text


def test_the_same_input_gives_the_same_records(samples):
    again = {o.source.key: o for o in pipeline.run(pipeline.sources([SAMPLES]))}
    assert {k: record(o.extraction) for k, o in again.items()} == {k: record(o.extraction) for k, o in samples.items()}


def test_what_is_held_is_skipped(samples):
    known = {k: o.extraction.document.fingerprint for k, o in samples.items()}
    assert all(o.skipped for o in pipeline.run(pipeline.sources([SAMPLES]), known))


def test_one_bad_file_leaves_the_others(tmp_path):
    (tmp_path / "a.txt").write_text("Open models drive adoption.\n")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.4 broken")
    good, bad = pipeline.run(pipeline.sources([tmp_path]))
    assert good.extraction.claims and bad.extraction is None and "b.pdf" in bad.error


@pytest.mark.parametrize(
    "text, words",
    [
        ('[a]\nfile = "a.txt"\npublishr = "x"\n', "unknown key 'publishr'"),
        ('[a]\nfile = "b.txt"\n', "not there"),
        ("[a\n", "not valid TOML"),
        ('[a]\nfile = "a.txt"\ndate = "23 March"\n', "ISO 8601"),
    ],
)
def test_a_manifest_with_a_typo_is_named(tmp_path, text, words):
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "sources.toml").write_text(text)
    with pytest.raises(DataError, match=words) as error:
        pipeline.sources([tmp_path])
    assert "sources.toml" in str(error.value) and "\n" not in str(error.value)


def shared():
    if not SHARED.is_dir():
        if os.environ.get("CI"):
            pytest.fail("../shared is missing: CI checks the real corpus")
        pytest.skip("../shared is not there: the real corpus is not checked")


@pytest.fixture(scope="module")
def corpus():
    shared()
    return {o.source.key: o for o in pipeline.run(pipeline.sources([SHARED / "corpus"]))}


def test_the_real_corpus_is_read_and_fits_the_schemas(corpus):
    import jsonschema

    assert len(corpus) == 10 and not [o.error for o in corpus.values() if o.error]
    for name in ("claim", "mention"):
        check = jsonschema.Draft202012Validator(json.loads((SHARED / f"contract/{name}.schema.json").read_text()))
        for o in corpus.values():
            for r in getattr(o.extraction, name + "s"):
                check.validate(record(r))


def test_every_note_of_the_paper_is_found(corpus):
    x = corpus["two-loops"].extraction
    assert {str(n) for n in range(1, 135)} <= {r.note for r in x.references}


def test_the_dev_gold_is_reached(corpus):
    from ingest.evaluation import score

    rows = {
        r["what"]: r
        for r in score(
            SHARED / "gold/dev",
            [record(c) for o in corpus.values() for c in o.extraction.claims],
            [record(m) for o in corpus.values() for m in o.extraction.mentions],
        )
    }
    assert rows["mentions"]["f1"] >= 0.88
    assert rows["claims"]["precision"] >= 0.90 and rows["claims"]["recall"] >= 0.65
    assert rows["right origin"]["precision"] >= 0.95 and rows["right chain where relayed"]["precision"] >= 0.85
    assert rows["right status"]["precision"] >= 0.93


def test_confidence_is_calibrated_over_documents_it_was_not_fitted_on(corpus, tmp_path):
    import math

    from ingest.confidence import fit, judged
    from ingest.evaluation import reliability

    lines = [json.dumps(record(c)) for o in corpus.values() for c in o.extraction.claims]
    (tmp_path / "claims.jsonl").write_text("\n".join(lines))
    rows = judged(str(SHARED / "gold/dev"), str(tmp_path))
    pairs = []
    for document in {d for d, _, _ in rows}:
        weights = fit([(s, ok) for d, s, ok in rows if d != document])
        for d, s, ok in rows:
            if d == document:
                pairs.append((1 / (1 + math.exp(-sum(weights[n] * v for n, v in s.items()))), ok))
    assert reliability(pairs)[1] <= 0.05


def test_a_sign_of_the_paper_is_tied_to_every_note(corpus):
    from ingest.documents import read

    reading = read(SHARED / "corpus/two-loops.pdf", "two-loops")
    tied = {m.marker for m in reading.marks if m.references}
    assert {str(n) for n in range(1, 135)} <= tied
