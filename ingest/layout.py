"""Lines of words to blocks in reading order; knows nothing of PDF.

Order of work: running heads and printed labels by repetition → tables → columns → footnotes by
size and mark → paragraphs over lines, columns and pages → notes tied to their marks. Everything
a page holds ends in the text, in `furniture` or in a mark: nothing is dropped.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from graph.model import BlockKind
from ingest import tables
from ingest.canonical import NOTE_START, NOTES, Writer
from ingest.documents import Furniture, NoteMark, Reading

MARKS = "*†‡§"
_MARK = re.compile(r"[*†‡§]{1,3}|\d{1,3}")
_BULLET = re.compile(r"^(?:[•●▪◦–·■□➢✓\uf000-\uf0ff]|o(?=\s)|\d{1,2}[.)]|\([a-z0-9]{1,3}\)|[a-z]\))\s+")
_CAPTION = re.compile(
    r"^(?:Figure|Table|Box|Exhibit|Chart|Map|Appendix Table)\s+(?:[A-Z]{1,2}[-.]?)?\d+[a-z]?(?:[.:]|\s*$|\s+[A-Z(“])|^(?:Sources?|Notes?):(?:\s|$)"
)
_LEADER = re.compile(r"(?:\.\s?){5,}\s*[\divxlcA-Z-]*$")
_END = re.compile(r"[.!?:;][\"”’)\]]*$")
_FLOATS = (BlockKind.TABLE, BlockKind.CAPTION, BlockKind.FIGURE)


@dataclass(slots=True)
class Word:
    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    marks: tuple[str, ...] = ()
    glued: bool = False  # broken at the line's end


@dataclass(slots=True)
class Line:
    page: int
    words: list[Word]
    size: float
    bold: bool
    lead: str = ""  # begins with this note's own mark
    font: str = ""
    table: tables.Raw | None = None
    frame: int = 0  # text boxes are counted from 1

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


@dataclass(slots=True)
class Page:
    """`lines` in any order; `frames` are boxes drawn on it; `ocr` its confidence, else None."""

    number: int
    width: float
    height: float
    lines: list[Line]
    frames: list = field(default_factory=list)
    ocr: float | None = None


@dataclass(slots=True)
class _Body:
    size: float
    font: str


def build(pages: list[Page], grids, key: str, warnings=(), unread=()) -> Reading:
    """All pages to one Reading. `grids` are ruled tables by page number."""
    body = _body(pages)
    furniture, labels = _furniture(pages, body)
    known = _whole_words(pages)
    flow: list[Line] = []
    held: list[tuple[int, list[Line]]] = []  # footnotes by page
    kept: list[Furniture] = []
    caption, frames, ended = "", 0, False
    for page in pages:
        kept += [Furniture(page.number, x.text) for x in page.lines if id(x) in furniture]
        rest = [x for x in page.lines if id(x) not in furniture]
        frames = _framed(rest, page, frames, page.number in grids)
        rest, caption = _take_tables(rest, grids.get(page.number, []), caption)
        rest = _drop_caps(_raised(rest), body)
        feet_here: list[Line] = []
        for column in _columns(rest, page):
            main, feet = _feet(column, body, held[-1] if held and held[-1][0] == page.number - 1 else None, page)
            for x in main:
                ended = ended or bool(NOTES.fullmatch(x.text))
                if x.lead and flow and not ended and (x.size > 0.93 * body.size or x.frame):
                    flow[-1].words[-1].marks += (x.lead,)  # the mark of the line before
                    x.lead = ""
                flow.append(x)
            feet_here += feet
        if feet_here:
            held.append((page.number, feet_here))
    writer = Writer(known, key)
    writer.write(_paragraphs(flow, body), held, len(pages), 0.93 * body.size)
    text = "".join(writer.parts)
    references, by_mark = writer.notes()
    marks = tuple(NoteMark(offset, mark, _note(by_mark, page, mark)) for offset, mark, page in writer.marks)
    return Reading(
        text,
        tuple(writer.blocks),
        len(pages),
        tuple(labels),
        writer.layout,
        marks,
        references,
        tuple(kept),
        _found(text, writer.blocks),
        warnings,
        tuple(writer.tables),
        unread,
        {p.number: p.ocr for p in pages if p.ocr is not None},
    )


def _note(by_mark, page: int, mark: str) -> tuple[str, ...]:
    """Ids of the note's references: on the page, else anywhere by number, else on a near page."""
    near = (page + 1, page + 2, page + 3) if mark.isalpha() else (page + 1, page - 1)
    for place in (page, 0, *near):
        if by_mark.get((place, mark)):
            return tuple(by_mark[place, mark])
    return ()


