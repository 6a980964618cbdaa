"""Whom a document speaks for, in its own words; and the sections that are its author's inference.

Cues stand in data/cues/voice.toml.
"""

from __future__ import annotations

import re

_SENTENCE = re.compile(r"[^.!?]+(?:[.!?]+[\"”’)]*|$)")


def disclaimer(passages, cues) -> str | None:
    """The sentence that says so, verbatim; a disclaimer before a statement of whom it serves."""
    for kind in ("disclaims", "serves"):
        for p in passages:
            found = _sentence(p.text, cues["voice"][kind])
            if found:
                return found
    return None


def own_sections(passages, cues) -> frozenset[str | None]:
    """Sections (as in Passage.section) in which a sentence says that they are the author's inference."""
    return frozenset(p.section for p in passages if p.section and _sentence(p.text, cues["voice"]["own"]))


def _sentence(text: str, cues) -> str | None:
    plain = text.casefold().replace("’", "'")
    if not any(c in plain for c in cues):
        return None
    for m in _SENTENCE.finditer(text):
        if any(c in m.group().casefold().replace("’", "'") for c in cues):
            return m.group().strip()
    return " ".join(text.split())[:400]
