"""Write data/corpus/two-loops-digest.pdf from two-loops-digest.src.md: same bytes every time.

python tests/data/build_digest.py
"""

from __future__ import annotations

import io
import re
from pathlib import Path

from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

SOURCE = Path(__file__).with_name("two-loops-digest.src.md")
TARGET = Path(__file__).parents[2] / "data" / "corpus" / "two-loops-digest.pdf"
MARGIN = 72
WIDTH, HEIGHT = LETTER
HEAD = "POLGRAPH SAMPLE DIGEST"
FOOT = "polgraph sample corpus | {}"

BODY = ParagraphStyle("body", fontName="Times-Roman", fontSize=12.5, leading=17, spaceAfter=9, alignment=4)
STYLES = {
    "# ": ParagraphStyle("title", BODY, fontName="Times-Bold", fontSize=20, leading=26),
    "## ": ParagraphStyle("heading", BODY, fontName="Times-Bold", fontSize=13, leading=18),
    "[^": ParagraphStyle("footnote", BODY, fontSize=9, leading=11, spaceAfter=2, alignment=0),
    "1.": ParagraphStyle("endnote", BODY, fontSize=10, leading=12.5, spaceAfter=5, alignment=0),
    "": BODY,
}


def kind(line: str) -> str:
    if re.match(r"\d+\. ", line):
        return "1."
    return next(mark for mark in STYLES if line.startswith(mark))


def markup(line: str) -> str:
    """The source's line in reportlab's markup, without its leading mark."""
    text = line.replace("'", "’").replace("&", "&amp;")
    text = re.sub(r"^\[\^(.)\]: ", r"\1 ", text)
    text = re.sub(r"^(\d+)\. ", r"\1 ", text)
    text = re.sub(r"^#+ ", "", text)
    return re.sub(r"\^([^^]+)\^", r'<super size="7.5" rise="4.5">\1</super>', text)


def draw_column(canvas: Canvas, lines: list[str], top: float) -> float:
    for line in lines:
        style = STYLES[kind(line)]
        paragraph = Paragraph(markup(line), style)
        _, height = paragraph.wrap(WIDTH - 2 * MARGIN, HEIGHT)
        paragraph.drawOn(canvas, MARGIN, top - height)
        top -= height + style.spaceAfter
    return top


def height_of(lines: list[str]) -> float:
    styles = [STYLES[kind(line)] for line in lines]
    boxes = [Paragraph(markup(line), s) for line, s in zip(lines, styles, strict=True)]
    return sum(p.wrap(WIDTH - 2 * MARGIN, HEIGHT)[1] + s.spaceAfter for p, s in zip(boxes, styles, strict=True))


def draw_page(canvas: Canvas, number: int, lines: list[str]) -> None:
    canvas.setFont("Helvetica", 8)
    canvas.drawString(MARGIN, HEIGHT - 42, HEAD)
    canvas.drawCentredString(WIDTH / 2, 36, FOOT.format(number))
    notes = [line for line in lines if line.startswith("[^")]
    body = [line for line in lines if not line.startswith("[^")]
    floor = MARGIN + height_of(notes)
    low = draw_column(canvas, body, HEIGHT - MARGIN)
    if low < floor:
        raise ValueError(f"page {number} is {floor - low:.0f} points too long: move the ===")
    if notes:
        canvas.setLineWidth(0.5)
        canvas.line(MARGIN, floor + 4, MARGIN + 144, floor + 4)
        draw_column(canvas, notes, floor)
    canvas.showPage()


def build() -> bytes:
    source = re.sub(r"<!--.*?-->\n", "", SOURCE.read_text(encoding="utf-8"), flags=re.S)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=LETTER, invariant=1)
    canvas.setTitle("Two Loops in Brief")
    canvas.setAuthor("polgraph")
    for number, page in enumerate(source.split("===\n"), start=1):
        draw_page(canvas, number, [line for line in page.splitlines() if line.strip()])
    canvas.save()
    return out.getvalue()


if __name__ == "__main__":
    TARGET.write_bytes(build())
