"""Claims that are no verb with its two arguments: mutual links, narrowing gaps, what is made from what,
possessives, appositions, comparatives."""

from __future__ import annotations

from dataclasses import replace

from graph.model import Claim, Linking, Status
from graph.model import Predicate as P
from ingest import attribution
from ingest.arguments import fits
from ingest.grounding import argument, belongs, name_at
from ingest.matching import claim_of
from ingest.patterns import Pattern
from ingest.stance import is_negated, stance
from ingest.syntax import (
    children,
    conjuncts,
    follow,
    is_passive,
    noun_span,
    passive_subjects,
    subjects,
)

CONTROLS = ("ban", "control", "restriction", "sanction")
MAKING = ("build", "create", "develop", "make", "produce", "train")
DERIVED, MADE, FEEDS, RIVAL, RESTRICTED = (
    Pattern(predicate, "", ()) for predicate in (P.DERIVES_FROM, P.DEVELOPS, P.INCREASES, P.RIVALS, P.RESTRICTS)
)


def made_from(here, verb) -> list[Claim]:
    """'use base models to develop derivatives': the one derives from the other."""
    if verb.tag_ != "VB" or verb.dep_ not in ("xcomp", "advcl", "acl") or verb.lemma_ not in MAKING:
        return []
    use = verb.head if verb.head.pos_ == "VERB" else verb.head.head
    artefact = here.rules.classes["artefact"]
    base = [d for d in children(use, "dobj") if use.lemma_ in ("use", "adapt", "refine", "leverage")]
    out = []
    for d in children(verb, "dobj"):
        for b in base:
            if belongs(d, here.names, artefact, here.entries) and belongs(b, here.names, artefact, here.entries):
                c = claim_of(here, DERIVED, verb, d, b, None, rule="purpose:made from")
                out += [c] if c else []
    return out


def given_source(here, verb) -> list[Claim]:
    """'finetuned X from Y', 'distilled X out of Y': the object derives from the source."""
    if verb.lemma_.lower() not in here.rules.sourced or is_passive(verb):
        return []
    out = []
    artefact = here.rules.classes["artefact"]
    for d in children(verb, "dobj"):
        if verb.lemma_ in ("adapt", "build", "derive") and not belongs(d, here.names, artefact, here.entries):
            continue  # 'derive fees from users' makes no product
        for prep in [c for x in (verb, d) for c in children(x, "prep") if c.lower_ in ("from", "on")]:
            for y in children(prep, "pobj"):
                c = claim_of(here, DERIVED, verb, d, y, None, rule=f"source:{verb.lemma_} from")
                maker = [
                    m for s in subjects(verb) if (m := claim_of(here, MADE, verb, s, d, None, rule="source:maker"))
                ]
                out += [c, *maker] if c else []
    return out


def listed(here, verb) -> list[Claim]:
    """'X was added to the Entity List': the list restricts X."""
    if verb.lemma_ not in ("add", "place", "put") or is_negated(here, verb):
        return []
    held = passive_subjects(verb) if is_passive(verb) else [o for d in children(verb, "dobj") for o in conjuncts(d)]
    out = []
    for prep in children(verb, "prep"):
        for o in children(prep, "pobj") if prep.lower_ in ("to", "on") else ():
            n = name_at(o, here.names)
            if n is not None and n.type == "policy" and "list" in n.name.lower():
                out += [c for x in held if (c := claim_of(here, RESTRICTED, verb, o, x, None, rule="list:added"))]
    return out


def mutual(here, verb) -> list[Claim]:
    """'A and B are mutually reinforcing', 'A and B feed each other': both ways."""
    pair = subjects(verb)
    if len(pair) != 2:
        return []
    each = any(d.lower_ in ("another", "other") and any(c.lower_ in ("each", "one") for c in d.children)
               for d in children(verb, "dobj"))  # fmt: skip
    said = any(
        a.lower_ == "reinforcing" and any(m.lower_ == "mutually" for m in a.children)
        for a in children(verb, "acomp", "attr")
    ) or (verb.lower_ == "reinforcing" and any(m.lower_ == "mutually" for m in verb.children))
    known = each and any(
        p.predicate is P.INCREASES and not p.path for p in here.rules.verbs.get(verb.lemma_.lower(), ())
    )
    if not (said or known):
        return []
    found = [claim_of(here, FEEDS, verb, a, b, None, rule="mutual") for a, b in (pair, pair[::-1])]
    return [c for c in found if c]


