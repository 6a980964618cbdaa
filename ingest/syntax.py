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
        todo += [c for c in children(t, "conj") if _same_kind(t, c) and not _contrasted(t, c)]
        # long lists of names parse as appositions: 'A, B, and C'
        todo += [
            c
            for c in children(t, "appos")
            if t.pos_ == c.pos_ == "PROPN"
            and children(c, "conj", "appos")
            and t.dep_ in (*SUBJECT, *PASSIVE, "dobj", "pobj", "conj", "appos")
        ]
    return sorted((t for t in out if t not in stop), key=lambda t: t.i)


def _same_kind(a, b) -> bool:
    nominal = ("NOUN", "PROPN", "PRON", "NUM", "X")
    return b.pos_ in nominal if a.pos_ in nominal else b.pos_ in (a.pos_, *nominal)


def _contrasted(head, conj) -> bool:
    """'X rather than Y', 'X but not Y': Y is no conjunct of X's."""
    between = head.doc[head.i + 1 : conj.i].text.lower()
    return any(w in f" {between} " for w in (" rather than ", " instead of ", " but not ", " not "))


def _antecedent(token):
    """The noun that a relative pronoun's clause hangs on."""
    verb = token.head
    while verb.dep_ in ("conj", "xcomp", "aux") and verb.head is not verb:
        verb = verb.head
    return verb.head if verb.dep_ == "relcl" else None


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
                    found += [ante]
                continue
            if s.dep_ == "csubj" or s.tag_ in ("EX",) or s.lower_ in ("what", "who", "there"):
                if s.dep_ == "csubj" and s.tag_ == "VBG":
                    found.append(s)
                continue
            found += conjuncts(s)
        return found
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
        return [head]
    if verb.dep_ == "acl":
        return [head] if verb.tag_ in ("VBG", "VB") else []
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
        if governor.pos_ in ("VERB", "AUX"):
            return passive_subjects(governor) if is_passive(governor) else subjects(governor, depth + 1)
        if governor.pos_ in ("NOUN", "PROPN") and governor.dep_ not in ("pobj",):
            return []
    return []


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


def follow(verb, path: tuple[str, ...]):
    """The token that the words of `path` lead to, each a child of the verb or of the last one."""
    node, seen = verb, [verb]
    for word in path:
        found = None
        for parent in reversed(seen):
            for c in parent.children:
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

    add(head, True)
    if head.dep_ in ("dobj", "attr"):  # 'slashed prices on certain models': the parser hangs 'on' on the verb
        right = max(keep)
        for c in head.head.children:
            if c.dep_ == "prep" and c.lower_ in ("on", "between", "among", "to") and c.i == right + 1:
                keep.update(t.i for t in c.subtree)
    start = end = head.i
    while start - 1 in keep:
        start -= 1
    while end + 1 in keep:
        end += 1
    doc = head.doc
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
