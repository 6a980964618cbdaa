"""The only composition in ingest: files in, one Extraction a file out.

A file that cannot be read is an Outcome with its one line of error; the others go on. What is
extracted depends on nothing but the fingerprint's parts, so the same input gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from graph.errors import DataError, PolgraphError, UsageError
from graph.model import BlockKind, Document, Evidence, Extraction, Mention, Passage, Table, content_id
from ingest import documents, isolation
from ingest import voice as voices
from ingest.confidence import probability
from ingest.sentence import Passage as Read

VERSION = "0.1.0"
SUFFIXES = (".pdf", ".html", ".htm", ".txt", ".md")
KEYS = {
    "file",
    "title",
    "publisher",
    "publisher_full",
    "authors",
    "date",
    "kind",
    "relays",
    "note",
    "url",
    "voice",
    "accessed",
}
PROSE = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.FOOTNOTE)


@dataclass(frozen=True, slots=True)
class Source:
    """A file to ingest and what its manifest says of it."""

    path: Path
    key: str
    meta: Mapping[str, object] = field(default_factory=dict)
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    source: Source
    extraction: Extraction | None = None
    error: str | None = None
    skipped: bool = False


def sources(paths: Iterable[str | Path], manifest: str | Path | None = None) -> list[Source]:
    """Files of `paths`; a folder's are those that its manifest names, else all that can be read.

    Raises UsageError for a path that is not there, DataError for a manifest with a mistake.
    """
    out: dict[str, Source] = {}
    given = _manifest(Path(manifest)) if manifest else None
    for raw in paths:
        path = Path(raw)
        if not path.exists():
            raise UsageError(f"{path}: is not there: check the path")
        table = given if given is not None else _beside(path)
        if path.is_dir():
            base = Path(manifest).parent if manifest else path
            if table:
                files = [(base / str(row["file"]), key) for key, row in table.items()]
            else:
                files = [(p, p.stem) for p in sorted(path.rglob("*")) if p.suffix.lower() in SUFFIXES]
                if not files:
                    raise UsageError(f"{path}: holds no {', '.join(SUFFIXES)} file: name another folder")
        else:
            files = [(path, path.stem)]
        for file, key in files:
            if key in out and out[key].path.resolve() != file.resolve():
                raise UsageError(f"{file}: the key {key!r} is taken by {out[key].path}: rename one of the two")
            out[key] = Source(file, key, (table or {}).get(key, {}), str(file))
    return sorted(out.values(), key=lambda s: s.key)


def _beside(path: Path) -> dict | None:
    folder = path if path.is_dir() else path.parent
    for place in (folder, folder.parent):
        if (place / "sources.toml").is_file() and (place == folder or not path.is_dir()):
            return _manifest(place / "sources.toml")
    return None


def _manifest(path: Path) -> dict[str, dict]:
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path}: cannot be opened ({error.strerror}): check the path") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: not valid TOML ({error}): correct that line") from None
    for key, row in rows.items():
        if not isinstance(row, dict):
            raise DataError(f'{path}: {key!r} must be a table (["{key}"]) with file = …')
        unknown = sorted(set(row) - KEYS)
        if unknown:
            raise DataError(f"{path}: [{key}] has an unknown key {unknown[0]!r}: use one of {', '.join(sorted(KEYS))}")
        if not isinstance(row.get("file"), str):
            raise DataError(f'{path}: [{key}] names no file: add file = "…"')
        if not (path.parent / row["file"]).is_file():
            raise DataError(f"{path}: [{key}] names {row['file']!r}, which is not there: correct the name")
        for name in ("authors", "relays"):
            if name in row and not (isinstance(row[name], list) and all(isinstance(v, str) for v in row[name])):
                raise DataError(f"{path}: [{key}] {name} must be a list of names")
        if "date" in row and not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", str(row["date"])):
            raise DataError(f"{path}: [{key}] date {row['date']!r} is not ISO 8601 (2026-03-23)")
    return rows


def _setup():
    from ingest import language, patterns, vocabulary

    return vocabulary.load(), patterns.load(), language.model_name()


def fingerprint(source: Source, blob: bytes) -> str:
    """Covers file, manifest entry, vocabulary, rules, language model and version."""
    vocabulary, rules, model = _setup()
    meta = json.dumps(dict(source.meta), sort_keys=True, default=str)
    return content_id(hashlib.sha256(blob).hexdigest(), meta, vocabulary.digest, rules.digest, model, VERSION, _code())


def _code() -> str:
    """Digest of the extraction code itself: a changed rule in Python is a changed rule."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def run(files: Iterable[Source], known: Mapping[str, str] | None = None) -> Iterator[Outcome]:
    """One Outcome a source, in order. `known` maps document keys to the fingerprints held: an
    equal one is skipped. Files are read in a process of their own."""
    with isolation.reader() as read:
        yield from (_outcome(source, known or {}, read) for source in files)


