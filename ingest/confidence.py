"""How probable it is that a claim is right: a logistic model over a few plain signs.

The weights stand in data/predicates/confidence.toml. They are fitted on hand-made gold, and tried
document by document: each document's claims are judged by weights that never saw it.

    python -m ingest.confidence GOLD EXPORT    prints the reliability and new weights
"""

from __future__ import annotations

import math
import sys

from graph.model import Claim, record

SIGNS = ("always", "vague verb", "none named", "far apart")
# Verbs of many senses: what they state is more often misread.
VAGUE = frozenset({"increases", "decreases", "supports", "uses"})
FAR = 80  # characters between the arguments


def signs(claim: dict) -> dict[str, float]:
    """The signs of a claim record, each 0 or 1."""
    a, b = claim["subject"], claim["object"]
    named = bool(a["id"]) or bool(b and b["id"])
    gap = b["start"] - a["end"] if b and None not in (a["start"], a["end"], b["start"]) else 0
    return {
        "always": 1.0,
        "vague verb": float(claim["predicate"] in VAGUE),
        "none named": float(not named),
        "far apart": float(gap > FAR or gap < -FAR),
    }


def probability(claim: Claim, weights: dict[str, float]) -> float:
    """Between 0 and 1, at two decimals: more would be false precision."""
    z = sum(weights[name] * value for name, value in signs(record(claim)).items())
    return round(1 / (1 + math.exp(-z)), 2)


def fit(rows: list[tuple[dict[str, float], bool]], ridge: float = 1.0) -> dict[str, float]:
    """Weights by Newton's method, drawn to zero (the intercept aside) by `ridge`."""
    import numpy as np

    x = np.array([[r[name] for name in SIGNS] for r, _ in rows])
    y = np.array([float(ok) for _, ok in rows])
    w = np.zeros(len(SIGNS))
    pull = np.diag([0.01] + [ridge] * (len(SIGNS) - 1))
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ w))
        step = np.linalg.solve(x.T @ (x * (p * (1 - p))[:, None]) + pull, x.T @ (y - p) - pull @ w)
        w += step
        if np.abs(step).max() < 1e-9:
            break
    return {name: round(float(v), 3) for name, v in zip(SIGNS, w, strict=True)}


def judged(gold: str, export: str) -> list[tuple[str, dict[str, float], bool]]:
    """(document, signs, whether right) of an export's claims in the gold's sentences."""
    import json
    from pathlib import Path

    from ingest.evaluation import match

    claims = [json.loads(line) for line in (Path(export) / "claims.jsonl").read_text(encoding="utf-8").splitlines()]
    m = match(gold, claims, [])
    right = [(c, True) for c, _ in m.hits] + [(c, False) for c in m.extra]
    return [(c["document"], signs(c), ok) for c, ok in right]


def main() -> None:
    from ingest.evaluation import reliability

    rows = judged(*sys.argv[1:3])
    held_out = []
    for document in sorted({d for d, _, _ in rows}):
        weights = fit([(s, ok) for d, s, ok in rows if d != document])
        for d, s, ok in rows:
            if d == document:
                held_out.append((1 / (1 + math.exp(-sum(weights[n] * v for n, v in s.items()))), ok))
    diagram, error = reliability(held_out)
    for row in diagram:
        print(f"{row['claims']:4} claims, confidence {row['confidence']:.3f}, right {row['right']:.3f}")
    print(f"expected calibration error, each document by the others' weights: {error:.4f}")
    for name, value in fit([(s, ok) for _, s, ok in rows]).items():
        print(f'"{name}" = {value}')


if __name__ == "__main__":
    main()
