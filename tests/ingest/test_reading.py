"""The reader's promises: offsets lead to the page, a bad file ends in one line, a scan says it is one."""

import os
import shutil
import tempfile
import zlib
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from graph.errors import UnreadableFile
from graph.model import BlockKind
from ingest import isolation, notes, ocr
from ingest.documents import read
from tests.ingest import papers

WORDS = st.lists(
    st.sampled_from(["dues", "ports", "depth", "ships", "calls", "berth", "crane", "harbour", "board", "tonnes"]),
    min_size=3,
    max_size=9,
)


def _squeezed(text):
    return "".join(c for c in text if c.isalnum())


@settings(max_examples=25, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=40), st.integers(8, 14))
def test_offsets_lead_to_the_page_and_to_boxes_that_hold_the_words(sentences, size):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.pdf"
        p = papers.Paper(path)
        for i, words in enumerate(sentences):
            if i and i % 10 == 0:
                p.page()
            p.text(72, 120 + 30 * (i % 10), " ".join(words).capitalize() + ".", size)
        p.save()
        r = read(path)
        pdf = pypdfium2.PdfDocument(path)
        for b in r.blocks:
            quote = r.text[b.start : b.end]
            found = ""
            for box in r.layout.boxes(b.start, b.end):
                page = pdf[box.page - 1]
                h = page.get_height()
                found += page.get_textpage().get_text_bounded(
                    box.x0 - 0.5, h - box.bottom - 1, box.x1 + 0.5, h - box.top + 1
                )
            assert _squeezed(found) == _squeezed(quote)
            assert r.layout.page_at(b.start) == b.page
        assert _squeezed(r.text) == _squeezed("".join(w for s in sentences for w in s).replace(".", "")) or (
            _squeezed(r.text).lower() == "".join(w for s in sentences for w in s)
        )
        pdf.close()


def test_columns_are_read_one_after_the_other_in_whatever_order_they_were_drawn(tmp_path):
    r = read(papers.two_columns(tmp_path / "a.pdf", shuffled=True))
    assert "and one that shrinks cannot. Smaller harbours" in r.text


def test_a_text_box_does_not_cut_the_sentence_around_it(tmp_path):
    r = read(papers.boxed(tmp_path / "a.pdf"))
    assert "lower cost brings more trade to the port" in r.text
    [b] = [b for b in r.blocks if "measured at low water" in r.text[b.start : b.end]]
    assert b.section == ("Why depth matters", "A Word on Depth")


def test_words_of_a_figure_and_of_the_contents_are_no_prose(tmp_path):
    r = read(papers.boxed(tmp_path / "a.pdf"))
    kinds = {r.text[b.start : b.end]: b.kind for b in r.blocks}
    assert kinds["Northhaven 412 Eastbay 96"] is BlockKind.FIGURE
    assert sum(k is BlockKind.CONTENTS for k in kinds.values()) == 2


def test_an_ibid_after_one_source_is_that_source_and_after_two_is_nobodys():
    one, ibid, two, doubtful = notes.references(
        "d",
        [
            ("1", 1, "Ada Field, “Dues and Depth,” Example Review, May 4, 2025, 12."),
            ("2", 1, "Ibid., 15."),
            ("3", 1, "Ben Hill, “Ships,” Example Press, June 2024; Cy Moor, “Cranes,” Example Press, July 2024."),
            ("4", 2, "Ibid., 3."),
        ],
    )
    assert ibid[0].repeats == one[0].id and ibid[0].title == "Dues and Depth"
    assert len(two) == 2 and doubtful[0].repeats is None


def test_a_reference_keeps_pages_access_and_translation():
    [[r]] = notes.references(
        "d",
        [
            (
                "1",
                1,
                "Wei Li, “港口” [Ports], Example Daily, May 4, 2025, pp. 3-5, accessed June 1, 2025. Translation. https://example.org/p.",
            )
        ],
    )
    assert (r.pages, r.accessed, r.translation, r.date) == ("3-5", "June 1, 2025", True, "May 4, 2025")
    assert r.url == "https://example.org/p"


@pytest.mark.skipif(
    not (shutil.which("tesseract") or os.environ.get("CI")), reason="tesseract is not installed (CI has it)"
)
def test_a_scan_is_recognised_and_says_so(tmp_path):
    path = papers.scanned(tmp_path / "scan.pdf")
    assert read(path).unread == (1,)
    with isolation.reader() as reader:
        r = reader(path, "scan")
    assert "Dues rose by 12 percent" in r.text
    assert 0.5 < r.ocr[1] <= 1
    [box] = r.layout.boxes(r.text.index("Dues rose"), r.text.index("Dues rose") + 9)
    assert abs(box.x0 - 72) < 4 and abs(box.top - 108) < 6


def test_a_scan_without_an_engine_is_one_line(tmp_path, monkeypatch):
    path = papers.scanned(tmp_path / "scan.pdf")
    monkeypatch.setattr(ocr, "available", lambda: False)
    with isolation.reader() as reader, pytest.raises(UnreadableFile, match="scan.pdf: is a scan: install tesseract"):
        reader(path, "scan")


def _bomb(path):
    """A page whose content stream unpacks to 2 GB of drawing."""
    packed = zlib.compressobj(9)
    chunk = b"0 0 m 1 1 l S " * 100_000
    stream = b"".join(packed.compress(chunk) for _ in range(1500)) + packed.flush()
    body = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R>>endobj\n"
        b"4 0 obj<</Filter/FlateDecode/Length "
        + str(len(stream)).encode()
        + b">>stream\n"
        + stream
        + b"\nendstream endobj\n"
        b"trailer<</Root 1 0 R>>\n"
    )
    path.write_bytes(body)
    return path


def _looped(path):
    """A page tree that contains itself."""
    path.write_bytes(
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 100000>>endobj\ntrailer<</Root 1 0 R>>\n"
    )
    return path


def _crowded(path):
    """A page of 200,000 drawn lines."""
    c = Canvas(str(path), invariant=1)
    c._code.extend(["0 0 m 1 1 l S"] * 200_000)
    c.drawString(72, 720, "One sentence among many lines.")
    c.showPage()
    c.save()
    return path


@pytest.mark.parametrize("make", [_bomb, _looped])
def test_a_hostile_file_ends_in_one_line_and_the_next_is_read(make, tmp_path):
    bad = make(tmp_path / "bad.pdf")
    good = papers.noted(tmp_path / "good.pdf")
    with isolation.reader(seconds=20, megabytes=1200) as reader:
        with pytest.raises(UnreadableFile, match="bad.pdf: ") as error:
            reader(bad, "bad")
        assert "\n" not in str(error.value)
        assert "Dues rose" in reader(good, "good").text


def test_a_crowded_page_is_read_within_the_limits(tmp_path):
    with isolation.reader(seconds=20, megabytes=1200) as reader:
        assert "One sentence" in reader(_crowded(tmp_path / "many.pdf"), "many").text


def test_a_note_mark_in_a_web_page_is_not_a_figure(tmp_path):
    path = tmp_path / "page.html"
    path.write_text(papers.PAGE)
    r = read(path)
    assert "reason for it." in r.text and "it.1" not in r.text
    assert [m.marker for m in r.marks if m.references] == ["1", "2"]
    assert r.found["publisher"] == "Example Review" and r.found["url"] == "https://example.org/dues"