def narrowing(here, verb) -> list[Claim]:
    """'the gap between A and B shrank': B rivals A."""
    node = verb
    if node.lemma_ not in ("shrink", "narrow", "close", "vanish", "disappear"):
        return []
    subs = subjects(node)
    gap = next((s for s in subs if s.lemma_.lower() in ("gap", "lead", "distance")), None)
    if gap is None:
        return []
    for prep in children(gap, "prep"):
        two = [o for x in children(prep, "pobj") for o in conjuncts(x)] if prep.lower_ == "between" else []
        if len(two) == 2:
            c = claim_of(here, RIVAL, verb, two[1], two[0], None, rule="gap:narrows")
            return [c] if c else []
    return []


def nominal(here, noun) -> list[Claim]:
    """'Beijing's support for Y', 'government encouragement of Y'."""
    out = []
    for p in here.rules.nouns.get(noun.lemma_.lower(), ()):
        target = follow(noun, p.path)
        if target is None:
            continue
        owners = children(noun, "poss") or [
            c for c in children(noun, "compound", "nmod") if c.lemma_.lower() in ("government", "state")
        ]
        for s in owners:
            for c in children(target, "pobj"):
                for o in conjuncts(c):
                    if fits(here, s, o, p):
                        subj, obj = here.arg(s), here.arg(o)
                        if subj and obj:
                            subj = here._bare(s)
                            out.append(
                                here.build(
                                    p.predicate,
                                    subj,
                                    obj,
                                    False,
                                    stance(here, noun)[0],
                                    None,
                                    f"noun:{p.text}",
                                    implicit=True,
                                )
                            )
    return out


def implied(here) -> list[Claim]:
    """Possessives and appositions: 'DeepSeek's R1', 'Nvidia CEO Jensen Huang',
    'export controls on advanced chips'."""
    out = []

    def add(predicate, a, b, rule, status=Status.ASSERTED):
        sa, sb = here._name(a), here._name(b)
        if sa.text.casefold() != sb.text.casefold():
            # what a possessive implies is the writer's, not the quoted speaker's
            names = attribution.chain(None, (), here.passage.voice)
            c = here.build(predicate, sa, sb, False, status, None, rule, implicit=True)
            out.append(replace(c, asserted_by=names if predicate is P.AFFILIATED_WITH else c.asserted_by))

    names, doc = here.names, here.doc
    for b in names:
        if b.type in ("model", "chip") and b.entity is not None and _is_product(b, here.entries):
            _owned(here, b, out)
    for a, b in zip(names, names[1:], strict=False):
        between = doc[a.end : b.start]
        words = [t.lower_ for t in between]
        plain = [t for t in between if t.tag_ != "POS"]
        short = len(plain) <= 3 and all(
            t.pos_ in ("ADJ", "NOUN", "PROPN", "VERB", "NUM") or t.text == "-" for t in plain
        )
        made = b.type in ("model", "chip") and b.entity is not None and here.entries[b.entity].type in ("model", "chip")
        if a.type == "lab" and made and _is_product(b, here.entries):
            if between and between[0].tag_ == "POS" and short:
                add(P.DEVELOPS, a, b, "possessive:maker")
            elif not plain or (short and plain and _heads(here, b, a)):
                add(P.DEVELOPS, a, b, "compound:maker")
        if a.type == "model" and b.type == "lab" and any(w in here.rules.owners for w in words) and len(words) <= 3:
            add(P.DEVELOPS, b, a, "apposition:maker")
        if a.type in ("lab", "platform") and b.type == "lab" and words and words[-1] in ("parent", "owner"):
            add(P.AFFILIATED_WITH, a, b, "apposition:owner")
        if a.type in ("lab", "organisation", "agency") and b.type == "person" and len(words) <= 4:
            titled = all(t.pos_ in ("NOUN", "PROPN", "ADJ") or t.text == "-" for t in plain)
            roles = {w.lower() for w in here.rules.roles}
            if (
                (between and between[0].tag_ == "POS" and short)
                or (titled and words and words[-1] in roles)
                or (titled and len(words) > 1 and " ".join(words[-2:]) in roles)
            ):
                add(P.AFFILIATED_WITH, b, a, "role:before")
        if (
            a.type == "person"
            and b.type in ("lab", "organisation", "agency")
            and (
                words in (["of"], ["at"], ["from"], ["of", "the"], ["with"])
                or (
                    len(words) <= 5
                    and words
                    and words[0] == ","
                    and words[-1] in ("of", "at")
                    and any(w in {r.lower() for r in here.rules.roles} for w in words)
                )
            )
        ):
            add(P.AFFILIATED_WITH, a, b, "role:after")
        if (
            a.type == "policy"
            and words in (["on"], ["against"], ["on", "the"], ["over"], ["for"])
            and b.type in ("chip", "lab", "model")
        ):
            if words[0] == "for":
                if "approval" in a.name.lower() or "approval" in doc[a.start : a.end].text.lower():
                    add(P.PERMITS, a, b, "policy:for")
            elif doc[a.end - 1].lemma_.lower() in (
                "control",
                "restriction",
                "ban",
                "sanction",
                "tariff",
                "regime",
                "limit",
            ):
                add(P.RESTRICTS, a, b, "policy:on")
    for token in here.sent:
        if token.lemma_.lower() in CONTROLS and token.pos_ == "NOUN" and not name_at(token, names):
            for prep in children(token, "prep"):
                for o in children(prep, "pobj") if prep.lower_ == "on" else ():
                    held, thing = here.arg(token), here.arg(o)
                    if held and thing and o.pos_ in ("NOUN", "PROPN"):
                        out.append(
                            here.build(
                                P.RESTRICTS,
                                held,
                                thing,
                                False,
                                Status.ASSERTED,
                                None,
                                "noun:controls on",
                                implicit=True,
                            )
                        )
    return out