def _whole_words(pages) -> Counter:
    """Words of the document that no line break cut: they decide whether a hyphen is the word's own."""
    whole: Counter = Counter()
    for page in pages:
        cut = False
        for x in page.lines:
            for w in x.words:
                if not w.glued and not cut:
                    whole[w.text.lower()] += 1
                cut = w.glued
    known: Counter = Counter()
    for token, n in whole.items():
        for part in {*re.findall(r"\w+(?:-\w+)*", token), *(re.findall(r"\w+", token) if "-" in token else ())}:
            known[part] += n
    return known


def _body(pages) -> _Body:
    sizes: Counter = Counter()
    for page in pages:
        for x in page.lines:
            sizes[x.size, x.font] += sum(len(w.text) for w in x.words)
    most = max(sizes.values(), default=0)
    # notes may hold more words than the text does, but never in larger type
    size, font = max((k for k in sizes if sizes[k] >= 0.35 * most), default=(10, ""))
    return _Body(size, font)


def _furniture(pages, body: _Body) -> tuple[set[int], list[str | None]]:
    """Ids of lines that repeat at the pages' edges, and each page's printed label.

    A line repeats where one with the same words, figures aside, or one that begins with them
    stands at the same height of another page.
    """
    near = [
        [
            x
            for x in page.lines
            if (x.bottom < 0.12 * page.height or x.top > 0.88 * page.height) and x.size < 1.25 * body.size
        ]
        for page in pages
    ]
    seen: Counter = Counter()
    for page, lines in zip(pages, near, strict=True):
        seen.update({k for x in lines for k in _edge_keys(x, page.height)})
    need = 2 if len(pages) <= 6 else 3 if len(pages) <= 20 else 4
    out: set[int] = set()
    words = {k[0] for k, n in seen.items() if n >= need and len(k[0]) > 8}  # at any height near the edge
    shown: list[list[str]] = []
    for page, lines in zip(pages, near, strict=True):
        tokens = []
        for x in lines:
            keys = _edge_keys(x, page.height)
            if any(seen[k] >= need or k[0] in words for k in keys):
                out.add(id(x))
                tokens += re.findall(r"(?<![\w.,/-])(\d{1,4}|[ivxlc]{1,7}|[A-Z]-\d{1,3})(?![\w.,/-])", x.text)
        shown.append(tokens)
    return out, _labels(shown)


def _edge_keys(x: Line, height: float) -> set:
    """Words, figures aside, with their distance from the nearer edge: pages may lie on their side."""
    place = round(x.top / 4) if x.top < height / 2 else -round((height - x.bottom) / 4)
    shape = re.sub(r"\b[ivxlc]+$|\d+", "#", x.text.strip())
    start = re.split(r"\s+[|·•]\s+|\s{3,}", shape)[0]
    bare = re.sub(r"\s*#$", "", start)
    return {(k, p) for k in {shape, start, bare} - {""} for p in (place, place + 1)} if len(shape) < 160 else set()


_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def _roman(text: str) -> int | None:
    if not re.fullmatch(r"(?=[ivxlc])c{0,3}(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})", text):
        return None
    values = [_ROMAN[c] for c in text]
    return sum(-v if v < max(values[i + 1 :], default=0) else v for i, v in enumerate(values))


def _labels(shown: list[list[str]]) -> list[str | None]:
    """The token of each page's furniture that counts up with the pages."""
    steps: Counter = Counter()
    for i, tokens in enumerate(shown):
        for t in set(tokens):
            n = int(t) if t.isdigit() else _roman(t)
            if n is not None:
                steps[t.isdigit(), n - i] += 1
    out: list[str | None] = []
    for i, tokens in enumerate(shown):
        best, score = None, 0
        for t in tokens:
            n = int(t) if t.isdigit() else _roman(t)
            if n is not None and steps[t.isdigit(), n - i] > score:
                best, score = t, steps[t.isdigit(), n - i]
        out.append(best if score >= min(2, len(shown)) else None)
    return out


