"""PDF pages to lines of words, through pypdfium2; layout.py makes blocks of them.

One call a word end instead of one a character: that is where the speed comes from. PDFium is
not thread-safe: one document, one process. pdfplumber looks only at pages that draw a grid.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter

from graph.errors import UnreadableFile
from ingest import tables
from ingest.documents import Reading, Scan
from ingest.layout import MARKS, Line, Page, Word, build

MAX_PAGES = 5_000
REOPEN = 200  # pages after which PDFium's caches are dropped, so that memory stays flat
MAX_OBJECTS = 50_000  # drawn objects on a page: beyond that it is no page of text
_WORD = re.compile(r"[^\s\x00\x02\xad\ufffe]+")
_LINE = re.compile(r"[^\r\n\x02\xad\ufffe]+")  # a broken word ends its line, too
_GLUE = "\x02\xad\ufffe"  # how PDFium marks a word broken at the line's end
_INNER_MARK = re.compile(r"[.,;:”)\"]\d{1,3}[A-Z“(]")
_LETTER = "abcdefghijklmnopqrstuvwxyz"


def read_pdf(path, blob: bytes, key: str, scans: dict[int, Scan] | None = None) -> Reading:
    """Blocks, boxes, notes and tables of a PDF.

    `scans` are the recognised words of pages without a text layer (see ingest.ocr). Pages that
    are pictures and not in it are named in `Reading.unread`.
    """
    import pypdfium2 as pdfium

    try:
        pdf = pdfium.PdfDocument(blob)
        count = len(pdf)
    except pdfium.PdfiumError as error:
        why = (
            "is encrypted: save a copy without its password"
            if "password" in str(error).lower()
            else "is not a readable PDF: fetch it again or repair it"
        )
        raise UnreadableFile(f"{path}: {why}") from None
    if not 0 < count <= MAX_PAGES:
        pdf.close()
        raise UnreadableFile(f"{path}: has {count} pages (at most {MAX_PAGES} are read): split it")
    pages, ruled, unread, damaged = [], [], [], []
    try:
        for i in range(count):
            if i and i % REOPEN == 0:
                pdf.close()
                pdf = pdfium.PdfDocument(blob)
            try:
                page, grid, picture = _page(pdf, i)
            except pdfium.PdfiumError:
                page, grid, picture = Page(i + 1, 612, 792, []), False, False
                damaged.append(i + 1)
            if picture and len(page.lines) < 3:
                if scans and i + 1 in scans:
                    page = _recognised(scans[i + 1], page)
                else:
                    unread.append(i + 1)
            pages.append(page)
            if grid:
                ruled.append(i)
    finally:
        pdf.close()
    if len(damaged) == count:
        raise UnreadableFile(f"{path}: none of its pages can be read: fetch it again or repair it")
    if not any(p.lines for p in pages) and not unread:
        raise UnreadableFile(f"{path}: has neither text nor pictures of text: fetch it again")
    warnings = [f"page {n} is damaged and was left out" for n in damaged]
    grids = tables.ruled(blob, ruled, pages) if ruled else {}
    return build(pages, grids, key, tuple(warnings), tuple(unread))


def _page(pdf, index: int):
    """(Page, whether it draws a grid, whether a picture covers most of it)."""
    import pypdfium2.raw as raw

    page = pdf[index]
    width, height = page.get_size()
    try:
        tp = page.get_textpage()
        try:
            lines = _lines(tp, index + 1, height, raw)
        finally:
            tp.close()
        grid, picture, frames = _drawings(page, width, height, raw)
    finally:
        page.close()
    return Page(index + 1, width, height, lines, frames), grid, picture


def _text(tp, raw) -> str:
    """The page's characters; index i here is PDFium's character i."""
    n = raw.FPDFText_CountChars(tp)
    if n <= 0:
        return ""
    buffer = (ctypes.c_ushort * (n + 1))()
    got = raw.FPDFText_GetText(tp, 0, n, buffer)
    text = bytes(buffer)[: 2 * max(got - 1, 0)].decode("utf-16-le", "replace")
    if len(text) == n:
        return text
    codes = [raw.FPDFText_GetUnicode(tp, k) for k in range(n)]  # characters beyond the BMP, or left out
    return "".join(chr(c) if 0 < c < 0x110000 and not 0xD800 <= c < 0xE000 else "\0" for c in codes)


def _lines(tp, page: int, height: float, raw) -> list[Line]:
    text = _text(tp, raw)
    box = [ctypes.c_double() for _ in range(4)]
    refs = [ctypes.byref(b) for b in box]
    matrix = raw.FS_MATRIX()
    font_size, char_box = raw.FPDFText_GetFontSize, raw.FPDFText_GetCharBox

    def size(k):
        s = font_size(tp, k)
        if s <= 1.5 and raw.FPDFText_GetMatrix(tp, k, matrix):
            s *= max(abs(matrix.d), abs(matrix.b))  # the scale stands in the matrix
        return s

    def rect(k):
        char_box(tp, k, *refs)
        return box[0].value, box[1].value, height - box[3].value, height - box[2].value

    def word(a, b):
        x = rect(a)
        y = rect(b - 1) if b - 1 > a else x
        return Word(text[a:b], x[0], y[1], min(x[2], y[2]), max(x[3], y[3]))

    def baseline(k):
        raw.FPDFText_GetCharOrigin(tp, k, refs[0], refs[1])
        return box[1].value

    out = []
    for span in _LINE.finditer(text):
        found = [(m.start(), m.end(), size(m.start()), size(m.end() - 1)) for m in _WORD.finditer(text, *span.span())]
        if not found:
            continue
        sizes: Counter = Counter()
        for a, b, s, _ in found:
            sizes[round(s, 1)] += b - a
        main = max(sizes, key=lambda s: (sizes[s], s))
        line = Line(page, [], main, False)
        for a, b, s0, s1 in found:
            small = s0 < 0.85 * main or s1 < 0.85 * main
            if small or text[b - 1] in MARKS or text[a] in MARKS or _INNER_MARK.search(text, a, b):
                _marked(line, text, a, b, main, size, word, baseline)
            else:
                line.words.append(word(a, b))
            if b < len(text) and text[b] in _GLUE and line.words:
                line.words[-1].glued = True
        if not line.words:
            if not line.lead:
                continue
            first = word(found[0][0], found[0][1])
            line.words.append(Word("", first.x0, first.x0, first.top, first.bottom))
        line.font, first_bold = _font(tp, found[0][0], raw)
        line.bold = first_bold and _font(tp, found[-1][1] - 1, raw)[1]  # a bold lead-in is no heading
        out.append(line)
    return out


def _marked(line, text, a, b, main, size, word, baseline):
    """A word that carries note marks: the marks leave it and stay beside it."""
    start = a  # of the run of letters that is being read
    base = None
    k = a
    while k < b:
        c = text[k]
        is_small = size(k) < 0.85 * main
        if is_small and c not in MARKS:
            before = k - 1 if k > a else None
            if base is None and before is not None:
                base = baseline(before)
            raised = base is None or baseline(k) - base > 0.1 * main
            lone = c in _LETTER and k > a and (k + 1 == b or text[k + 1] not in _LETTER) and text[k - 1] not in _LETTER
            is_mark = raised and (c.isdigit() or lone)
        else:
            # a section sign before a number is text
            is_mark = c in MARKS and (
                is_small
                or (c != "§" or k + 1 == b > a + 1 and text[k - 1] != "§")
                and (k > a or line.words or b - a <= 3)
            )
        if not is_mark:
            k += 1
            continue
        end = k + 1
        if c.isdigit():
            while end < b and text[end].isdigit() and size(end) < 0.85 * main:
                end += 1
        if k > start:
            line.words.append(word(start, k))
        if line.words:
            line.words[-1].marks += (text[k:end],)
        elif not line.lead:
            line.lead = text[k:end]
        if end < b and k > start and text[end] in ',.;:”’)"—':
            # the mark stood inside the word: what follows belongs to it
            tail = word(end, b)
            last = line.words[-1]
            line.words[-1] = Word(
                last.text + tail.text, last.x0, tail.x1, last.top, max(last.bottom, tail.bottom), last.marks
            )
            return
        start = k = end
    if b > start:
        line.words.append(word(start, b))


def _font(tp, k, raw):
    name = ctypes.create_string_buffer(96)
    flags = ctypes.c_int()
    raw.FPDFText_GetFontInfo(tp, k, name, 96, ctypes.byref(flags))
    shown = name.value.decode("latin-1").split("+")[-1].lower()
    family = re.sub(r"(?:mt|ps)+$", "", re.split(r"[-,]|bold|italic", shown)[0])
    return family, "bold" in shown or "black" in shown or raw.FPDFText_GetFontWeight(tp, k) >= 600


def _drawings(page, width, height, raw):
    """Whether a grid is drawn, whether a picture fills the page, and frames around text."""
    handle = page.raw
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    refs = [ctypes.byref(v) for v in (left, bottom, right, top)]
    cells, uprights, levels, picture, frames = [], Counter(), 0, False, []
    count = min(raw.FPDFPage_CountObjects(handle), MAX_OBJECTS)
    get, type_of, bounds = raw.FPDFPage_GetObject, raw.FPDFPageObj_GetType, raw.FPDFPageObj_GetBounds
    path, image, form = raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM
    todo = [get(handle, k) for k in range(count)]
    depth = 0
    while todo and depth < 3:
        inner = []
        for obj in todo:
            kind = type_of(obj)
            if kind == path:
                bounds(obj, *refs)
                w, h = right.value - left.value, top.value - bottom.value
                if len(cells) < 400 and 8 < h < 0.6 * height and (w < 2.5 or w > 20):
                    cells.append((round(left.value / 3), round(top.value / 3)))
                if w < 2.5 and h > 20:
                    uprights[round(top.value / 3), round(bottom.value / 3)] += 1
                levels += h < 2.5 and w > 30
                if w > 0.3 * width and 60 < h < 0.93 * height and len(frames) < 20:
                    frames.append((left.value, height - top.value, right.value, height - bottom.value))
            elif kind == image:
                bounds(obj, *refs)
                w, h = right.value - left.value, top.value - bottom.value
                picture = picture or w * h > 0.4 * width * height
            elif kind == form and len(inner) < MAX_OBJECTS:
                inner += [
                    raw.FPDFFormObj_GetObject(obj, k) for k in range(min(raw.FPDFFormObj_CountObjects(obj), 2000))
                ]
        todo = inner
        depth += 1
    # Upright rules, or boxes as large as a cell, in rows and columns: level rules make no grid, nor do bars.
    rows = Counter(y for _, y in set(cells))
    grid = len(cells) >= 8 and sum(n >= 2 for n in rows.values()) >= 3
    grid = grid or levels >= 3 and max(uprights.values(), default=0) >= 3
    return grid, picture, frames


def _recognised(scan: Scan, page: Page) -> Page:
    """The page with the words that OCR found on it."""
    lines = []
    for row in scan.lines:
        words = [Word(t, x0, x1, top, bottom) for t, x0, top, x1, bottom in row]
        for a in words[-1:]:
            if a.text.endswith("-") and len(a.text) > 2:
                a.text, a.glued = a.text[:-1], True
        heights = sorted(w.bottom - w.top for w in words)
        lines.append(Line(page.number, words, round(heights[len(heights) // 2] * 1.1), False, font="ocr"))
    return Page(page.number, page.width, page.height, lines, [], scan.confidence)
