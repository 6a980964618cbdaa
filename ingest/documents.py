"""A file in, one canonical text out, with a way back from each character to page and box.

`read(path)` is the only entry; it picks the reader by content and extension. Readers return a
`Reading` and know nothing of claims, stores or manifests.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

from graph.model import BlockKind, Box, Reference


@dataclass(frozen=True, slots=True)
class Block:
    """A run of the canonical text: `text[start:end]`, one line, no newline inside.

    Blocks are in reading order and joined by a blank line ("\\n\\n"). A footnote's block stands
    after the paragraph during which its page ended, so that no sentence is cut. `section` is the
    path of headings above it. `page` is where it begins.
    """

    kind: BlockKind
    start: int
    end: int
    page: int
    section: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoteMark:
    """A note's mark that stood in the body at `offset` (the mark itself is not in the text).

    `references` are ids of the references of that note; empty where no note was found.
    """

    offset: int
    marker: str
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Furniture:
    """A running head, footer or page number, kept out of the text."""

    page: int
    text: str


@dataclass(frozen=True, slots=True)
class Layout:
    """Where words stand: parallel columns, ascending by `start`, one entry a word.

    `x0 … bottom` are points from the page's top left; empty arrays for unpaged text with no
    boxes, in which case `start`/`page` still map offsets to pages.
    """

    start: array = field(default_factory=lambda: array("L"))
    end: array = field(default_factory=lambda: array("L"))
    page: array = field(default_factory=lambda: array("H"))
    x0: array = field(default_factory=lambda: array("f"))
    top: array = field(default_factory=lambda: array("f"))
    x1: array = field(default_factory=lambda: array("f"))
    bottom: array = field(default_factory=lambda: array("f"))

    def page_at(self, offset: int) -> int:
        """Physical page (1-based) of the character at `offset`; 1 for unpaged text."""
        raise NotImplementedError

    def boxes(self, start: int, end: int) -> tuple[Box, ...]:
        """One box for each line that the span covers; () for unpaged text."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader returns. `found` holds metadata read from the file itself (title, authors,
    publisher, date, url, voice), always overridden by a manifest. `labels[i]`: the printed label
    of page i + 1."""

    text: str
    blocks: tuple[Block, ...]
    pages: int = 1
    labels: tuple[str | None, ...] = ()
    layout: Layout = field(default_factory=Layout)
    marks: tuple[NoteMark, ...] = ()
    references: tuple[Reference, ...] = ()
    furniture: tuple[Furniture, ...] = ()
    found: dict[str, object] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def read(path, key: str | None = None) -> Reading:
    """Read a .pdf, .html, .htm, .txt or .md file. `key` is the document key that reference ids
    are built with (default: the file's stem). Raises UnreadableFile with one clear line."""
    raise NotImplementedError