def _outcome(source: Source, known: Mapping[str, str], read) -> Outcome:
    try:
        blob = source.path.read_bytes() if source.path.is_file() else b""
        mark = fingerprint(source, blob)
        if known.get(source.key) == mark:
            return Outcome(source, skipped=True)
        return Outcome(source, extract(source, blob, mark, read))
    except (PolgraphError, OSError) as error:
        return Outcome(source, error=str(error))
    except Exception as error:  # a reader's own failure must not take the others down
        return Outcome(
            source, error=f"{source.path}: cannot be processed ({type(error).__name__}): please report the file"
        )


def extract(source: Source, blob: bytes, mark: str = "", read=documents.read) -> Extraction:
    """Read, find mentions, extract claims: one document's records. `read(path, key)` is the reader."""
    from ingest import attribution, claims, language, mentions

    vocabulary, rules, model = _setup()
    reading = read(source.path, source.key)
    document = _document(source, blob, reading, mark, f"{model}; polgraph {VERSION}")
    passages = tuple(
        Passage(
            content_id(source.key, b.start, b.end),
            source.key,
            i,
            b.kind,
            b.start,
            b.end,
            b.page,
            _label(document, b.page),
            " > ".join(b.section) or None,
            reading.text[b.start : b.end],
            reading.ocr.get(b.page),
        )
        for i, b in enumerate(reading.blocks)
    )
    if document.voice is None:
        document = replace(document, voice=voices.disclaimer(passages, rules.cues))
    own = voices.own_sections(passages, rules.cues)
    prose = [p for p in passages if p.kind in PROSE]
    parsed = list(language.parse(p.text for p in prose))
    names = [mentions.find(doc, vocabulary) for doc in parsed]
    body = attribution.body_of([n for part in names for n in part], document.relays, document.publisher)
    called = tuple(
        alias
        for e in vocabulary.entries.values()
        if e.type == "agency" and e.name in (body, document.publisher)
        for alias in (e.name, *e.aliases)
    )
    voice = attribution.voice_of(document.publisher, document.kind, body, (*called, document.publisher_full or ""))
    found_mentions: list[Mention] = []
    found_claims = []
    notes = sorted((m for m in reading.marks if m.references), key=lambda m: m.offset)
    for passage, doc, part in zip(prose, parsed, names, strict=True):
        sentences = [doc[a:b] for a, b in claims.sentences(doc)]
        for name in part:
            start, last = doc[name.start].idx, doc[name.end - 1]
            end = last.idx + len(last.text)
            sentence = next(
                (passage.text[s.start_char : s.end_char].strip() for s in sentences if s.start <= name.start < s.end),
                passage.text,
            )
            found_mentions.append(
                Mention(
                    source.key,
                    passage.text[start:end],
                    str(name.type),
                    name.entity,
                    name.name,
                    reading.layout.page_at(passage.start + start),
                    passage.start + start,
                    passage.start + end,
                    sentence,
                    name.linking,
                    name.candidates,
                )
            )
        for claim in claims.extract(
            doc,
            Read(
                source.key,
                passage.start,
                passage.section,
                tuple(part),
                # what the author infers is nobody else's
                attribution.Voice(document.publisher) if passage.section in own else voice,
            ),
            rules,
            vocabulary.entries,
        ):
            if passage.kind is not BlockKind.FOOTNOTE or not _is_citation(claim.evidence.text):
                found_claims.append(_located(claim, reading, document, notes))
    tables, measured = _tables(source.key, reading, passages, document, rules, vocabulary)
    found_claims += measured
    used = {m.entity for m in found_mentions if m.entity}
    used |= {a.id for c in found_claims for a in (c.subject, c.object) if a is not None and a.id}
    todo = list(used)
    while todo:  # the things above them in the vocabulary, too
        for parent in vocabulary.entries[todo.pop()].broader:
            if parent not in used:
                used.add(parent)
                todo.append(parent)
    entities = tuple(vocabulary.entries[i].entity() for i in sorted(used))
    references = tuple(_led(r, vocabulary) for r in reading.references)
    return Extraction(document, passages, references, tuple(found_mentions), tuple(found_claims), entities, tables)


