"""Pure functions over a dependency parse: whose subject, which objects, what span.

Everything takes and returns spaCy tokens; nothing here knows predicates or the vocabulary.
Labels are spaCy's English ones (nsubj, dobj, relcl …).
"""

from __future__ import annotations

SUBJECT = ("nsubj", "csubj")
PASSIVE = ("nsubjpass", "csubjpass")
RELATIVE = {"that", "which", "who", "whom"}


def children(token, *deps: str):
    return [c for c in token.children if c.dep_ in deps]


def is_passive(verb) -> bool:
    return (
        bool(children(verb, "nsubjpass", "csubjpass", "auxpass"))
        or (verb.dep_ == "acl" and verb.tag_ == "VBN")
        or (verb.tag_ == "VBN" and bool(children(verb, "agent")) and not children(verb, "dobj"))
    )


def conjuncts(token, stop=frozenset()) -> list:
    """The token and what is coordinated with it, in text order; appositions are left alone."""
    out, todo = [], [token]
    while todo:
        t = todo.pop()
        if t in out:
            continue
        out.append(t)
        end = shared_complement(t)
        todo += [
            c
            for c in children(t, "conj")
            if (end is None or c.i > end.i) and _same_kind(t, c) and not _contrasted(t, c)
        ]
        # long lists of names parse as appositions: 'A, B, and C'
        todo += [
            c
            for c in children(t, "appos")
            if (t.pos_ == c.pos_ == "PROPN" or t.pos_ == c.pos_ == "NOUN" and not children(c, "det", "poss"))
            and children(c, "conj", "appos")
            and t.dep_ in (*SUBJECT, *PASSIVE, "dobj", "pobj", "conj", "appos")
        ]
    out += [c for t in tuple(out) if t.dep_ in ("dobj", "attr") for c in high_list(t) if c not in out]
    return sorted((t for t in out if t not in stop), key=lambda t: t.i)


def shared_complement(token):
    """The last token of 'the scale and coordination of X', where both share what follows, else None."""
    if not children(token, "det"):
        return None
    for c in children(token, "conj"):
        if c.i - token.i != 2 or children(c, "det", "conj"):
            continue
        for p in (*children(c, "prep"), *children(token, "prep")):
            if p.lower_ == "of" and p.i == c.i + 1:
                return p.right_edge
    return None


def high_list(token) -> list:
    """Members of a list that the parser hung too low: 'support for efforts, updated policies on X,
    and investment in Y' is a list of support, policies and investment, since the last has a
    preposition of its own as the first has."""
    for prep in children(token, "prep"):
        for low in children(prep, "pobj"):
            members, node = [], low
            while True:
                nxt = [c for c in children(node, "conj", "appos") if c.i > node.i and _comma_before(c)]
                nxt += [c for c in children(node, "conj") if c.i > node.i and c not in nxt and members]
                if not nxt:
                    break
                node = nxt[0]
                members.append(node)
            if len(members) >= 2 and children(members[-1], "prep") and members[-1].pos_ == "NOUN":
                return members
    return []


def _same_kind(a, b) -> bool:
    nominal = ("NOUN", "PROPN", "PRON", "NUM", "X")
    return b.pos_ in nominal if a.pos_ in nominal else b.pos_ in (a.pos_, *nominal)


def _contrasted(head, conj) -> bool:
    """'X rather than Y', 'X but not Y': Y is no conjunct of X's."""
    between = head.doc[head.i + 1 : conj.i].text.lower()
    return any(w in f" {between} " for w in (" rather than ", " instead of ", " but not ", " not "))


def contrasted(token) -> list:
    """Y of 'X rather than Y', 'X instead of Y', 'X but not Y', for X's token."""
    out = [c for c in children(token, "conj") if _contrasted(token, c)]
    for c in token.children:
        if c.lower_ == "of" and c.i > token.i and c.nbor(-1).lower_ == "instead":
            out += children(c, "pobj")
    return out


def _antecedent(token):
    """The noun that a relative pronoun's clause hangs on."""
    verb = token.head
    while verb.dep_ in ("conj", "xcomp", "aux") and verb.head is not verb:
        verb = verb.head
    return verb.head if verb.dep_ == "relcl" else None


