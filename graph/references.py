"""Where a reference leads: to a document that is held, found anew whenever it is asked."""

from __future__ import annotations

import re


def _key(title: str | None) -> str:
    return " ".join(re.findall(r"\w+", (title or "").casefold().replace("’", "'")))


def _address(url: str | None) -> str:
    return re.sub(r"^https?://(?:www\.)?|/+$", "", (url or "").casefold())


def leads_to(reference: dict, documents: list[dict]) -> str | None:
    """Key of the held document that a reference record names by address or by title, else None.

    A title of fewer than three words is too common to go by. A document does not lead to itself.
    """
    title, url = _key(reference.get("title")), _address(reference.get("url"))
    for d in documents:
        if d["document"] == reference["document"]:
            continue
        if url and url == _address(d.get("url")):
            return d["document"]
        if len(title.split()) >= 3 and title in (_key(d["title"]), _key(d["title"].split(":")[0])):
            return d["document"]
    return None
