"""Pages that are pictures, through Tesseract: words with boxes and the engine's confidence.

Tesseract is a program of the system (Debian: tesseract-ocr). Each page has a time limit of its
own; what a page costs is the engine's, some six seconds.
"""

from __future__ import annotations

import csv
import io
import shutil
import subprocess

from graph.errors import UnreadableFile
from ingest.documents import Scan

DPI = 200
PAGE_SECONDS = 90
MISSING = "is a scan: install tesseract (Debian: apt install tesseract-ocr) and ingest again"


def available() -> bool:
    return shutil.which("tesseract") is not None


def recognise(path, pages: tuple[int, ...], language: str = "eng") -> dict[int, Scan]:
    """{page: Scan} of the pages (1-based) of a PDF. A page that cannot be recognised is left out.

    Raises UnreadableFile where the engine is not installed."""
    if not available():
        raise UnreadableFile(f"{path}: page {pages[0]} {MISSING}")
    import pypdfium2 as pdfium

    out = {}
    pdf = pdfium.PdfDocument(path)
    try:
        for number in pages:
            page = pdf[number - 1]
            width, height = page.get_size()
            scale = min(DPI / 72, 4000 / max(width, height, 1))  # a huge page must not fill the memory
            picture = page.render(scale=scale, grayscale=True).to_pil()
            page.close()
            scan = _recognise(picture, scale, language)
            if scan is not None:
                out[number] = scan
    finally:
        pdf.close()
    return out


def _recognise(picture, scale: float, language: str) -> Scan | None:
    blob = io.BytesIO()
    picture.save(blob, "PNG")
    try:
        done = subprocess.run(
            ["tesseract", "stdin", "stdout", "-l", language, "--dpi", str(round(72 * scale)), "tsv"],
            input=blob.getvalue(),
            capture_output=True,
            timeout=PAGE_SECONDS,
            env={"OMP_THREAD_LIMIT": "1", "PATH": "/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin"},
            check=True,
        )
    except (subprocess.SubprocessError, OSError):
        return None
    lines: dict[tuple, list] = {}
    confidences = []
    for row in csv.DictReader(
        io.StringIO(done.stdout.decode("utf-8", "replace")), delimiter="\t", quoting=csv.QUOTE_NONE
    ):
        text = (row.get("text") or "").strip()
        if row.get("level") != "5" or not text or float(row["conf"]) < 0:
            continue
        x, y, w, h = (float(row[k]) / scale for k in ("left", "top", "width", "height"))
        place = tuple(int(row[k]) for k in ("block_num", "par_num", "line_num"))
        lines.setdefault(place, []).append((text, x, y, x + w, y + h))
        confidences.append(float(row["conf"]))
    if not lines:
        return None
    return Scan(tuple(tuple(v) for _, v in sorted(lines.items())), round(sum(confidences) / len(confidences) / 100, 3))