def _framed(lines, page: Page, count: int, has_grid: bool) -> int:
    """Mark lines inside a drawn frame that holds prose beside the page's own text."""
    if has_grid:
        return count
    for x0, top, x1, bottom in sorted(set(page.frames), key=lambda f: (f[2] - f[0]) * (f[3] - f[1])):
        inside = [
            x
            for x in lines
            if not x.frame and x0 - 2 <= x.x0 and x.x1 <= x1 + 2 and top - 2 <= x.top and x.bottom <= bottom + 2
        ]
        if len(inside) >= 3 and (len(inside) < len(lines) or page.number):
            count += 1
            for x in inside:
                x.frame = count
    return count


def _take_tables(lines, ruled, caption: str):
    """Lines of tables leave the flow; each table goes in as one line. Returns the last caption, too."""
    found = list(ruled)
    taken = {id(x) for t in found for x in t.lines}
    for finder in (tables.open_tables, tables.text_tables):
        found += finder([x for x in lines if id(x) not in taken])
        taken = {id(x) for t in found for x in t.lines}
    if not found:
        return lines, ""
    out, seen = [], set()
    by_line = {id(x): t for t in found for x in t.lines}
    for x in sorted(lines, key=lambda x: x.top):
        if id(x) in by_line and id(by_line[id(x)]) not in seen:
            t = by_line[id(x)]
            seen.add(id(t))
            t.caption = _caption_above(lines, t, by_line) or caption
            caption = t.caption
            words = [w for row in [t.head, *t.rows] for c in row for w in c]
            x0, top, x1, bottom = t.box
            edge = [Word("", x0, x0, top, bottom), *words[:0], Word("", x1, x1, top, bottom)]
            out.append(Line(x.page, edge, x.size, False, table=t, frame=x.frame))
    return [x for x in lines if id(x) not in by_line] + out, caption


def _caption_above(lines, t, by_line) -> str:
    above = sorted((x for x in lines if x.bottom <= t.box[1] + 3 and id(x) not in by_line), key=lambda x: x.top)
    for i in range(len(above) - 1, max(-1, len(above) - 7), -1):
        if tables.CAPTION.match(above[i].text):
            return " ".join(x.text for x in above[i:])
    return ""


def _columns(lines, page: Page) -> list[list[Line]]:
    """Lines in reading order, one list for each column between lines that span the page."""
    if not lines:
        return []
    return _ordered(lines, min(x.x0 for x in lines), max(x.x1 for x in lines), 0)


def _ordered(lines, left, right, depth) -> list[list[Line]]:
    rows = tables._rows(lines)
    x = tables.gutters(rows, left, right) if depth < 2 else None
    if x is None:
        return [[y for row in rows for y in _joined(row)]]
    pieces = [p for y in lines for p in _cut(y, x)]
    out: list[list[Line]] = []
    sides: tuple[list, list] = ([], [])

    def flush():
        for side, a, b in ((sides[0], left, x), (sides[1], x, right)):
            if side:
                out.extend(_ordered(side, a, b, depth + 1))
                side.clear()

    for y in sorted(pieces, key=lambda y: (y.top, y.x0)):
        if y.x1 <= x + 4:
            sides[0].append(y)
        elif y.x0 >= x - 4:
            sides[1].append(y)
        else:
            flush()
            out.append([y])
    flush()
    merged: list[list[Line]] = []  # lines that span the page, one after the other, are one column
    for column in out:
        if merged and all(y.x0 < x < y.x1 for y in (*column, *merged[-1])):
            merged[-1] += column
        else:
            merged.append(column)
    return merged


def _cut(line: Line, x: float) -> list[Line]:
    """The line in two where a gap lies over `x`."""
    if line.table is not None or line.x1 <= x or line.x0 >= x:
        return [line]
    for i in range(1, len(line.words)):
        a, b = line.words[i - 1], line.words[i]
        if a.x1 <= x + 2 and b.x0 >= x - 2 and b.x0 - a.x1 >= 7:
            tail = Line(line.page, line.words[i:], line.size, line.bold, "", line.font, None, line.frame)
            line.words = line.words[:i]
            return [line, tail]
    return [line]


def _raised(lines) -> list[Line]:
    """Lines without those that are only a raised mark: each goes to the line that it stands on."""
    marks = [x for x in lines if x.table is None and len(x.words) == 1 and _MARK.fullmatch(x.text)]
    out = lines
    for m in marks:
        for x in lines:
            if x is m or x.table is not None or m.size >= 0.85 * x.size or not x.top - x.size < m.top < x.bottom:
                continue
            if x.words[-1].x1 - 1 <= m.x0 < x.words[-1].x1 + x.size:
                x.words[-1].marks += (m.text,)
            elif 0 <= x.x0 - m.x1 + 1 < x.size and not x.lead:
                x.lead = m.text
            else:
                continue
            out = [y for y in out if y is not m]
            break
    return out


