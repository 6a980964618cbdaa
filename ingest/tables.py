"""Tables from words: a column is what figures of several rows stand under; ruled ones by pdfplumber.

A table here is a `Raw`: its words by row and cell, so that offsets and boxes stay those of the page.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from statistics import median

FIGURE = re.compile(r"^[~≈$€£¥(+\-–−]*\d[\d,]*(?:\.\d+)?(?:%|x|\))*$|^(?:—|–|-|N/?A|n/?a)$")
CAPTION = re.compile(r"^Table\s+(?:[A-Z]{1,2}[-.]?)?\d+[a-z]?\b[.:]?", re.IGNORECASE)


@dataclass(slots=True)
class Raw:
    """`head` and `rows` are rows of cells of words; every row has as many cells as `width`."""

    page: int
    box: tuple[float, float, float, float]
    head: list
    rows: list
    lines: list = field(default_factory=list)  # those whose words it took
    caption: str = ""

    @property
    def width(self):
        return len(self.rows[0])


def _rows(lines) -> list[list]:
    """Lines that stand side by side, top to bottom: [[(line, words)], …]."""
    out: list[list] = []
    for x in sorted(lines, key=lambda x: (x.top, x.x0)):
        if out:
            last = out[-1][-1]
            overlap = min(last.bottom, x.bottom) - max(last.top, x.top)
            if overlap > 0.55 * min(last.bottom - last.top, x.bottom - x.top):
                out[-1].append(x)
                continue
        out.append([x])
    return out


def _cells(row) -> list[list]:
    """Words of a row cut where the gap is wider than a space."""
    words = sorted((w for x in row for w in x.words if w.text), key=lambda w: w.x0)
    size = max(x.size for x in row)
    out: list[list] = []
    for w in words:
        if out and w.x0 - out[-1][-1].x1 <= max(5.0, 0.75 * size):
            out[-1].append(w)
        else:
            out.append([w])
    # figures in narrow columns stand closer than words do
    return [part for c in out for part in ([[w] for w in c] if all(FIGURE.match(w.text) for w in c) else [c])]


def _text(cell) -> str:
    return " ".join(w.text for w in cell)


def open_tables(lines) -> list[Raw]:
    """Tables that no grid encloses: three rows or more with figures under one another."""
    rows = [(row, cells) for row in _rows(lines) if (cells := _cells(row))]
    figures = [[c for c in cells if FIGURE.match(_text(c))] for _, cells in rows]
    seeds = [len(f) >= 2 and len(f) >= 0.5 * (len(c) - 1) for f, (_, c) in zip(figures, rows, strict=True)]
    out, i = [], 0
    while i < len(rows):
        if not seeds[i]:
            i += 1
            continue
        body = [i]
        left = min(c[0].x0 for c in figures[i])
        k = i + 1
        while k < len(rows):
            row, cells = rows[k]
            gap = min(x.top for x in row) - max(x.bottom for x in rows[k - 1][0])
            if gap > 30:
                break
            if seeds[k] and any(_overlap(a, b) for a in figures[k] for j in body if seeds[j] for b in figures[j]):
                left = min(left, *(c[0].x0 for c in figures[k]))
            elif not (cells[0][-1].x1 < left + 2 and all(len(c) < 9 for c in cells)) or _is_note(cells):
                break
            body.append(k)
            k += 1
        while body and not seeds[body[-1]] and not _belongs(rows, body):
            body.pop()
        count = sum(seeds[j] for j in body)
        titled = any(CAPTION.match(_text(c[0])) for _, c in rows[max(0, i - 6) : i])
        if count >= 3 or titled and (count == 2 or len(figures[i]) >= 3):
            found = _shape(rows, figures, seeds, body)
            if found is not None:
                out.append(found)
        i = max(k, i + 1)
    return out


def _is_note(cells) -> bool:
    return bool(re.match(r"(?:Sources?|Notes?):", _text(cells[0])))


def _belongs(rows, body) -> bool:
    """Whether the last row is the tail of the label above it, not the text after the table."""
    row, above = rows[body[-1]][0], rows[body[-2]][0] if len(body) > 1 else None
    return above is not None and min(x.top for x in row) - max(x.bottom for x in above) < 0.6 * row[0].size


def _overlap(a, b) -> bool:
    return min(a[-1].x1, b[-1].x1) > max(a[0].x0, b[0].x0)


def _shape(rows, figures, seeds, body) -> Raw | None:
    columns: list[list[float]] = []
    for cell in sorted((c for j in body if seeds[j] for c in figures[j]), key=lambda c: c[0].x0):
        for column in columns:
            if min(column[1], cell[-1].x1) - max(column[0], cell[0].x0) > 0:
                column[0], column[1] = min(column[0], cell[0].x0), max(column[1], cell[-1].x1)
                column[2] += 1
                break
        else:
            columns.append([cell[0].x0, cell[-1].x1, 1])
    count = sum(seeds[j] for j in body)
    columns = sorted(c for c in columns if c[2] >= max(1, 0.15 * count))
    if len(columns) < 2:
        return None
    first = columns[0][0]
    edges = [(a[1] + b[0]) / 2 for a, b in zip(columns, columns[1:], strict=False)]

    def column_of(cell) -> int:
        """0 is the label; figures' columns count from 1."""
        middle = (cell[0].x0 + cell[-1].x1) / 2
        if cell[-1].x1 < first - 1 or middle < first - 12 and cell[0].x0 < first - 40:
            return 0
        return 1 + sum(middle > e for e in edges)

    def place(cells):
        out = [[] for _ in range(len(columns) + 1)]
        for c in cells:
            out[column_of(c)] += c
        return out

    grid, taken = [], []
    for n, j in enumerate(body):
        row, cells = rows[j]
        taken += row
        filled = place(cells)
        label_only = not any(filled[1:])
        if label_only and grid:
            close = min(x.top for x in row) - max(x.bottom for x in rows[body[n - 1]][0]) < 0.6 * row[0].size
            if close:
                grid[-1][0] += filled[0]
                continue
        grid.append(filled)
    head, head_lines = _head(rows, body[0], columns, edges, first)
    taken += head_lines
    for cells in (head, *grid):
        for cell in cells:
            cell[:] = _reading_order(cell)
    box = (
        min(x.x0 for x in taken),
        min(x.top for x in taken),
        max(x.x1 for x in taken),
        max(x.bottom for x in taken),
    )
    return Raw(taken[0].page, box, head, grid, taken)


