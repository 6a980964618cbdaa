"""The patterns of data/predicates held against a verb: subject, object and span of each reading."""

from __future__ import annotations

from dataclasses import replace

from graph.model import Claim, Status
from graph.model import Predicate as P
from ingest.arguments import expand, fits, widen
from ingest.grounding import belongs
from ingest.measures import measured, qualifier
from ingest.patterns import Pattern
from ingest.stance import is_negated, stance
from ingest.syntax import (
    agents,
    children,
    clause_span,
    conjuncts,
    contrasted,
    follow,
    is_passive,
    meant,
    noun_span,
    passive_subjects,
    subjects,
)

PRONOUNS = {"it", "they", "this", "these", "that", "those", "them", "he", "she", "we", "i", "you", "one"}
SHOWN = ("capability", "performance", "result", "score", "accuracy", "quality")


def of_verb(here, verb, lemma: str) -> list[Claim]:
    if _idle(here, verb):
        return []
    done: list[Claim] = []
    path_used = None
    for p in here.rules.verbs.get(lemma, ()):
        if path_used is not None and p.path != path_used and not p.figure:
            continue
        if p.figure:
            done += measured(here, verb, p)
            continue
        if done and any(c.predicate != P.MEASURES for c in done):
            continue
        pairs = _match(here, verb, p)
        for s, o, span in pairs:
            c = claim_of(here, p, verb, s, o, span)
            if c:
                done.append(c)
                path_used = p.path
                if span is None and not p.reverse:
                    other = replace(p, negated=not p.negated)  # 'X rather than Y': the same, denied of Y
                    done += [d for y in contrasted(o) if (d := claim_of(here, other, verb, s, y, None))]
    return done


def small_clause(here, adj) -> list[Claim]:
    """'making the fleet independent of imports': the adjective is the predicate."""
    out = []
    for p in here.rules.verbs.get("be", ()):
        if p.figure or not p.path or p.path[0] != adj.lower_ or len(p.path) < 2:
            continue
        pairs = pairs_of(here, p, adj, conjuncts(children(adj, "nsubj")[0]), follow(adj, p.path[1:]))
        out += [c for s, o, sp in pairs if (c := claim_of(here, p, adj, s, o, sp))]
    return out


def _idle(here, verb) -> bool:
    """Clauses that state nothing: conditions, embedded questions, the text about itself."""
    node = verb
    for _ in range(6):
        if any(m.lower_ in ("if", "whether", "unless", "assuming") for m in children(node, "mark")):
            return True
        if node.dep_ == "advcl" and any(w.lower_ == "when" for w in children(node, "advmod")):
            return True
        if node.dep_ in ("ROOT",):
            break
        if (
            node.dep_ == "relcl"
            or node.dep_ == "ccomp"
            and any(w.lower_ in ("how", "why", "what", "whether", "where") for w in node.children if w.i < node.i)
        ):
            return any(w.lower_ in ("how", "why", "what", "whether") for w in node.children if w.i < node.i)
        node = node.head
    return False


def _match(here, verb, p: Pattern):
    """(subject tokens, object token, object span or None) for each reading of the pattern."""
    passive = is_passive(verb)
    if verb.lemma_ == "make" and not passive and (p.predicate is P.DEVELOPS or not p.path) and _made_so(here, verb):
        return []
    if verb.lemma_ == "be" and p.path and p.verb == "be":
        passive = False
    first: list = []
    if p.verb == "be" and p.path and verb.dep_ in ("auxpass", "aux"):
        # 'is aimed at': the participle holds the subject
        participle = verb.head
        if participle.lower_ != p.path[0] and participle.lemma_.lower() != p.path[0]:
            return []
        first = passive_subjects(participle)
        if p.path[-1] == "to":
            for x in children(participle, "xcomp", "advcl"):
                if x.tag_ == "VB" and (pairs := _purpose(here, p, first, x)):
                    here.used.add(x.i)
                    return pairs
        target = follow(participle, p.path[1:]) if len(p.path) > 1 else participle
        return pairs_of(here, p, participle, first, target)
    if passive and verb.dep_ == "acl" and verb.head.dep_ == "pobj" and verb.nbor(-1).text == ",":
        return []  # 'for routine tasks, drawn by …' does not hang on the tasks
    if passive and not p.path and not p.clause:
        acted = passive_subjects(verb)
        by = agents(verb)
        if p.predicate is P.DEVELOPS and verb.dep_ == "acl" and p.object and acted and acted[0].dep_ == "pobj":
            # 'a model for captioning created by X': what was made stands further up
            up = acted[0].head.head
            if not belongs(acted[0], here.names, here.rules.classes[p.object], here.entries) and belongs(
                up, here.names, here.rules.classes[p.object], here.entries
            ):
                acted = [up]
        if not by or not acted:
            return []
        second = [(o, None) for o in acted]
        pairs = [(s, o, sp) for s in expand(here, by) for o, sp in widen(here, second)]
        if p.reverse:
            pairs = [(o, s, None) for s, o, _ in pairs]
        return [(s, o, sp) for s, o, sp in pairs if fits(here, s, o, p)]
    if passive and p.path:
        return []
    if (
        p.path
        and p.predicate in (P.INCREASES, P.DECREASES)
        and p.path[-1] in ("into", "to", "in", "from")
        and any(d.lower_ not in p.path and d.lemma_.lower() not in p.path for d in children(verb, "dobj"))
    ):
        return []  # 'translate names into addresses' is not 'translate into'
    first = subjects(verb)
    if p.path and p.path[-1] == "to" and p.verb != "be" and len(p.path) == 1:
        for x in children(verb, "xcomp"):
            if x.tag_ == "VB" and any(a.lower_ == "to" for a in children(x, "aux")):
                pairs = _purpose(here, p, first, x)
                if pairs:
                    here.used.add(x.i)
                    return pairs
    if p.path:
        target = follow(verb, p.path)
        if target is None:
            return []
    else:
        target = verb
    return pairs_of(here, p, verb, first, target)


