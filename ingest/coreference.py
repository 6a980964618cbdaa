"""Pronouns and short descriptions to what they stand for, where the text leaves one choice.

Small on purpose: 'it' and 'they' are the last sentence's (or clause's) subject; 'the startup' is
the one lab that was spoken of last; 'these measures' the one policy. Where two could be meant,
nothing is resolved, and the words stay as written.
"""

from __future__ import annotations

from dataclasses import dataclass

from ingest.syntax import children, noun_span

SINGULAR = {"it", "its"}
PLURAL = {"they", "them", "their"}
DESCRIBED = {
    "company": ("lab", "organisation", "platform"),
    "startup": ("lab",),
    "firm": ("lab", "organisation"),
    "lab": ("lab",),
    "giant": ("lab", "organisation"),
    "developer": ("lab",),
    "chipmaker": ("lab",),
    "model": ("model",),
    "chip": ("chip",),
    "platform": ("platform",),
    "agency": ("agency",),
    "measure": ("policy",),
    "control": ("policy",),
    "restriction": ("policy",),
    "law": ("policy",),
    "plan": ("policy",),
}
_DEFINITE = ("the", "this", "these", "that", "those")


@dataclass(frozen=True, slots=True)
class Antecedent:
    """`name` is None where it is a phrase: then `text` is its words."""

    text: str
    name: object = None
    plural: bool = False


class History:
    """What has been spoken of in a passage, sentence by sentence; the newest last."""

    def __init__(self):
        self.subjects: list[Antecedent | None] = []
        self.named: list[list] = []

    def add(self, sent, names) -> None:
        self.subjects.append(_main_subject(sent, names))
        self.named.append([n for n in names if n.entity is not None])

    def resolve(self, token, names) -> Antecedent | None:
        """Who or what `token` stands for. `names` are those of its own sentence."""
        word = token.lower_
        if word in SINGULAR | PLURAL:
            return self._pronoun(token, word in PLURAL, names)
        kinds = DESCRIBED.get(token.lemma_.lower())
        if kinds is None or token.pos_ != "NOUN":
            return None
        before = [c for c in token.children if c.i < token.i and c.dep_ != "punct"]
        if (
            not before
            or before[0].lower_ not in _DEFINITE
            or any(c.dep_ in ("compound", "nmod", "poss") for c in before)
        ):
            return None
        if any(c.dep_ in ("relcl", "acl", "prep") for c in token.children):
            return None
        here = [n for n in names if n.entity is not None and n.end <= token.i]
        for group in (here, *reversed(self.named[-2:])):
            found = {n.entity: n for n in group if n.type in kinds}
            if len(found) == 1:
                n = next(iter(found.values()))
                return Antecedent(n.name, n)
            if found:
                return None
        return None

    def _pronoun(self, token, plural: bool, names) -> Antecedent | None:
        doc, start = token.doc, token.sent.start
        own = _clause_subject(token)
        if own is not None and own.i < token.i and own.pos_ != "PRON":
            # 'Meta pushes its Llama family': the clause's own subject
            found = _antecedent(own, names)
            return found if found.plural == plural else None
        before = [t for t in doc[start : token.i] if t.dep_ == "nsubj" and t.pos_ in ("NOUN", "PROPN")]
        if before:
            found = _antecedent(before[0], names)
            if found.plural == plural:
                return found
            return None
        last = self.subjects[-1] if self.subjects else None
        return last if last is not None and last.plural == plural else None


def _clause_subject(token):
    """The subject of the verb that the token hangs under, if that is another word."""
    node = token
    for _ in range(8):
        if node.pos_ in ("VERB", "AUX"):
            own = children(node, "nsubj")
            if own and not (own[0].left_edge.i <= token.i <= own[0].right_edge.i):
                return own[0]
            if own:
                return None
        if node.head is node:
            return None
        node = node.head
    return None


def _antecedent(token, names) -> Antecedent:
    plural = token.tag_ in ("NNS", "NNPS") or bool(children(token, "conj"))
    n = next((n for n in names if n.start <= token.i < n.end and n.entity is not None), None)
    if n is not None:
        return Antecedent(n.name, n, plural and n.type not in ("place", "lab", "agency"))
    start, end = noun_span(token)
    while start < token.i and token.doc[start].pos_ in ("DET", "PRON"):
        start += 1
    return Antecedent(token.doc[start:end].text, None, plural)


def _main_subject(sent, names) -> Antecedent | None:
    root = sent.root
    own = children(root, "nsubj", "nsubjpass")
    if not own or own[0].pos_ not in ("NOUN", "PROPN"):
        return None
    return _antecedent(own[0], names)
