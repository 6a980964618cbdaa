"""PDF to blocks, through pypdfium2's characters; pdfplumber only on pages with ruled tables.

Order of work: lines with font sizes → running heads by repetition → footnotes by size and mark
→ paragraphs over lines, columns and pages → notes tied to their marks. PDFium is not
thread-safe: one document, one process.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from dataclasses import dataclass, field

from graph.errors import UnreadableFile
from graph.model import BlockKind
from ingest import notes
from ingest.documents import Block, Furniture, Layout, NoteMark, Reading

_MARKS = "*†‡§"
_NOTE_START = re.compile(r"^\s*(?P<mark>[*†‡§]{1,3}|\d{1,3})(?=[\s.A-Z“\"]|$)[.]?\s*")
_BULLET = re.compile(r"^(?:[•●▪◦–·]|o(?=\s)|\d{1,2}\.|\([a-z0-9]\)|[a-z]\))\s+")
_CAPTION = re.compile(r"^(?:Figure|Table|Box|Exhibit|Appendix Table)\s+[A-Z]?\d+[.:]?\b|^(?:Sources?|Notes?):\s")
_END = re.compile(r"[.!?:;][\"”’)\]]*$")


@dataclass(slots=True)
class _Word:
    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    marks: tuple[str, ...] = ()
    glued: bool = False  # broken at the line's end


@dataclass(slots=True)
class _Line:
    page: int
    words: list[_Word]
    size: float
    bold: bool
    lead: bool = False  # begins with a superscript number: a note's own mark
    marker: str = ""
    kind: str = ""
    extra: list = field(default_factory=list)

    @property
    def text(self):
        return " ".join(w.text for w in self.words)

    @property
    def x0(self):
        return self.words[0].x0

    @property
    def x1(self):
        return self.words[-1].x1

    @property
    def top(self):
        return min(w.top for w in self.words)

    @property
    def bottom(self):
        return max(w.bottom for w in self.words)


def read_pdf(path, blob: bytes, key: str) -> Reading:
    import pypdfium2 as pdfium

    try:
        pdf = pdfium.PdfDocument(blob)
        count = len(pdf)
    except pdfium.PdfiumError as error:
        why = (
            "is encrypted: save a copy without its password"
            if "password" in str(error).lower()
            else ("is not a readable PDF: fetch it again or repair it")
        )
        raise UnreadableFile(f"{path}: {why}") from None
    try:
        pages, empty = [], []
        for i in range(count):
            try:
                lines, height = _lines(pdf, i)
            except pdfium.PdfiumError:
                raise UnreadableFile(f"{path}: page {i + 1} is damaged: repair the file") from None
            if not lines:
                empty.append(i + 1)
            pages.append((lines, height))
        ruled = [i for i in range(count) if _is_ruled(pdf, i)]
    finally:
        pdf.close()
    if len(empty) == count:
        raise UnreadableFile(f"{path}: has no text layer (a scan): run OCR on it first")
    warnings = (f"no text on page {', '.join(map(str, empty))}",) if empty else ()
    tables = _tables(blob, ruled) if ruled else {}
    return _build(pages, tables, key, warnings)


def _lines(pdf, index: int) -> tuple[list[_Line], float]:
    import pypdfium2.raw as raw

    page = pdf[index]
    height = page.get_height()
    tp = page.get_textpage()
    n = raw.FPDFText_CountChars(tp)
    lines: list[_Line] = []
    chars: list[tuple[str, int, float]] = []
    get, size_of = raw.FPDFText_GetUnicode, raw.FPDFText_GetFontSize

    def flush(glued=False):
        if chars:
            line = _line(tp, raw, chars, index + 1, height)
            if line:
                if glued:
                    line.words[-1].glued = True
                lines.append(line)
            chars.clear()

    for k in range(n):
        code = get(tp, k)
        if code in (10, 13):
            flush()
        elif code in (0xFFFE, 2, 0xAD):
            flush(glued=True)
        elif code:
            chars.append((chr(code), k, size_of(tp, k)))
    flush()
    tp.close()
    page.close()
    return lines, height


def _line(tp, raw, chars, page: int, height: float) -> _Line | None:
    sizes = Counter(round(s, 1) for c, _, s in chars if c.strip() and s > 1.5)
    if not sizes:
        return None
    main = sizes.most_common(1)[0][0]
    box = [ctypes.c_double() for _ in range(4)]

    def rect(k):
        raw.FPDFText_GetCharBox(tp, k, *box)
        left, right, bottom, top = (b.value for b in box)
        return left, right, height - top, height - bottom

    words: list[_Word] = []
    run: list[tuple[str, int]] = []
    marks: list[str] = []
    lead = ""

    def end():
        nonlocal lead
        if marks and not run:
            if words:
                words[-1].marks += tuple(marks)
            else:
                lead = "".join(marks)
            marks.clear()
        if run:
            a, b = rect(run[0][1]), rect(run[-1][1])
            words.append(_Word("".join(c for c, _ in run), a[0], b[1], min(a[2], b[2]), max(a[3], b[3]), tuple(marks)))
            run.clear()
            marks.clear()

    previous = ""
    for c, k, s in chars:
        small = s > 1.5 and s < 0.85 * main
        if not c.strip():
            end()
        elif (small and c.isdigit() and (run or not words or previous in " ”.,;:)" or marks)) or (
            c in _MARKS and (run or words) and (run or small or previous in _MARKS + " " and words)
        ):
            if marks and marks[-1].isdigit() and c.isdigit() and previous.isdigit():
                marks[-1] += c
            else:
                marks.append(c)
        else:
            if marks and not run and not words:
                lead = "".join(marks)
                marks.clear()
            elif marks and run and c not in ',.;:”’)"—':
                end()
            run.append((c, k))
        previous = c
    end()
    if not words:
        if lead:
            a = rect(chars[0][1])
            return _Line(page, [_Word("", a[0], a[1], a[2], a[3])], main, False, True, lead)
        return None
    flags = ctypes.c_int()
    first = next(k for c, k, s in chars if c.strip())
    final = next(k for c, k, s in reversed(chars) if c.strip())
    name = ctypes.create_string_buffer(96)

    def is_bold(k):
        raw.FPDFText_GetFontInfo(tp, k, name, 96, ctypes.byref(flags))
        return raw.FPDFText_GetFontWeight(tp, k) >= 600 or b"bold" in name.value.lower()

    bold = is_bold(first) and is_bold(final)  # a bold lead-in is no heading
    return _Line(page, words, main, bold, bool(lead), lead)


def _is_ruled(pdf, index: int) -> bool:
    """Whether the page draws enough lines or cells for a grid; pdfplumber then looks closer."""
    import pypdfium2.raw as raw

    page = pdf[index]
    cells = 0  # upright rules, or boxes as large as a cell; level rules alone make no grid
    for n, obj in enumerate(page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=2)):
        left, bottom, right, top = obj.get_bounds()
        cells += top - bottom > 8 and (right - left < 2.5 or right - left > 20)
        if cells >= 8 or n > 5000:
            break
    page.close()
    return cells >= 8


def _tables(blob: bytes, ruled: list[int]) -> dict[int, list]:
    """{page index: [(box, rows)]} of ruled tables with at least two rows and columns."""
    import io

    import pdfplumber

    out: dict[int, list] = {}
    with pdfplumber.open(io.BytesIO(blob)) as pdf:
        for i in ruled:
            page = pdf.pages[i]
            for table in page.find_tables():
                rows = [[" ".join((c or "").split()) for c in row] for row in table.extract()]
                rows = [r for r in rows if any(r)]
                filled = sum(bool(c) for r in rows for c in r)
                if len(rows) >= 2 and filled >= max(4, 0.5 * sum(map(len, rows))):
                    out.setdefault(i, []).append((table.bbox, rows))
            page.close()
    return out


def _build(pages, tables, key: str, warnings) -> Reading:
    body = _body_size(pages)
    furniture, labels = _furniture(pages)
    flow: list[_Line] = []
    held: list[tuple[int, list[_Line]]] = []  # footnotes by page
    for i, (lines, _) in enumerate(pages):
        rest = [x for x in lines if id(x) not in furniture]
        rest = _take_tables(rest, tables.get(i, []), i + 1)
        main, feet = _feet(rest, body)
        flow += main
        if feet:
            held.append((i + 1, feet))
    known = _whole_words(pages)
    paragraphs = _paragraphs(flow, body)
    return _write(
        paragraphs,
        held,
        key,
        len(pages),
        labels,
        warnings,
        known,
        tuple(Furniture(x.page, x.text) for lines, _ in pages for x in lines if id(x) in furniture),
    )


def _whole_words(pages) -> Counter:
    """Words of the document that no line break cut: they decide whether a hyphen is the word's own."""
    known: Counter = Counter()
    cut = False
    for lines, _ in pages:
        for x in lines:
            for w in x.words:
                if not w.glued and not cut:
                    known.update(re.findall(r"\w+(?:-\w+)*", w.text.lower()))
                    known.update(re.findall(r"\w+", w.text.lower()) if "-" in w.text else ())
                cut = w.glued
    return known