def _drop_caps(lines, body: _Body) -> list[Line]:
    """A large first letter goes to the word that it begins."""
    out = lines
    for x in lines:
        if x.size > 2 * body.size and len(x.text) == 1 and x.text.isalpha() and x.table is None:
            right = [y for y in lines if y is not x and y.x0 > x.x0 and x.top - 4 <= y.top < x.bottom]
            first = min(right, key=lambda y: (y.top, y.x0), default=None)
            if first is not None and first.text[0].islower():
                w = first.words[0]
                w.text, w.x0 = x.text + w.text, x.x0
                out = [y for y in out if y is not x]
    return out


def _joined(row) -> list[Line]:
    """Lines side by side, left to right; those that one space apart are one line."""
    row = sorted(row, key=lambda x: x.x0)
    out = [row[0]]
    for x in row[1:]:
        last = out[-1]
        near = x.x0 - last.x1 < 1.6 * max(last.size, x.size) and last.table is None and x.table is None
        if near and x.size < 0.85 * last.size and _MARK.fullmatch(x.text):
            last.words[-1].marks += (x.text,)  # a raised mark that PDFium read as a line of its own
        elif near and last.size < 0.85 * x.size and _MARK.fullmatch(last.text) and not x.lead:
            x.lead = last.text
            out[-1] = x
        elif near and abs(last.size - x.size) < 2.5:
            if x.lead:
                last.words[-1].marks += (x.lead,)
            last.words = last.words + x.words
        else:
            out.append(x)
    return out


def _feet(lines, body: _Body, before, page: Page):
    """Split a column's lines into flow and footnotes: small type at its end, begun by a mark.

    `before` are the last page's footnotes; where their last one is unfinished, small type at
    the end of this page goes on with it.
    """
    small = [x.table is None and x.size <= 0.93 * body.size for x in lines]
    tail = len(lines)
    while tail and small[tail - 1]:
        tail -= 1
    if not tail or tail < len(lines) and NOTES.fullmatch(lines[tail - 1].text):
        return lines, []  # endnotes
    start = None
    for i in range(len(lines) - 1, tail - 1, -1):
        x = lines[i]
        if start is not None and (abs(x.size - lines[start].size) > 1.3 or x.font != lines[start].font):
            break  # small type of another kind: a text box, a table's notes
        m = NOTE_START.match(x.text)
        if x.lead or m and (x.text[0] in MARKS or start is None or not lines[start].lead):
            start = i
    if start is not None and any(
        abs(y.size - lines[start].size) > 1.3 or y.font != lines[start].font for y in lines[start:] if not y.lead
    ):
        start = next((i for i in range(start, len(lines)) if lines[i].lead), None)
    if before is not None and tail < len(lines):
        last = before[1][-1]
        stop = start if start is not None else len(lines)
        k = tail
        while k < stop and (
            abs(lines[k].size - last.size) > 0.3 or lines[k].font != last.font or _CAPTION.match(lines[k].text)
        ):
            k += 1
        going_on = not _END.search(last.text) or "continued" in last.text[-20:]
        if k < stop and (going_on or start is not None) and lines[k].top > 0.4 * page.height:
            start = k
    return (lines, []) if start is None else (lines[:start], lines[start:])


@dataclass(slots=True)
class _Group:
    kind: BlockKind
    lines: list[Line]


def _paragraphs(flow, body: _Body) -> list[_Group]:
    out: list[_Group] = []
    in_figure = contents = False
    for n, x in enumerate(flow):
        kind = _kind(x, body)
        if kind is BlockKind.CAPTION:
            in_figure = x.text.lower().startswith(("figure", "chart", "map", "exhibit"))
        elif in_figure and _is_fragment(x, body) and x.page == out[-1].lines[-1].page:
            kind = BlockKind.FIGURE
        else:
            in_figure = False
        if _LEADER.search(x.text):
            kind, contents = BlockKind.CONTENTS, True
        elif contents and kind is not BlockKind.HEADING:
            ahead = next((y for y in flow[n + 1 : n + 3] if _LEADER.search(y.text)), None)
            if ahead is not None and ahead.page == x.page:
                kind = BlockKind.CONTENTS  # an entry's first line; its page stands on the next
            else:
                contents = False
        if out and _continues(out[-1], x, kind, body):
            out[-1].lines.append(x)
            continue
        earlier = _interrupted(out, x, kind, body)
        if earlier is not None:
            earlier.lines.append(x)
        else:
            out.append(_Group(kind, [x]))
    return out