def _owned(here, b, out) -> None:
    """'its R1 model', 'the startup's Hailuo models': whose, where that is clear."""
    for i in range(b.start, min(b.end + 2, here.sent.end)):
        for c in children(here.doc[i], "poss"):
            if c.i >= b.start or b.start - c.i > 4 or name_at(c, here.names):
                continue
            if here.doc[i].lemma_.lower() in ("competitor", "derivative", "fork", "rival"):
                continue  # 'its Qwen derivative' does not make it Qwen's maker
            found = here.history.resolve(c, here.names)
            if found is None or found.name is None or found.name.type != "lab":
                continue
            e = here.entries[found.name.entity]
            start, end = (c.i, c.i + 1) if c.pos_ == "PRON" else noun_span(c)
            owner = argument(c, (), here.entries, here.passage.offset, (start, end))
            owner = replace(owner, id=e.id, name=e.name, type=str(e.type), aliases=tuple(sorted(e.aliases)),
                            linking=Linking.LINKED)  # fmt: skip
            out.append(
                here.build(
                    P.DEVELOPS, owner, here._name(b), False, Status.ASSERTED, None, "possessive:its", implicit=True
                )
            )
            return


def _heads(here, b, a) -> bool:
    head = here.doc[b.end - 1]
    return any(a.start <= t.i < a.end for t in head.subtree) and here.doc[a.end - 1].dep_ in (
        "compound",
        "nmod",
        "poss",
    )


def comparatives(here) -> list[Claim]:
    """'X is more capable than Y'."""
    out = []
    for than in here.sent:
        if than.lower_ != "than":
            continue
        adj = than.head
        better = adj.lower_ in here.rules.comparatives or (
            adj.lemma_.lower() in here.rules.comparative_adjectives and any(c.lower_ == "more" for c in adj.children)
        )
        if not better:
            continue
        verb = adj.head
        if adj.dep_ not in ("acomp", "advmod", "amod", "attr") or verb.pos_ not in ("AUX", "VERB"):
            continue
        for s in subjects(verb):
            for o0 in children(than, "pobj"):
                for o in conjuncts(o0):
                    a, b = here.arg(s), here.arg(o)
                    if a and b and o.pos_ in ("NOUN", "PROPN"):
                        stat, source = stance(here, verb)
                        out.append(here.build(P.OUTPERFORMS, a, b, is_negated(here, verb), stat, source, "comparative"))
    return out


def _is_product(name, entries) -> bool:
    """A named model or chip, not a class of chips ('advanced semiconductors')."""
    return any(c.isupper() or c.isdigit() for c in entries[name.entity].name)