def _reading_order(words) -> list:
    """Words of a cell line by line."""
    lines: list[list] = []
    for w in sorted(words, key=lambda w: (w.top + w.bottom) / 2):
        if lines and (w.top + w.bottom) / 2 < lines[-1][0].bottom - 0.1 * (w.bottom - w.top):
            lines[-1].append(w)
        else:
            lines.append([w])
    return [w for line in lines for w in sorted(line, key=lambda w: w.x0)]


def _head(rows, start, columns, edges, first):
    """The rows above the figures whose cells stand over the columns, as one row of cells."""
    cells_of = [[] for _ in range(len(columns) + 1)]
    lines, found = [], []
    below = min(x.top for x in rows[start][0])
    right = columns[-1][1]
    for k in range(start - 1, max(-1, start - 9), -1):
        row, cells = rows[k]
        if below - max(x.bottom for x in row) > 30 or CAPTION.match(_text(cells[0])) or _text(cells[0])[:1] == "(":
            break
        if any(c[-1].x1 - c[0].x0 > 0.55 * (right - row[0].x0 + 1) and len(c) > 4 for c in cells):
            break
        if len(cells) == 1 and cells[0][0].x0 > 0 and len(cells[0]) > 6:
            break
        below = min(x.top for x in row)
        found.append(cells)
        lines += row
    for cells in reversed(found):
        if len(cells) == 1 and _over(cells[0], columns):
            for n in range(1, len(columns) + 1):
                cells_of[n] += cells[0]  # one head for all columns
            continue
        for c in cells:
            if c[-1].x1 < first - 1 and c[0].x0 < first - 30:
                cells_of[0] += c
                continue
            hit = [n for n, col in enumerate(columns, 1) if min(col[1], c[-1].x1) - max(col[0], c[0].x0) > 0]
            middle = (c[0].x0 + c[-1].x1) / 2
            for n in hit or [1 + sum(middle > e for e in edges)]:
                cells_of[n] += c
    return (cells_of if found else []), lines


def _over(cell, columns) -> bool:
    """Whether a head is centred over all the columns of figures."""
    middle = (columns[0][0] + columns[-1][1]) / 2
    inside = cell[0].x0 >= columns[0][0] - 2
    return inside and abs((cell[0].x0 + cell[-1].x1) / 2 - middle) < 0.06 * (columns[-1][1] - columns[0][0])


def text_tables(lines) -> list[Raw]:
    """Tables of words under a caption: every row starts at one of a few left edges."""
    rows = [(row, cells) for row in _rows(lines) if (cells := _cells(row))]
    out = []
    for i, (_, cells) in enumerate(rows):
        if not CAPTION.match(_text(cells[0])):
            continue
        start = i + 1
        while start < len(rows) and start < i + 4 and len(rows[start][1]) < 2:
            start += 1
        body = []
        for k in range(start, len(rows)):
            row, cells = rows[k]
            gap = min(x.top for x in row) - max(x.bottom for x in rows[k - 1][0])
            if _is_note(cells) or gap > 30 or CAPTION.match(_text(cells[0])):
                break
            body.append(k)
        found = _text_shape(rows, body)
        if found is not None:
            out.append(found)
    return out