def meant(ante, verb) -> list:
    """What a relative clause is about, beyond the noun that it hangs on.

    A plural verb after the last of a list means the whole list; 'X is an input that Y cannot
    restrict' is about X.
    """
    if ante.lemma_ == "word" and ante.dep_ in ("appos", "conj"):
        ante = ante.head  # '…, its words, that …'
    if ante.dep_ == "pobj" and (ante.head.lower_ == "as" or ante.head.dep_ == "agent" and _comma_before(verb)):
        return []  # 'count X as Y, which …', 'reported by X, which …': not clear what
    plural = verb.tag_ == "VBP" or any(c.tag_ == "VBP" for c in children(verb, "aux", "auxpass"))
    if ante.dep_ == "conj" and plural and ante.tag_ in ("NN", "NNP"):
        first = ante
        while first.dep_ == "conj" and first.head.pos_ in ("NOUN", "PROPN"):
            first = first.head
        return conjuncts(first)
    if ante.dep_ == "attr" and ante.head.lemma_ == "be" and any(c.lower_ in ("a", "an") for c in ante.children):
        named = [s for s in children(ante.head, "nsubj") if s.pos_ in ("NOUN", "PROPN")]
        if named:
            return conjuncts(named[0])
    return [ante]


def subjects(verb, depth: int = 0) -> list:
    """Who does it: the verb's own subject, else inherited through coordination, relative and
    participle clauses and control. Empty where the sentence names none."""
    if depth > 5:
        return []
    own = children(verb, *SUBJECT)
    if own:
        found = []
        for s in own:
            if s.lower_ in RELATIVE:
                ante = _antecedent(s)
                if ante is not None:
                    found += meant(ante, verb)
                continue
            if s.dep_ == "csubj" or s.tag_ in ("EX",) or s.lower_ in ("what", "who", "there"):
                if s.dep_ == "csubj" and s.tag_ == "VBG":
                    found.append(s)
                continue
            found += conjuncts(s)
            if s is not own[-1]:  # 'A, B, and C drive': the parser took B for an apposition, C for another subject
                found += [a for a in children(s, "appos") if a not in found]
        return sorted(found, key=lambda t: t.i)
    if children(verb, *PASSIVE):
        return []
    head = verb.head
    if head is verb:
        return []
    if verb.dep_ == "conj" and head.pos_ in ("VERB", "AUX"):
        if is_passive(head) and not is_passive(verb):
            return passive_subjects(head)
        return subjects(head, depth + 1)
    if verb.dep_ == "relcl":
        return meant(head, verb)
    if verb.dep_ == "acl":
        if head.lemma_ in ("experience", "work", "time", "effort", "progress", "success", "difficulty"):
            return []  # 'experience integrating sensors': whose, it does not say
        if head.lower_ == "risks" and verb.tag_ == "VBG":  # 'the U.S. risks ceding': a verb taken for a noun
            return children(head, "compound", "nmod", "nsubj", "poss")[-1:]
        return [head] if verb.tag_ in ("VBG", "VB") and not _other_doer(verb) else []
    if verb.dep_ in ("advcl", "xcomp") and verb.tag_ == "VB" and head.lemma_ in _NO_DEED:
        return []
    if (
        verb.dep_ == "xcomp"
        and head.lemma_ == "be"
        and any(
            t.lemma_.lower()
            in ("aim", "goal", "intent", "job", "mission", "objective", "plan", "purpose", "role", "task")
            for t in children(head, "nsubj")
        )
    ):
        return []  # 'the goal is not to dominate': no deed
    if _other_doer(verb):
        return []
    if verb.dep_ in ("xcomp", "ccomp") and head.pos_ in ("VERB", "AUX", "ADJ", "NOUN"):
        if verb.dep_ == "ccomp" and verb.tag_ not in ("VBG", "VB"):
            return []
        objs = children(head, "dobj")
        if (
            objs
            and verb.tag_ == "VB"
            and head.lemma_
            in (
                "ask",
                "authorize",
                "compel",
                "direct",
                "empower",
                "instruct",
                "invite",
                "order",
                "persuade",
                "press",
                "pressure",
                "request",
                "train",
                "enable",
                "allow",
                "help",
                "force",
                "let",
                "push",
                "lead",
                "encourage",
                "permit",
                "cause",
                "prompt",
                "urge",
                "require",
            )
        ):
            return conjuncts(objs[0])
        if is_passive(head):
            return passive_subjects(head)
        return subjects(head, depth + 1)
    if verb.dep_ == "advcl" and head.pos_ in ("VERB", "AUX") and verb.tag_ in ("VBG", "VB", "VBN"):
        return passive_subjects(head) if is_passive(head) else subjects(head, depth + 1)
    if (
        verb.dep_ == "pcomp"
        and head.dep_ == "prep"
        and head.lower_ in ("by", "through", "while", "without", "after", "of", "for")
    ):
        governor = head.head
        if head.lower_ == "for":  # 'advantages for accelerating Y': the thing serves it, not who has it
            return [governor] if governor.pos_ == "NOUN" and governor.dep_ in ("dobj", "attr") else []
        if governor.pos_ in ("VERB", "AUX"):
            return passive_subjects(governor) if is_passive(governor) else subjects(governor, depth + 1)
        if governor.pos_ in ("NOUN", "PROPN") and governor.dep_ not in ("pobj",):
            return []
    return []


