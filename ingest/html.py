"""A saved web page to blocks: trafilatura finds the article and its metadata."""

from __future__ import annotations

from graph.errors import UnreadableFile
from ingest.documents import Reading
from ingest.text import read_markdown


def read_html(path, text: str, key: str) -> Reading:
    from dataclasses import replace

    import trafilatura

    body = trafilatura.extract(
        text,
        output_format="markdown",
        include_formatting=True,
        include_comments=False,
        include_tables=True,
        include_links=False,
        favor_recall=True,
    )
    if not body or not body.strip():
        raise UnreadableFile(f"{path}: no article text found in the page: save the article itself")
    meta = trafilatura.extract_metadata(text)
    found = {}
    if meta is not None:
        found = {
            "title": meta.title,
            "publisher": meta.sitename,
            "date": meta.date,
            "url": meta.url,
            "authors": tuple(a.strip() for a in (meta.author or "").split(";") if a.strip()),
        }
    return replace(read_markdown(path, body, key), found={k: v for k, v in found.items() if v})