def _body_size(pages) -> float:
    sizes = Counter()
    for lines, _ in pages:
        for x in lines:
            sizes[x.size] += len(x.text)
    return sizes.most_common(1)[0][0]


def _furniture(pages) -> tuple[set[int], list[str | None]]:
    """Ids of lines that repeat at the pages' edges, and each page's printed number."""
    seen: Counter = Counter()
    edge: list[list[_Line]] = []
    for lines, height in pages:
        near = [x for x in lines if x.bottom < 0.1 * height or x.top > 0.88 * height]
        edge.append(near)
        seen.update({(_shape(x.text), x.top < height / 2) for x in near})
    need = max(2, round(0.4 * len(pages))) if len(pages) > 1 else 2
    out: set[int] = set()
    labels: list[str | None] = []
    for (_, height), near in zip(pages, edge, strict=True):
        label = None
        for x in near:
            if seen[_shape(x.text), x.top < height / 2] >= min(need, 4):
                out.add(id(x))
                numbers = re.findall(r"(?:^|[\s|])(\d{1,4}|[ivxlc]{1,6})(?=$|[\s|])", x.text)
                if numbers and _shape(x.text) != x.text:
                    label = numbers[-1]
        labels.append(label)
    return out, labels


def _shape(text: str) -> str:
    return re.sub(r"\b[ivxlc]+$", "#", re.sub(r"\d+", "#", text.strip()))


