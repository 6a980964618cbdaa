"""The names that polgraph knows: data/vocabulary/*.toml, checked as they are loaded.

Invariant: a surface, case-folded and with its quotes, dashes and spaces evened out, belongs to one
entry, unless ambiguous.toml lists the entries that it may mean. What may be matched in a text are
the exact strings of `Vocabulary.names()`: on token boundaries, the longest first, so that GPT-4 is
never found inside GPT-4o. A file that breaks a rule is a DataError naming file and entry.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from graph.errors import DataError
from graph.model import Entity, EntityType

TYPES = frozenset(str(kind) for kind in EntityType)
KINDS = frozenset({"news", "government", "think tank", "blog", "journal", "company"})
LISTS = frozenset({"aliases", "broader", "lookup_only", "phrases", "risky", "context"})
TEXTS = frozenset({"name", "definition", "wikidata", "maker", "type"})
PUBLISHER_LISTS = LISTS | {"domains"}
PUBLISHER_TEXTS = TEXTS | {"full_name", "kind", "entity"}
COUNTABLE = frozenset({"mechanism", "policy", "chip"})
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
QID = re.compile(r"Q[1-9][0-9]*")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing with a name. `risky` are those of its names that only count with one of
    `Vocabulary.context(name, id)` nearby (R1, Arena, the Commission). `lookup_only` are those that
    are our own wording: `by_name` knows them, but no text is searched for them. `phrases` ground an
    argument whose head is their last word and which has their other words ("industrial data")."""

    id: str
    name: str
    type: str
    definition: str
    aliases: tuple[str, ...] = ()
    wikidata: str | None = None
    broader: tuple[str, ...] = ()
    maker: str | None = None
    lookup_only: tuple[str, ...] = ()
    risky: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    file: str = field(default="", compare=False)

    @property
    def surfaces(self) -> tuple[str, ...]:
        """The preferred name, then the aliases."""
        return (self.name, *self.aliases)

    def entity(self) -> Entity:
        """The record that a store keeps of it."""
        return Entity(
            self.id,
            self.name,
            self.type,
            self.aliases,
            self.definition,
            self.wikidata,
            self.broader,
        )


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes. `name` is the short canonical form that chains of attribution use."""

    id: str
    name: str
    full_name: str
    kind: str
    entity: str
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vocabulary:
    entries: Mapping[str, Entry]
    publishers: Mapping[str, Publisher]
    ambiguous: Mapping[str, tuple[str, ...]]
    digest: str

    @cached_property
    def _exact(self) -> dict[str, tuple[str, ...]]:
        return _surfaces(self.entries, self.ambiguous)

    @cached_property
    def _folded(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, set[str]] = defaultdict(set)
        for surface, ids in self._exact.items():
            found[fold(surface)].update(ids)
        return {key: tuple(sorted(ids)) for key, ids in found.items()}

    @cached_property
    def _lower(self) -> frozenset[tuple[str, str]]:
        return frozenset((fold(s), i) for s, ids in self._exact.items() if s.islower() for i in ids)

    @cached_property
    def _risky(self) -> frozenset[tuple[str, str]]:
        return _forms((entry, entry.risky) for entry in self.entries.values())

    @cached_property
    def _lookup_only(self) -> frozenset[tuple[str, str]]:
        return _forms((entry, entry.lookup_only) for entry in self.entries.values())

    @cached_property
    def _publishers(self) -> dict[str, Publisher]:
        return {
            fold(name): publisher
            for publisher in self.publishers.values()
            for name in (publisher.name, publisher.full_name, *publisher.aliases)
        }

    @cached_property
    def _domains(self) -> dict[str, Publisher]:
        return {d: p for p in self.publishers.values() for d in p.domains}

    def names(self) -> Iterator[tuple[str, str]]:
        """Every exact string to look for, with the id it stands for; an ambiguous one comes once
        for each id. Sorted."""
        for surface, ids in sorted(self._exact.items()):
            for entry_id in ids:
                if (fold(surface), entry_id) not in self._lookup_only:
                    yield surface, entry_id

    def by_name(self, surface: str, any_case: bool = False) -> tuple[str, ...]:
        """Ids that a name may mean, whatever its case, quotes, dashes or article; but a single
        lower-case word means none that is written with capitals (most, us, time), unless
        `any_case`, which is for what a user types."""
        key = fold(surface)
        ids = self._folded.get(key, ())
        if any_case or " " in key or not surface.islower():
            return ids
        return tuple(i for i in ids if (key, i) in self._lower)

    def context(self, surface: str, entry_id: str) -> frozenset[str]:
        """Words of which one must stand near `surface` for it to mean the entry; empty where the
        name needs none. The entry's safe names, its maker's and its family's count as well."""
        if (fold(surface), entry_id) not in self._risky:
            return frozenset()
        entry = self.entries[entry_id]
        kin = [self.entries[i] for i in (entry_id, entry.maker, *entry.broader) if i]
        safe = (s for e in kin for s in e.surfaces if s not in e.risky)
        return frozenset({*entry.context, *safe})

    def publisher(self, name: str) -> Publisher | None:
        """By any of its names, or by a web address or domain (subdomains included)."""
        found = self._publishers.get(fold(name))
        return found or self._by_domain(name)

    def _by_domain(self, address: str) -> Publisher | None:
        host = re.sub(r"^[a-z]+://", "", address.strip().casefold()).split("/")[0].split(":")[0]
        parts = host.split(".")
        tails = (".".join(parts[i:]) for i in range(len(parts) - 1))
        return next((self._domains[t] for t in tails if t in self._domains), None)