def _made_so(here, verb) -> bool:
    """'make models more accessible': a change of the models, not their making."""
    return any(
        d.right_edge.i + 1 < len(here.doc)
        and any(a.pos_ == "ADJ" and a.i > d.i and a.dep_ in ("amod", "oprd", "acomp") for a in d.subtree)
        or any(a.dep_ in ("oprd", "acomp") for a in verb.children)
        for d in children(verb, "dobj")
    )


def _purpose(here, p, first, x):
    """'aims to slow progress': the purpose's own object is the argument."""
    second = [(o, None) for d in children(x, "dobj") for o in conjuncts(d)]
    if not second and x.head.dep_ != "relcl":
        second = [(x, clause_span(x))]
    return [(s, o, sp) for s in expand(here, first) for o, sp in second if fits(here, s, o, p, sp)]


def pairs_of(here, p: Pattern, verb, first, target):
    if target is None or not first:
        return []
    second: list = []
    if p.clause:
        second = clause_objects(here, verb)
    elif target.dep_ in ("prep", "agent", "dative") or target.pos_ in ("ADP", "SCONJ"):
        for c in children(target, "pobj"):
            second += [(o, None) for o in conjuncts(c)]
        for c in children(target, "pcomp"):
            inner = children(c, "dobj")
            if inner and p.predicate in (P.SUPPORTS, P.TARGETS):
                second += [(o, None) for o in conjuncts(inner[0])]
            else:
                second.append((c, clause_span(c)))
    elif p.path and p.path[-1] == "to":
        second += [(o, None) for c in children(target, "dobj") for o in conjuncts(c)]
    else:
        for c in children(verb, "dobj", "attr") or (children(target, "dobj") if target is not verb else []):
            if c.lower_ in PRONOUNS - {"it", "them", "this"} and (c.tag_ != "DT" or verb.dep_ == "relcl"):
                continue
            second += [(o, None) for o in conjuncts(c)]
        if not second and not p.path:
            for c in children(verb, "advcl", "xcomp"):  # 'generates interlocking flywheels': no clause of its own
                if c.tag_ == "VBG" and all(t.is_space for t in here.doc[verb.i + 1 : c.i]) and verb.tag_ != "VBG":
                    made = children(c, "dobj")[:1]
                    second += [(o, (c.i, noun_span(o)[1])) for o in made if c.i + 1 <= o.left_edge.i <= c.i + 1]
        if not second and verb.dep_ == "relcl":
            ante = verb.head
            own = children(verb, "nsubj")
            if own and own[0].lower_ not in ("that", "which", "who") and verb.i > ante.i:
                second = [(o, None) for o in meant(ante, verb)]
        if not second and not p.path:
            for c in children(verb, "ccomp"):  # small clause: 'makes models cheaper'
                sub = children(c, "nsubj")
                if (
                    sub
                    and sub[0].i > verb.i
                    and c.pos_ in ("ADJ", "VERB", "AUX")
                    and p.verb in ("make", "keep", "leave", "let", "help")
                    and p.predicate is not P.DEVELOPS
                    and not (c.pos_ == "ADJ" and small_clause(here, c))
                ):
                    second.append((sub[0] if c.pos_ == "ADJ" else c, clause_span(c, sub[0])))
        if not second and not p.path and not p.clause:
            for c in children(verb, "conj"):  # 'adopt and deploy X'
                if c.pos_ == "VERB" and c.i - verb.i <= 3:
                    second += [(o, None) for d in children(c, "dobj") for o in conjuncts(d)]
    pairs = [(s, o, sp) for s in expand(here, first) for o, sp in widen(here, second)]
    if p.reverse:
        pairs = [(o, s, None) for s, o, sp in pairs]
    return [(s, o, sp) for s, o, sp in pairs if fits(here, s, o, p, sp)]