def _take_tables(lines, found, page: int):
    """Lines inside a ruled table leave the flow; the table goes in as one line."""
    put = []
    for (x0, top, x1, bottom), rows in found:
        inside = [x for x in lines if top - 2 <= (x.top + x.bottom) / 2 <= bottom + 2 and x0 - 2 <= x.x0 <= x1]
        if not inside:
            continue
        words = [_Word(w, x0, x1, top, bottom) for w in " ; ".join(" | ".join(r) for r in rows).split()]
        line = _Line(page, words, inside[0].size, False, kind="table")
        put.append((lines.index(inside[0]), line))
        gone = {id(x) for x in inside}
        lines = [x if id(x) not in gone else None for x in lines]
    out = []
    at = {i: t for i, t in put}
    for i, x in enumerate(lines):
        if i in at:
            out.append(at[i])
        if x is not None:
            out.append(x)
    return out


def _feet(lines, body: float):
    """Split a page's lines into flow and footnotes: small type at its end, begun by a mark."""
    start = None
    for i, x in enumerate(lines):
        if x.kind or x.size > 0.93 * body:
            continue
        if (x.lead or _NOTE_START.match(x.text) and (x.text[0] in _MARKS or x.size < 0.93 * body)) and all(
            y.size <= 0.93 * body and not y.kind for y in lines[i:]
        ):
            start = i
            break
    return (lines, []) if start is None else (lines[:start], lines[start:])


def _paragraphs(flow, body: float):
    """Groups of lines that are one block: (kind, lines)."""
    out: list[tuple[BlockKind, list[_Line]]] = []
    for x in flow:
        kind = _kind(x, body)
        if out and _continues(out[-1], x, kind, body):
            out[-1][1].append(x)
        else:
            out.append((kind, [x]))
    return out


def _kind(x: _Line, body: float) -> BlockKind:
    text = x.text
    if x.kind == "table":
        return BlockKind.TABLE
    if _CAPTION.match(text):
        return BlockKind.CAPTION
    if (x.size > 1.08 * body or x.bold and x.size >= 0.97 * body) and len(text) < 160 and not text.endswith("."):
        return BlockKind.HEADING
    if _BULLET.match(text):
        return BlockKind.LIST_ITEM
    return BlockKind.PARAGRAPH


