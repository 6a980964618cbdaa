"""A PDF page as a picture, with the boxes of what was read from it."""

from __future__ import annotations

from pathlib import Path

from graph.errors import PolgraphError, UnreadableFile
from graph.model import BlockKind

COLOURS = {
    BlockKind.HEADING: "#0072b2",
    BlockKind.PARAGRAPH: "#999999",
    BlockKind.LIST_ITEM: "#666666",
    BlockKind.FOOTNOTE: "#cc79a7",
    BlockKind.ENDNOTE: "#cc79a7",
    BlockKind.TABLE: "#e69f00",
    BlockKind.CAPTION: "#009e73",
    BlockKind.FIGURE: "#56b4e9",
    BlockKind.CONTENTS: "#56b4e9",
}
CLAIM = "#d55e00"
SCALE = 2.0


def page(path, number: int):
    """The bare page as a PIL image at 144 dpi. Raises PolgraphError for a page that is not there."""
    import pypdfium2 as pdfium

    if not Path(path).is_file():
        raise UnreadableFile(f"{path}: is not there: work in the folder from which it was ingested")
    try:
        pdf = pdfium.PdfDocument(path)
    except (pdfium.PdfiumError, OSError):
        raise UnreadableFile(f"{path}: is not a readable PDF: only PDF pages are drawn") from None
    try:
        if not 1 <= number <= len(pdf):
            raise PolgraphError(f"{path}: has no page {number}: it has {len(pdf)}")
        width, height = pdf[number - 1].get_size()
        scale = min(SCALE, 5000 / max(width, height, 1))
        return pdf[number - 1].render(scale=scale).to_pil().convert("RGB"), scale
    finally:
        pdf.close()


def drawn(path, key: str, number: int, claims: list[dict]):
    """The page with a frame round each block, its kind beside it, and the claims' sentences shaded.

    `claims` are claim records of that page."""
    from PIL import Image, ImageDraw, ImageFont

    from ingest.documents import read

    picture, scale = page(path, number)
    reading = read(path, key)
    shade = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(shade)
    seen = set()
    for c in claims:
        for b in c["evidence"]["boxes"]:
            place = (b["x0"], b["top"], b["x1"], b["bottom"])
            if b["page"] == number and place not in seen:
                seen.add(place)
                draw.rectangle([v * scale for v in place], fill=(*_rgb(CLAIM), 46))
    picture = Image.alpha_composite(picture.convert("RGBA"), shade)
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(size=max(9, round(6.5 * scale)))
    for block in reading.blocks:
        boxes = [b for b in reading.layout.boxes(block.start, block.end) if b.page == number]
        if not boxes:
            continue
        frame = (
            min(b.x0 for b in boxes) - 2,
            min(b.top for b in boxes) - 2,
            max(b.x1 for b in boxes) + 2,
            max(b.bottom for b in boxes) + 2,
        )
        colour = COLOURS[block.kind]
        draw.rectangle([v * scale for v in frame], outline=colour, width=2)
        draw.text((4, frame[1] * scale), str(block.kind), fill=colour, font=font)
    return picture.convert("RGB")


def _rgb(colour: str) -> tuple[int, int, int]:
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))