# After these, an infinitive is not what their subject does ('they charge less to use X').
_NO_DEED = ("arise", "charge", "come", "cost", "emerge", "result", "stem", "take")


def _other_doer(verb) -> bool:
    """'the barrier for firms to deploy X': the infinitive's doer stands after 'for'."""
    if verb.tag_ != "VB" or verb.dep_ not in ("acl", "advcl", "xcomp", "relcl"):
        return False
    start = verb.left_edge.i
    return any(
        c.lower_ == "for" and c.dep_ in ("prep", "mark") and c.i < start and children(c, "pobj")
        for t in (verb.head, *children(verb.head, "dobj", "pobj"))
        for c in t.children
    ) or any(m.lower_ == "for" for m in children(verb, "mark"))


def passive_subjects(verb, depth: int = 0) -> list:
    """What is acted on by a passive verb."""
    own = children(verb, *PASSIVE, "nsubj")
    if own:
        if own[0].lower_ in RELATIVE:
            ante = _antecedent(own[0])
            return [ante] if ante is not None else []
        return conjuncts(own[0])
    if verb.dep_ == "acl":
        return [verb.head]
    if verb.dep_ == "relcl":
        return [verb.head]
    if verb.dep_ == "conj" and depth < 4:
        return passive_subjects(verb.head, depth + 1) or subjects(verb.head)
    return []


def agents(verb) -> list:
    """'by X' of a passive."""
    out = []
    for a in children(verb, "agent"):
        for p in children(a, "pobj"):
            out += conjuncts(p)
    return out


_PREPOSITIONS = {"in", "on", "with", "against", "over", "from", "into"}


def _also(token) -> list:
    """What is coordinated with an object: 'retains brand power and a lead in Y'."""
    return children(token, "conj") if token.dep_ in ("dobj", "attr") else []


def follow(verb, path: tuple[str, ...]):
    """The token that the words of `path` lead to, each a child of the verb or of the last one."""
    node, seen = verb, [verb]
    for word in path:
        found = None
        parents = list(reversed(seen))
        if word in _PREPOSITIONS and len(seen) == 1:
            parents += children(verb, "dobj")  # 'invested millions in Y'
        parents += children(verb, "attr")  # 'remains a step ahead of Y'
        for parent in parents:
            for c in [x for y in parent.children for x in (y, *_also(y))]:
                if (
                    c.i > verb.i
                    and (c.lower_ == word or c.lemma_.lower() == word)
                    and c.dep_
                    in (
                        "prep",
                        "prt",
                        "advmod",
                        "acomp",
                        "dobj",
                        "attr",
                        "oprd",
                        "agent",
                        "dative",
                        "amod",
                        "xcomp",
                        "acl",
                        "conj",
                    )
                ):
                    found = c
                    break
            if found is not None:
                break
        if found is None:
            return None
        seen.append(found)
        node = found
    return node


def skip(token) -> set:
    """Children that do not belong to the token's own noun phrase."""
    out = set()
    for c in token.children:
        comma = c.i > token.i and _comma_before(c)
        if c.dep_ in ("cc", "conj", "preconj", "punct", "appos", "parataxis", "advcl", "ccomp"):
            if c.dep_ == "punct" and (c.text in "-–/\"“”'‘’"):
                continue
            out.add(c)
        elif (
            c.i > token.i
            and c.dep_ in ("relcl", "acl", "prep")
            and comma
            or c.dep_ == "prep"
            and c.lower_ in ("including", "like")
            or (c.lower_ == "as" and c.i > token.i and c.nbor(-1).lower_ == "such")
        ):
            out.add(c)
    return out


def _comma_before(token) -> bool:
    left = token.left_edge.i
    return left > 0 and token.doc[left - 1].text in (",", "—", "–", "(", ";")


