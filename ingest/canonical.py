"""Blocks to the canonical text: words joined, hyphens and web addresses mended, notes set apart.

Invariant: the text only grows; each word's place on its page is kept beside it (`Layout`).
"""

from __future__ import annotations

import re
from collections import defaultdict

from graph.model import BlockKind, Box
from ingest import notes
from ingest.documents import Block, Cell, Grid, Layout

NOTE_START = re.compile(r"^\s*(?P<mark>[*†‡§]{1,3}|\d{1,3})(?=[\s.A-Z“\"]|$)[.]?\s*")
NOTES = re.compile(r"(?:End)?notes|References", re.IGNORECASE)
_LETTERED = re.compile(r"([a-z])\.\s")
_SUSPENDED = ("and", "or", "to", "nor")


class Writer:
    """Collects the text, its layout, tables and notes."""

    def __init__(self, known, key: str):
        self.known, self.key = known, key
        self.parts: list[str] = []
        self.at = 0
        self.blocks: list[Block] = []
        self.layout = Layout()
        self.marks: list[tuple[int, str, int]] = []
        self.tables: list[Grid] = []
        self.found: list[list] = []  # notes: [page, mark, text, whether endnote]
        self.number = 0  # of the last endnote

    # --- words -----------------------------------------------------------

    def block(self, kind, lines, section, drop: int = 0, page: int | None = None) -> str:
        """Write the lines' words as one block; returns its text."""
        words = [(w, x.page, i == 0) for x in lines for i, w in enumerate(x.words) if w.text][drop:]
        _unhyphen([w for w, _, _ in words])
        if not words:
            return ""
        self._open()
        begin, first = self.at, len(self.parts)
        address = ""
        for i, (w, at_page, _) in enumerate(words):
            self._add(w, at_page)
            address = _address(w.text, address)
            if i + 1 < len(words):
                nxt, _, new_line = words[i + 1]
                if address and new_line and _goes_on(w, nxt.text):
                    hyphen = "-" if w.glued and self._keeps_address_hyphen(address, nxt.text) else ""
                    self._glue(hyphen)
                    address += hyphen
                else:
                    address = ""
                    self._gap(w, nxt)
        self._close(kind, begin, words[0][1], section)
        return "".join(self.parts[first:])

    def _open(self):
        if self.parts:
            self._glue("\n\n")

    def _close(self, kind, begin, page, section):
        self.blocks.append(Block(kind, begin, self.at, page, tuple(section)))

    def _add(self, w, page):
        layout = self.layout
        layout.start.append(self.at)
        layout.end.append(self.at + len(w.text))
        layout.page.append(page)
        layout.x0.append(w.x0)
        layout.top.append(w.top)
        layout.x1.append(w.x1)
        layout.bottom.append(w.bottom)
        self._glue(w.text)
        for m in w.marks:
            self.marks.append((self.at, m, page))

    def _glue(self, text: str):
        self.parts.append(text)
        self.at += len(text)

    def _gap(self, w, nxt):
        text = w.text
        if w.glued:
            if nxt.text in _SUSPENDED:  # 'mid- and long-term'
                self._glue("- ")
            else:
                self._glue("-" if self._keeps_hyphen(text, nxt.text) else "")
        elif (
            text[-1] in "—–/-"
            and len(text) > 1
            and text[-2].isalnum()
            and (text[-1] != "-" or nxt.text[0].isalnum() and nxt.top > w.bottom - 1 and nxt.text not in _SUSPENDED)
        ):
            pass
        else:
            self._glue(" ")

    def _keeps_hyphen(self, a: str, b: str) -> bool:
        """Whether a word broken at the line's end has a hyphen of its own ('real-world')."""
        left = re.split(r"[^\w]", a.lower())[-1]
        right = re.split(r"[^\w]", b.lower())[0]
        if "http" in a or "/" in a:
            return False
        if right[:1].isdigit():
            return True  # 'Diffusion-14B'
        if self.known[left + right]:
            return False
        if self.known[f"{left}-{right}"]:
            return True
        return len(left) > 2 and len(right) > 3 and bool(self.known[left]) and bool(self.known[right])

    def _keeps_address_hyphen(self, address: str, rest: str) -> bool:
        """Whether a hyphen at a line's end is the address's own: in a path of words set apart by
        hyphens, between whole words."""
        host, _, path = address.partition("//")[2].partition("/")
        left, right = re.split(r"[-/.]", path)[-1].lower(), re.split(r"[-/.?]", rest)[0].lower()
        if not path or self.known[left + right]:
            return False
        if right[:1].isdigit() or left[-1:].isdigit():
            return True
        slug = "-" in path.rsplit("/", 1)[-1] or "-" in rest.split("/")[0]
        return slug and bool(self.known[left]) and bool(self.known[right])

    # --- blocks ----------------------------------------------------------

    def write(self, groups, held, count, small: float):
        stack: list[tuple[float, str]] = []
        outside: list[tuple[float, str]] = []
        frame = 0
        endnotes = False
        held = list(held)

        def feet_before(page):
            while held and held[0][0] < page:
                self._feet(*held.pop(0))

        for group in groups:
            lines, kind = group.lines, group.kind
            feet_before(lines[0].page)
            if lines[0].frame != frame:  # a text box has headings of its own
                if not frame:
                    outside = list(stack)
                frame = lines[0].frame
                stack = list(outside)
            if kind is BlockKind.TABLE:
                self._table(lines[0], [s for _, s in stack])
                continue
            if kind is BlockKind.HEADING:
                size = lines[0].size + 0.01 * lines[0].bold
                while stack and stack[-1][0] <= size:
                    stack.pop()
                text = self.block(kind, lines, [s for _, s in stack])
                stack.append((size, text))
                endnotes = bool(NOTES.fullmatch(text)) or (endnotes and len(stack) > 1)
                continue
            section = [s for _, s in stack]
            letter = _LETTERED.match(lines[0].text) if self.tables and lines[0].size < small else None
            if letter and lines[0].page - self.tables[-1].page <= 2:  # a table's own note
                text = self.block(BlockKind.FOOTNOTE, lines, section, 1)
                self.found.append([self.tables[-1].page, letter[1], text, False])
                continue
            if endnotes or self._is_endnote(lines[0]):
                self._endnotes(lines, section)
                continue
            self.block(kind, lines, section)
        feet_before(count + 1)

    def _table(self, line, section):
        """A block a row; cells in a row are set apart by ' | '."""
        t = line.table
        columns = tuple(" ".join(self._plain(c).split()) for c in t.head) if t.head else ("",) * t.width
        if t.head:
            self._row(t.head, line.page, section, shared=True)
        rows, blocks = [], []
        for row in t.rows:
            cells = self._row(row, line.page, section)
            if cells is not None:
                rows.append(cells)
                blocks.append(len(self.blocks) - 1)
        if rows:
            box = Box(line.page, *(round(v, 1) for v in t.box))
            self.tables.append(Grid(line.page, box, t.caption, columns, tuple(rows), tuple(blocks)))

    def _row(self, row, page, section, shared=False):
        if not any(row):
            return None
        self._open()
        begin, out, seen = self.at, [], set()
        for cell in row:
            words = [w for w in cell if not shared or id(w) not in seen]
            seen.update(id(w) for w in cell)
            if not words:
                out.append(Cell(""))
                continue
            if self.at > begin:
                self._glue(" | ")
            start, first = self.at, len(self.parts)
            _unhyphen(words)
            for i, w in enumerate(words):
                self._add(w, page)
                if i + 1 < len(words):
                    self._gap(w, words[i + 1])
            out.append(Cell("".join(self.parts[first:]), start, self.at))
        self._close(BlockKind.TABLE, begin, page, section)
        return tuple(out)

    def _plain(self, words) -> str:
        parts = []
        for i, w in enumerate(words):
            parts.append(w.text)
            if i + 1 < len(words):
                parts.append(("-" if self._keeps_hyphen(w.text, words[i + 1].text) else "") if w.glued else " ")
        return "".join(parts)

    # --- notes -----------------------------------------------------------

    def _is_endnote(self, line) -> bool:
        return bool(self.number) and line.lead == str(self.number + 1)

    def _feet(self, page, lines):
        for mark, part, drop in _by_mark(lines):
            text = self.block(BlockKind.FOOTNOTE, part, (), drop)
            if mark or not self.found:
                self.found.append([page, mark or "?", text, False])
            else:
                self.found[-1][2] += " " + text  # goes on from the last page

    def _endnotes(self, lines, section):
        for mark, part, drop in _by_mark(lines, self.number + 1):
            text = self.block(BlockKind.ENDNOTE, part, section, drop)
            if mark:
                self.number = int(mark)
                self.found.append([part[0].page, mark, text, True])
            elif self.found:
                self.found[-1][2] += " " + text

    def notes(self):
        """All references, and their ids by (page, mark) and by (0, mark)."""
        references = notes.references(self.key, [(mark, page, text) for page, mark, text, _ in self.found])
        by_note: dict = defaultdict(tuple)
        for n, group in enumerate(references):
            page, mark, _, end = self.found[n]
            ids = tuple(r.id for r in group)
            if not end:
                by_note[page, mark] += ids
            if mark.isdigit() or end:
                by_note.setdefault((0, mark), ids)
        return tuple(r for group in references for r in group), by_note


