"""Figures as claims: what a verb says that its subject amounts to; and figures that qualify a claim."""

from __future__ import annotations

import re

from graph.model import Claim, Quantity
from graph.model import Predicate as P
from ingest import quantities
from ingest.arguments import expand
from ingest.patterns import Pattern
from ingest.stance import is_negated, stance
from ingest.syntax import (
    follow,
    is_passive,
    noun_span,
    passive_subjects,
    subjects,
)


def _end_of_period(here, n: int, of: int) -> str | None:
    """'between 2022 and 2025 … from 32 to 337': the first figure is the first year's."""
    period = here.time() or ""
    ends = period.split("/")
    return ends[n] if len(ends) == of == 2 else None


def qualifier(here, s, verb) -> Quantity | None:
    """A figure on the subject ('80 percent of startups use') or beside the verb."""
    for f in here.figures:
        if f.kind not in ("percent", "times"):
            continue
        span = here.token_at(f)
        if span is None:
            continue
        start, end = noun_span(s)
        if f.kind == "percent" and start <= span.start < end and span.end <= s.i + 1:
            return f.quantity
        if any(t.head.i == verb.i or (t.head.dep_ == "prep" and t.head.head.i == verb.i) for t in span):
            return f.quantity
    return None


def measured(here, verb, p: Pattern) -> list[Claim]:
    if not here.figures and verb.lemma_ != "rank" and verb.lemma_ not in ("double", "triple"):
        return []
    subs = subjects(verb) or (passive_subjects(verb) if is_passive(verb) else [])
    if not subs:
        return []
    target = follow(verb, p.path) if p.path else verb
    if target is None:
        return []
    found: list = []
    if p.text in ("X double", "X triple"):
        found = [Quantity(2 if verb.lemma_ == "double" else 3, "times", text=verb.text)]
    elif verb.lemma_ == "rank":
        found = [
            f.quantity
            for f in quantities.ranks(here.evidence.text)
            if (sp := here.token_at(f)) is not None and 0 < sp.start - verb.i <= 2
        ]
    else:
        for f in here.figures:
            span = here.token_at(f)
            if span is None or span.start <= verb.i or span.start > verb.right_edge.i:
                continue
            node = span.root
            ok = False
            for _ in range(4):
                if node.i == target.i or node.i == verb.i:
                    ok = True
                    break
                if (
                    node.dep_
                    in (
                        "nummod",
                        "quantmod",
                        "attr",
                        "dobj",
                        "pobj",
                        "npadvmod",
                        "advmod",
                        "prep",
                        "compound",
                        "nmod",
                        "acomp",
                        "amod",
                    )
                    and (node.dep_ != "prep" or node.lower_ != "of")
                    and node.head.i >= verb.i
                ):
                    node = node.head
                else:
                    break
            rest = re.sub(r"^\s*\([^)]*\)", "", here.evidence.text[f.end : f.end + 40]).split()
            if "—" in here.doc[verb.i : span.start].text:
                continue  # 'received the largest decrease—down $4 million'
            if ok and not (
                rest
                and rest[0]
                in ("less", "more", "lower", "higher", "above", "below", "greater", "fewer", "larger", "smaller")
                and f.kind != "times"
            ):
                found.append(f.quantity)
    stat, source = stance(here, verb)
    out = []
    plain = [q for q in found if q.unit != "times"]
    for q in found:
        at = _end_of_period(here, plain.index(q), len(plain)) if q in plain else None
        for s in expand(here, subs):
            a = here.arg(s)
            if a and s.pos_ in ("NOUN", "PROPN", "PRON") and s.lower_ not in ("it", "this", "that"):
                out.append(
                    here.build(
                        P.MEASURES,
                        a,
                        None,
                        is_negated(here, verb),
                        stat,
                        source,
                        f"figure:{p.text}",
                        quantity=q,
                        time=at,
                    )
                )
    return out
