"""A file in, one canonical text out, with a way back from each character to page and box.

`read(path)` is the only entry; it picks the reader by content and extension. Readers return a
`Reading` and know nothing of claims, stores or manifests.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from pathlib import Path

from graph.errors import UnreadableFile
from graph.model import BlockKind, Box, Reference


@dataclass(frozen=True, slots=True)
class Block:
    """A run of the canonical text: `text[start:end]`, one line, no newline inside.

    Blocks are in reading order and joined by a blank line ("\\n\\n"). A footnote's block stands
    after the paragraph during which its page ended, so that no sentence is cut. `section` is the
    path of headings above it. `page` is where it begins.
    """

    kind: BlockKind
    start: int
    end: int
    page: int
    section: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """A table's cell; `text[start:end]` of the canonical text, (0, 0) where it is empty."""

    text: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as it was read. Each of `rows` has one Cell for each of `columns`; `blocks[i]` is
    the index of the block that holds row i."""

    page: int
    box: Box | None
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    blocks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NoteMark:
    """A note's mark that stood in the body at `offset` (the mark itself is not in the text).

    `references` are ids of the references of that note; empty where no note was found.
    """

    offset: int
    marker: str
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scan:
    """What OCR found on a page: `lines` of words `(text, x0, top, x1, bottom)` in points from the
    page's top left, in reading order; `confidence` is the engine's mean over words, 0 to 1."""

    lines: tuple[tuple[tuple[str, float, float, float, float], ...], ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Furniture:
    """A running head, footer or page number, kept out of the text."""

    page: int
    text: str


@dataclass(frozen=True, slots=True)
class Layout:
    """Where words stand: parallel columns, ascending by `start`, one entry a word.

    `x0 … bottom` are points from the page's top left; empty arrays for unpaged text with no
    boxes, in which case `start`/`page` still map offsets to pages.
    """

    start: array = field(default_factory=lambda: array("L"))
    end: array = field(default_factory=lambda: array("L"))
    page: array = field(default_factory=lambda: array("H"))
    x0: array = field(default_factory=lambda: array("f"))
    top: array = field(default_factory=lambda: array("f"))
    x1: array = field(default_factory=lambda: array("f"))
    bottom: array = field(default_factory=lambda: array("f"))

    def page_at(self, offset: int) -> int:
        """Physical page (1-based) of the character at `offset`; 1 for unpaged text."""
        i = bisect_right(self.start, offset) - 1
        return self.page[max(i, 0)] if self.page else 1

    def boxes(self, start: int, end: int) -> tuple[Box, ...]:
        """One box for each line that the span covers; () for unpaged text."""
        lines: list[list[float]] = []
        for i in range(max(bisect_right(self.start, start) - 1, 0), bisect_left(self.start, end)):
            if self.end[i] <= start or not self.x1[i]:
                continue
            word = [self.page[i], self.x0[i], self.top[i], self.x1[i], self.bottom[i]]
            last = lines[-1] if lines else None
            if last and last[0] == word[0] and abs(last[4] - word[4]) < 4 and word[1] > last[1]:
                last[2], last[3], last[4] = min(last[2], word[2]), word[3], max(last[4], word[4])
            else:
                lines.append(word)
        return tuple(Box(int(p), *(round(v, 1) for v in box)) for p, *box in lines)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader returns. `found` holds metadata read from the file itself (title, authors,
    publisher, date, url, voice), always overridden by a manifest. `labels[i]`: the printed label
    of page i + 1. `unread` are pages that are pictures, for OCR; `ocr` maps the recognised ones
    to the engine's confidence."""

    text: str
    blocks: tuple[Block, ...]
    pages: int = 1
    labels: tuple[str | None, ...] = ()
    layout: Layout = field(default_factory=Layout)
    marks: tuple[NoteMark, ...] = ()
    references: tuple[Reference, ...] = ()
    furniture: tuple[Furniture, ...] = ()
    found: dict[str, object] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    tables: tuple[Grid, ...] = ()
    unread: tuple[int, ...] = ()
    ocr: dict[int, float] = field(default_factory=dict)