def fold(surface: str) -> str:
    """The form in which names are compared: case, quotes, dashes, initials' dots, article."""
    text = surface.translate(_EVEN).casefold()
    text = re.sub(r"\b(?:[a-z]\.){2,}", lambda m: m[0].replace(".", ""), text)
    text = " ".join(text.split())
    return re.sub(r"^(?:the|an?) (?=.)", "", text)


_EVEN = str.maketrans({"’": "'", "‘": "'", "‐": "-", "‑": "-", "–": "-", "\u00a0": " "})


def variants(surface: str, kind: str) -> tuple[str, ...]:
    """The exact strings to look for when `surface` names something of type `kind`, itself first.

    Spelling: U.S./US, straight/curly apostrophe, open-source/open source, GPT-4/GPT 4/GPT4.
    Number: export control(s), H100(s). Case: Export controls, Export Controls, Deepseek, DEEPSEEK.
    """
    forms = {surface: None}
    for step in (_initials, _hyphens, _versions, _number, _case, _apostrophes):
        forms |= {f: None for old in tuple(forms) for f in step(old, kind)}
    return tuple(forms)


def _initials(text: str, kind: str) -> Iterator[str]:
    if " " in text or "-" in text:
        yield re.sub(r"\bU\.S\.", "US", text)
        yield re.sub(r"\bUS\b(?!\.)", "U.S.", text)


def _hyphens(text: str, kind: str) -> Iterator[str]:
    yield re.sub(r"(?<=[a-z])-(?=[a-z])", " ", text)
    if kind == "model":
        yield re.sub(r"(?<=[A-Za-z])-(?=[A-Z][a-zA-Z]*\d)", " ", text)
        yield re.sub(r"(?<=[A-Za-z]{2}) (?=[A-Z]\d)", "-", text)


def _versions(text: str, kind: str) -> Iterator[str]:
    """Qwen2.5, Qwen 2.5, Qwen-2.5: between two letters or more and the first digit."""
    if kind in {"model", "chip"}:
        for joint in ("", " ", "-"):
            yield re.sub(r"(?<=[A-Za-z]{2})[ -]?(?=\d)", joint, text, count=1)


def _number(text: str, kind: str) -> Iterator[str]:
    if kind not in COUNTABLE:
        return
    last = text.rsplit(" ", 1)[-1]
    if re.fullmatch(r"(?:[a-z]+-)*[a-z]{3,}", last):
        if last.endswith(("ss", "ing")):
            return
        if last.endswith("ies"):
            yield text[:-3] + "y"
        elif last.endswith("s"):
            yield text[:-1]
        elif re.search(r"[^aeiou]y$", last):
            yield text[:-1] + "ies"
        else:
            yield text + "s"
    elif kind == "chip" and re.search(r"[A-Z0-9]$", last):
        yield text + "s"


def _case(text: str, kind: str) -> Iterator[str]:
    yield text[:1].upper() + text[1:] if text[:1].islower() and " " in text else text
    if text.rsplit(" ", 1)[-1].islower():
        yield text[:1].upper() + text[1:]
        yield re.sub(r"\b(?<!['’])(?!(?:of|and|for|the|to|in|on|s)\b)[a-z]", _upper, text)
    elif len(text) >= 5 and not re.search(r"\d", text):
        yield text.upper()
    if re.fullmatch(r"[A-Z][a-z]{2,}[A-Z][a-z]+", text):
        yield text.capitalize()


def _upper(match: re.Match[str]) -> str:
    return match[0].upper()


def _apostrophes(text: str, kind: str) -> Iterator[str]:
    yield text.replace("'", "’")
    yield text.replace("’", "'")


def _forms(chosen: Iterable[tuple[Entry, tuple[str, ...]]]) -> frozenset[tuple[str, str]]:
    """Each form of the chosen names, folded, with its entry's id."""
    return frozenset(
        (fold(form), entry.id)
        for entry, surfaces in chosen
        for surface in surfaces
        for form in variants(surface, entry.type)
    )