def _tables(key, reading, passages, document, rules, vocabulary):
    """Table records, and the claims of their figures."""
    from ingest import mentions, tabular
    from ingest.language import pipeline

    if not reading.tables:
        return (), []

    def names_of(text):
        doc = pipeline().make_doc(text)
        return doc, mentions.find(doc, vocabulary)

    find = tabular.finder(names_of, vocabulary.entries)
    records, claims = [], []
    for grid in reading.tables:
        rows = [passages[i] for i in grid.blocks]
        cells = tuple(tuple(c.text for c in row) for row in grid.rows)
        records.append(
            Table(
                content_id(key, grid.page, grid.caption, [p.start for p in rows]),
                key,
                grid.page,
                _label(document, grid.page),
                grid.box,
                grid.caption,
                grid.columns,
                cells,
                tuple(p.id for p in rows),
            )
        )
        evidence = [
            Evidence(p.text, p.page, p.start, p.end, p.section, p.label, reading.layout.boxes(p.start, p.end), p.ocr)
            for p in rows
        ]
        chain = _table_source(passages, grid, document, vocabulary)
        found = tabular.extract(grid, evidence, tabular.Context(key, chain, find, reading.layout.boxes))
        claims += [replace(c, confidence=probability(c, rules.confidence)) for c in found]
    return tuple(records), claims


def _table_source(passages, grid, document, vocabulary) -> tuple[str, ...]:
    """Who a table's figures are from: what its 'Source:' line names first, else the document."""
    for p in passages[grid.blocks[-1] + 1 : grid.blocks[-1] + 3]:
        m = re.match(r"Sources?:\s+([^,.;]+)", p.text) if p.kind is BlockKind.CAPTION else None
        found = vocabulary.publisher(m[1].strip()) if m else None
        if found and found.name != document.publisher:
            return (found.name, document.publisher)
    return (document.publisher,)


def _is_citation(text: str) -> bool:
    return bool(re.search(r"https?://|[“\"][^”\"]+,[”\"]", text))


def _located(claim, reading, document, notes):
    e = claim.evidence
    page = reading.layout.page_at(e.start)
    cites = tuple(dict.fromkeys(r for m in notes if e.start < m.offset <= e.end for r in m.references))
    evidence = Evidence(
        e.text,
        page,
        e.start,
        e.end,
        e.section,
        _label(document, page),
        reading.layout.boxes(e.start, e.end),
        reading.ocr.get(page),
    )
    return replace(claim, evidence=evidence, cites=cites)


def _label(document: Document, page: int) -> str | None:
    return document.labels[page - 1] if page <= len(document.labels) else None


def _led(reference, vocabulary):
    publisher = vocabulary.publisher(reference.publisher or "") or (
        vocabulary.publisher(reference.url) if reference.url else None
    )
    return replace(reference, to_source=publisher.name) if publisher else reference


def _document(source, blob, reading, mark, pipeline) -> Document:
    meta, found = source.meta, reading.found
    heading = next((reading.text[b.start : b.end] for b in reading.blocks if b.kind is BlockKind.HEADING), None)

    def pick(name, default=None):
        return meta.get(name) or found.get(name) or default

    return Document(
        document=source.key,
        file=str(source.path),
        sha256=hashlib.sha256(blob).hexdigest(),
        title=str(pick("title", heading or source.key)),
        publisher=str(pick("publisher", "unknown publisher")),
        date=str(meta.get("date") or found.get("date") or "") or None,
        kind=str(pick("kind", "unknown")),
        pages=reading.pages,
        voice=pick("voice"),
        publisher_full=pick("publisher_full"),
        authors=tuple(pick("authors", ())),
        relays=tuple(meta.get("relays", ())),
        note=pick("note"),
        url=pick("url"),
        labels=reading.labels,
        accessed=pick("accessed"),
        pipeline=pipeline,
        fingerprint=mark,
        warnings=reading.warnings + _unread(reading),
    )


def _unread(reading) -> tuple[str, ...]:
    if reading.ocr:
        worst = min(reading.ocr.values())
        pages = f"{len(reading.ocr)} scanned page{'s' * (len(reading.ocr) > 1)}"
        return (f"{pages} read by OCR (confidence from {worst:.0%}): compare quotations with the page",)
    if reading.unread:
        from ingest.ocr import MISSING

        return (f"page {', '.join(map(str, reading.unread))} {MISSING}",)
    return ()


def check(documents: Iterable[Document], claims) -> list[tuple[str, str]]:
    """(claim id, 'exact' | 'changed' | 'gone') for each claim, by reading its source file again."""
    from ingest.documents import read

    texts: dict[str, str | None] = {}
    for d in documents:
        try:
            texts[d.document] = read(d.file, d.document).text
        except PolgraphError:
            texts[d.document] = None
    out = []
    for c in claims:
        text = texts.get(c.document)
        e = c.evidence
        state = "gone" if text is None else "exact" if text[e.start : e.end] == e.text else "changed"
        out.append((c.id, state))
    return out
