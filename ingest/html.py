"""A saved web page to blocks: trafilatura finds the article and its metadata.

Note marks are set apart before that, so that "growth.<sup>3</sup>" is not read as "growth.3".
"""

from __future__ import annotations

import re

from graph.errors import UnreadableFile
from ingest.documents import Reading
from ingest.text import read_markdown

_NUMBER = re.compile(r"^\W*(\d{1,3}|[*†‡])\W*$")
_BACK = re.compile(r"[↩↑^︎]+|\bJump up\b|\bBack to text\b", re.IGNORECASE)


def read_html(path, text: str, key: str) -> Reading:
    from dataclasses import replace

    import trafilatura

    tree = trafilatura.load_html(text)
    if tree is None:
        raise UnreadableFile(f"{path}: is no HTML page: save the page again")
    meta = trafilatura.extract_metadata(text)
    found_notes = _take_notes(tree)
    body = trafilatura.extract(
        tree,
        output_format="markdown",
        include_formatting=True,
        include_comments=False,
        include_tables=True,
        include_links=False,
        favor_recall=True,
    )
    if not body or not body.strip():
        raise UnreadableFile(f"{path}: no article text found in the page: save the article itself")
    found = {}
    if meta is not None:
        found = {
            "title": meta.title,
            "publisher": meta.sitename,
            "date": meta.date,
            "url": meta.url,
            "authors": tuple(a.strip() for a in (meta.author or "").split(";") if a.strip()),
        }
    # trafilatura escapes nothing: a mark that was set is still one
    reading = read_markdown(path, body, key, found_notes)
    return replace(reading, found={k: v for k, v in found.items() if v})


def _take_notes(tree) -> dict[str, str]:
    """Marks in the body become `[^n]`; the notes that they link to leave the tree, by mark."""
    notes: dict[str, str] = {}
    by_id = {e.get("id"): e for e in tree.iter() if isinstance(e.tag, str) and e.get("id")}
    for sup in list(tree.iter("sup")):
        m = _NUMBER.match("".join(sup.itertext()))
        if not m:
            continue
        link = next(iter(sup.iter("a")), None)
        if link is None and sup.getparent() is not None and sup.getparent().tag == "a":
            link = sup.getparent()
        target = by_id.get((link.get("href") or "").rpartition("#")[2]) if link is not None else None
        while target is not None and target.tag in ("a", "sup", "span"):
            target = target.getparent()  # the anchor stands inside its note
        if target is not None and m[1] not in notes and target is not sup:
            words = " ".join(" ".join(target.itertext()).split())
            words = _BACK.sub("", re.sub(rf"^\W*{re.escape(m[1])}[.)\]]?\s+", "", words)).strip()
            if 10 < len(words) < 3000:
                notes[m[1]] = words
                target.clear(keep_tail=True)
        tail = sup.tail
        sup.clear()
        sup.tag, sup.text, sup.tail = "span", f"[^{m[1]}]", tail
    return notes
