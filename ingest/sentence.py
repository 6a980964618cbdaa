"""One sentence as the rules see it: its parse, names, figures, dates and sources; and how a phrase
of it becomes an Argument, and two Arguments a Claim."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from graph.model import Argument, Claim, Evidence, Linking, claim_id
from ingest import attribution, quantities
from ingest.grounding import argument, by_words, name_at
from ingest.language import source
from ingest.syntax import children, clause_span, noun_span

NO_ARGUMENT = {
    "all",
    "both",
    "each",
    "many",
    "most",
    "others",
    "several",
    "some",
    "who",
    "what",
    "which",
    "there",
    "i",
    "you",
    "we",
    "us",
    "me",
    "that",
    "one",
    "anyone",
    "everyone",
    "way",
    "ways",
    "question",
    "thing",
    "lot",
    "example",
    "section",
    "figure",
    "table",
    "chapter",
    "kind",
    "itself",
    "themselves",
    "word",
    "profile",
    "decision",
}
_BULLET = re.compile(r"\s*(?:(?:[●•▪◦·–]|\(?\d{1,2}[.)])\s+)?")
_DATED = re.compile(r"\b(?:released|published|dated|issued|introduced|report of)(?: on)?\s*$")


@dataclass(frozen=True, slots=True)
class Passage:
    """What the extractor needs of one passage. `offset` is where it starts in the document."""

    document: str
    offset: int
    section: str | None
    names: tuple
    voice: attribution.Voice


class Sentence:
    """A class only to share the sentence's parts between the rules."""

    def __init__(self, sent, passage, rules, entries, carried, history):
        self.history = history
        self.whole: dict[int, object] = {}  # an example → what it is the only example of
        self.sent, self.passage, self.rules, self.entries = sent, passage, rules, entries
        self.doc = sent.doc
        self.names = [n for n in passage.names if sent.start <= n.start < sent.end]
        text = source(self.doc)[sent.start_char : sent.end_char]
        lead = _BULLET.match(text).end()
        text = text[lead:].strip()
        begin = sent.start_char + lead
        self.evidence = Evidence(text, 1, passage.offset + begin, passage.offset + begin + len(text), passage.section)
        self.sources = attribution.of_sentence(sent, self.names, passage.voice, rules.cues)
        self.dates = quantities.dates_in(text)
        self.figures = quantities.figures(text)
        self.begin = begin
        self.carried = carried if text[:1] in '"“' else None
        self.used: set[int] = set()

    def carries(self) -> str | None:
        text = self.sent.text
        if text.count("“") > text.count("”") or "”" in text or text.count('"') >= 2:
            for t in self.sent:
                if t.lemma_.lower() in self.rules.cues["attribution"]["verbs"] and t.pos_ == "VERB":
                    who = children(t, "nsubj")
                    if who:
                        return attribution.source_name(who[0], self.names, self.passage.voice, self.rules.cues)
            return self.carried
        return None

    def lemma(self, token) -> str | None:
        """The verb's lemma; also where the tagger took it for a noun or adjective ('lower costs')."""
        if token.pos_ in ("VERB", "AUX"):
            return token.lemma_.lower()
        if children(token, "nsubj") and children(token, "dobj"):
            word = token.lower_
            return next(
                (w for w in (word, word.removesuffix("s"), word.removesuffix("es")) if w in self.rules.verbs), None
            )
        return None

    def who(self, token):
        return attribution.source_name(token, self.names, self.passage.voice, self.rules.cues)

    def clauses_apart(self, token, verb) -> frozenset[int]:
        """The clause of a phrase that this claim itself is read from."""
        if verb is None:
            return frozenset()
        return frozenset(
            c.i
            for c in token.subtree
            if c.dep_ in ("relcl", "acl") and c.i != token.i and (c.i == verb.i or verb in c.subtree)
        )

    def arg(self, token, span=None, verb=None) -> Argument | None:
        if token.lower_ in NO_ARGUMENT or (
            span is None and token.pos_ not in ("NOUN", "PROPN", "PRON", "NUM", "ADJ", "VERB", "X")
        ):
            return None
        if token.lemma_.lower() in NO_ARGUMENT and token.pos_ == "NOUN" and not name_at(token, self.names):
            return None
        if token.pos_ == "VERB" and token.tag_ == "VBG" and token.i and token.nbor(-1).text in ("—", "–"):
            return None
        if token.pos_ == "VERB" and span is None:
            span = clause_span(token)
        if span is not None:
            short = span
        else:
            short = noun_span(token, self._clauses(token))
            span = noun_span(token, self.clauses_apart(token, verb))
            if token.i in self.whole:
                span = short = (self.whole[token.i].left_edge.i, max(span[1], token.i + 1))
        a = argument(token, self.names, self.entries, self.passage.offset, span)
        if not re.search(r"\w", a.text) or a.text.lower().startswith("then "):
            return None
        if a.id is None and a.name is None:
            a = self._stands_for(token, a, short)
        return a

    def _body(self, words: str) -> str | None:
        """'the commission' as what a pronoun stands for is the document's body."""
        attr = self.rules.cues["attribution"]
        known = words.lower() in (*attr["bodies"], *attr["documents"])
        return self.passage.voice.body if known else None

    def _clauses(self, token) -> frozenset[int]:
        return frozenset(c.i for c in token.subtree if c.dep_ in ("relcl", "acl") and c.i != token.i)

    def _stands_for(self, token, a: Argument, short) -> Argument:
        """The name in apposition, what a pronoun means, or the phrase without its clauses."""
        meant = next(
            (
                n
                for c in children(token, "appos")
                for n in self.names
                if n.start <= c.i < n.end and n.end - n.start >= 1
            ),
            None,
        )
        if meant is None or meant.type in ("place", "person"):
            found = self.history.resolve(token, self.names)
            if found is not None and found.name is None:
                return replace(a, name=self._body(found.text) or found.text)
            meant = found.name if found else None
        if meant is not None:
            e = self.entries.get(meant.entity) if meant.entity else None
            if e is None:
                return replace(a, name=meant.name, type=str(meant.type))
            return replace(
                a, id=e.id, name=e.name, type=str(e.type), aliases=tuple(sorted(e.aliases)), linking=Linking.LINKED
            )
        start, end = short
        shared = [o for c in children(token, "prep") if c.lower_ == "of" for o in children(c, "pobj")]
        if token.lemma_ == "percent" and shared:  # '80 percent of startups': the startups
            start, end = noun_span(shared[0], self._clauses(shared[0]))
        while start < end - 1 and self.doc[start].pos_ in ("DET", "PUNCT"):
            start += 1
        text = source(self.doc)[self.doc[start].idx : self.doc[end - 1].idx + len(self.doc[end - 1].text)]
        if token.pos_ in ("NOUN", "PROPN"):
            found = by_words(token, self._clauses(token), self.entries, self.rules.cues["grounding"])
            if found is not None:
                e = self.entries[found[0]]
                return replace(
                    a,
                    id=e.id,
                    name=e.name,
                    type=str(e.type),
                    aliases=(text,),
                    score=found[1],
                    why=found[2],
                    linking=Linking.LINKED,
                )
        return replace(a, name=text) if text.casefold() != a.text.casefold() else a

    def build(self, predicate, subj, obj, negated, status, source, rule, implicit=False, quantity=None, time=None):
        names = attribution.chain(source or self.sources.origin, self.sources.vias, self.passage.voice)
        return Claim(
            claim_id(self.passage.document, self.evidence, subj, predicate, obj, negated, quantity),
            self.passage.document,
            self.evidence,
            subj,
            predicate,
            obj,
            negated,
            status,
            names,
            quantity,
            time if time is not None else self.time(),
            (),
            rule,
            implicit=implicit,
        )

    def time(self) -> str | None:
        text = self.evidence.text
        # 'a report released March 23' dates the report
        isos = [iso for start, _, iso in self.dates if not _DATED.search(text[:start])]
        return isos[0] if len(isos) == 1 else None

    def token_at(self, figure):
        span = self.doc.char_span(self.begin + figure.start, self.begin + figure.end, alignment_mode="expand")
        return span

    def _bare(self, token) -> Argument:
        """The name itself, without what stands around it."""
        n = next((n for n in self.names if n.start <= token.i < n.end), None)
        span = (n.start, n.end) if n else noun_span(token)
        return argument(token, self.names, self.entries, self.passage.offset, span)

    def _name(self, n) -> Argument:
        begin = self.doc[n.start].idx
        stop = self.doc[n.end - 1].idx + len(self.doc[n.end - 1].text)
        off = self.passage.offset
        text = source(self.doc)[begin:stop]
        if n.entity is None:
            return Argument(text, None, n.name, str(n.type), (), off + begin, off + stop, n.linking)
        e = self.entries[n.entity]
        return Argument(
            text, e.id, e.name, str(e.type), tuple(sorted(e.aliases)), off + begin, off + stop, Linking.LINKED
        )