def _continues(block, x: _Line, kind: BlockKind, body: float) -> bool:
    was, lines = block
    last = lines[-1]
    if was is BlockKind.TABLE or kind in (BlockKind.TABLE, BlockKind.CAPTION, BlockKind.LIST_ITEM):
        return False
    if (was is BlockKind.HEADING) != (kind is BlockKind.HEADING):
        # a bold lead-in is no heading, but a heading never runs on into text
        return False
    if kind is BlockKind.HEADING:
        return (
            abs(x.size - last.size) < 0.3
            and x.bold == last.bold
            and x.page == last.page
            and (0 < x.top - last.top < 1.8 * last.size)
        )
    if last.words[-1].glued:
        return True
    text = last.text
    if was is BlockKind.CAPTION and (abs(x.size - last.size) > 0.3 or x.bold != last.bold):
        return False
    if abs(x.size - last.size) > 0.12 * body:
        return not _END.search(text) and text[-1:].islower() and x.text[:1].islower()
    if x.page != last.page or x.top < last.top - 2:  # next page or column
        return not _END.search(text) or x.text[:1].islower()
    pitch = x.top - last.top
    if pitch > 1.75 * max(last.size, 6) + 1:
        return not _END.search(text) and x.text[:1].islower()
    width = max(y.x1 for y in lines) - min(y.x0 for y in lines)
    short = last.x1 < max(y.x1 for y in lines) - 0.2 * max(width, 60)
    if _END.search(text) and short and len(lines) > 1:
        return False
    # an indented first line opens a paragraph
    return not (
        _END.search(text) and len(lines) > 1 and x.x0 > min(y.x0 for y in lines) + 8 and was is not BlockKind.LIST_ITEM
    )


class _Writer:
    """Collects the canonical text with its layout; append-only."""

    def __init__(self, known):
        self.known = known
        self.parts: list[str] = []
        self.at = 0
        self.blocks: list[Block] = []
        self.layout = Layout()
        self.marks: list[tuple[int, str, int]] = []

    def block(self, kind, lines, section, drop: int = 0):
        words = [(w, x.page) for x in lines for w in x.words if w.text]
        words = words[drop:]
        if not words:
            return
        if self.parts:
            self.parts.append("\n\n")
            self.at += 2
        begin = self.at
        for i, (w, page) in enumerate(words):
            self._add(w, page)
            if i + 1 < len(words):
                self._gap(w, words[i + 1][0])
        self.blocks.append(Block(kind, begin, self.at, words[0][1], tuple(section)))

    def _add(self, w, page):
        for column, value in zip(
            ("start", "end", "page", "x0", "top", "x1", "bottom"),
            (self.at, self.at + len(w.text), page, w.x0, w.top, w.x1, w.bottom),
            strict=True,
        ):
            getattr(self.layout, column).append(value)
        self.parts.append(w.text)
        self.at += len(w.text)
        for m in w.marks:
            self.marks.append((self.at, m, page))

    def _gap(self, w, nxt):
        if w.glued:
            glue = "-" if self._keeps_hyphen(w.text, nxt.text) else ""
        elif (
            w.text[-1:] in "—–/"
            and len(w.text) > 1
            and w.text[-2].isalnum()
            or (w.text.endswith("-") and len(w.text) > 1 and w.text[-2].isalnum() and nxt.text[:1].isalnum())
        ):
            glue = ""
        else:
            glue = " "
        self.parts.append(glue)
        self.at += len(glue)

    def _keeps_hyphen(self, a: str, b: str) -> bool:
        """Whether a word broken at the line's end has a hyphen of its own ('real-world')."""
        left = re.split(r"[^\w]", a.lower())[-1]
        right = re.split(r"[^\w]", b.lower())[0]
        if "http" in a or "/" in a:
            return False
        if self.known[left + right]:
            return False
        if self.known[f"{left}-{right}"]:
            return True
        return len(left) > 2 and len(right) > 2 and bool(self.known[left]) and bool(self.known[right])


