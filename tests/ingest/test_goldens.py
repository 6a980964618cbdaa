"""What each kind of document is read as. `POLGRAPH_GOLDEN=write` rewrites the golden files; look
at the difference before you commit it."""

import os
from pathlib import Path

import pytest

from ingest.documents import read
from tests.ingest import papers

GOLDEN = Path(__file__).parents[1] / "golden"
WRITE = os.environ.get("POLGRAPH_GOLDEN") == "write"


def two_columns_shuffled(path):
    return papers.two_columns(path, shuffled=True)


def page(path):
    return _text(path, papers.PAGE)


def markdown(path):
    return _text(path, papers.MARKDOWN)


def plain(path):
    return _text(path, papers.TEXT)


def _text(path, words):
    path.write_text(words, encoding="utf-8")
    return path


KINDS = {
    "two-columns.pdf": papers.two_columns,
    "two-columns-shuffled.pdf": two_columns_shuffled,
    "noted.pdf": papers.noted,
    "tabled.pdf": papers.tabled,
    "boxed.pdf": papers.boxed,
    "page.html": page,
    "markdown.md": markdown,
    "plain.txt": plain,
}


def shown(r) -> str:
    lines = [f"labels: {' '.join(x or '-' for x in r.labels)}"]
    lines += [f"{b.kind} p{b.page} [{' > '.join(b.section)}] {r.text[b.start : b.end]}" for b in r.blocks]
    lines += [f"furniture p{f.page} {f.text}" for f in r.furniture]
    by_id = {x.id: x for x in r.references}
    lines += [
        f"mark {m.marker} after {r.text[max(0, m.offset - 20) : m.offset]!r} -> "
        + "; ".join(f"{by_id[i].title} ({by_id[i].date})" for i in m.references)
        for m in r.marks
    ]
    lines += [
        f"reference {x.note}: {x.author} | {x.title} | {x.publisher} | {x.date} | pp. {x.pages} | {x.url}"
        + (" | repeats" if x.repeats else "")
        for x in r.references
    ]
    lines += [
        f"table p{t.page} {t.caption!r} {t.columns} {[[c.text for c in row] for row in t.rows]}" for t in r.tables
    ]
    lines += [f"found {k}: {v}" for k, v in sorted(r.found.items())]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("name", KINDS)
def test_a_document_of_each_kind_is_read_as_before(name, tmp_path):
    got = shown(read(KINDS[name](tmp_path / name)))
    golden = GOLDEN / f"{name}.golden"
    if WRITE:
        golden.write_text(got, encoding="utf-8")
    assert got == golden.read_text(encoding="utf-8")


def test_the_goldens_are_not_written_in_ci():
    assert not (WRITE and os.environ.get("CI"))
