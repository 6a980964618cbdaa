"""A parsed passage in, claims out: the patterns of data/predicates held against the parse.

Invariant: every claim's evidence is its whole sentence, verbatim. Where a subject or object
cannot be read from the sentence, there is no claim.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from graph.model import Argument, Claim, Evidence, Linking, Predicate, Quantity, Status, claim_id
from ingest import attribution, coreference, quantities
from ingest.confidence import probability
from ingest.grounding import argument, belongs, name_at
from ingest.language import source
from ingest.patterns import Pattern, Rules
from ingest.syntax import (
    agents,
    children,
    clause_span,
    conjuncts,
    follow,
    is_passive,
    meant,
    noun_span,
    passive_subjects,
    subjects,
)

P = Predicate
PRONOUNS = {"it", "they", "this", "these", "that", "those", "them", "he", "she", "we", "i", "you", "one"}
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
CONTROLS = ("ban", "control", "restriction", "sanction")
MAKING = ("build", "create", "develop", "make", "produce", "train")
DERIVED, MADE, FEEDS, RIVAL = (
    Pattern(predicate, "", ()) for predicate in (P.DERIVES_FROM, P.DEVELOPS, P.INCREASES, P.RIVALS)
)
SHOWN = ("capability", "performance", "result", "score", "accuracy", "quality")
_DATED = re.compile(r"\b(?:released|published|dated|issued|introduced|report of)(?: on)?\s*$")
COPULAS = ("become", "remain", "stay", "grow", "seem")


@dataclass(frozen=True, slots=True)
class Passage:
    """What the extractor needs of one passage. `offset` is where it starts in the document."""

    document: str
    offset: int
    section: str | None
    names: tuple
    voice: attribution.Voice


def extract(doc, passage: Passage, rules: Rules, entries) -> list[Claim]:
    """Claims of one passage, in text order, none twice."""
    out: dict[str, Claim] = {}
    carried: str | None = None  # who an open quotation goes on from
    history = coreference.History()
    for start, end in _sentences(doc):
        sent = doc[start:end]
        if sent.text.rstrip('”"’ ').endswith("?"):
            continue
        context = _Sentence(sent, passage, rules, entries, carried, history)
        for claim in context.claims():
            out.setdefault(claim.id, replace(claim, confidence=probability(claim, rules.confidence)))
        carried = context.carries()
        history.add(sent, context.names)
    return list(out.values())


def _sentences(doc):
    """Sentence bounds, rejoined where the parse was split at a colon or semicolon."""
    spans: list[list[int]] = []
    for s in doc.sents:
        if spans and doc[s.start - 1].text in (":", ";"):
            spans[-1][1] = s.end
        else:
            spans.append([s.start, s.end])
    return [tuple(s) for s in spans]


class _Sentence:
    """One sentence's claims; a class only to share the sentence's parts between the rules."""

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

    def claims(self):
        found: list[Claim] = []
        for token in self.sent:
            if token.i in self.sources.asides or token.i in self.used:
                continue
            lemma = self.lemma(token)
            if token.pos_ in ("VERB", "AUX", "ADJ"):
                special = self.mutual(token) + self.narrowing(token) + self.given_source(token)
                special += self.made_from(token)
                if special:
                    found += special
                    continue
            if lemma and (lemma in self.rules.verbs or lemma in COPULAS):
                found += self.verb(token, "be" if lemma in COPULAS else lemma)
            elif token.pos_ == "ADJ" and token.dep_ == "ccomp" and children(token, "nsubj"):
                found += self.small_clause(token)
            elif token.pos_ in ("NOUN", "PROPN") and token.lemma_.lower() in {p for p in self.rules.nouns}:
                found += self.nominal(token)
        found += self.comparatives()
        said = {(c.predicate, c.subject.id, c.object.id) for c in found if c.object and c.object.id and c.subject.id}
        # what a possessive implies beside what the sentence says
        found += [c for c in self.implied() if (c.predicate, c.subject.id, c.object.id) not in said]
        return found

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

    # --- verbs

    def verb(self, verb, lemma: str) -> list[Claim]:
        if self._idle(verb):
            return []
        done: list[Claim] = []
        path_used = None
        for p in self.rules.verbs.get(lemma, ()):
            if path_used is not None and p.path != path_used and not p.figure:
                continue
            if p.figure:
                done += self.measure(verb, p)
                continue
            if done and any(c.predicate != P.MEASURES for c in done):
                continue
            pairs = self.match(verb, p)
            for s, o, span in pairs:
                c = self.claim(p, verb, s, o, span)
                if c:
                    done.append(c)
                    path_used = p.path
        return done

    def made_from(self, verb) -> list[Claim]:
        """'use base models to develop derivatives': the one derives from the other."""
        if verb.tag_ != "VB" or verb.dep_ not in ("xcomp", "advcl", "acl") or verb.lemma_ not in MAKING:
            return []
        use = verb.head if verb.head.pos_ == "VERB" else verb.head.head
        artefact = self.rules.classes["artefact"]
        base = [d for d in children(use, "dobj") if use.lemma_ in ("use", "adapt", "refine", "leverage")]
        out = []
        for d in children(verb, "dobj"):
            for b in base:
                if belongs(d, self.names, artefact, self.entries) and belongs(b, self.names, artefact, self.entries):
                    c = self.claim(DERIVED, verb, d, b, None, rule="purpose:made from")
                    out += [c] if c else []
        return out

    def given_source(self, verb) -> list[Claim]:
        """'finetuned X from Y', 'distilled X out of Y': the object derives from the source."""
        if verb.lemma_.lower() not in self.rules.sourced or is_passive(verb):
            return []
        out = []
        for d in children(verb, "dobj"):
            for prep in [c for x in (verb, d) for c in children(x, "prep") if c.lower_ in ("from", "on")]:
                for y in children(prep, "pobj"):
                    c = self.claim(DERIVED, verb, d, y, None, rule=f"source:{verb.lemma_} from")
                    maker = [
                        m for s in subjects(verb) if (m := self.claim(MADE, verb, s, d, None, rule="source:maker"))
                    ]
                    out += [c, *maker] if c else []
        return out

    def mutual(self, verb) -> list[Claim]:
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
            p.predicate is P.INCREASES and not p.path for p in self.rules.verbs.get(verb.lemma_.lower(), ())
        )
        if not (said or known):
            return []
        found = [self.claim(FEEDS, verb, a, b, None, rule="mutual") for a, b in (pair, pair[::-1])]
        return [c for c in found if c]

    def narrowing(self, verb) -> list[Claim]:
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
                c = self.claim(RIVAL, verb, two[1], two[0], None, rule="gap:narrows")
                return [c] if c else []
        return []

    def small_clause(self, adj) -> list[Claim]:
        """'making the fleet independent of imports': the adjective is the predicate."""
        out = []
        for p in self.rules.verbs.get("be", ()):
            if p.figure or not p.path or p.path[0] != adj.lower_ or len(p.path) < 2:
                continue
            pairs = self._pairs(p, adj, conjuncts(children(adj, "nsubj")[0]), follow(adj, p.path[1:]))
            out += [c for s, o, sp in pairs if (c := self.claim(p, adj, s, o, sp))]
        return out

    def _idle(self, verb) -> bool:
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

    def match(self, verb, p: Pattern):
        """(subject tokens, object token, object span or None) for each reading of the pattern."""
        passive = is_passive(verb)
        if verb.lemma_ == "make" and not passive and (p.predicate is P.DEVELOPS or not p.path) and self._made_so(verb):
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
                    if x.tag_ == "VB" and (pairs := self._purpose(p, first, x)):
                        self.used.add(x.i)
                        return pairs
            target = follow(participle, p.path[1:]) if len(p.path) > 1 else participle
            return self._pairs(p, participle, first, target)
        if passive and verb.dep_ == "acl" and verb.head.dep_ == "pobj" and verb.nbor(-1).text == ",":
            return []  # 'for routine tasks, drawn by …' does not hang on the tasks
        if passive and not p.path and not p.clause:
            acted = passive_subjects(verb)
            by = agents(verb)
            if p.predicate is P.DEVELOPS and verb.dep_ == "acl" and p.object and acted and acted[0].dep_ == "pobj":
                # 'a model for captioning created by X': what was made stands further up
                up = acted[0].head.head
                if not belongs(acted[0], self.names, self.rules.classes[p.object], self.entries) and belongs(
                    up, self.names, self.rules.classes[p.object], self.entries
                ):
                    acted = [up]
            if not by or not acted:
                return []
            second = [(o, None) for o in acted]
            pairs = [(s, o, sp) for s in self.expand(by) for o, sp in self.widen(second)]
            if p.reverse:
                pairs = [(o, s, None) for s, o, _ in pairs]
            return [(s, o, sp) for s, o, sp in pairs if self.fits(s, o, p)]
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
                    pairs = self._purpose(p, first, x)
                    if pairs:
                        self.used.add(x.i)
                        return pairs
        if p.path:
            target = follow(verb, p.path)
            if target is None:
                return []
        else:
            target = verb
        return self._pairs(p, verb, first, target)

    def _made_so(self, verb) -> bool:
        """'make models more accessible': a change of the models, not their making."""
        return any(
            d.right_edge.i + 1 < len(self.doc)
            and any(a.pos_ == "ADJ" and a.i > d.i and a.dep_ in ("amod", "oprd", "acomp") for a in d.subtree)
            or any(a.dep_ in ("oprd", "acomp") for a in verb.children)
            for d in children(verb, "dobj")
        )

    def _purpose(self, p, first, x):
        """'aims to slow progress': the purpose's own object is the argument."""
        second = [(o, None) for d in children(x, "dobj") for o in conjuncts(d)]
        if not second and x.head.dep_ != "relcl":
            second = [(x, clause_span(x))]
        return [(s, o, sp) for s in self.expand(first) for o, sp in second if self.fits(s, o, p, sp)]

    def _pairs(self, p: Pattern, verb, first, target):
        if target is None or not first:
            return []
        second: list = []
        if p.clause:
            second = self.clause_objects(verb)
        elif target.dep_ in ("prep", "agent", "dative") or target.pos_ in ("ADP", "SCONJ"):
            for c in children(target, "pobj"):
                second += [(o, None) for o in conjuncts(c)]
            for c in children(target, "pcomp"):
                inner = children(c, "dobj")
                if inner and p.predicate not in (P.INCREASES, P.DECREASES):
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
                    if c.tag_ == "VBG" and all(t.is_space for t in self.doc[verb.i + 1 : c.i]) and verb.tag_ != "VBG":
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
                        and not (c.pos_ == "ADJ" and self.small_clause(c))
                    ):
                        second.append((sub[0] if c.pos_ == "ADJ" else c, clause_span(c, sub[0])))
            if not second and not p.path and not p.clause:
                for c in children(verb, "conj"):  # 'adopt and deploy X'
                    if c.pos_ == "VERB" and c.i - verb.i <= 3:
                        second += [(o, None) for d in children(c, "dobj") for o in conjuncts(d)]
        pairs = [(s, o, sp) for s in self.expand(first) for o, sp in self.widen(second)]
        if p.reverse:
            pairs = [(o, s, None) for s, o, sp in pairs]
        return [(s, o, sp) for s, o, sp in pairs if self.fits(s, o, p, sp)]

    def clause_objects(self, verb):
        """'allow labs to narrow gaps': the clause, as one object."""
        out = []
        for c in children(verb, "ccomp", "xcomp", "advcl"):
            sub = children(c, "nsubj", "nsubjpass")
            if sub and sub[0].i < verb.i or c.pos_ == "ADJ" and self.small_clause(c):
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

    def expand(self, tokens):
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
                    makers = [e for i in children(c, "pobj") for e in self.expand(conjuncts(i))]
                    examples += [m for m in makers if (n := name_at(m, self.names)) and n.type == "lab"]
                if t.lemma_.lower() == "government" and c.lower_ in ("in", "of"):
                    places = [e for i in children(c, "pobj") for e in conjuncts(i)]
                    examples += [m for m in places if (n := name_at(m, self.names)) and n.type == "place"]
            if any(self._other_owner(e) for e in examples):
                examples = []
            if len(examples) == 1 and t.lemma_.lower() != "government":
                self.whole[examples[0].i] = t
            beside = self._name_beside(t)
            out += [beside] if beside is not None else examples or [t]
        return out

    def _other_owner(self, example) -> bool:
        """'similar projects, such as Baidu's Apollo': the example is somebody else's."""
        return any(n.type == "lab" and n.start <= c.i < n.end for c in children(example, "poss") for n in self.names)

    def _name_beside(self, t):
        """The name right after a description: 'TikTok parent ByteDance'."""
        if t.lemma_.lower() not in self.rules.owners or t.i + 1 >= self.sent.end:
            return None
        n = next((n for n in self.names if n.start == t.i + 1 and n.type in ("lab", "organisation")), None)
        return self.doc[n.end - 1] if n else None

    def widen(self, pairs):
        out = []
        for o, sp in pairs:
            out += [(o, sp)] if sp else [(e, None) for e in self.expand([o])]
        return out

    def fits(self, s, o, p: Pattern, span=None) -> bool:
        if s is None or o is None or s.i == o.i:
            return False
        for token, cls in ((s, p.subject), (o, p.object)):
            if cls and not belongs(token, self.names, self.rules.classes[cls], self.entries):
                if (
                    cls == "government"
                    and token.lower_ in ("it", "they", "this", "these")
                    or (cls in ("actor", "policy") and token.lower_ in ("it", "they", "this", "these"))
                ):
                    continue
                return False
        return True

    # --- a claim from a match

    def claim(self, p: Pattern, verb, s, o, span, implicit=False, rule=None, status=None) -> Claim | None:
        if verb.dep_ in ("auxpass", "aux"):
            verb = verb.head
        if o.lower_ in ("this", "that", "these", "those") or (
            o.lower_ in ("it", "them", "they") and self.history.resolve(o, self.names) is None
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
            and not belongs(root.head, self.names, self.rules.classes["policy"], self.entries)
        ):
            return None  # 'China's ability to generate …' generates nothing
        subj, obj = self.arg(s, None, verb), self.arg(o, span, verb)
        if subj is None or obj is None or subj.text.casefold() == obj.text.casefold():
            return None
        if verb.dep_ == "ccomp" and verb.head.lemma_ in ("let", "allow", "permit"):
            return None  # what is only permitted is no deed
        stat, source = self.stance(verb)
        if p.predicate is P.ACCUSES:
            stat, source = Status.ALLEGED, source or subj.name or subj.text
        if p.predicate is P.RECOMMENDS:
            stat, source = Status.RECOMMENDED, source or self.who(s) or subj.name or subj.text
        return self.build(
            p.predicate,
            subj,
            obj,
            self.negated(verb, s, o) != p.negated,
            status or stat,
            source,
            rule or f"verb:{p.text}",
            implicit=implicit,
            quantity=self.qualifier(s, verb),
        )

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

    def _end_of_period(self, n: int, of: int) -> str | None:
        """'between 2022 and 2025 … from 32 to 337': the first figure is the first year's."""
        period = self.time() or ""
        ends = period.split("/")
        return ends[n] if len(ends) == of == 2 else None

    # --- negation, doubt, source

    def negated(self, verb, s=None, o=None) -> bool:
        cues = self.rules.cues["negation"]
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

    def stance(self, verb) -> tuple[Status, str | None]:
        """How firmly the clause is said, and who is named as saying it."""
        cues = self.rules.cues["status"]
        attr = set(self.rules.cues["attribution"]["verbs"])
        node, status, source = verb, Status.ASSERTED, None
        asked = self._asked_for(verb)
        if asked is not None:
            return Status.RECOMMENDED, self.who(asked)
        source_token = attribution.reporter(verb, self.rules.cues)
        if source_token is not None:
            source = self.who(source_token)
        elif self.carried:
            source = self.carried
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

    def _asked_for(self, verb):
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

    # --- figures

    def token_at(self, figure):
        span = self.doc.char_span(self.begin + figure.start, self.begin + figure.end, alignment_mode="expand")
        return span

    def qualifier(self, s, verb) -> Quantity | None:
        """A figure on the subject ('80 percent of startups use') or beside the verb."""
        for f in self.figures:
            if f.kind not in ("percent", "times"):
                continue
            span = self.token_at(f)
            if span is None:
                continue
            start, end = noun_span(s)
            if f.kind == "percent" and start <= span.start < end and span.end <= s.i + 1:
                return f.quantity
            if any(t.head.i == verb.i or (t.head.dep_ == "prep" and t.head.head.i == verb.i) for t in span):
                return f.quantity
        return None

    def measure(self, verb, p: Pattern) -> list[Claim]:
        if not self.figures and verb.lemma_ != "rank" and verb.lemma_ not in ("double", "triple"):
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
                for f in quantities.ranks(self.evidence.text)
                if (sp := self.token_at(f)) is not None and 0 < sp.start - verb.i <= 2
            ]
        else:
            for f in self.figures:
                span = self.token_at(f)
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
                rest = re.sub(r"^\s*\([^)]*\)", "", self.evidence.text[f.end : f.end + 40]).split()
                if "—" in self.doc[verb.i : span.start].text:
                    continue  # 'received the largest decrease—down $4 million'
                if ok and not (
                    rest and rest[0] in ("less", "more", "lower", "higher", "above", "below") and f.kind != "times"
                ):
                    found.append(f.quantity)
        stat, source = self.stance(verb)
        out = []
        plain = [q for q in found if q.unit != "times"]
        for q in found:
            at = self._end_of_period(plain.index(q), len(plain)) if q in plain else None
            for s in self.expand(subs):
                a = self.arg(s)
                if a and s.pos_ in ("NOUN", "PROPN", "PRON") and s.lower_ not in ("it", "this", "that"):
                    out.append(
                        self.build(
                            P.MEASURES,
                            a,
                            None,
                            self.negated(verb),
                            stat,
                            source,
                            f"figure:{p.text}",
                            quantity=q,
                            time=at,
                        )
                    )
        return out

    # --- nouns

    def nominal(self, noun) -> list[Claim]:
        """'Beijing's support for Y', 'government encouragement of Y'."""
        out = []
        for p in self.rules.nouns.get(noun.lemma_.lower(), ()):
            target = follow(noun, p.path)
            if target is None:
                continue
            owners = children(noun, "poss") or [
                c for c in children(noun, "compound", "nmod") if c.lemma_.lower() in ("government", "state")
            ]
            for s in owners:
                for c in children(target, "pobj"):
                    for o in conjuncts(c):
                        if self.fits(s, o, p):
                            subj, obj = self.arg(s), self.arg(o)
                            if subj and obj:
                                subj = self._bare(s)
                                out.append(
                                    self.build(
                                        p.predicate,
                                        subj,
                                        obj,
                                        False,
                                        self.stance(noun)[0],
                                        None,
                                        f"noun:{p.text}",
                                        implicit=True,
                                    )
                                )
        return out

    def _bare(self, token) -> Argument:
        """The name itself, without what stands around it."""
        n = next((n for n in self.names if n.start <= token.i < n.end), None)
        span = (n.start, n.end) if n else noun_span(token)
        return argument(token, self.names, self.entries, self.passage.offset, span)

    def implied(self) -> list[Claim]:
        """Possessives and appositions: 'DeepSeek's R1', 'Nvidia CEO Jensen Huang',
        'export controls on advanced chips'."""
        out = []

        def add(predicate, a, b, rule, status=Status.ASSERTED):
            sa, sb = self._name(a), self._name(b)
            if sa.text.casefold() != sb.text.casefold():
                # what a possessive implies is the writer's, not the quoted speaker's
                names = attribution.chain(None, (), self.passage.voice)
                c = self.build(predicate, sa, sb, False, status, None, rule, implicit=True)
                out.append(replace(c, asserted_by=names if predicate is P.AFFILIATED_WITH else c.asserted_by))

        names, doc = self.names, self.doc
        for b in names:
            if b.type in ("model", "chip") and b.entity is not None and _is_product(b, self.entries):
                self._owned(b, out)
        for a, b in zip(names, names[1:], strict=False):
            between = doc[a.end : b.start]
            words = [t.lower_ for t in between]
            plain = [t for t in between if t.tag_ != "POS"]
            short = len(plain) <= 3 and all(
                t.pos_ in ("ADJ", "NOUN", "PROPN", "VERB", "NUM") or t.text == "-" for t in plain
            )
            made = (
                b.type in ("model", "chip")
                and b.entity is not None
                and self.entries[b.entity].type in ("model", "chip")
            )
            if a.type == "lab" and made and _is_product(b, self.entries):
                if between and between[0].tag_ == "POS" and short:
                    add(P.DEVELOPS, a, b, "possessive:maker")
                elif not plain or (short and plain and self._heads(b, a)):
                    add(P.DEVELOPS, a, b, "compound:maker")
            if a.type == "model" and b.type == "lab" and any(w in self.rules.owners for w in words) and len(words) <= 3:
                add(P.DEVELOPS, b, a, "apposition:maker")
            if a.type in ("lab", "platform") and b.type == "lab" and words and words[-1] in ("parent", "owner"):
                add(P.AFFILIATED_WITH, a, b, "apposition:owner")
            if a.type in ("lab", "organisation", "agency") and b.type == "person" and len(words) <= 4:
                titled = all(t.pos_ in ("NOUN", "PROPN", "ADJ") or t.text == "-" for t in plain)
                roles = {w.lower() for w in self.rules.roles}
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
                        and any(w in {r.lower() for r in self.rules.roles} for w in words)
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
        for token in self.sent:
            if token.lemma_.lower() in CONTROLS and token.pos_ == "NOUN" and not name_at(token, names):
                for prep in children(token, "prep"):
                    for o in children(prep, "pobj") if prep.lower_ == "on" else ():
                        held, thing = self.arg(token), self.arg(o)
                        if held and thing and o.pos_ in ("NOUN", "PROPN"):
                            out.append(
                                self.build(
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

    def _owned(self, b, out) -> None:
        """'its R1 model', 'the startup's Hailuo models': whose, where that is clear."""
        for i in range(b.start, min(b.end + 2, self.sent.end)):
            for c in children(self.doc[i], "poss"):
                if c.i >= b.start or b.start - c.i > 4 or name_at(c, self.names):
                    continue
                found = self.history.resolve(c, self.names)
                if found is None or found.name is None or found.name.type != "lab":
                    continue
                e = self.entries[found.name.entity]
                start, end = (c.i, c.i + 1) if c.pos_ == "PRON" else noun_span(c)
                owner = argument(c, (), self.entries, self.passage.offset, (start, end))
                owner = replace(owner, id=e.id, name=e.name, type=str(e.type), aliases=tuple(sorted(e.aliases)),
                                linking=Linking.LINKED)  # fmt: skip
                out.append(
                    self.build(
                        P.DEVELOPS, owner, self._name(b), False, Status.ASSERTED, None, "possessive:its", implicit=True
                    )
                )
                return

    def _heads(self, b, a) -> bool:
        head = self.doc[b.end - 1]
        return any(a.start <= t.i < a.end for t in head.subtree) and self.doc[a.end - 1].dep_ in (
            "compound",
            "nmod",
            "poss",
        )

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

    def comparatives(self) -> list[Claim]:
        """'X is more capable than Y'."""
        out = []
        for than in self.sent:
            if than.lower_ != "than":
                continue
            adj = than.head
            better = adj.lower_ in self.rules.comparatives or (
                adj.lemma_.lower() in self.rules.comparative_adjectives
                and any(c.lower_ == "more" for c in adj.children)
            )
            if not better:
                continue
            verb = adj.head
            if adj.dep_ not in ("acomp", "advmod", "amod", "attr") or verb.pos_ not in ("AUX", "VERB"):
                continue
            for s in subjects(verb):
                for o0 in children(than, "pobj"):
                    for o in conjuncts(o0):
                        a, b = self.arg(s), self.arg(o)
                        if a and b and o.pos_ in ("NOUN", "PROPN"):
                            stat, source = self.stance(verb)
                            out.append(self.build(P.OUTPERFORMS, a, b, self.negated(verb), stat, source, "comparative"))
        return out


def _even_if(mark) -> bool:
    return mark.i > 0 and mark.nbor(-1).lower_ == "even"


GOVERNING = ("hedged", "forecast", "recommended", "alleged")
ORDER = [Status.ASSERTED, Status.FORECAST, Status.CONDITIONAL, Status.HEDGED, Status.ALLEGED, Status.RECOMMENDED]


def _weaker(a: Status, b: Status) -> Status:
    return max(a, b, key=ORDER.index)


def _is_product(name, entries) -> bool:
    """A named model or chip, not a class of chips ('advanced semiconductors')."""
    return any(c.isupper() or c.isdigit() for c in entries[name.entity].name)
