"""Notes to references: a note with three sources becomes three of them, nothing dropped."""

from __future__ import annotations

import re

from graph.model import Reference, content_id

_URL = re.compile(r"https?://[^\s<>\"”]+[^\s<>\"”.,;)]")
_DATE = re.compile(
    r"\b(?:(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan\.|Feb\.|Mar\.|Apr\.|Aug\.|Sept\.|Oct\.|Nov\.|Dec\.)\s(?:\d{1,2},\s)?)?(?:19|20)\d\d\b"
)
_TITLE = re.compile(r"[“\"]([^”\"]+?),?[”\"]")


def split(note: str, marker: str, page: int, text: str, key: str) -> tuple[Reference, ...]:
    """References of one note. `ibid.` keeps its own text; the pipeline resolves it."""
    parts = re.split(r";\s+(?=[A-Z“\"])", text)
    merged: list[str] = []
    for part in parts:
        # a part without a year or address is the tail of the one before
        if merged and not (_DATE.search(part) or _URL.search(part)):
            merged[-1] += "; " + part
        else:
            merged.append(part)
    return tuple(_reference(key, note, marker, page, i, part.strip()) for i, part in enumerate(merged) if part.strip())


def _reference(key, note, marker, page, index, text) -> Reference:
    title = _TITLE.search(text)
    url = _URL.search(text)
    dates = _DATE.findall(text)
    author = text[: title.start()].strip(" ,") if title else None
    publisher = None
    if title:
        rest = text[title.end() :].split(", ")
        words = rest[0].strip(" ,.").removeprefix("in ")
        publisher = words if words and not _DATE.match(words) and len(words) < 80 and "http" not in words else None
    return Reference(
        content_id(key, note, index, text),
        key,
        note,
        marker,
        page,
        text,
        author or None,
        title[1].strip() if title else None,
        publisher,
        dates[-1] if dates else None,
        url.group() if url else None,
    )