_LOOSE = ("•", "●", "also", "especially", "even", "just", "mainly", "only", "particularly")


def noun_span(head, without=frozenset()) -> tuple[int, int]:
    """Token indices `[start, end)` of the phrase around a noun, contiguous around its head.
    Tokens of `without` and what hangs on them are left out."""
    keep = {head.i}

    def add(token, top):
        for c in token.children:
            if c.i in without or c in (skip(token) if top else _inner_skip(token)):
                continue
            keep.add(c.i)
            add(c, False)

    if head.dep_ in ("dobj", "attr") and (listed := high_list(head)):
        without = frozenset(without) | {t.i for c in listed for t in c.subtree}
    if head.dep_ == "pobj" and head.head.dep_ == "agent":  # 'adopted by firms for …': why, not who
        without = frozenset(without) | {c.i for c in children(head, "prep") if c.lower_ == "for"}
    add(head, True)
    if head.dep_ in ("dobj", "attr"):  # 'slashed prices on certain models': the parser hangs 'on' on the verb
        right = max(keep)
        for c in head.head.children:
            near = c.lower_ in ("on", "between", "among", "to", "across", "throughout", "within") or (
                c.lower_ == "as" and head.head.lemma_ in ("designate", "classify", "treat", "recognize")
            )
            placed = head.head.lemma_ in ("add", "list", "place", "put")  # 'placed X on the list'
            if c.dep_ == "prep" and near and not placed and c.i == right + 1:
                for t in c.subtree:
                    if t.text in (",", "—", "–", "("):
                        break
                    keep.add(t.i)
    doc = head.doc
    both = shared_complement(head)
    if both is not None:
        keep.update(range(head.i, both.i + 1))
    # a comma between adjectives, and the space that a quotation mark left, part nothing
    for i in range(min(keep) + 1, max(keep)):
        if i not in keep and i - 1 in keep and (doc[i].is_space or doc[i].text == "," and i < head.i and i + 1 in keep):
            keep.add(i)
    start = end = head.i
    while start - 1 in keep:
        start -= 1
    while end + 1 in keep:
        end += 1
    while end + 2 < len(doc) and doc[end + 1].text == "-" and not doc[end].whitespace_ and not doc[end + 1].whitespace_:
        end += 2  # 'costly pre-training', cut by the parser at the hyphen
    while start < head.i and (doc[start].dep_ == "preconj" or doc[start].lower_ in _LOOSE):
        start += 1
    while end > head.i and doc[end].pos_ in ("PUNCT", "CCONJ", "ADP") and doc[end].text not in "\"”'’":
        end -= 1
    while start < head.i and (doc[start].pos_ in ("PUNCT", "CCONJ") and doc[start].text not in "\"“‘'"):
        start += 1
    return _balance(doc, start, end + 1)


def _inner_skip(token) -> set:
    out = set()
    for c in token.children:
        if c.dep_ in ("parataxis",) or (
            c.dep_ in ("relcl", "advcl", "appos", "acl") and c.i > token.i and _comma_before(c)
        ):
            out.add(c)
    return out


def _balance(doc, start: int, end: int) -> tuple[int, int]:
    """Quotation marks only in pairs."""
    text = doc[start:end].text
    if text.count("“") > text.count("”") or text.count('"') % 2:
        if doc[start].text in '“"' and end - start > 1:
            start += 1
        elif doc[end - 1].text in '”"' and end - start > 1:
            end -= 1
    elif text.count("”") > text.count("“") and doc[end - 1].text == "”":
        end -= 1
    return start, end


def clause_span(verb, from_token=None) -> tuple[int, int]:
    """Token indices of a clause up to its first loose part ('…, which …', '…, while …')."""
    first = from_token.left_edge.i if from_token is not None else verb.left_edge.i
    end = verb.i
    for t in verb.doc[verb.i + 1 : verb.right_edge.i + 1]:
        if t.text in (",", "—", "–", ";", "(") and not _in_list(t):
            break
        end = t.i
    while end > verb.i and verb.doc[end].pos_ in ("PUNCT", "CCONJ"):
        end -= 1
    return _balance(verb.doc, first, end + 1)


def _in_list(comma) -> bool:
    nxt = comma.nbor(1) if comma.i + 1 < len(comma.doc) else None
    if nxt is None:
        return False
    head = comma.head
    return bool(children(head, "conj")) and head.pos_ in ("NOUN", "PROPN", "ADJ")
