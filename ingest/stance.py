"""How firmly a clause is said, by whom, and whether it is denied.

The scope is the parse: from the verb upwards to the clause that governs it."""

from __future__ import annotations

from graph.model import Status
from ingest import attribution
from ingest.syntax import (
    children,
    subjects,
)

GOVERNING = ("hedged", "forecast", "recommended", "alleged")
ORDER = [Status.ASSERTED, Status.FORECAST, Status.CONDITIONAL, Status.HEDGED, Status.ALLEGED, Status.RECOMMENDED]


def is_negated(here, verb, s=None, o=None) -> bool:
    cues = here.rules.cues["negation"]
    words = set(cues["words"])
    chain = [verb]
    node = verb
    while node.dep_ in ("xcomp", "auxpass", "pcomp", "prep") and len(chain) < 5 and node.head is not node:
        node = node.head
        chain.append(node)
        if node.pos_ == "VERB" and node.lemma_ in ("have", "want", "need"):
            break
    n = 0
    for t in chain:
        for c in t.children:
            near = c.i <= max(x.i for x in chain) + 2  # 'are not suited', but not 'wins, not by …'
            if near and (c.dep_ == "neg" or c.lower_ in words and c.dep_ in ("advmod", "preconj")):
                n += 1
            if c.dep_ == "acomp" or t.dep_ == "acomp":
                n += any(g.lower_ in cues["lessening"] or g.dep_ == "neg" for g in c.children if c.dep_ == "acomp")
    if verb.pos_ == "ADJ":
        n += any(c.lower_ in cues["lessening"] for c in verb.children)  # 'less dependent on'
    if any(t.lemma_.lower() in cues["verbs"] for t in chain[1:]):
        n += 1
    if verb.dep_ == "pcomp" and verb.head.lower_ == "without":
        n += 1
    for t in (s, o):
        if t is not None:
            n += any(c.lower_ in ("no", "neither") and c.dep_ in ("det", "preconj") for c in t.children)
            n += t.dep_ == "pobj" and t.head.lower_ == "without" and verb.head is t
    return n % 2 == 1


def stance(here, verb) -> tuple[Status, str | None]:
    """How firmly the clause is said, and who is named as saying it."""
    cues = here.rules.cues["status"]
    attr = set(here.rules.cues["attribution"]["verbs"])
    node, status, source = verb, Status.ASSERTED, None
    asked = _asked_for(here, verb)
    if asked is not None:
        return Status.RECOMMENDED, here.who(asked)
    source_token = attribution.reporter(verb, here.rules.cues)
    if source_token is not None:
        source = here.who(source_token)
    elif here.carried:
        source = here.carried
    if verb.lemma_.lower() in cues["hedged"]["own"]:
        status = Status.HEDGED
    for hop in range(7):
        for c in node.children:
            if c.dep_ in ("aux",) and c.i < node.i:
                for name in ("recommended", "hedged", "forecast"):
                    if c.lower_ in cues[name]["modals"]:
                        status = _weaker(status, Status(name))
            elif c.dep_ == "advmod":
                for name in ("hedged", "alleged"):
                    if c.lower_ in cues[name]["adverbs"]:
                        status = _weaker(status, Status(name))
            elif (
                c.dep_ == "advcl"
                and hop == 0
                and any(m.lower_ in cues["conditional"]["marks"] and not _even_if(m) for m in children(c, "mark"))
            ):
                status = _weaker(status, Status.CONDITIONAL)
        head = node.head
        if (
            head is node
            or node.dep_ in ("relcl", "advcl", "acl")
            and hop >= 0
            and not (node.dep_ == "advcl" and node.tag_ in ("VBG", "VB"))
        ):
            break
        if node.dep_ == "conj" and any(c.dep_ in ("aux", "nsubj") for c in node.children):
            node = head
            if node.pos_ in ("VERB", "AUX") and any(c.dep_ == "nsubj" for c in verb.children):
                while node.dep_ == "conj":
                    node = node.head
                if node.dep_ not in ("ccomp", "xcomp"):
                    break
                head = node.head
            else:
                continue
        if node.dep_ in ("ccomp", "xcomp", "conj", "pcomp", "prep", "dobj", "pobj", "acl"):
            lemma = head.lemma_.lower()
            if node.dep_ in ("ccomp", "xcomp", "acl", "prep") and head.pos_ in ("VERB", "NOUN"):
                # 'advocate for expanding …' proposes; other prepositions say nothing of the status
                governed = ("recommended",) if node.dep_ == "prep" else GOVERNING
                for name in governed:
                    if lemma in cues[name]["verbs"]:
                        status = _weaker(status, Status(name))
            if node.dep_ == "ccomp" and lemma in attr:
                node = head
                # the modal of the reporting verb is not the clause's own
                break
        node = head
        if node.pos_ not in ("VERB", "AUX", "ADP", "NOUN", "ADJ"):
            break
    return status, source


def _asked_for(here, verb):
    """Who asks for it: 'it recommended policies addressing Y' says what policies are asked for."""
    if verb.dep_ != "acl" or verb.tag_ != "VBG":
        return None
    noun = verb.head
    while noun.dep_ in ("conj", "appos") and noun.head.pos_ in ("NOUN", "PROPN"):
        noun = noun.head
    asks = noun.head if noun.dep_ == "dobj" else noun.head.head if noun.dep_ == "pobj" else None
    if asks is None or asks.lemma_.lower() not in ("recommend", "propose", "urge", "advocate", "call"):
        return None
    return next(iter(subjects(asks)), None)


def _even_if(mark) -> bool:
    return mark.i > 0 and mark.nbor(-1).lower_ == "even"


def _weaker(a: Status, b: Status) -> Status:
    return max(a, b, key=ORDER.index)
