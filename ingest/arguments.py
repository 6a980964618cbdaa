"""Who and what a pattern is about: examples, places of governments, names beside descriptions; and
whether they are of the classes that it asks for."""

from __future__ import annotations

from ingest.grounding import belongs, name_at
from ingest.patterns import Pattern
from ingest.syntax import (
    children,
    conjuncts,
)


def expand(here, tokens):
    """Examples stand for the whole ('companies like Alibaba and DeepSeek'), as do the places of
    governments and the name beside a description ('parent ByteDance')."""
    out = []
    for t in tokens:
        examples = []
        plural = t.tag_ in ("NNS", "NNPS")
        for c in t.children:
            if c.dep_ != "prep":
                continue
            such = c.lower_ == "as" and c.nbor(-1).lower_ == "such"
            if c.lower_ in ("like", "including") and plural or such:
                examples += [e for i in children(c, "pobj") for e in conjuncts(i)]
            if c.lower_ in ("from", "by") and t.lemma_ in ("model", "offering", "system", "product"):
                makers = [e for i in children(c, "pobj") for e in expand(here, conjuncts(i))]
                examples += [m for m in makers if (n := name_at(m, here.names)) and n.type == "lab"]
            if t.lemma_.lower() == "government" and c.lower_ in ("in", "of"):
                places = [e for i in children(c, "pobj") for e in conjuncts(i)]
                examples += [m for m in places if (n := name_at(m, here.names)) and n.type == "place"]
        if any(_other_owner(here, e) for e in examples):
            examples = []
        if len(examples) == 1 and t.lemma_.lower() != "government":
            here.whole[examples[0].i] = t
        beside = _name_beside(here, t)
        out += [beside] if beside is not None else examples or [t]
    return out


def _other_owner(here, example) -> bool:
    """'similar projects, such as Baidu's Apollo': the example is somebody else's."""
    return any(n.type == "lab" and n.start <= c.i < n.end for c in children(example, "poss") for n in here.names)


def _name_beside(here, t):
    """The name right after a description: 'TikTok parent ByteDance'."""
    if t.lemma_.lower() not in here.rules.owners or t.i + 1 >= here.sent.end:
        return None
    n = next((n for n in here.names if n.start == t.i + 1 and n.type in ("lab", "organisation")), None)
    return here.doc[n.end - 1] if n else None


def widen(here, pairs):
    out = []
    for o, sp in pairs:
        out += [(o, sp)] if sp else [(e, None) for e in expand(here, [o])]
    return out


def fits(here, s, o, p: Pattern, span=None) -> bool:
    if s is None or o is None or s.i == o.i:
        return False
    for token, cls in ((s, p.subject), (o, p.object)):
        if cls and not belongs(token, here.names, here.rules.classes[cls], here.entries):
            if (
                cls == "government"
                and token.lower_ in ("it", "they", "this", "these")
                or (cls in ("actor", "policy") and token.lower_ in ("it", "they", "this", "these"))
            ):
                continue
            return False
    return True
