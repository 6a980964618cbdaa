"""data/predicates/*.toml and data/cues/*.toml as records: what analysts write, checked.

A pattern is a small sentence: `X[policy] address Y`, `Y stem from X`, `X allow Y to`,
`X be suited to Y`, `X's support for Y`. Words between X and Y are lemmas; a class in brackets
(data/predicates/classes.toml) is asked of that argument.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from graph.errors import DataError
from graph.model import EntityType, Predicate


@dataclass(frozen=True, slots=True)
class Pattern:
    """`path`: the words after the verb up to the second argument. `reverse`: Y is the
    grammatical subject. `clause`: the object is the clause 'Y to do Z'. `noun`: nominal."""

    predicate: Predicate
    verb: str
    path: tuple[str, ...]
    subject: str | None = None
    object: str | None = None
    reverse: bool = False
    clause: bool = False
    noun: bool = False
    figure: bool = False
    negated: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class Class:
    types: frozenset[str]
    nouns: frozenset[str]


@dataclass(frozen=True)
class Rules:
    verbs: dict[str, tuple[Pattern, ...]]
    nouns: dict[str, tuple[Pattern, ...]]
    classes: dict[str, Class]
    comparatives: frozenset[str]
    comparative_adjectives: frozenset[str]
    roles: frozenset[str]
    owners: frozenset[str]
    sourced: frozenset[str]
    cues: dict[str, dict]
    confidence: dict[str, float]
    digest: str


_VAR = r"(?P<{}>[XYQ])(?:\[(?P<{}c>\w+)\])?"
_PATTERN = re.compile(
    rf"{_VAR.format('a', 'a')}(?P<poss>'s)?\s+(?P<words>[a-z\- ]+?)(?:\s+{_VAR.format('b', 'b')}(?P<to> to| from)?)?$"
)


def parse(text: str, predicate: Predicate, negated: bool = False) -> Pattern:
    """Raises ValueError where `text` is not of the form above."""
    m = _PATTERN.match(text)
    if not m or m["a"] == m["b"] or (m["b"] is None and predicate is not Predicate.MEASURES):
        raise ValueError(f"pattern {text!r} must read 'X verb [words] Y'")
    verb, *path = m["words"].split()
    first, second = (m["ac"], m["bc"]) if m["a"] == "X" else (m["bc"], m["ac"])
    return Pattern(
        predicate,
        verb,
        tuple(path),
        first,
        second,
        m["a"] == "Y",
        bool(m["to"]),
        bool(m["poss"]),
        m["b"] == "Q" or m["b"] is None,
        negated,
        text,
    )


@cache
def load() -> Rules:
    """The packaged rules. Raises DataError naming file and entry."""
    root = files("data")
    raw = {}
    digest = hashlib.sha256()
    for folder in ("predicates", "cues"):
        for path in sorted(root.joinpath(folder).iterdir(), key=lambda p: p.name):
            if path.name.endswith(".toml"):
                blob = path.read_bytes()
                digest.update(blob)
                name = f"data/{folder}/{path.name}"
                try:
                    raw[name] = tomllib.loads(blob.decode())
                except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
                    raise DataError(f"{name}: not valid TOML ({error}): correct that line") from None
    return build(raw, digest.hexdigest())


def build(raw: dict[str, dict], digest: str = "") -> Rules:
    classes = {}
    for name, row in raw.get("data/predicates/classes.toml", {}).items():
        unknown = set(row["types"]) - set(EntityType)
        if unknown:
            raise DataError(f"data/predicates/classes.toml: [{name}] unknown type {min(unknown)!r}")
        classes[name] = Class(frozenset(row["types"]), frozenset(row["nouns"]))
    verbs: dict[str, list[Pattern]] = {}
    nouns: dict[str, list[Pattern]] = {}
    extra: dict[str, frozenset[str]] = {}
    seen: dict[tuple, str] = {}
    for name, row in raw.items():
        if "predicates/" not in name or name.endswith(("classes.toml", "confidence.toml")):
            continue
        try:
            predicate = Predicate(row["predicate"])
        except (KeyError, ValueError):
            raise DataError(f"{name}: `predicate` must be one of {', '.join(Predicate)}") from None
        for key in ("comparatives", "comparative_adjectives", "roles", "owners", "sourced"):
            if key in row:
                extra[key] = frozenset(row[key])
        for text, negated in [
            *((t, False) for t in row.get("patterns", ())),
            *((t, True) for t in row.get("denied", ())),
        ]:
            try:
                p = parse(text, predicate, negated)
            except ValueError as error:
                raise DataError(f"{name}: {error}") from None
            for c in (p.subject, p.object):
                if c and c not in classes and predicate is not Predicate.MEASURES:
                    # A class may also be a single head noun: "X pose Y[risk]".
                    classes[c] = Class(frozenset(), frozenset({c}))
            key = (p.verb, p.path, p.subject, p.object, p.clause, p.reverse, p.noun, p.figure)
            if key in seen:
                raise DataError(f"{name}: pattern {text!r} stands in {seen[key]}, too: keep one")
            seen[key] = name
            (nouns if p.noun else verbs).setdefault(p.verb, []).append(p)

    def order(p: Pattern):  # the more a pattern asks, the earlier it is tried
        return (-len(p.path), -((p.subject is not None) + 2 * (p.object is not None)), not p.clause, p.text)

    cues = {n.rsplit("/", 1)[1].removesuffix(".toml"): r for n, r in raw.items() if "cues/" in n}
    return Rules(
        {v: tuple(sorted(ps, key=order)) for v, ps in verbs.items()},
        {v: tuple(sorted(ps, key=order)) for v, ps in nouns.items()},
        classes,
        extra.get("comparatives", frozenset()),
        extra.get("comparative_adjectives", frozenset()),
        extra.get("roles", frozenset()),
        extra.get("owners", frozenset()),
        extra.get("sourced", frozenset()),
        cues,
        raw.get("data/predicates/confidence.toml", {}),
        digest,
    )
