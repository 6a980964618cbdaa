"""Precision and recall against a gold set, by the rules of shared/contract/CLAIMS.md.

A claim matches one gold claim of its sentence when predicate and polarity agree and both
arguments agree by name, alias or word F1 ≥ 0.5; `measures` by subject, value and unit. Only
sentences that the gold set holds are scored.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from graph.errors import UsageError

ARTICLES = frozenset({"the", "a", "an", "its", "their", "his", "her", "this", "these", "that", "those"})


def tokens(text: str | None) -> list[str]:
    text = (text or "").casefold().replace("’", "'").replace("‘", "'")
    return re.findall(r"[a-z0-9](?:[a-z0-9.+-]*[a-z0-9])?", re.sub(r"'s\b", "", text))


def word_f1(a: str | None, b: str | None) -> float:
    x, y = (Counter(w for w in tokens(t) if w not in ARTICLES) for t in (a, b))
    same = (x & y).total()
    return 2 * same / (x.total() + y.total()) if same else 0.0


def _same_sentence(a: str, b: str) -> bool:
    x, y = Counter(tokens(a)), Counter(tokens(b))
    short = min(x.total(), y.total())
    return bool(short) and (x & y).total() / short >= 0.8 and word_f1(a, b) >= 0.3


def _squeeze(text) -> str:
    return re.sub(r"[^a-z0-9]", "", (text or "").casefold())


def _same_argument(found: dict | None, text: str | None, name: str | None) -> bool:
    wanted = [w for w in (text, name) if w]
    have = [] if not found else [v for v in (found.get("text"), found.get("name"), *(found.get("aliases") or ())) if v]
    if not wanted or not have:
        return not wanted and not have
    return any(_squeeze(h) == _squeeze(w) or word_f1(h, w) >= 0.5 for h in have for w in wanted)


def _same_figure(a: dict | None, b: dict | None) -> bool:
    if not a or not b or _squeeze(a.get("unit")) != _squeeze(b.get("unit")):
        return False
    x, y = ([q[k] for k in ("value", "low", "high") if q.get(k) is not None] for q in (a, b))
    return any(abs(m - n) <= 1e-6 * max(1, abs(n)) for m in x for n in y)


def agrees(found: dict, gold: dict) -> bool:
    """Whether a claim says what a gold claim of the same sentence says."""
    if found["predicate"] != gold["predicate"] or bool(found["negated"]) != bool(gold["negated"]):
        return False
    if not _same_argument(found["subject"], gold["subject"], gold.get("subject_name")):
        return False
    if gold["predicate"] == "measures":
        return _same_figure(found["quantity"], gold["quantity"])
    return _same_argument(found["object"], gold["object"], gold.get("object_name"))


@dataclass(frozen=True)
class Match:
    """`hits` are (claim, gold) pairs, `extra` claims without a gold, `missed` gold without a claim."""

    hits: list[tuple[dict, dict]]
    extra: list[dict]
    missed: list[dict]
    names: tuple[int, int, int]  # mentions: right, extra, missed

    def rows(self) -> list[dict]:
        """Rows {what, precision, recall, f1, gold, found}: mentions, claims, each predicate, then
        the share of matched claims with the right origin, chain, status, figure and time."""
        hits, extra, missed = self.hits, self.extra, self.missed
        out = [_row("mentions", *self.names), _row("claims", len(hits), len(extra), len(missed))]
        for p in sorted(
            {g["predicate"] for g in missed} | {c["predicate"] for c in extra} | {g["predicate"] for _, g in hits}
        ):
            parts = ([g for _, g in hits], extra, missed)
            out.append(_row(p, *(sum(c["predicate"] == p for c in part) for part in parts)))
        relayed = [(c, g) for c, g in hits if len(g["asserted_by"]) > 1]
        for what, pairs, same in (
            ("right origin", hits, lambda c, g: _same_source(c["asserted_by"][0], g["asserted_by"][0])),
            ("right chain where relayed", relayed, lambda c, g: _same_chain(c["asserted_by"], g["asserted_by"])),
            ("right status", hits, lambda c, g: c["status"] == g["status"]),
            (
                "right figure",
                [x for x in hits if x[1].get("quantity")],
                lambda c, g: _same_figure(c["quantity"], g["quantity"]),
            ),
            ("right time", [x for x in hits if x[1].get("time")], lambda c, g: c["time"] == g["time"]),
        ):
            share = round(sum(same(c, g) for c, g in pairs) / len(pairs), 4) if pairs else None
            out.append(
                {"what": what, "precision": share, "recall": None, "f1": None, "gold": len(pairs), "found": len(pairs)}
            )
        return out


def score(gold_dir: str | Path, claims: list[dict], mentions: list[dict]) -> list[dict]:
    return match(gold_dir, claims, mentions).rows()


def match(gold_dir: str | Path, claims: list[dict], mentions: list[dict]) -> Match:
    """One to one, the best pairs first; only sentences that the gold set holds count."""
    gold_claims, gold_mentions = (_rows(Path(gold_dir) / f"{n}.jsonl") for n in ("claims", "mentions"))
    sentences: dict[str, list[str]] = defaultdict(list)
    for g in (*gold_claims, *gold_mentions):
        if g["sentence"] not in sentences[g["document"]]:
            sentences[g["document"]].append(g["sentence"])
    memo: dict[tuple[str, str], str | None] = {}

    def place(document: str, text: str) -> str | None:
        if (document, text) not in memo:
            near = [s for s in sentences.get(document, ()) if _same_sentence(s, text)]
            memo[document, text] = max(near, key=lambda s: word_f1(s, text), default=None)
        return memo[document, text]

    wanted: dict[tuple, list[int]] = defaultdict(list)
    for i, g in enumerate(gold_claims):
        wanted[g["document"], g["sentence"]].append(i)
    held = [(n, c, place(c["document"], c["evidence"]["text"])) for n, c in enumerate(claims)]
    held = [(n, c, at) for n, c, at in held if at is not None]
    options = []
    for n, c, at in held:
        for i in wanted[c["document"], at]:
            g = gold_claims[i]
            if agrees(c, g):
                likeness = word_f1(c["subject"]["text"], g["subject"])
                likeness += word_f1((c["object"] or {}).get("text"), g.get("object"))
                options.append((-likeness, n, i))
    taken_claims: dict[int, int] = {}
    taken_gold: set[int] = set()
    for _, n, i in sorted(options):
        if n not in taken_claims and i not in taken_gold:
            taken_claims[n] = i
            taken_gold.add(i)
    hits = [(c, gold_claims[taken_claims[n]]) for n, c, _ in held if n in taken_claims]
    extra = [c for n, c, _ in held if n not in taken_claims]
    missed = [g for i, g in enumerate(gold_claims) if i not in taken_gold]
    names = Counter(
        (m["document"], at, _squeeze(m["text"]), str(m["type"]))
        for m in mentions
        if (at := place(m["document"], m["sentence"]))
    )
    gold_names = Counter((m["document"], m["sentence"], _squeeze(m["text"]), m["type"]) for m in gold_mentions)
    right = (names & gold_names).total()
    return Match(hits, extra, missed, (right, names.total() - right, gold_names.total() - right))


def snapshot(m: Match) -> dict:
    """What a later run is compared with: each gold claim's fate, each wrong claim, with its rule."""
    return {
        "hits": {_gold_key(g): c["rule"] for c, g in m.hits},
        "missed": sorted(_gold_key(g) for g in m.missed),
        "extra": {_claim_key(c): c["rule"] for c in m.extra},
    }


