"""Tables to claims: a figure in a cell is a measure of its row, in its column's words."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from graph.model import Argument, Claim, Evidence, Linking, Predicate, Quantity, Status, claim_id
from ingest.quantities import dates_in, figures

_FIGURE = re.compile(r"^(?P<sign>[-–−(]?)\s?(?P<cur>US\$|[$€£¥])?(?P<num>\d[\d,]*(?:\.\d+)?)\s?(?P<pct>%)?\)?$")
_NONE = re.compile(r"^(?:[—–-]|n/?a\.?|\*+)$", re.IGNORECASE)
_SPAN = re.compile(r"(?:19|20)\d\d\s?[-–]\s?(?:FY)?\s?(?:19|20)?\d\d")
_SCALE = re.compile(r"\b(?:in\s+)?(?P<scale>thousand|million|billion|trillion)s?\b", re.IGNORECASE)
_MONEY = re.compile(r"\bdollars?\b|\$|\bappropriations?\b|\bbudget\b|\bfunding\b|\boutlays?\b|\bUSD\b", re.IGNORECASE)
_PERCENT = re.compile(r"\bpercent(?:age)?\b|%", re.IGNORECASE)
_HEADCOUNT = re.compile(r"\b(?:positions?|employ\w+|staff\w*|FTEs?|people|visits|users|downloads)\b", re.IGNORECASE)
_ASKED = re.compile(r"\b(?:request(?:ed)?|proposed|draft|cmte\.?|committee|house|senate)\b", re.IGNORECASE)
_EXPECTED = re.compile(r"\b(?:estimated?|projected|forecast|planned)\b", re.IGNORECASE)
_CAPTION = re.compile(r"^(?:Table|Figure)\s+\S+[.:]?\s*", re.IGNORECASE)
FACTOR = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}


@dataclass(frozen=True, slots=True)
class Context:
    """What the claims of one table share: `asserted_by` is the chain; `find(text)` gives the names of
    a cell as (start, end, Argument); `lines(start, end)` the boxes of a span, one a line."""

    document: str
    asserted_by: tuple[str, ...]
    find: object
    lines: object = None


def extract(grid, rows: list[Evidence], context: Context) -> list[Claim]:
    """`rows[i]` is the evidence of `grid.rows[i]`."""
    out: list[Claim] = []
    above: list[str] = [""] * len(grid.columns)
    numeric = _figure_columns(grid)
    for cells, evidence in zip(grid.rows, rows, strict=True):
        words = [c.text for c in cells]
        for i, w in enumerate(words):
            if i not in numeric:
                above[i] = w or (above[i] if any(words[:i]) is False else "")
        if numeric:
            out += _row(
                grid, cells, [a if i not in numeric else "" for i, a in enumerate(above)], numeric, evidence, context
            )
        else:
            out += _prose(grid, cells, evidence, context)
    return out


def _figure_columns(grid) -> set[int]:
    out = set()
    for i in range(len(grid.columns)):
        filled = [r[i].text for r in grid.rows if r[i].text and not _NONE.match(r[i].text)]
        if filled and sum(bool(_FIGURE.match(t)) for t in filled) >= 0.5 * len(filled):
            out.add(i)
    return out


def _row(grid, cells, labels, numeric, evidence, context) -> list[Claim]:
    texts = [i for i, t in enumerate(labels) if t]
    subject, used = _subject(grid, cells, texts, evidence, context)
    title = _CAPTION.sub("", grid.caption)
    shared = next((c for c in grid.columns if _SCALE.search(c) and _MONEY.search(c)), "")
    out = []
    for i in sorted(numeric):
        figure = _quantity(cells[i].text, grid.columns[i], title if _SCALE.search(title) else f"{title} {shared}")
        if figure is None:
            continue
        value, unit = figure
        of = "; ".join(
            x
            for x in (grid.columns[i], *(labels[k] for k in texts if k != used and labels[k] != subject.text), title)
            if x
        )
        status = (
            Status.RECOMMENDED
            if _ASKED.search(grid.columns[i]) and not re.search(r"enacted", grid.columns[i], re.IGNORECASE)
            else Status.FORECAST
            if _EXPECTED.search(grid.columns[i])
            else Status.ASSERTED
        )
        dated = next((t for t in (grid.columns[i], title) if dates_in(t)), "")
        dates = [] if _SPAN.search(dated) else [iso for _, _, iso in dates_in(dated)]
        quantity = Quantity(value, unit, text=cells[i].text, of=of)
        out.append(_claim(subject, quantity, status, dates[0] if len(dates) == 1 else None, evidence, context))
    return out


def _subject(grid, cells, texts, evidence, context):
    """The row's thing: the last label that names one, else the first label, else the table's title."""
    named = []
    for k in texts:
        found = context.find(cells[k].text) if cells[k].text else []
        if found and found[0][1] - found[0][0] >= 0.5 * len(cells[k].text) and found[0][2].type != "place":
            start, end, a = found[0]
            named.append((k, _at(a, cells[k].start + start, cells[k].start + end)))
    if named:
        return named[-1][1], named[-1][0]
    for k in texts:
        c = cells[k]
        if c.text:
            return Argument(c.text, None, c.text, None, (), c.start, c.end), k
    title = _CAPTION.sub("", grid.caption) or evidence.text
    return Argument(title, None, title), -1


def _at(a: Argument, start: int, end: int) -> Argument:
    return Argument(a.text, a.id, a.name, a.type, a.aliases, start, end, a.linking)


def _quantity(cell: str, column: str, title: str):
    m = _FIGURE.match(cell)
    if not m:
        return None
    value = float(m["num"].replace(",", ""))
    if m["sign"]:
        value = -value
    if m["pct"] or _PERCENT.search(column) and not _SCALE.search(column):
        unit = "percent"
    else:
        scale = _SCALE.search(column) or _SCALE.search(title)
        counted = _HEADCOUNT.search(column) or (_HEADCOUNT.search(title) if not scale else None)
        unit = (
            counted.group().lower() if counted else "USD" if m["cur"] or _MONEY.search(f"{column} {title}") else "count"
        )
        if unit in ("fte", "ftes") or unit.startswith(("employ", "staff")):
            unit = "positions"
        if scale and (unit != "count" or not counted):
            value *= FACTOR[scale["scale"].lower()]
    value = round(value, 6)
    return (int(value) if value.is_integer() else value), unit


def _prose(grid, cells, evidence, context) -> list[Claim]:
    """Cells of words: a figure with a unit of its own, of the name that the cell gives."""
    out = []
    row = cells[0].text
    for i, c in enumerate(cells[1:], 1):
        if not c.text or len(c.text) > 120:
            continue
        names = context.find(c.text)
        things = [n for n in names if n[2].type in ("model", "chip", "platform")]
        found = [f for f in figures(c.text) if f.kind != "bare"]
        if len(things) != 1 or len(found) != 1:
            continue
        start, end, a = things[0]
        q = found[0].quantity
        boxes = context.lines(c.start, c.end) if context.lines else ()
        if context.lines and len(context.lines(c.start + found[0].start, c.start + found[0].end)) > 1:
            continue  # words of other cells stand between its lines: no quotation holds it
        here = replace(evidence, text=c.text, start=c.start, end=c.end, boxes=boxes)
        hedged = q.approximate or bool(re.search(r"\bestimat", c.text))
        of = "; ".join(x for x in (row, grid.columns[i]) if x)
        quantity = Quantity(q.value, q.unit, q.approximate, q.comparator, q.low, q.high, q.text, of)
        status = Status.HEDGED if hedged else Status.ASSERTED
        out.append(_claim(_at(a, c.start + start, c.start + end), quantity, status, None, here, context))
    return out


def _claim(subject, quantity, status, time, evidence, context) -> Claim:
    return Claim(
        claim_id(context.document, evidence, subject, Predicate.MEASURES, None, False, quantity),
        context.document,
        evidence,
        subject,
        Predicate.MEASURES,
        None,
        False,
        status,
        context.asserted_by,
        quantity,
        time,
        rule="table:cell",
    )


def finder(names_of, entries):
    """`find` of a Context: names of a text by the vocabulary, without a parser."""

    def find(text: str):
        doc, names = names_of(text)
        out = []
        for n in names:
            if n.entity is None:
                continue
            e = entries[n.entity]
            start = doc[n.start].idx
            end = doc[n.end - 1].idx + len(doc[n.end - 1].text)
            out.append(
                (
                    start,
                    end,
                    Argument(
                        text[start:end], e.id, e.name, str(e.type), tuple(sorted(e.aliases)), linking=Linking.LINKED
                    ),
                )
            )
        return out

    return find