def _by_mark(lines, expected: int | None = None):
    """Lines of notes cut at each note's own mark: (mark, lines, words to drop).

    Endnotes (`expected`) must count up by one; a footnote's number follows the one before, so
    that a line that happens to begin with a figure opens no note.
    """
    out: list = []
    for x in lines:
        m = None if x.lead else NOTE_START.match(x.text)
        mark = x.lead or (m["mark"] if m else "")
        if mark.isdigit():
            if (
                expected is not None
                and int(mark) != expected
                or expected is None
                and not x.lead
                and out
                and out[-1][0].isdigit()
                and int(mark) != int(out[-1][0]) + 1
            ):
                mark = ""
        elif expected is not None:
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


def _unhyphen(words) -> None:
    """Mark words that a plain hyphen breaks at the line's end, as PDFium marks most."""
    for a, b in zip(words, words[1:], strict=False):
        if a.text[-1] == "-" and len(a.text) > 2 and a.text[-2].isalpha() and b.top > a.bottom - 1 and b.x0 < a.x0:
            a.text, a.glued = a.text[:-1], True


def _address(word: str, before: str) -> str:
    """The web address that the text so far ends inside, or ''."""
    if before:
        return before + word
    m = re.search(r"https?://|www\.", word)
    return word[m.start() :] if m else ""


def _goes_on(w, nxt: str) -> bool:
    """Whether an address that ended a line goes on in the next: only where one of the two shows it."""
    if w.text[-1] in '.,;)”"' and not (w.text[-1] == "." and re.match(r"[a-z]{2,}[/.]", nxt)):
        return False
    if not re.fullmatch(r"[\w\-./?=&%#~+:@!,;$*()]+[”\"]?", nxt):
        return False
    return w.glued or w.text[-1] in "/-_=&?%#~+" or bool(re.search(r"[/=&?%_]|\w\.\w|-\w+[./-]", nxt))