def clause_objects(here, verb):
    """'allow labs to narrow gaps': the clause, as one object."""
    out = []
    for c in children(verb, "ccomp", "xcomp", "advcl"):
        sub = children(c, "nsubj", "nsubjpass")
        if sub and sub[0].i < verb.i or c.pos_ == "ADJ" and small_clause(here, c):
            continue
        if c.left_edge.i and c.left_edge.nbor(-1).text in ("—", "–"):
            continue
        if sub and (any(a.lower_ == "to" for a in children(c, "aux")) or verb.lemma_ in ("let", "help", "make")):
            out.append((c, clause_span(c, sub[0])))
        elif not sub and children(verb, "dobj") and c.i > verb.i and c.tag_ == "VB":
            out.append((c, clause_span(c, children(verb, "dobj")[0])))
    for d in children(verb, "dobj"):
        for c in children(d, "acl", "relcl", "xcomp"):
            if c.tag_ == "VB" and any(a.lower_ == "to" for a in children(c, "aux")):
                out.append((c, clause_span(c, d)))
    for c in children(verb, "prep"):
        if c.lower_ == "from":
            for pc in children(c, "pcomp"):
                d = children(verb, "dobj")
                out.append((pc, clause_span(pc, d[0] if d else None)))
    return out[:1]


def claim_of(here, p: Pattern, verb, s, o, span, implicit=False, rule=None, status=None) -> Claim | None:
    if verb.dep_ in ("auxpass", "aux"):
        verb = verb.head
    if o.lower_ in ("this", "that", "these", "those") or (
        o.lower_ in ("it", "them", "they") and here.history.resolve(o, here.names) is None
    ):
        return None
    if p.predicate in (P.RIVALS, P.OUTPERFORMS) and s.lemma_ in SHOWN and s.dep_ == "dobj":
        s = next(iter(subjects(s.head)), s)  # 'showed capabilities rivaling Y': who showed them
    root = verb
    while root.dep_ in ("conj", "xcomp", "advcl") and root.tag_ == "VB" and root.head.tag_ == "VB":
        root = root.head
    if (
        root.dep_ in ("acl", "relcl")
        and root.tag_ == "VB"
        and any(a.lower_ == "to" for a in children(root, "aux"))
        and not belongs(root.head, here.names, here.rules.classes["policy"], here.entries)
    ):
        return None  # 'China's ability to generate …' generates nothing
    subj, obj = here.arg(s, None, verb), here.arg(o, span, verb)
    if subj is None or obj is None or subj.text.casefold() == obj.text.casefold():
        return None
    if _only_asked(verb, p):
        return None
    stat, source = stance(here, verb)
    if p.predicate is P.ACCUSES:
        stat, source = Status.ALLEGED, source or subj.name or subj.text
    if p.predicate is P.RECOMMENDS:
        stat, source = Status.RECOMMENDED, source or here.who(s) or subj.name or subj.text
    return here.build(
        p.predicate,
        subj,
        obj,
        is_negated(here, verb, s, o) != p.negated,
        status or stat,
        source,
        rule or f"verb:{p.text}",
        implicit=implicit,
        quantity=qualifier(here, s, verb),
    )


# What these govern is asked for or made possible, not done.
ASKING = ("allow", "ask", "authorize", "direct", "instruct", "let", "order", "permit", "request", "require", "urge")
ENABLING = ("enable", "help")


def _only_asked(verb, p: Pattern) -> bool:
    """'require firms to use X', 'enable users to run X': no deed of theirs."""
    node = verb
    while node.dep_ == "conj" and node.tag_ == "VB" and node.head.tag_ == "VB":
        node = node.head
    if node.dep_ not in ("ccomp", "xcomp") or node.tag_ != "VB":
        return False
    governed = ASKING + (ENABLING if p.predicate is P.USES else ())
    return node.head.lemma_.lower() in governed and p.predicate is not P.RECOMMENDS