def _text_shape(rows, body) -> Raw | None:
    if len(body) < 4 or len(rows[body[0]][1]) < 2:
        return None
    edges = [c[0].x0 for c in rows[body[0]][1]]

    def column_of(cell):
        near = [n for n, e in enumerate(edges) if abs(cell[0].x0 - e) < 12]
        return near[0] if near else None

    keep = []
    for k in body:
        if any(column_of(c) is None for c in rows[k][1]):
            break
        keep.append(k)
    if len(keep) < 4 or sum(len(rows[k][1]) >= 2 for k in keep) < 0.3 * len(keep):
        return None
    gaps = [
        min(x.top for x in rows[b][0]) - max(x.bottom for x in rows[a][0]) for a, b in zip(keep, keep[1:], strict=False)
    ]
    within = sorted(gaps)[len(gaps) // 4]
    grid: list[list] = []
    for n, k in enumerate(keep):
        opens = n == 0 or gaps[n - 1] > within + 1.5 and column_of(rows[k][1][0]) == 0
        if opens:
            grid.append([[] for _ in edges])
        for c in rows[k][1]:
            grid[-1][column_of(c)] += c
    if len(grid) < 3:
        return None
    for row in grid:
        for cell in row:
            cell[:] = _reading_order(cell)
    lines = [x for k in keep for x in rows[k][0]]
    box = (
        min(x.x0 for x in lines),
        min(x.top for x in lines),
        max(x.x1 for x in lines),
        max(x.bottom for x in lines),
    )
    return Raw(lines[0].page, box, grid[0], grid[1:], lines)


def ruled(blob: bytes, indexes: list[int], pages) -> dict[int, list[Raw]]:
    """{page number: tables} of the pages that draw a grid; cells hold the pages' own words."""
    import pdfplumber

    out: dict[int, list[Raw]] = {}
    with pdfplumber.open(io.BytesIO(blob)) as pdf:
        for i in indexes:
            try:
                tables = pdf.pages[i].find_tables()
            except Exception:  # pdfminer on a page that PDFium could read: its words stay in the text
                continue
            words = [(w, x) for x in pages[i].lines for w in x.words if w.text]
            for table in tables:
                found = _from_grid(table, words, i + 1)
                if found is not None:
                    out.setdefault(i + 1, []).append(found)
            pdf.pages[i].close()
    return out


def _from_grid(table, words, page: int) -> Raw | None:
    x0, top, x1, bottom = table.bbox
    inside = [(w, x) for w, x in words if _in(w, table.bbox)]
    grid = []
    for row in table.rows:
        cells = [[w for w, _ in inside if _in(w, c)] if c else [] for c in row.cells]
        if any(cells):
            grid.append(cells)
    filled = sum(bool(c) for r in grid for c in r)
    if len(grid) < 2 or len(grid[0]) < 2 or filled < max(4, 0.5 * sum(map(len, grid))):
        return None
    if sum(len(c) for r in grid for c in r) < 0.9 * len(inside):
        return None  # the grid is something else's: a chart's, a form's
    lines = list({id(x): x for _, x in inside}.values())
    return Raw(page, (x0, top, x1, bottom), grid[0], grid[1:], lines)


def _in(w, box) -> bool:
    x, y = (w.x0 + w.x1) / 2, (w.top + w.bottom) / 2
    return box[0] - 1 <= x <= box[2] + 1 and box[1] - 1 <= y <= box[3] + 1


def gutters(rows: list[list], left: float, right: float) -> float | None:
    """The x of a gap between two columns of prose, or None.

    `rows` are lines side by side. At least six rows have words on both sides, most rows leave
    the gap free, and both sides are filled with prose, not with cells.
    """
    if len(rows) < 8 or right - left < 200:
        return None
    step, width = 3.0, right - left
    n = int(width / step) + 1
    covered = [0] * n
    spans = []
    for row in rows:
        words = sorted((w for x in row for w in x.words if w.text), key=lambda w: w.x0)
        runs: list[list[float]] = []
        for w in words:
            if runs and w.x0 - runs[-1][1] < 8:
                runs[-1][1] = max(runs[-1][1], w.x1)
            else:
                runs.append([w.x0, w.x1])
        if runs:
            spans.append(runs)
        for a, b in runs:
            for k in range(max(0, int((a - left) / step)), min(n, int((b - left) / step) + 1)):
                covered[k] += 1
    low, high = int(0.25 * n), int(0.75 * n)
    k = min(range(low, max(high, low + 1)), key=lambda k: (covered[k], abs(k - n // 2)))
    if covered[k] > 0.4 * len(rows):
        return None
    end = k
    while end + 1 < high and covered[end + 1] == covered[k]:
        end += 1
    start = k
    while start - 1 >= low and covered[start - 1] == covered[k]:
        start -= 1
    x = left + (start + end + 1) / 2 * step
    lefts = [max(r[1] for r in runs if r[1] <= x) - min(r[0] for r in runs) for runs in spans if runs[0][1] <= x]
    rights = [max(r[1] for r in runs) - min(r[0] for r in runs if r[0] >= x) for runs in spans if runs[-1][0] >= x]
    both = sum(runs[0][1] <= x <= runs[-1][0] for runs in spans)
    if both < 6 or len(lefts) < 6 or len(rights) < 6:
        return None
    if median(lefts) < 0.6 * (x - left) or median(rights) < 0.6 * (right - x):
        return None
    return x
