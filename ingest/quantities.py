"""Figures and dates as the sentence gives them: bounds and ranges kept, nothing invented.

An own small grammar: the quantity libraries at hand read '$350 billion' as a dollar and lose
bounds, and the date parsers invent a month and day (measured, see shared FINDINGS).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from graph.model import Quantity

SCALE = {
    "hundred": 1e2,
    "thousand": 1e3,
    "k": 1e3,
    "million": 1e6,
    "mn": 1e6,
    "m": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "b": 1e9,
    "trillion": 1e12,
    "tn": 1e12,
    "t": 1e12,
}
WORDS = {
    w: i
    for i, w in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "half": 0.5}
ORDINALS = {
    w: i + 1
    for i, w in enumerate(
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
    )
}
FOLD = {"twofold": 2, "threefold": 3, "fourfold": 4, "fivefold": 5, "tenfold": 10, "hundredfold": 100}
COMPARATORS = {
    "more than": ">",
    "over": ">",
    "above": ">",
    "exceeding": ">",
    "upwards of": ">=",
    "at least": ">=",
    "no less than": ">=",
    "no fewer than": ">=",
    "less than": "<",
    "fewer than": "<",
    "under": "<",
    "below": "<",
    "at most": "<=",
    "up to": "<=",
    "as much as": "<=",
    "as many as": "<=",
    "no more than": "<=",
}
APPROXIMATE = (
    "about",
    "around",
    "roughly",
    "approximately",
    "nearly",
    "almost",
    "some",
    "an estimated",
    "estimated",
    "close to",
    "just",
)
CURRENCY = {"$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "¥": "CNY", "RMB": "CNY", "RMB ": "CNY"}
NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_words = "|".join(sorted(WORDS, key=len, reverse=True))
_scale = "thousand|million|billion|trillion|bn|mn|tn"
FIGURE = re.compile(
    rf"(?P<cue>(?:\b(?:{'|'.join(sorted([*COMPARATORS, *APPROXIMATE], key=len, reverse=True))})\s+)*)"
    rf"(?P<cur>US\$|\$|€|£|¥|RMB\s?)?"
    rf"(?P<num>(?<![\w.-])(?:{NUMBER})|\b(?:{_words})\b)"
    rf"(?:\s?(?P<dash>–|-|to)\s?(?P<cur2>US\$|\$)?(?P<num2>{NUMBER})(?!\d|[.,]\d|[A-Za-wyz]))?"
    rf"(?:[\s-]?(?P<scale>(?:(?<=\d)|\b)(?:{_scale})\b|(?<=\d)[KMBT]\b))?"
    rf"(?P<unit>\s?%|[\s-]percent(?:age points?)?\b|\s?per cent\b|x\b|\s?times\b|\s?dollars\b|\s?parameters\b|\s?tokens\b)?"
    rf"(?P<tail>\s+or (?:less|fewer|lower|more|higher))?",
    re.IGNORECASE,
)
FOLDS = re.compile(
    rf"(?P<cue>(?:\b(?:more than|less than|over|nearly|almost|about|roughly)\s+)*)"
    rf"\b(?P<fold>{'|'.join(FOLD)}|(?P<n>{NUMBER})[- ]?fold)\b",
    re.IGNORECASE,
)
MULTIPLES = re.compile(
    r"(?P<cue>(?:\b(?:nearly|almost|about|more than|over)\s+)*)\b(?P<w>twice|double|triple)\b", re.IGNORECASE
)
POWERS = re.compile(
    r"(?P<n>\d+(?:\.\d+)?)\s?[x×]\s?10\^(?P<e>\d{1,2})(?:\s(?P<unit>[A-Z][A-Za-z]+|tokens|parameters))?"
)
PLURALS = re.compile(
    r"\b(?P<w>(?:hundreds|tens|dozens) of (?:thousands|millions|billions)|"
    r"hundreds|thousands|millions|billions|trillions|dozens)\b(?: of)?",
    re.IGNORECASE,
)
RANK = re.compile(rf"\b(?P<w>{'|'.join(ORDINALS)}|(?P<n>\d+)(?:st|nd|rd|th))\b", re.IGNORECASE)
LOW = {"dozens": 24, "hundreds": 200, "thousands": 2e3, "millions": 2e6, "billions": 2e9, "trillions": 2e12}
MONTHS = {
    m: i + 1
    for i, m in enumerate(
        [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ]
    )
}
MONTHS |= {m[:3]: i for m, i in list(MONTHS.items())} | {"sept": 9}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure at character offsets of the text it was read from. `noun_after` is where the
    counted noun may stand."""

    start: int
    end: int
    quantity: Quantity
    kind: str  # percent | money | count | times | rank | bare


