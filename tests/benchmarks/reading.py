"""Reading against pdfplumber's words, side by side in one run: ratios, not times.

    python -m tests.benchmarks.reading [FOLDER with .pdf, default ../shared/corpus, else the samples]

Then memory: the PDFs repeated to 1,500 pages, read in a process of their own.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]


def pdfs(folder: str | None) -> list[Path]:
    for place in (Path(folder) if folder else None, ROOT.parent / "shared" / "corpus", ROOT / "data" / "corpus"):
        if place and place.is_dir():
            return sorted(place.rglob("*.pdf"))
    return []


def clock(function, files) -> tuple[int, float]:
    """Pages and CPU seconds."""
    pages, start = 0, time.process_time()
    for f in files:
        pages += function(f)
    return pages, time.process_time() - start


def ours(path) -> int:
    from ingest.documents import read

    return read(path).pages


def core(path) -> int:
    """Without ruled tables, which pdfplumber cuts on the pages that draw a grid."""
    from ingest import tables

    kept, tables.ruled = tables.ruled, lambda *_: {}
    try:
        return ours(path)
    finally:
        tables.ruled = kept


def plumber(path) -> int:
    import pdfplumber

    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            page.extract_words()
            page.close()
        return len(pdf.pages)


def long_pdf(files, count: int, target: Path) -> None:
    import pypdfium2 as pdfium

    out = pdfium.PdfDocument.new()
    while len(out) < count:
        for f in files:
            source = pdfium.PdfDocument(f)
            out.import_pages(source, list(range(min(len(source), count - len(out)))))
            source.close()
    out.save(target)
    out.close()


def main() -> None:
    files = pdfs(sys.argv[1] if len(sys.argv) > 1 else None)
    if sys.argv[1:2] == ["--memory"]:
        pages = ours(Path(sys.argv[2]))
        print(pages, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
        return
    ours(files[0]), plumber(files[0])  # warm
    functions = {
        "reading: text, boxes, structure, notes": core,
        "reading, with ruled tables": ours,
        "pdfplumber extract_words": plumber,
    }
    rounds = [{name: clock(f, files) for name, f in functions.items()} for _ in range(3)]
    rates = {name: max(r[name][0] / r[name][1] for r in rounds) for name in functions}
    print(f"{len(files)} PDFs, {rounds[0]['pdfplumber extract_words'][0]} pages")
    for name, rate in rates.items():
        print(f"{name:42}{rate:7.1f} pages per CPU second{rate / rates['pdfplumber extract_words']:7.1f} times")
    with tempfile.TemporaryDirectory() as folder:
        for count in (150, 1500):
            path = Path(folder) / f"{count}.pdf"
            long_pdf(files, count, path)
            done = subprocess.run(
                [sys.executable, "-m", "tests.benchmarks.reading", "--memory", str(path)],
                capture_output=True, text=True, check=True, cwd=ROOT,
            )  # fmt: skip
            pages, megabytes = done.stdout.split()
            print(f"{pages:>5} pages: {megabytes} MB at most")


if __name__ == "__main__":
    main()
