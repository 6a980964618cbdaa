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