def _is_fragment(x: Line, body: _Body) -> bool:
    """Words of a chart or map: not body type."""
    return x.table is None and (x.font != body.font or x.size < 0.93 * body.size)


def _interrupted(out, x: Line, kind, body) -> _Group | None:
    """The paragraph that a float or text box cut, where `x` goes on with it."""
    if kind is not BlockKind.PARAGRAPH or abs(x.size - body.size) > 0.12 * body.size:
        return None
    k = len(out) - 1
    while k >= 0 and (out[k].kind in _FLOATS or out[k].lines[0].frame and not x.frame):
        k -= 1
    if k < 0 or k == len(out) - 1 or out[k].kind not in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
        return None
    last = out[k].lines[-1]
    open_ = last.words[-1].glued or not _END.search(last.text)
    if open_ and last.frame == x.frame and abs(last.size - x.size) < 0.3 and last.page >= x.page - 2:
        return out[k] if x.text[:1].islower() or len(last.text) > 40 and last.page != x.page else None
    return None


def _kind(x: Line, body: _Body) -> BlockKind:
    if x.table is not None:
        return BlockKind.TABLE
    text = x.text
    if _CAPTION.match(text):
        return BlockKind.CAPTION
    if (
        (x.size > 1.08 * body.size or x.bold and x.size >= 0.97 * body.size)
        and len(text) < 160
        and not text.endswith((".", ",", ";"))
        and any(c.isalpha() for c in text)
    ):
        return BlockKind.HEADING
    if _BULLET.match(text):
        return BlockKind.LIST_ITEM
    return BlockKind.PARAGRAPH


def _continues(block: _Group, x: Line, kind: BlockKind, body: _Body) -> bool:
    was, lines = block.kind, block.lines
    last = lines[-1]
    if was is BlockKind.TABLE or kind in (BlockKind.TABLE, BlockKind.LIST_ITEM):
        return False
    if last.frame != x.frame and (last.page == x.page or last.font != x.font):
        return False  # a text box may go on over the page
    if kind is BlockKind.CAPTION or BlockKind.CONTENTS in (was, kind):
        # a contents entry may take two lines: the first has no page
        return was is kind is BlockKind.CONTENTS and not _LEADER.search(last.text)
    if BlockKind.FIGURE in (was, kind):
        return was is kind
    if (was is BlockKind.HEADING) != (kind is BlockKind.HEADING):
        if was is BlockKind.CAPTION and x.bold and x.page == last.page and x.top - last.top < 1.7 * last.size:
            return abs(x.size - last.size) < 0.3
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
    if was is BlockKind.CAPTION:
        near = x.page == last.page and 0 <= x.top - last.top < 1.75 * max(last.size, 6) + 1
        if x.text[0] == "(" and len(lines) < 3:
            return near  # the unit, under the title
        return near and abs(x.size - last.size) < 1.3 and x.font == last.font and (x.bold == last.bold or last.bold)
    if abs(x.size - last.size) > 0.12 * body.size:
        return not _END.search(text) and text[-1:].islower() and x.text[:1].islower()
    if x.page != last.page or x.top < last.top - 2:  # next page or column
        return not _END.search(text) or x.text[:1].islower()
    pitch = x.top - last.top
    if pitch > 1.75 * max(last.size, 6) + 1:
        return not _END.search(text) and x.text[:1].islower()
    left, right = min(y.x0 for y in lines), max(y.x1 for y in lines)
    short = last.x1 < right - 0.2 * max(right - left, 60)
    if _END.search(text) and short and len(lines) > 1:
        return False
    # an indented first line opens a paragraph
    return not (_END.search(text) and len(lines) > 1 and x.x0 > left + 8 and was is not BlockKind.LIST_ITEM)


def _found(text: str, blocks) -> dict:
    out: dict = {}
    heads = [b for b in blocks if b.kind is BlockKind.HEADING]
    if heads:
        out["title"] = text[heads[0].start : heads[0].end]
    return out
