"""Names in a parsed text: spans linked to the vocabulary, ambiguous, or unknown.

The vocabulary decides; spaCy's NER only proposes people, places and organisations that it
does not hold (its types are wrong for most labs and models).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.model import EntityType, Linking
from ingest import patterns

NER_TYPES = {"PERSON": EntityType.PERSON, "ORG": EntityType.ORGANISATION, "LAW": EntityType.POLICY}
TITLES = {"mr.", "ms.", "mrs.", "dr.", "sen.", "rep.", "president", "senator", "minister"}


@dataclass(frozen=True, slots=True)
class Name:
    """A mention as token indices `[start, end)` of its Doc."""

    start: int
    end: int
    type: str
    entity: str | None
    name: str
    linking: Linking
    candidates: tuple[str, ...] = ()


_MATCHERS: dict[str, tuple] = {}  # by the vocabulary's digest


def _matcher(vocabulary):
    if vocabulary.digest in _MATCHERS:
        return _MATCHERS[vocabulary.digest]
    from spacy.matcher import PhraseMatcher

    from ingest.language import pipeline

    nlp = pipeline()
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    surfaces: dict[str, list[str]] = {}
    for surface, entry_id in vocabulary.names():
        surfaces.setdefault(surface, []).append(entry_id)
    for surface in surfaces:
        matcher.add(surface, [nlp.make_doc(surface)])
    _MATCHERS[vocabulary.digest] = matcher, surfaces
    return matcher, surfaces


def find(doc, vocabulary) -> list[Name]:
    """Mentions of a spaCy Doc, longest match first, none overlapping, in text order."""
    matcher, surfaces = _matcher(vocabulary)
    hits = []
    for match_id, start, end in matcher(doc):
        surface = doc.vocab.strings[match_id]
        if _case_agrees(surface, doc[start:end].text) and _is_whole(doc, start, end):
            hits.append((start, end, surface))
    spans: dict[tuple[int, int], set[str]] = {}
    for start, end, surface in hits:
        spans.setdefault((start, end), set()).update(surfaces[surface])
    names: list[Name] = []
    taken: set[int] = set()
    for (start, end), ids in sorted(spans.items(), key=lambda s: (s[0][0] - s[0][1], s[0][0])):
        if taken.isdisjoint(range(start, end)):
            name = _link(doc, start, end, sorted(ids), vocabulary)
            if name:
                taken.update(range(start, end))
                names.append(name)
    heads = patterns.load().cues["names"]
    for ent in doc.ents:
        name = _from_ner(ent, heads) or _short_form(ent, names)
        if name and taken.isdisjoint(range(name.start, name.end)):
            taken.update(range(name.start, name.end))
            names.append(name)
    return sorted(names, key=lambda n: n.start)


def _case_agrees(surface: str, text: str) -> bool:
    """Names with capitals need one in the text ('Arena' is not 'arena')."""
    if surface.islower() or surface == text:
        return True
    if surface.isupper() and len(surface) <= 4:
        return text.isupper() or text == surface + "s"
    return text[0].isupper() or text[0].isdigit() or surface[0].islower()


def _is_whole(doc, start: int, end: int) -> bool:
    """False inside a longer name: 'GPT-4' in 'GPT-4-turbo', 'Qwen2' in 'Qwen2.5'."""
    last, text = doc[end - 1], doc.text
    after = last.idx + len(last.text)
    if after < len(text) - 1 and not last.whitespace_:
        nxt, then = text[after], text[after + 1]
        if nxt.isalnum() or (nxt in ".-" and then.isdigit()):
            return False
    first = doc[start].idx
    return not (first > 1 and text[first - 1] in ".-" and text[first - 2].isdigit())


def _link(doc, start: int, end: int, ids: list[str], vocabulary) -> Name | None:
    entries = [vocabulary.entries[i] for i in ids]
    surface = doc[start:end].text
    kept = []
    for entry in entries:
        context = vocabulary.context(surface, entry.id)
        if not context or _near(doc, start, end, context):
            kept.append(entry)
    if not kept:
        return None
    if len(kept) == 1:
        e = kept[0]
        return Name(start, end, e.type, e.id, e.name, Linking.LINKED)
    types = {e.type for e in kept}
    return Name(
        start,
        end,
        kept[0].type if len(types) == 1 else kept[0].type,
        None,
        doc[start:end].text,
        Linking.AMBIGUOUS,
        tuple(e.id for e in kept),
    )


def _near(doc, start: int, end: int, words: frozenset[str]) -> bool:
    """Whether one of `words` (or phrases) stands elsewhere in the passage."""
    around = f" {doc[:start].text.casefold()} ‖ {doc[end:].text.casefold()} "
    return any(re.search(rf"\b{re.escape(w.casefold())}", around) for w in words)


def _from_ner(ent, heads) -> Name | None:
    kind = NER_TYPES.get(ent.label_)
    if kind is None:
        return None
    start, end = ent.start, ent.end
    doc = ent.doc
    while start < end and (doc[start].lower_ in TITLES or doc[start].pos_ in ("DET", "PUNCT")):
        start += 1
    while end > start and (doc[end - 1].tag_ == "POS" or doc[end - 1].pos_ in ("PUNCT", "CCONJ", "SPACE")):
        end -= 1
    opened = next((i for i in range(start, end) if doc[i].text == "("), None)
    if opened is not None and ")" not in doc[opened:end].text:
        end = opened  # 'Office of X (OX'
    words = [t for t in doc[start:end] if t.is_alpha]
    if kind is EntityType.PERSON and (len(words) < 2 or not all(t.is_title for t in words)):
        return None
    if kind is not EntityType.PERSON:
        kind = _kind_of(doc[start:end], heads)
        if kind is None:
            return None
    text = doc[start:end].text
    if not text or not any(c.isalpha() for c in text):
        return None
    return Name(start, end, kind, None, text, Linking.UNKNOWN)


def _kind_of(span, heads) -> EntityType | None:
    """What a name is of by its head word: the last, or the last before 'of' or 'for'."""
    words = [t for t in span if t.is_alpha or t.text[-1:] == "."]
    if len(words) < 2 or len(span) > 12 or any(t.text in (",", "•", ":", ";") and t.i < span.end - 2 for t in span):
        return None
    if not all(t.text[0].isupper() or t.lower_ in ("of", "for", "and", "the", "on", "&") for t in words):
        return None
    before_of = next((words[i - 1] for i, t in enumerate(words) if i and t.lower_ in ("of", "for", "on")), None)
    for head in (before_of, words[-1]):
        if head is None:
            continue
        for kind in ("agency", "organisation", "policy"):
            if head.lower_.rstrip(".") in heads[kind]:
                return EntityType(kind)
    return None


def _short_form(ent, names) -> Name | None:
    """An acronym in brackets after the name that it shortens: 'Missile Defense Agency (MDA)'."""
    doc, start, end = ent.doc, ent.start, ent.end
    if end - start != 1 or not doc[start].text.isupper() or start < 2 or doc[start - 1].text != "(":
        return None
    full = next((n for n in names if n.end == start - 1), None)
    if full is None or full.type not in ("agency", "organisation", "policy"):
        return None
    return Name(start, end, full.type, full.entity, full.name, full.linking)
