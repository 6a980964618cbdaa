"""Plain text and Markdown to blocks. Paragraphs are what blank lines set apart."""

from __future__ import annotations

import re

from graph.errors import UnreadableFile
from graph.model import BlockKind
from ingest.documents import Reading, assemble

_BULLET = re.compile(r"^(?:[-*•–]|\d{1,2}[.)])\s+")


def read_text(path, text: str, key: str) -> Reading:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    parts = re.split(r"\n\s*\n", text) if re.search(r"\n\s*\n", text) else text.split("\n")
    pieces, section = [], []
    for part in parts:
        part = part.strip()
        if not part:
            continue
        lines = [line.strip() for line in part.split("\n")]
        if all(_BULLET.match(line) for line in lines):
            pieces += [(BlockKind.LIST_ITEM, _BULLET.sub("", line), 1, section) for line in lines]
        elif len(lines) == 1 and _is_heading(part):
            section = [part]
            pieces.append((BlockKind.HEADING, part, 1, []))
        else:
            pieces.append((BlockKind.PARAGRAPH, part, 1, section))
    return _checked(path, pieces)


def _is_heading(line: str) -> bool:
    return len(line) < 100 and not re.search(r"[.!?:;,”\"]$", line) and line[0].isupper()


_DEFINITION = re.compile(r"^\[\^([^\]\s]+)\]:[ \t]*(.+(?:\n(?:[ \t]+\S.*))*)", re.MULTILINE)
_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)


def read_markdown(path, text: str, key: str, found_notes: dict[str, str] | None = None) -> Reading:
    """Markdown; `[^1]` is a note's mark and `[^1]: …` the note. `found_notes` are notes that the
    caller took out itself."""
    from markdown_it import MarkdownIt

    text = _FRONT.sub("", text)
    notes_ = {m[1]: " ".join(m[2].split()) for m in _DEFINITION.finditer(text)} | (found_notes or {})
    text = _DEFINITION.sub("", text)
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    pieces, path_, kind, row, table = [], [], BlockKind.PARAGRAPH, [], None
    level = in_item = 0
    for t in tokens:
        if t.type == "heading_open":
            kind, level = BlockKind.HEADING, int(t.tag[1])
        elif t.type == "list_item_open":
            in_item += 1
        elif t.type == "list_item_close":
            in_item -= 1
        elif t.type == "table_open":
            table = []
        elif t.type == "tr_open":
            row = []
        elif t.type == "tr_close":
            table.append(tuple(row))
        elif t.type == "table_close":
            pieces.append((BlockKind.TABLE, table, 1, tuple(path_)))
            table = None
        elif t.type == "inline":
            words = "".join(
                " " if c.type in ("softbreak", "hardbreak") else c.content
                for c in t.children or ()
                if c.type in ("text", "code_inline", "softbreak", "hardbreak")
            )
            if table is not None:
                row.append(words)
            elif kind is BlockKind.HEADING:
                path_ = [*path_[: level - 1], words]
                pieces.append((kind, words, 1, tuple(path_[:-1])))
                kind = BlockKind.PARAGRAPH
            else:
                pieces.append((BlockKind.LIST_ITEM if in_item else kind, words, 1, tuple(path_)))
    pieces += [(BlockKind.FOOTNOTE, body, 1, ()) for body in notes_.values()]
    return _checked(path, pieces, key, notes_)


def _checked(path, pieces, key: str = "", notes_: dict[str, str] | None = None) -> Reading:
    if not pieces:
        raise UnreadableFile(f"{path}: holds no text: remove it or fetch it again")
    return assemble(pieces, key, notes_ or {})
