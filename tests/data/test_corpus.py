"""The sample corpus is ours, complete, and the PDF is what its source says."""

import importlib.util
import re
import tomllib
from pathlib import Path

import pypdfium2
import pytest

CORPUS = Path(__file__).parents[2] / "data" / "corpus"
MANIFEST = tomllib.loads((CORPUS / "sources.toml").read_text(encoding="utf-8"))
KEYS = {"file", "title", "publisher", "publisher_full", "authors", "date", "kind", "relays", "note"}


def text_of(file: str) -> str:
    path = CORPUS / file
    if path.suffix == ".pdf":
        pages = pypdfium2.PdfDocument(path)
        text = "\n".join(page.get_textpage().get_text_bounded() for page in pages)
    else:
        text = path.read_text(encoding="utf-8")
    return " ".join(text.split())


def test_the_manifest_names_every_file_and_no_other():
    listed = {row["file"] for row in MANIFEST.values()}
    assert listed == {f.name for f in CORPUS.iterdir()} - {"sources.toml"}
    assert all(Path(row["file"]).stem == key for key, row in MANIFEST.items())


@pytest.mark.parametrize("row", MANIFEST.values(), ids=MANIFEST)
def test_entries_are_complete_and_say_that_they_are_ours(row):
    assert set(row) <= KEYS
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", row["date"])
    assert row["publisher"].startswith("polgraph sample")
    assert "polgraph" in text_of(row["file"])


def test_it_shows_what_the_demo_needs():
    paper = text_of("two-loops-digest.pdf")
    for sentence in (
        "Open models drive adoption.",
        "Adoption accelerates iteration.",
        "Iteration strengthens open models.",
        "Export controls do not reach the physical loop.",
        "Congress could consider directing NIST",
        "rough estimate that 80 percent of U.S. startups use Chinese base models",
    ):
        assert sentence in paper
    assert "The Commission estimated that 80 percent" in text_of("open-models-relay.txt")
    assert "More than 80 percent" in text_of("startups-blog-relay.html")
    assert "export controls do reach the physical loop" in text_of("one-loop-too-many.md")
    assert MANIFEST["startups-blog-relay"]["relays"] == ["polgraph sample news", "Reuters"]


def test_the_pdf_is_built_from_its_source():
    path = Path(__file__).with_name("build_digest.py")
    spec = importlib.util.spec_from_file_location("build_digest", path)
    digest = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(digest)
    assert digest.build() == digest.build()
    assert digest.build() == (CORPUS / "two-loops-digest.pdf").read_bytes(), "run: python tests/data/build_digest.py"
