"""A real PDF, made here: running heads, notes, a sentence over two pages, broken words."""

import pytest
from reportlab.pdfgen import canvas

from graph.errors import UnreadableFile
from graph.model import BlockKind
from ingest.documents import read


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    path = tmp_path_factory.mktemp("pdf") / "report.pdf"
    c = canvas.Canvas(str(path), pagesize=(612, 792), invariant=1)

    def frame(n):
        c.setFont("Helvetica", 8)
        c.drawString(72, 760, "A REPORT ON LOOPS")
        c.drawRightString(540, 30, f"Example Commission | {n}")

    def line(y, text, size=11, font="Helvetica"):
        c.setFont(font, size)
        c.drawString(72, y, text)
        return 72 + c.stringWidth(text, font, size)

    def mark(x, y, text):
        c.setFont("Helvetica", 6)
        c.drawString(x, y + 4, text)

    frame("iv")
    line(720, "The first loop", 15, "Helvetica-Bold")
    mark(line(690, "Cheap weights drive adoption across the whole industrial economy of the country."), 690, "1")
    line(676, "Adoption drives iteration in factories, and iteration improves models, which the report")
    line(90, "1 Jane Doe, “On Loops,” Example Press, May 4, 2025. https://example.org/loops; John Roe,", 8)
    line(80, "“On Data,” Example Review, June 2024.", 8)
    c.showPage()
    frame("v")
    line(720, "calls the digital loop. It is one of two.")
    c.showPage()
    for n in ("vi", "vii"):
        frame(n)
        line(720, f"Page {n} says little more than that the loops go on.")
        c.showPage()
    c.save()
    return path


def test_running_heads_leave_the_text_and_give_the_label(report):
    r = read(report)
    assert "A REPORT ON LOOPS" not in r.text and "Example Commission" not in r.text
    assert r.labels == ("iv", "v", "vi", "vii")


def test_a_sentence_over_two_pages_is_whole_and_its_notes_apart(report):
    r = read(report)
    [body] = [b for b in r.blocks if "calls the digital loop" in r.text[b.start : b.end]]
    assert "which the report calls the digital loop." in r.text[body.start : body.end]
    assert body.section == ("The first loop",)
    assert [b.kind for b in r.blocks].count(BlockKind.FOOTNOTE) == 1
    assert r.layout.page_at(r.text.index("calls the digital")) == 2


def test_a_mark_leads_to_every_reference_of_its_note(report):
    r = read(report)
    [mark] = r.marks
    assert r.text[: mark.offset].endswith("of the country.")
    refs = [x for x in r.references if x.id in mark.references]
    assert [(x.author, x.title, x.publisher) for x in refs] == [
        ("Jane Doe", "On Loops", "Example Press"),
        ("John Roe", "On Data", "Example Review"),
    ]
    assert refs[0].url == "https://example.org/loops"


def test_boxes_hold_the_quotation(report):
    import pypdfium2

    r = read(report)
    quote = "Adoption drives iteration in"
    at = r.text.index(quote)
    [box] = r.layout.boxes(at, at + len(quote))
    page = pypdfium2.PdfDocument(str(report))[box.page - 1]
    h = page.get_height()
    text = page.get_textpage().get_text_bounded(box.x0 - 1, h - box.bottom - 1, box.x1 + 1, h - box.top + 1)
    assert text.strip() == quote


@pytest.mark.parametrize(
    "name, blob, words",
    [
        ("empty.pdf", b"", "is empty"),
        ("broken.pdf", b"%PDF-1.7 nothing", "not a readable PDF"),
        ("binary.txt", b"\x00\x01\x02\x03" * 50, "binary"),
        ("sheet.xlsx", b"PK data", "not read"),
    ],
)
def test_bad_files_end_in_one_line(tmp_path, name, blob, words):
    (tmp_path / name).write_bytes(blob)
    with pytest.raises(UnreadableFile, match=words) as error:
        read(tmp_path / name)
    assert name in str(error.value) and "\n" not in str(error.value)


def test_an_encrypted_pdf_says_so(tmp_path):
    path = tmp_path / "locked.pdf"
    c = canvas.Canvas(str(path), encrypt="secret")
    c.drawString(72, 720, "Hidden")
    c.save()
    with pytest.raises(UnreadableFile, match="encrypted"):
        read(path)
