"""Precision and recall against a gold set, by the rules of shared/contract/CLAIMS.md.

A claim matches one gold claim of its sentence when predicate and polarity agree and both
arguments agree by name, alias or word F1 ≥ 0.5; `measures` by subject, value and unit. Only
sentences that the gold set holds are scored.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
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


def score(gold_dir: str | Path, claims: list[dict], mentions: list[dict]) -> list[dict]:
    """Rows {what, precision, recall, f1, gold, found}: mentions, claims, each predicate, then the
    share of matched claims with the right origin and status (as `precision`)."""
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

    wanted: dict[tuple, list[dict]] = defaultdict(list)
    for g in gold_claims:
        wanted[g["document"], g["sentence"]].append(g)
    hits: list[tuple[dict, dict]] = []
    extra: list[dict] = []
    for c in claims:
        at = place(c["document"], c["evidence"]["text"])
        if at is None:
            continue
        pool = wanted[c["document"], at]
        match = max(
            (g for g in pool if agrees(c, g)), key=lambda g: word_f1(c["subject"]["text"], g["subject"]), default=None
        )
        if match is None:
            extra.append(c)
        else:
            pool.remove(match)
            hits.append((c, match))
    missed = [g for pool in wanted.values() for g in pool]
    names = Counter(
        (m["document"], place(m["document"], m["sentence"]), _squeeze(m["text"]), str(m["type"]))
        for m in mentions
        if place(m["document"], m["sentence"])
    )
    gold_names = Counter((m["document"], m["sentence"], _squeeze(m["text"]), m["type"]) for m in gold_mentions)
    right = (names & gold_names).total()
    rows = [
        _row("mentions", right, names.total() - right, gold_names.total() - right),
        _row("claims", len(hits), len(extra), len(missed)),
    ]
    for p in sorted({g["predicate"] for g in gold_claims} | {c["predicate"] for c in extra}):
        rows.append(
            _row(p, *(sum(c["predicate"] == p for c in part) for part in ([g for _, g in hits], extra, missed)))
        )
    for what, same in (
        ("origin", lambda c, g: word_f1(c["asserted_by"][0], g["asserted_by"][0]) >= 0.5),
        ("status", lambda c, g: c["status"] == g["status"]),
    ):
        good = sum(same(c, g) for c, g in hits)
        rows.append(
            {
                "what": what,
                "precision": round(good / len(hits), 4) if hits else 0.0,
                "recall": None,
                "f1": None,
                "gold": len(hits),
                "found": len(hits),
            }
        )
    return rows


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