def _surfaces(entries: Mapping[str, Entry], ambiguous: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Exact string -> ids. A written name beats a generated form of another entry."""
    declared: dict[str, str] = {}
    for entry in entries.values():
        for surface in entry.surfaces:
            key = fold(surface)
            other = declared.setdefault(key, entry.id)
            if other != entry.id and not {entry.id, other} <= set(ambiguous.get(key, ())):
                raise _error(entry.file, entry.id, _collision(surface, other, entries))
    found: dict[str, dict[str, None]] = defaultdict(dict)
    owner: dict[str, str] = dict(declared)
    for entry in entries.values():
        own = {fold(s) for s in entry.surfaces}
        for surface in entry.surfaces:
            for form in variants(surface, entry.type):
                key = fold(form)
                if key in declared and key not in own:
                    continue
                other = owner.setdefault(key, entry.id)
                if other != entry.id and fold(surface) not in ambiguous:
                    raise _error(entry.file, entry.id, _collision(form, other, entries))
                found[form][entry.id] = None
    return {form: tuple(ids) for form, ids in found.items()}


def _collision(surface: str, other: str, entries: Mapping[str, Entry]) -> str:
    return f'name "{surface}" collides with {other} in {entries[other].file}: drop one, or declare it in ambiguous.toml'


def load(extra: Path | None = None) -> Vocabulary:
    """The vocabulary of data/vocabulary, with a folder of the user's own files on top (new entries
    only). Cached by folder. Raises DataError at the first broken rule."""
    return _load(Path(extra) if extra is not None else None)


@cache
def _load(extra: Path | None) -> Vocabulary:
    tables = _tables(files("data").joinpath("vocabulary"))
    if extra is not None:
        if not extra.is_dir():
            raise DataError(f"{extra}: no such folder of vocabulary files; create it or unset it")
        tables += _tables(extra)
    return build(tables)


def _tables(folder: Traversable | Path) -> list[tuple[str, dict]]:
    found = []
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".toml"):
            continue
        try:
            found.append((file.name, tomllib.loads(file.read_text(encoding="utf-8"))))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise DataError(f"{file.name}: not valid TOML: {error}") from error
    return found


def build(tables: list[tuple[str, dict]]) -> Vocabulary:
    """A vocabulary of parsed files, each `(file name, table)`; every rule is checked here."""
    entries: dict[str, Entry] = {}
    publishers: dict[str, Publisher] = {}
    ambiguous: dict[str, tuple[str, ...]] = {}
    for file, table in tables:
        kind = table.get("type")
        rows = {key: row for key, row in table.items() if key != "type"}
        _check_sorted(file, rows, kind)
        if kind == "ambiguous":
            ambiguous |= _ambiguous(file, rows)
            continue
        for key, row in rows.items():
            if not isinstance(row, dict):
                raise _error(file, key, "is not a table: write [" + key + "] and its keys below")
            if kind == "publisher":
                publishers[key] = _publisher(file, key, row, publishers)
                if "entity" in row:
                    continue
            entry = _entry(file, key, row, kind)
            if key in entries:
                raise _error(file, key, f"duplicate id, also in {entries[key].file}")
            entries[key] = entry
    _check_links(entries)
    _check_publishers(publishers, entries)
    _check_ambiguous(ambiguous, entries)
    blob = json.dumps(sorted(tables, key=lambda t: t[0]), ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(blob.encode()).hexdigest()
    vocabulary = Vocabulary(entries, publishers, {fold(s): ids for s, ids in ambiguous.items()}, digest)
    _ = vocabulary._exact  # collisions are found here
    return vocabulary


def _error(file: str, entry: str, problem: str) -> DataError:
    return DataError(f"{file}: {entry}: {problem}")


def _check_sorted(file: str, rows: dict, kind: object) -> None:
    keys = [key.casefold() for key in rows] if kind == "ambiguous" else list(rows)
    for before, after in zip(keys, keys[1:], strict=False):
        if before > after:
            raise _error(file, after, f"not sorted: move it before {before}")


def _entry(file: str, key: str, row: dict, kind: object) -> Entry:
    publisher = kind == "publisher"
    allowed = (PUBLISHER_TEXTS, PUBLISHER_LISTS) if publisher else (TEXTS, LISTS)
    _check_keys(file, key, row, *allowed)
    kind = "organisation" if publisher else row.get("type", kind)
    if kind not in TYPES:
        raise _error(file, key, f'unknown type "{kind}": one of {", ".join(sorted(TYPES))}')
    if not row.get("definition", "").endswith("."):
        raise _error(file, key, "needs a definition, one sentence ending in a full stop")
    if "wikidata" in row and not QID.fullmatch(row["wikidata"]):
        raise _error(file, key, f'bad wikidata "{row["wikidata"]}": Q and digits, or leave it out')
    if publisher and row.get("full_name", row["name"]) != row["name"]:
        row = row | {"aliases": [row["full_name"], *row.get("aliases", ())]}
    entry = Entry(
        id=key,
        name=row["name"],
        type=kind,
        definition=row["definition"],
        wikidata=row.get("wikidata"),
        maker=row.get("maker"),
        file=file,
        **{name: tuple(row.get(name, ())) for name in sorted(LISTS)},
    )
    _check_surfaces(entry)
    return entry


def _check_keys(file: str, key: str, row: dict, texts: frozenset[str], lists: frozenset[str]) -> None:
    if not ID.fullmatch(key):
        raise _error(file, key, "bad id: lower-case words and digits joined by single hyphens")
    for name, value in row.items():
        if name not in texts | lists:
            known = ", ".join(sorted(texts | lists))
            raise _error(file, key, f'unknown key "{name}": one of {known}')
        if name in texts and not isinstance(value, str):
            raise _error(file, key, f'"{name}" must be a text in quotes')
        good = isinstance(value, list) and all(isinstance(v, str) and v.strip() for v in value)
        if name in lists and not good:
            raise _error(file, key, f'"{name}" must be a list of texts')
    if not row.get("name", "").strip():
        raise _error(file, key, "needs a name")


def _check_surfaces(entry: Entry) -> None:
    seen: set[str] = set()
    for surface in entry.surfaces:
        if surface in seen:
            raise _error(entry.file, entry.id, f'name "{surface}" is given twice')
        seen.add(surface)
    for key in ("risky", "lookup_only"):
        for surface in getattr(entry, key):
            if surface not in entry.surfaces:
                raise _error(entry.file, entry.id, f'{key} "{surface}" is neither name nor alias')
    if bool(entry.risky) != bool(entry.context):
        raise _error(entry.file, entry.id, '"risky" and "context" go together')


def _publisher(file: str, key: str, row: dict, known: dict[str, Publisher]) -> Publisher:
    _check_keys(file, key, row, PUBLISHER_TEXTS, PUBLISHER_LISTS)
    if key in known:
        raise _error(file, key, "duplicate id of a publisher")
    if row.get("kind") not in KINDS:
        raise _error(file, key, f"needs a kind: one of {', '.join(sorted(KINDS))}")
    return Publisher(
        id=key,
        name=row["name"],
        full_name=row.get("full_name", row["name"]),
        kind=row["kind"],
        entity=row.get("entity", key),
        aliases=tuple(row.get("aliases", ())),
        domains=tuple(row.get("domains", ())),
    )


def _check_links(entries: dict[str, Entry]) -> None:
    for entry in entries.values():
        for name, ids in (("broader", entry.broader), ("maker", filter(None, (entry.maker,)))):
            for other in ids:
                if other not in entries or other == entry.id:
                    raise _error(entry.file, entry.id, f'{name} "{other}" does not exist')
        if entry.maker and entries[entry.maker].type not in {"lab", "organisation"}:
            raise _error(entry.file, entry.id, f'maker "{entry.maker}" is no lab')


def _check_publishers(publishers: dict[str, Publisher], entries: dict[str, Entry]) -> None:
    names: dict[str, str] = {}
    for publisher in publishers.values():
        if publisher.entity not in entries:
            raise _error("publishers.toml", publisher.id, f'entity "{publisher.entity}" does not exist')
        own = {publisher.name, publisher.full_name, *publisher.aliases}
        for name in {fold(n) for n in own} | set(publisher.domains):
            other = names.setdefault(name, publisher.id)
            if other != publisher.id:
                raise _error("publishers.toml", publisher.id, f'name "{name}" collides with {other}')


def _ambiguous(file: str, rows: dict) -> dict[str, tuple[str, ...]]:
    for surface, ids in rows.items():
        if not isinstance(ids, list) or len(ids) < 2:
            raise _error(file, surface, "needs a list of two ids or more")
    return {surface: tuple(ids) for surface, ids in rows.items()}


def _check_ambiguous(ambiguous: dict[str, tuple[str, ...]], entries: dict[str, Entry]) -> None:
    for surface, ids in ambiguous.items():
        for entry_id in ids:
            if entry_id not in entries:
                raise _error("ambiguous.toml", surface, f'entry "{entry_id}" does not exist')
            if fold(surface) not in {fold(s) for s in entries[entry_id].surfaces}:
                raise _error("ambiguous.toml", surface, f'"{entry_id}" has no such name: add the alias')