def differences(before: dict, now: dict) -> dict[str, list[dict]]:
    """improved, regressed, still missed, new wrong, wrong no more: rows {rule, claim}."""

    def rows(keys, *sides):
        return [{"rule": next((s[k] for s in sides if k in s), ""), "claim": k} for k in sorted(keys)]

    was, is_ = before["hits"], now["hits"]
    return {
        "improved": rows(is_.keys() - was.keys(), is_),
        "regressed": rows(was.keys() - is_.keys(), was),
        "still missed": rows(set(now["missed"]) & set(before["missed"])),
        "newly wrong": rows(now["extra"].keys() - before["extra"].keys(), now["extra"]),
        "wrong no more": rows(before["extra"].keys() - now["extra"].keys(), before["extra"]),
    }


def _gold_key(g: dict) -> str:
    negated = "not " if g.get("negated") else ""
    return f"{g['document']}: {g['subject']} | {negated}{g['predicate']} | {g.get('object') or (g.get('quantity') or {}).get('text') or ''} | {g['sentence'][:120]}"


def _claim_key(c: dict) -> str:
    negated = "not " if c["negated"] else ""
    what = (c["object"] or {}).get("text") or (c["quantity"] or {}).get("text") or ""
    return (
        f"{c['document']}: {c['subject']['text']} | {negated}{c['predicate']} | {what} | {c['evidence']['text'][:120]}"
    )


def _same_source(a: str, b: str) -> bool:
    return _squeeze(a) == _squeeze(b) or word_f1(a, b) >= 0.5


def _same_chain(a, b) -> bool:
    return len(a) == len(b) and all(map(_same_source, a, b))


def reliability(pairs: list[tuple[float, bool]], bins: int = 5) -> tuple[list[dict], float]:
    """(rows of the reliability diagram, expected calibration error) of (confidence, right) pairs.

    Bins hold equally many claims; the error is their gaps' mean, weighted by size."""
    if not pairs:
        return [], 0.0
    ranked = sorted(pairs)
    size = -(-len(ranked) // bins)
    rows, gap = [], 0.0
    for start in range(0, len(ranked), size):
        part = ranked[start : start + size]
        said = sum(c for c, _ in part) / len(part)
        right = sum(ok for _, ok in part) / len(part)
        rows.append({"claims": len(part), "confidence": round(said, 3), "right": round(right, 3)})
        gap += len(part) * abs(said - right)
    return rows, round(gap / len(ranked), 4)


def _row(what: str, right: int, extra: int, missed: int) -> dict:
    p = right / (right + extra) if right + extra else 0.0
    r = right / (right + missed) if right + missed else 0.0
    return {
        "what": what,
        "precision": round(p, 4),
        "recall": round(r, 4),
        "f1": round(2 * p * r / (p + r), 4) if p + r else 0.0,
        "gold": right + missed,
        "found": right + extra,
    }


def _rows(path: Path) -> list[dict]:
    try:
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except OSError as error:
        raise UsageError(
            f"{path}: cannot be opened ({error.strerror}): name a folder with claims.jsonl and mentions.jsonl"
        ) from None
    except json.JSONDecodeError as error:
        raise UsageError(f"{path}:{error.lineno}: not JSON: correct that line") from None
