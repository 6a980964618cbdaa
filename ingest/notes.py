"""Notes to references: a note with three sources becomes three of them, nothing dropped.

Ibid. and short forms lead back to the reference that they repeat (`repeats`); where more than
one could be meant, none is.
"""

from __future__ import annotations

import re
from dataclasses import replace

from graph.model import Reference, content_id

_URL = re.compile(r"https?://[^\s<>\"”]+[^\s<>\"”.,;)]")
_MONTHS = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan\.|Feb\.|Mar\.|Apr\.|Aug\.|Sept?\.|Oct\.|Nov\.|Dec\.)"
)
_DATE = re.compile(rf"\b(?:{_MONTHS}\s(?:\d{{1,2}}(?:[–-]\d{{1,2}})?,\s)?)?(?:19|20)\d\d\b")
_ACCESSED = re.compile(rf"\b(?:[Aa]ccessed|[Vv]iewed|[Rr]etrieved)\s(?:on\s)?({_MONTHS}\s\d{{1,2}},\s(?:19|20)\d\d)")
_PAGES = re.compile(
    r"\b(?:pp?\.\s?)(\w*\d+(?:[–-]\w*\d+)?(?:,\s\d+(?:[–-]\d+)?)*)|(?<=\d{4}, )(\d{1,4}(?:[–-]\d{1,4})?)(?=[.;]?$)"
)
_TITLE = re.compile(r"[“\"]([^”\"]+?),?[”\"]")
_SPLIT = re.compile(r";\s+(?:and\s+|see also\s+)?(?=[A-Z“\"\u4e00-\u9fff])")
_IBID = re.compile(r"^(?:Ibid|Id)\b\.?", re.IGNORECASE)
_TRANSLATION = re.compile(r"\btranslat(?:ion|ed)\b", re.IGNORECASE)


def references(key: str, found: list[tuple[str, int, str]]) -> list[tuple[Reference, ...]]:
    """One group of references for each note `(mark, page, text)`, in order, repeats resolved."""
    groups = [split(mark, mark, page, text, key) for mark, page, text in found]
    return _resolved(groups)


def split(note: str, marker: str, page: int, text: str, key: str) -> tuple[Reference, ...]:
    """References of one note."""
    merged: list[str] = []
    for part in _SPLIT.split(text):
        # a part without a year, address or repeated source is the tail of the one before
        if merged and not (_DATE.search(part) or _URL.search(part) or _IBID.match(part)):
            merged[-1] += "; " + part
        else:
            merged.append(part)
    return tuple(_reference(key, note, marker, page, i, part.strip()) for i, part in enumerate(merged) if part.strip())


def _reference(key, note, marker, page, index, text) -> Reference:
    title = _TITLE.search(text)
    url = _URL.search(text)
    accessed = _ACCESSED.search(text)
    plain = _URL.sub(" ", text)
    dates = _DATE.findall(_ACCESSED.sub(" ", plain))
    pages = _PAGES.search(plain.strip(" ."))
    author = text[: title.start()].strip(" ,") if title else None
    publisher = None
    if title:
        rest = [p.strip(" .") for p in re.split(r",\s|\s\[|\(", text[title.end() :].strip(" ,"))]
        words = rest[0].removeprefix("in ")
        publisher = words if words and not _DATE.match(words) and len(words) < 80 and "http" not in words else None
    if author and (len(author) > 120 or _DATE.search(author)):
        author = None
    return Reference(
        content_id(key, note, index, text),
        key,
        note,
        marker,
        page,
        text,
        re.sub(r"^(?:See(?: also)?|For more[^,]*, see|In|Quoted in)\s+", "", author) or None if author else None,
        title[1].strip() if title else None,
        publisher,
        dates[-1] if dates else None,
        url.group() if url else None,
        pages=(pages[1] or pages[2]) if pages else None,
        accessed=accessed[1] if accessed else None,
        translation=bool(_TRANSLATION.search(text)),
    )


def _resolved(groups):
    """Ibid. is the one reference of the note before; a short form has the author and title of an earlier one."""
    out: list[tuple[Reference, ...]] = []
    titled: dict[str, list[Reference]] = {}
    last: tuple[Reference, ...] = ()
    for group in groups:
        done = []
        for r in group:
            target = None
            if _IBID.match(r.text):
                before = done[-1:] or (last if len(last) == 1 else ())
                target = before[-1] if before else None
            elif r.title and not r.url:
                same = [
                    t
                    for t in titled.get(_key(r.title), [])
                    if _same_author(r.author, t.author) and _words(t.title)[: len(_words(r.title))] == _words(r.title)
                ]
                target = same[0] if len({t.text for t in same}) == 1 else None
            if target is not None:
                whole = target.repeats or target.id
                r = replace(r, repeats=whole, author=r.author or target.author, title=r.title or target.title,
                            publisher=r.publisher or target.publisher, date=r.date or target.date, url=r.url or target.url)  # fmt: skip
            elif r.title:
                titled.setdefault(_key(r.title), []).append(r)
            done.append(r)
        last = tuple(done)
        out.append(last)
    return out


def _key(title: str) -> str:
    """The first words of a title: what every short form keeps."""
    return " ".join(_words(title)[:2])


def _words(title: str) -> list[str]:
    return re.findall(r"\w+", title.lower())


def _same_author(short: str | None, full: str | None) -> bool:
    if not short or not full:
        return False
    a, b = re.findall(r"\w+", short.lower()), re.findall(r"\w+", full.lower())
    return bool(a) and a[-1] in b
