"""Who says it, through whom: the chain from the origin to the document's own publisher.

A name enters the chain only by what the sentence (or the quotation that goes on in it) says.
People who are not named stay in the sentence's words ('critics', 'some estimates').
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.syntax import children, conjuncts, noun_span, subjects


@dataclass(frozen=True, slots=True)
class Voice:
    """What a document's sentences are attributed to, and whom 'the report' means in it."""

    publisher: str
    body: str | None = None  # whom 'the report' stands for
    body_names: tuple[str, ...] = ()  # its names: 'the commission' is the body only if one says Commission


def chain(clause_source: str | None, vias: tuple[str, ...], voice: Voice) -> tuple[str, ...]:
    """Origin first, publisher last, no name twice."""
    out: list[str] = []
    for name in (clause_source, *vias, voice.publisher):
        if name and name not in out:
            out.append(name)
    return tuple(out)


def reporter(verb, cues) -> object | None:
    """The token of who reports the clause that `verb` stands in, else None."""
    verbs = set(cues["attribution"]["verbs"])
    node = verb
    for _ in range(8):
        head = node.head
        if head is node:
            break
        if node.dep_ in ("ccomp", "parataxis") and head.lemma_.lower() in verbs and head.pos_ in ("VERB", "AUX"):
            who = subjects(head)
            if who and who[0].i != verb.i:
                return who[0]
        if (
            node.dep_ in ("ccomp", "acl", "appos")
            and head.pos_ == "NOUN"
            and head.lemma_.lower() in ("estimate", "claim", "finding", "view", "warning", "worry", "concern", "risk")
        ):
            while head.dep_ == "conj" and head.head.pos_ == "NOUN":
                head = head.head  # 'worry about privacy and the risk that …'
            up = head.head.head if head.dep_ == "pobj" else head.head
            if head.dep_ == "pobj" and up.lemma_.lower() in verbs and (who := subjects(up)):
                return who[0]
            if up.lemma_.lower() in verbs | {"provide", "offer", "give", "express"} and head.dep_ == "dobj":
                who = subjects(up)
                if who:
                    return who[0]
        node = head
    # the reporting verb as the parenthesis: '"…," the report stated.'
    for c in verb.children:
        if c.dep_ in ("ccomp", "parataxis", "advcl") and c.lemma_.lower() in verbs and c.pos_ == "VERB":
            marked = [m for m in children(c, "mark", "advmod") if m.lower_ in ("as",)]
            who = children(c, "nsubj")
            if who and (c.dep_ == "parataxis" or marked):
                return who[0]
    return None


_ACCORDING = re.compile(r"\b(?:according to|per)\s+", re.IGNORECASE)
_RELAYED = r"\bas\s+(?:first\s+)?(?:{})\s+by\s+"


def source_name(token, names, voice: Voice, cues) -> str | None:
    """The name to put into the chain for the phrase at `token`; None where it names nobody."""
    doc = token.doc
    lemma = token.lemma_.lower()
    covering = next((n for n in names if n.start <= token.i < n.end), None)
    if covering and covering.type in ("agency", "organisation", "lab", "person", "platform"):
        people = [n for t in conjuncts(token) for n in names if n.start <= t.i < n.end and n.type == "person"]
        if covering.type == "person" and len(people) > 1:
            return " and ".join(p.name for p in people)
        return covering.name
    attr = cues["attribution"]
    if lemma in attr["documents"] or lemma in attr["bodies"]:
        start, end = noun_span(token)
        inside = [n for n in names if start <= n.start and n.end <= end and n.type in ("agency", "organisation", "lab")]
        if inside:
            return inside[0].name
        article = next((c.lower_ for c in token.children if c.dep_ in ("det", "poss")), "")
        own = lemma in attr["documents"] or any(lemma in n.casefold() for n in voice.body_names)
        fresh = article in ("a", "an") and any(c.lower_ == "new" for c in token.children)
        news = voice.body != voice.publisher  # 'a new report' in an article about a body is that body's
        if own and voice.body and (article in ("the", "this", "its") or fresh and news):
            return voice.body
        keep = list(doc[slice(*noun_span(token, frozenset(c.i for c in children(token, "relcl", "acl", "prep"))))])
        words = doc[keep[0].i : keep[-1].i + 1].text
        return words if keep[0].pos_ == "PROPN" else words[0].lower() + words[1:]
    if token.pos_ == "PRON":
        return voice.body if token.lower_ in ("it",) else None
    start, end = noun_span(token)
    inside = [
        n for n in names if start <= n.start and n.end <= end and n.type in ("agency", "organisation", "lab", "person")
    ]
    if lemma in ("project", "finding", "framing", "data", "briefing") and inside:
        return inside[0].name
    if lemma in attr["unnamed"] or lemma in ("lab", "company", "firm", "government", "developer"):
        if inside and lemma in ("partner", "researcher", "official", "analyst", "executive"):
            return f"{inside[0].name} {lemma}"
        if lemma == "data" and inside:
            return inside[0].name
        start, end = noun_span(token, frozenset(c.i for c in children(token, "relcl", "acl")))
        keep = list(doc[start:end])[:4]
        words = doc[keep[0].i : keep[-1].i + 1].text if keep else token.text
        return words[0].lower() + words[1:] if not words.isupper() and keep[0].pos_ != "PROPN" else words
    return inside[0].name if inside and token.dep_ == "poss" else None