def _write(paragraphs, held, key, count, labels, warnings, known, furniture) -> Reading:
    writer = _Writer(known)
    stack: list[tuple[float, str]] = []
    refs, by_mark = [], {}
    held = list(held)
    endnotes = False
    note_no = 0

    def feet_before(page):
        while held and held[0][0] < page:
            _write_feet(writer, held.pop(0), key, refs, by_mark, BlockKind.ENDNOTE if endnotes else BlockKind.FOOTNOTE)

    for kind, lines in paragraphs:
        feet_before(lines[0].page)
        text = " ".join(x.text for x in lines).strip()
        if kind is BlockKind.HEADING:
            size = lines[0].size
            while stack and stack[-1][0] <= size:
                stack.pop()
            writer.block(kind, lines, [s for _, s in stack])
            stack.append((size, text))
            endnotes = bool(re.fullmatch(r"(?:End)?notes|References", text, re.IGNORECASE)) or (
                endnotes and len(stack) > 1
            )
            continue
        section = [s for _, s in stack]
        if endnotes or _is_endnote_run(lines, note_no):
            note_no = _write_endnotes(writer, lines, section, key, refs, by_mark, note_no)
            continue
        writer.block(kind, lines, section)
    feet_before(count + 1)
    text = "".join(writer.parts)
    marks = []
    for offset, mark, page in writer.marks:
        ids = by_mark.get((page, mark)) or by_mark.get((0, mark)) or by_mark.get((page + 1, mark)) or ()
        marks.append(NoteMark(offset, mark, tuple(ids)))
    found = _found(text, writer.blocks)
    return Reading(
        text,
        tuple(writer.blocks),
        count,
        tuple(labels),
        writer.layout,
        tuple(marks),
        tuple(refs),
        furniture,
        found,
        warnings,
    )


def _is_endnote_run(lines, note_no: int) -> bool:
    m = re.match(r"^(\d{1,3})\.?\s", lines[0].marker + " " + lines[0].text if lines[0].lead else "")
    return bool(m and int(m[1]) == note_no + 1 and note_no > 0)


def _groups(lines, expected=None):
    """Lines of notes cut at each note's own mark: (marker, lines, words to drop)."""
    out = []
    for x in lines:
        m = None if x.lead else _NOTE_START.match(x.text)
        mark = x.marker if x.lead else m["mark"] if m else ""
        if mark.isdigit() and expected is not None and int(mark) != expected:
            mark = ""
        if (
            mark
            and mark.isdigit()
            and not x.lead
            and expected is None
            and out
            and out[-1][0].isdigit()
            and (int(mark) != int(out[-1][0]) + 1)
        ):
            mark = ""
        if mark:
            drop = 0
            if not x.lead:
                if x.words[0].text.rstrip(".") == mark:
                    drop = 1
                else:
                    x.words[0].text = x.words[0].text[len(mark) :].lstrip(".")
            out.append((mark, [x], drop))
            if expected is not None:
                expected += 1
        elif out:
            out[-1][1].append(x)
        else:
            out.append(("", [x], 0))
    return out


def _write_feet(writer, feet, key, refs, by_mark, kind):
    page, lines = feet
    for mark, part, drop in _groups(lines):
        writer.block(kind, part, (), drop)
        note = _tail(writer)
        found = notes.split(mark or "?", mark or "?", page, note, key)
        refs.extend(found)
        if mark:
            by_mark[page, mark] = [r.id for r in found]
            if mark.isdigit():
                by_mark[0, mark] = [r.id for r in found]


def _write_endnotes(writer, lines, section, key, refs, by_mark, note_no) -> int:
    for mark, part, drop in _groups(lines, note_no + 1):
        writer.block(BlockKind.ENDNOTE, part, section, drop)
        note = _tail(writer)
        if mark:
            note_no = int(mark) if mark.isdigit() else note_no
            found = notes.split(mark, mark, part[0].page, note, key)
            by_mark[0, mark] = [r.id for r in found]
        else:
            found = notes.split(str(note_no), str(note_no), part[0].page, note, key) if note_no else ()
            if note_no:
                by_mark.setdefault((0, str(note_no)), []).extend(r.id for r in found)
        refs.extend(found)
    return note_no


def _tail(writer) -> str:
    block = writer.blocks[-1]
    out, need = [], block.end - block.start
    for part in reversed(writer.parts):
        out.append(part)
        need -= len(part)
        if need <= 0:
            break
    return "".join(reversed(out)).strip()


_VOICE = re.compile(
    r"[^.]*\b(?:does not necessarily (?:imply|reflect|represent)|do not necessarily (?:reflect|represent)|"
    r"not (?:necessarily )?(?:an )?endorse)[^.]*\.",
    re.IGNORECASE,
)


def _found(text: str, blocks) -> dict:
    out: dict = {}
    heads = [b for b in blocks if b.kind is BlockKind.HEADING]
    if heads:
        out["title"] = text[heads[0].start : heads[0].end]
    m = _VOICE.search(text)
    if m:
        out["voice"] = " ".join(m.group().split())
    return out