def read(path, key: str | None = None, scans: dict[int, Scan] | None = None) -> Reading:
    """Read a .pdf, .html, .htm, .txt or .md file. `key` is the document key that reference ids
    are built with (default: the file's stem). Raises UnreadableFile with one clear line."""
    path = Path(path)
    try:
        blob = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"{path}: cannot be opened ({error.strerror}): check the path") from None
    if not blob.strip():
        raise UnreadableFile(f"{path}: is empty: remove it or fetch it again")
    kind = path.suffix.lower()
    key = key or path.stem
    if kind == ".pdf" or blob.startswith(b"%PDF-"):
        from ingest.pdf import read_pdf

        return read_pdf(path, blob, key, scans)
    if kind not in (".html", ".htm", ".txt", ".md"):
        raise UnreadableFile(f"{path}: {kind or 'no extension'} is not read: convert it to .pdf, .html, .txt or .md")
    text = decode(path, blob)
    if kind in (".html", ".htm"):
        from ingest.html import read_html

        return read_html(path, text, key)
    from ingest.text import read_markdown, read_text

    return (read_markdown if kind == ".md" else read_text)(path, text, key)


def decode(path: Path, blob: bytes) -> str:
    """UTF-8, else what charset-normalizer is sure of; binary data is refused."""
    if b"\0" in blob[:4096] and not blob.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFile(f"{path}: is binary, not text: give the file its right extension")
    try:
        return blob.decode("utf-8-sig")
    except UnicodeDecodeError:
        from charset_normalizer import from_bytes

        best = from_bytes(blob).best()
        if best is None:
            raise UnreadableFile(f"{path}: its encoding is not clear: save it as UTF-8") from None
        return str(best)


_MARK = re.compile(r"\s?\[\^?(\d{1,3}|\^[^\]\s]{1,20})\]")


def assemble(pieces, key: str = "", notes_=None) -> Reading:
    """A Reading from `(kind, text, page, section)` tuples, for formats without boxes.

    A table's text is its rows of cells, the first one its head. `[1]` and `[^a]` in the text are
    marks of the notes `notes_` and leave it.
    """
    from ingest import notes

    groups = notes.references(key, [(mark, 1, body) for mark, body in (notes_ or {}).items()])
    ids = {mark: tuple(r.id for r in group) for mark, group in zip(notes_ or {}, groups, strict=True)}
    text, blocks, grids, marks, at = [], [], [], [], 0

    def block(kind, piece, page, section):
        nonlocal at
        blocks.append(Block(kind, at, at + len(piece), page, tuple(section)))
        text.append(piece)
        at += len(piece) + 2

    for kind, piece, page, section in pieces:
        if kind is BlockKind.TABLE:
            rows = [tuple(" ".join(_MARK.sub("", c).split()) for c in row) for row in piece]
            width = max((len(r) for r in rows), default=0)
            cells, held = [], []
            for n, row in enumerate(r + ("",) * (width - len(r)) for r in rows):
                if not any(row):
                    continue
                start, out = at, []
                for c in row:
                    out.append(Cell(c, start, start + len(c)) if c else Cell(""))
                    start += len(c) + 3 if c else 0
                block(kind, " | ".join(c for c in row if c), page, section)
                if n:
                    cells.append(tuple(out))
                    held.append(len(blocks) - 1)
            if cells:
                grids.append(Grid(page, None, "", rows[0] + ("",) * (width - len(rows[0])), tuple(cells), tuple(held)))
            continue
        piece = " ".join(piece.split())
        plain, last = "", 0
        for m in _MARK.finditer(piece):
            plain += piece[last : m.start()]
            last = m.end()
            mark = m[1].lstrip("^")
            marks.append(NoteMark(at + len(plain), mark, ids.get(mark, ())))
        plain += piece[last:]
        if plain.strip():
            block(kind, plain, page, section)
    return Reading(
        "\n\n".join(text),
        tuple(blocks),
        marks=tuple(marks),
        references=tuple(r for g in groups for r in g),
        tables=tuple(grids),
    )