def _num(text: str) -> float | int:
    if text.lower() in WORDS:
        return WORDS[text.lower()]
    value = float(text.replace(",", ""))
    return int(value) if value.is_integer() else value


def _tidy(value):
    return int(value) if value is not None and float(value).is_integer() else value


def figures(text: str) -> list[Figure]:
    """Every figure of a sentence that is not a date, a name's number or a reference."""
    out: list[Figure] = []
    dates = [(s, e) for s, e, _ in dates_in(text)]

    def free(start, end):
        return not any(s < end and start < e for s, e in dates) and not any(
            f.start < end and start < f.end for f in out
        )

    for m in POWERS.finditer(text):
        value = Decimal(m["n"]).scaleb(int(m["e"]))
        value = int(value) if value == value.to_integral_value() else float(value)
        out.append(Figure(m.start(), m.end(), Quantity(value, m["unit"] or "count", text=m.group()), "count"))
    for m in FOLDS.finditer(text):
        if free(m.start(), m.end()):
            value = _num(m["n"]) if m["n"] else FOLD[m["fold"].lower()]
            comparator, approximate = _cue(m["cue"])
            out.append(
                Figure(
                    m.start(),
                    m.end(),
                    Quantity(value, "times", approximate, comparator, text=m.group().strip()),
                    "times",
                )
            )
    for m in MULTIPLES.finditer(text):
        if free(m.start(), m.end()):
            comparator, approximate = _cue(m["cue"])
            value = 3 if m["w"].lower() == "triple" else 2
            out.append(
                Figure(
                    m.start(),
                    m.end(),
                    Quantity(value, "times", approximate, comparator, text=m.group().strip()),
                    "times",
                )
            )
    for m in FIGURE.finditer(text):
        start = m.start("cue") if m["cue"] else m.start("cur") if m["cur"] else m.start("num")
        if not free(start, m.end()):
            continue
        unit, kind = _unit(m)
        if kind == "bare" and (_is_year(m) or _part_of_name(text, m) or _is_article(text, m)):
            continue
        factor = SCALE.get((m["scale"] or "").lower(), 1)
        value = _tidy(round(_num(m["num"]) * factor, 6))
        comparator, approximate = _cue(m["cue"])
        low = high = None
        if m["num2"] and m["dash"] == "to" and re.search(r"\bfrom\s*$", text[:start], re.IGNORECASE):
            # "from 32 to 337": two figures, not a range
            out.append(
                Figure(
                    m.start("num"), m.end("num"), Quantity(value, unit, approximate, comparator, text=m["num"]), kind
                )
            )
            value = _tidy(round(_num(m["num2"]) * factor, 6))
            start = m.start("num2")
        elif m["num2"]:
            low, high, value = value, _tidy(round(_num(m["num2"]) * factor, 6)), None
        if m["tail"]:
            comparator = "<=" if re.search("less|fewer|lower", m["tail"]) else ">="
        out.append(
            Figure(
                start,
                m.end(),
                Quantity(value, unit, approximate, comparator, low, high, text[start : m.end()].strip()),
                kind,
            )
        )
    for m in PLURALS.finditer(text):
        if free(m.start(), m.end()):
            words = m["w"].lower().split()
            low = LOW[words[-1]] * (LOW[words[0]] / 2 if words[0] in LOW and len(words) > 1 else 1)
            out.append(
                Figure(m.start(), m.end("w"), Quantity(None, "count", True, ">=", low=_tidy(low), text=m["w"]), "count")
            )
    return sorted(out, key=lambda f: f.start)


def ranks(text: str) -> list[Figure]:
    """Ordinals, only meaningful beside a ranking verb ('ranked fifth')."""
    return [
        Figure(
            m.start(),
            m.end(),
            Quantity(int(m["n"]) if m["n"] else ORDINALS[m["w"].lower()], "rank", text=m.group()),
            "rank",
        )
        for m in RANK.finditer(text)
    ]


