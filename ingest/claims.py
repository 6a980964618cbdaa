"""A parsed passage in, claims out: the patterns of data/predicates held against the parse.

Invariant: every claim's evidence is its whole sentence, verbatim. Where a subject or object
cannot be read from the sentence, there is no claim.
"""

from __future__ import annotations

from dataclasses import replace

from graph.model import Claim
from ingest import coreference
from ingest.confidence import probability
from ingest.constructions import comparatives, given_source, implied, listed, made_from, mutual, narrowing, nominal
from ingest.matching import of_verb, small_clause
from ingest.patterns import Rules
from ingest.sentence import Passage, Sentence
from ingest.syntax import children

COPULAS = ("become", "remain", "stay", "grow", "seem")


def extract(doc, passage: Passage, rules: Rules, entries) -> list[Claim]:
    """Claims of one passage, in text order, none twice."""
    out: dict[str, Claim] = {}
    carried: str | None = None  # who an open quotation goes on from
    history = coreference.History()
    for start, end in sentences(doc):
        sent = doc[start:end]
        if sent.text.rstrip('”"’ ').endswith("?"):
            continue
        context = Sentence(sent, passage, rules, entries, carried, history)
        for claim in _claims(context):
            out.setdefault(claim.id, replace(claim, confidence=probability(claim, rules.confidence)))
        carried = context.carries()
        history.add(sent, context.names)
    return list(out.values())


def sentences(doc):
    """Sentence bounds, rejoined where the parse was split at a colon or semicolon."""
    spans: list[list[int]] = []
    for s in doc.sents:
        if spans and doc[s.start - 1].text in (":", ";"):
            spans[-1][1] = s.end
        else:
            spans.append([s.start, s.end])
    return [tuple(s) for s in spans]


def _claims(here) -> list[Claim]:
    found: list[Claim] = []
    for token in here.sent:
        if token.i in here.sources.asides or token.i in here.used:
            continue
        lemma = here.lemma(token)
        if token.pos_ in ("VERB", "AUX", "ADJ"):
            special = mutual(here, token) + narrowing(here, token) + given_source(here, token)
            special += made_from(here, token) + listed(here, token)
            if special:
                found += special
                continue
        if lemma and (lemma in here.rules.verbs or lemma in COPULAS):
            found += of_verb(here, token, "be" if lemma in COPULAS else lemma)
        elif token.pos_ == "ADJ" and token.dep_ == "ccomp" and children(token, "nsubj"):
            found += small_clause(here, token)
        elif token.pos_ in ("NOUN", "PROPN") and token.lemma_.lower() in {p for p in here.rules.nouns}:
            found += nominal(here, token)
    found += comparatives(here)
    said = {(c.predicate, c.subject.id, c.object.id) for c in found if c.object and c.object.id and c.subject.id}
    # what a possessive implies beside what the sentence says
    found += [c for c in implied(here) if (c.predicate, c.subject.id, c.object.id) not in said]
    return found
