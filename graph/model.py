"""What is known, as frozen records; an id is a hash of what identifies the thing.

Invariant: a span's `start` and `end` are offsets into its document's canonical text, and
`text[start:end] == span.text`. Pages are 1-based physical pages, `label` is the number printed
on the page. `dataclasses.asdict` of Claim, Mention, Reference and Document is the export format
of shared/contract/CLAIMS.md and CLI.md, with extra keys.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum


class EntityType(StrEnum):
    LAB = "lab"
    MODEL = "model"
    CHIP = "chip"
    MECHANISM = "mechanism"
    POLICY = "policy"
    AGENCY = "agency"
    PLATFORM = "platform"
    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"


class Predicate(StrEnum):
    INCREASES = "increases"
    DECREASES = "decreases"
    TARGETS = "targets"
    RESTRICTS = "restricts"
    PERMITS = "permits"
    SUPPORTS = "supports"
    RECOMMENDS = "recommends"
    DEVELOPS = "develops"
    DERIVES_FROM = "derives_from"
    USES = "uses"
    OUTPERFORMS = "outperforms"
    RIVALS = "rivals"
    ACCUSES = "accuses"
    AFFILIATED_WITH = "affiliated_with"
    MEASURES = "measures"


class Status(StrEnum):
    ASSERTED = "asserted"
    HEDGED = "hedged"
    CONDITIONAL = "conditional"
    FORECAST = "forecast"
    RECOMMENDED = "recommended"
    ALLEGED = "alleged"


class Linking(StrEnum):
    """How sure an entity link is; `AMBIGUOUS` and `UNKNOWN` are never resolved by a guess."""

    LINKED = "linked"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    FOOTNOTE = "footnote"
    ENDNOTE = "endnote"
    TABLE = "table"
    CAPTION = "caption"
    FIGURE = "figure"  # words inside a picture or chart
    CONTENTS = "contents"  # a line of a table of contents


def content_id(*parts: object) -> str:
    """16 hex digits of SHA-256 over the JSON of `parts`: the same on every machine and run."""
    blob = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(blob.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a PDF page, in points, origin at the page's top left corner."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Document:
    """A source as it was read. `document` is the key: the file's name without its extension.

    `fingerprint` covers everything that the extraction depends on (file, manifest entry,
    vocabulary, rules, language model); an equal fingerprint means nothing needs reading again.
    `voice` names whom the text speaks for ("staff paper; not the Commission's view"), else null.
    `relays` are the document's own declared sources, nearest first.
    `accessed` is the day on which a web page was fetched; `file` is then the saved copy.
    `labels[i]` is the page number printed on physical page i + 1, else null.
    """

    document: str
    file: str
    sha256: str
    title: str
    publisher: str
    date: str | None
    kind: str
    pages: int
    voice: str | None = None
    publisher_full: str | None = None
    authors: tuple[str, ...] = ()
    relays: tuple[str, ...] = ()
    note: str | None = None
    url: str | None = None
    labels: tuple[str | None, ...] = ()
    pipeline: str = ""
    fingerprint: str = ""
    warnings: tuple[str, ...] = ()
    accessed: str | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """One block of the canonical text. A document's passages in order, joined by a blank line,
    are its canonical text: `"\\n\\n".join(p.text for p in passages)`.

    `section` is the path of headings above it, joined by " > ", or null. `ocr` is null for text
    that the file holds; on a scanned page it is the confidence (0 to 1) with which it was recognised.
    """

    id: str
    document: str
    order: int
    kind: BlockKind
    start: int
    end: int
    page: int
    label: str | None
    section: str | None
    text: str
    ocr: float | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a document. `rows[i]` are the cells under `columns`, '' where one is empty;
    `passages[i]` is the id of the passage that holds that row."""

    id: str
    document: str
    page: int
    label: str | None
    box: Box | None
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference of a footnote or endnote; a note with three sources has three of these.

    `note` is the note's number or mark as printed; `marker` the mark in the body.
    `to_document` is the key of a held document, `to_source` a known publisher, where it leads
    to one. `repeats` is the id of the reference that an ibid. or a short form stands for; what
    it leaves out is filled in from there.
    """

    id: str
    document: str
    note: str
    marker: str
    page: int
    text: str
    author: str | None = None
    title: str | None = None
    publisher: str | None = None
    date: str | None = None
    url: str | None = None
    to_document: str | None = None
    to_source: str | None = None
    pages: str | None = None
    accessed: str | None = None
    translation: bool = False
    repeats: str | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """A vocabulary entry. `id` is the entry's own, `type` one of EntityType."""

    id: str
    name: str
    type: str
    aliases: tuple[str, ...] = ()
    definition: str | None = None
    wikidata: str | None = None
    broader: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the text. `entity` is null unless `linking` is linked; `candidates` are the ids
    it could be where it is ambiguous."""

    document: str
    text: str
    type: str
    entity: str | None
    name: str
    page: int
    start: int
    end: int
    sentence: str
    linking: Linking = Linking.UNKNOWN
    candidates: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return content_id(self.document, self.start, self.end, self.type)


@dataclass(frozen=True, slots=True)
class Argument:
    """Subject or object of a claim: `text` as written; `id` null where it is not grounded.

    Where it is grounded by its words and not by a name, `score` (0 to 1) is the share of its words
    that speak for it and `why` says which. `start`/`end` are null where the argument is implied (an anaphor's antecedent is kept as
    `name`; `text` stays what the sentence says).
    """

    text: str
    id: str | None = None
    name: str | None = None
    type: str | None = None
    aliases: tuple[str, ...] = ()
    start: int | None = None
    end: int | None = None
    linking: Linking = Linking.UNKNOWN
    score: float | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure. `value` is null for a bare range or 'millions'; `low`/`high` then bound it.
    `unit`: percent, USD, count, times, rank, parameters, tokens, else the noun itself. `of` is
    what it is a figure of, where that is written ("FY2026 Request; budget authority")."""

    value: float | int | None
    unit: str
    approximate: bool = False
    comparator: str = "="
    low: float | int | None = None
    high: float | int | None = None
    text: str = ""
    of: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sentence (or a table's row) that carries a claim, verbatim, with where it stands.

    `ocr` is null, or the confidence with which the page was recognised from a picture."""

    text: str
    page: int
    start: int
    end: int
    section: str | None = None
    label: str | None = None
    boxes: tuple[Box, ...] = ()
    ocr: float | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement by someone. `asserted_by` runs from the origin to the document's publisher.

    `implicit` marks claims read from a possessive or apposition ("DeepSeek's R1").
    """

    id: str
    document: str
    evidence: Evidence
    subject: Argument
    predicate: Predicate
    object: Argument | None
    negated: bool
    status: Status
    asserted_by: tuple[str, ...]
    quantity: Quantity | None = None
    time: str | None = None
    cites: tuple[str, ...] = ()
    rule: str = ""
    confidence: float = 0.5
    implicit: bool = False


def claim_id(
    document: str,
    evidence: Evidence,
    subject: Argument,
    predicate: str,
    object: Argument | None,
    negated: bool,
    quantity: Quantity | None,
) -> str:
    """The claim's id: document, span, predicate, arguments and polarity, nothing else."""
    return content_id(
        document,
        evidence.start,
        evidence.end,
        str(predicate),
        [subject.text, subject.start],
        [object.text, object.start] if object else None,
        negated,
        [quantity.text, quantity.of]
        if quantity and quantity.of
        else quantity.text
        if quantity and object is None
        else None,
    )


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one document yields; the unit that a store writes, whole or not at all.

    `entities` are the vocabulary entries that its mentions and arguments link to.
    """

    document: Document
    passages: tuple[Passage, ...] = ()
    references: tuple[Reference, ...] = ()
    mentions: tuple[Mention, ...] = ()
    claims: tuple[Claim, ...] = ()
    entities: tuple[Entity, ...] = field(default=())
    tables: tuple[Table, ...] = ()

    @property
    def text(self) -> str:
        """The canonical text."""
        return "\n\n".join(p.text for p in self.passages)


def record(obj: object) -> dict:
    """A record as plain JSON-ready values (tuples become lists)."""
    return json.loads(json.dumps(asdict(obj), ensure_ascii=False))