def _cue(cue: str | None) -> tuple[str, bool]:
    cue = " ".join((cue or "").lower().split())
    comparator = next((c for words, c in COMPARATORS.items() if re.search(rf"\b{words}\b", cue)), "=")
    return comparator, any(re.search(rf"\b{w}\b", cue) for w in APPROXIMATE if w != "just")


def _unit(m) -> tuple[str, str]:
    unit = (m["unit"] or "").strip(" -").lower()
    if m["cur"] or unit == "dollars":
        return CURRENCY.get((m["cur"] or "$").strip(), "USD"), "money"
    if unit in ("%", "percent", "per cent"):
        return "percent", "percent"
    if unit.startswith("percentage"):
        return "percentage points", "percent"
    if unit in ("x", "times"):
        return "times", "times"
    if unit in ("parameters", "tokens"):
        return unit, "count"
    return "count", "bare"


def _is_article(text: str, m) -> bool:
    """A small number in words counts its noun ('two accounts') unless a share follows ('seven of')."""
    return m["num"].lower() in WORDS and not m["scale"] and not re.match(r"\s?of\b", text[m.end() :])


def _is_year(m) -> bool:
    return bool(re.fullmatch(r"(?:18|19|20|21)\d\d", m["num"])) and not m["scale"]


def _part_of_name(text: str, m) -> bool:
    before, after = text[: m.start("num")], text[m.end() : m.end() + 1]
    if before.endswith("(") and after == ")":
        return True  # '(1)' counts a list
    if re.search(
        r"(?:Figure|Table|Section|Title|Part|Chapter|Act|No\.|Fig\.|Article|P\.L\.|page|p\.|FY|RMB|Atlas|R|H|§|Rule|Act of)\s?$",
        before,
    ):
        return True
    if after.isalpha() or (after == "-" and text[m.end() + 1 : m.end() + 2].isalpha() and not m["scale"]):
        return True
    if m["num"].lower() in ("one", "zero") or (m["num"].lower() == "half"):
        return True
    return bool(re.search(r"[A-Za-z]-?$", before))


_month = r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan\.|Feb\.|Mar\.|Apr\.|Aug\.|Sept\.|Sep\.|Oct\.|Nov\.|Dec\.)"
DATES = [
    (
        "span",
        re.compile(
            rf"\b[Ff]rom (?P<m1>{_month})(?: (?P<y1>(?:19|20)\d\d))? to (?P<m2>{_month}) (?P<y2>(?:19|20)\d\d)\b"
        ),
    ),
    (
        "years",
        re.compile(r"\b(?:[Bb]etween|[Ff]rom) (?P<y1>(?:19|20)\d\d)\b[^.;]{0,60}?\b(?:and|to) (?P<y2>(?:19|20)\d\d)\b"),
    ),
    ("day", re.compile(rf"\b(?P<m>{_month}) (?P<d>\d{{1,2}}), (?P<y>(?:19|20)\d\d)\b")),
    ("month", re.compile(rf"\b(?P<m>{_month}),? (?P<y>(?:19|20)\d\d)\b")),
    ("year", re.compile(r"(?<![\w$.,-])(?:FY\s?)?(?P<y>(?:19|20)\d\d)(?![\w%]|,\d|\.\d)")),
]


def _mon(text: str) -> int:
    return MONTHS[text.lower().rstrip(".")]


def dates_in(text: str) -> list[tuple[int, int, str]]:
    """(start, end, ISO 8601) of each date, at the granularity given; none is completed."""
    out: list[tuple[int, int, str]] = []
    for kind, pattern in DATES:
        for m in pattern.finditer(text):
            if any(s < m.end() and m.start() < e for s, e, _ in out):
                continue
            if kind == "span":
                y1 = m["y1"] or m["y2"]
                iso = f"{y1}-{_mon(m['m1']):02d}/{m['y2']}-{_mon(m['m2']):02d}"
            elif kind == "years":
                iso = f"{m['y1']}/{m['y2']}"
            elif kind == "day":
                iso = f"{m['y']}-{_mon(m['m']):02d}-{int(m['d']):02d}"
            elif kind == "month":
                iso = f"{m['y']}-{_mon(m['m']):02d}"
            else:
                iso = m["y"]
            out.append((m.start(), m.end(), iso))
    return sorted(out)