@dataclass(frozen=True, slots=True)
class SentenceSources:
    """What a whole sentence is attributed to: 'according to X', 'as relayed by Y'."""

    origin: str | None
    vias: tuple[str, ...]
    asides: frozenset[int]  # tokens of the attributing phrases: no claims inside them


def of_sentence(sent, names, voice: Voice, cues) -> SentenceSources:
    doc, base = sent.doc, sent.start_char
    text = sent.text
    origin, vias, asides = None, [], set()
    for m in _ACCORDING.finditer(text):
        span = doc.char_span(base + m.end(), sent.end_char, alignment_mode="expand")
        if span is None:
            continue
        if m.group().lower().startswith("per") and (not span[0].text[0].isupper() and span[0].pos_ != "DET"):
            continue
        head = _head_of(span, doc.char_span(base + m.start(), base + m.end() - 1, alignment_mode="expand"))
        name = source_name(head, names, voice, cues) if head is not None else None
        if name is None and head is not None:
            near = [
                n
                for n in names
                if head.left_edge.i <= n.start <= head.right_edge.i
                and n.type in ("agency", "organisation", "lab", "person")
            ]
            name = near[0].name if near else None
        if name:
            origin = origin or name
            asides.update(range(head.left_edge.i, head.right_edge.i + 1))
    for m in re.finditer(_RELAYED.format("|".join(cues["attribution"]["relays"])), text, re.IGNORECASE):
        at = doc.char_span(base + m.end(), base + m.end() + 1, alignment_mode="expand")
        near = next((n for n in names if at is not None and n.start <= at[0].i < n.end), None)
        if near:
            vias.append(near.name)
    for token in sent:
        if token.lower_ == "as" and token.dep_ == "mark" and token.head.lemma_.lower() in cues["attribution"]["verbs"]:
            who = children(token.head, "nsubj")
            name = source_name(who[0], names, voice, cues) if who else None
            if name and not origin:
                origin = name
                asides.update(t.i for t in token.head.subtree)
    if vias and not origin:
        # 'As transmitted by Reuters, the USCC's core finding is …'
        bodies = [n for n in names if sent.start <= n.start < sent.end and n.type == "agency"]
        origin = bodies[0].name if bodies else voice.body
    if origin is None:
        for token in sent:
            # 'The USCC's framing is that …'
            if token.dep_ == "nsubj" and token.lemma_.lower() in (
                "finding",
                "framing",
                "conclusion",
                "argument",
                "view",
            ):
                name = source_name(token, names, voice, cues)
                if name:
                    origin = name
    return SentenceSources(origin, tuple(vias), frozenset(asides))


def _head_of(span, prep):
    for t in prep:
        for c in t.children:
            if c.dep_ == "pobj":
                return c
            for cc in c.children:
                if cc.dep_ == "pobj":
                    return cc
    return next((t for t in span if t.pos_ in ("NOUN", "PROPN")), None)


def body_of(docs_names, relays, publisher: str) -> str | None:
    """Whom 'the commission' or 'the report' stands for: the one agency that the document names
    most as a body; None where two are level."""
    counts: dict[str, int] = {}
    for n in docs_names:
        if n.type == "agency" and n.entity:
            counts[n.name] = counts.get(n.name, 0) + 1
    ranked = sorted(counts.items(), key=lambda kv: (-kv[1], kv[0]))
    if not ranked:
        return None
    if len(ranked) > 1 and ranked[0][1] == ranked[1][1]:
        return None
    return ranked[0][0]


def voice_of(publisher: str, kind: str, body: str | None, names: tuple[str, ...]) -> Voice:
    """A report's 'the report' is itself; an article's is the body that it is about."""
    if kind in ("report", "paper", "brief", "testimony"):
        return Voice(publisher, publisher, (publisher, *names))
    return Voice(publisher, body, names)
