"""From a phrase of the sentence to an Argument: the entity its head names, or the phrase itself.

A phrase is grounded only by a name at its head ('U.S. export controls' by 'export controls');
'DeepSeek's open models' is not DeepSeek. Where the name at the head is ambiguous, so is the
argument.
"""

from __future__ import annotations

from graph.model import Argument, Linking
from ingest.language import source
from ingest.syntax import children, noun_span

# Nouns that only carry the name beside them: 'the Qwen family', 'Nvidia's H20 chips'.
CARRIERS = {
    "app",
    "chatbot",
    "chip",
    "family",
    "group",
    "initiative",
    "law",
    "line",
    "model",
    "platform",
    "program",
    "series",
    "system",
    "version",
}
CARRIED = {"model", "chip", "platform", "policy"}


def name_at(token, names):
    """The mention that covers the token, or the one that a carrier noun carries."""
    for n in names:
        if n.start <= token.i < n.end:
            return n
    if token.lemma_.lower() in CARRIERS:
        beside = [
            n
            for n in names
            if n.end <= token.i
            and n.type in CARRIED
            and all(
                t.lemma_.lower() in CARRIERS or t.pos_ == "ADJ" and t.i > n.end - 1 for t in token.doc[n.end : token.i]
            )
            and token.i - n.end <= 1
        ]
        if beside:
            return beside[-1]
    return None


def argument(head, names, entries, offset: int = 0, span: tuple[int, int] | None = None) -> Argument:
    """`offset` is where the Doc begins in the canonical text; `entries` the vocabulary's."""
    doc = head.doc
    start, end = span or noun_span(head)
    begin, stop = doc[start].idx, doc[end - 1].idx + len(doc[end - 1].text)
    text = source(doc)[begin:stop]
    if text.count("“") > text.count("”") and source(doc)[stop : stop + 1] == "”":
        text, stop = text + "”", stop + 1
    elif text.count("”") > text.count("“") and source(doc)[begin - 1 : begin] == "“":
        text, begin = "“" + text, begin - 1
    name = name_at(head, names) if span is None or _is_nominal(span, head) else None
    if name is None:
        return Argument(text, start=offset + begin, end=offset + stop)
    if name.entity is None:
        return Argument(text, None, name.name, str(name.type), (), offset + begin, offset + stop, name.linking)
    e = entries[name.entity]
    return Argument(
        text, e.id, e.name, str(e.type), tuple(sorted(e.aliases)), offset + begin, offset + stop, Linking.LINKED
    )


def _is_nominal(span, head) -> bool:
    return head.pos_ in ("NOUN", "PROPN", "PRON")


def belongs(token, names, cls, entries) -> bool:
    """Whether the phrase at `token` is of a class of data/predicates/classes.toml."""
    name = name_at(token, names)
    if name is not None and (name.type in cls.types):
        return True
    lemma = token.lemma_.lower()
    if lemma in cls.nouns:
        return True
    if lemma in ("family", "series", "range", "suite", "number", "set", "array", "kind", "type", "element", "wave"):
        return any(
            belongs(p, names, cls, entries)
            for c in children(token, "prep")
            if c.lower_ == "of"
            for p in children(c, "pobj")
        )
    return False


def by_words(head, without, entries, cue) -> tuple[str, float, str] | None:
    """(entry id, score, reason) for a phrase that names nothing: an entry one of whose `phrases` has
    the phrase's head and only words of the phrase. None below the threshold, or where two fit alike.

    `without` are tokens whose clauses do not count. 'open-source' counts as two words.
    """
    while head.lemma_.lower() in cue["transparent"]:
        below = [o for c in children(head, "prep") if c.lower_ == "of" for o in children(c, "pobj")]
        if len(below) != 1:
            return None
        head = below[0]
    start, end = noun_span(head, without)
    words = {
        w
        for t in head.doc[start:end]
        if t.pos_ in ("NOUN", "PROPN", "ADJ", "VERB", "ADV") and t.is_alpha
        for w in (t.lemma_.lower(), t.lower_)
    }
    count = sum(t.pos_ in ("NOUN", "PROPN", "ADJ", "VERB") and t.is_alpha for t in head.doc[start:end])
    found: dict[str, tuple[int, str]] = {}
    known = _phrases(entries)
    for phrase, parts, entry in (*known.get(head.lower_, ()), *known.get(head.lemma_.lower(), ())):
        if parts <= words and len(parts) > found.get(entry, (0, ""))[0]:
            found[entry] = len(parts), phrase
    if not found:
        return None
    (entry, (size, phrase)), *rest = sorted(found.items(), key=lambda kv: (-kv[1][0], kv[0]))
    score = round(0.5 + 0.5 * min(1.0, size / max(count, 1)), 2)
    if score < cue["threshold"] or rest and rest[0][1][0] == size:
        return None
    return entry, score, f"{phrase!r} in {head.doc[start:end].text!r}"


_PHRASES: dict[int, dict] = {}


def _phrases(entries) -> dict[str, list]:
    """{head: [(phrase, its words, entry id)]}, made once for a vocabulary."""
    made = _PHRASES.get(id(entries))
    if made is None:
        made = {}
        for e in entries.values():
            for phrase in e.phrases:
                parts = phrase.split()
                made.setdefault(parts[-1], []).append((phrase, frozenset(parts), e.id))
        _PHRASES[id(entries)] = made
    return made
