"""Documents made here, one of each kind that the reader must know: real files, same bytes each time."""

from __future__ import annotations

import io
from pathlib import Path

from reportlab.lib.pagesizes import LETTER
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = LETTER


class Paper:
    """A canvas that writes lines downwards from the top left, y counted from the top."""

    def __init__(self, path):
        self.path = Path(path)
        self.canvas = Canvas(str(path), pagesize=LETTER, invariant=1)

    def text(self, x, y, words, size=11, font="Times-Roman"):
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, HEIGHT - y, words)
        return x + self.canvas.stringWidth(words, font, size)

    def raised(self, x, y, mark, size=6.5):
        self.canvas.setFont("Times-Roman", size)
        self.canvas.drawString(x, HEIGHT - y + 4, mark)
        return x + self.canvas.stringWidth(mark, "Times-Roman", size)

    def frame(self, title, label):
        self.text(72, 40, title, 8, "Helvetica")
        self.text(500, 760, label, 8, "Helvetica")

    def page(self):
        self.canvas.showPage()

    def save(self):
        self.canvas.save()
        return self.path


LEFT = [
    "Ports that share berth data turn ships around",
    "faster, and faster turns draw more carriers to",
    "the port. The harbour board calls that circle",
    "its first advantage over rivals further north.",
    "Carriers answer with larger vessels, which need",
    "deeper channels and longer quays than before.",
    "Dredging is paid for out of harbour dues, so a",
    "port that grows can dig, and one that shrinks",
]
RIGHT = [
    "cannot. Smaller harbours have therefore asked",
    "the ministry to pool dredging funds. The board",
    "opposes a pool because it would weaken the link",
    "between dues and depth that its plans rest on.",
    "A review of the dues is expected before summer,",
    "and two of the northern ports have said that",
    "they will wait for it before they order cranes.",
    "No decision on the pool has been announced yet.",
]


def two_columns(path, shuffled=False):
    """A title over two columns; with `shuffled` the columns are drawn in turns, line by line."""
    p = Paper(path)
    for n in (1, 2, 3):
        p.frame("HARBOUR NOTES", f"Harbour Board | {n}")
        p.text(72, 80, f"Berths and depth, part {n}", 16, "Helvetica-Bold")
        lines = (
            [(72, 110 + 14 * i, t) for i, t in enumerate(LEFT)],
            [(320, 110 + 14 * i, t) for i, t in enumerate(RIGHT)],
        )
        order = [x for pair in zip(*lines, strict=True) for x in pair] if shuffled else [*lines[0], *lines[1]]
        for x, y, t in order:
            p.text(x, y, t)
        p.page()
    return p.save()


def noted(path):
    """Roman page numbers, a sentence over two pages, footnotes that go on, ibid. and a short form."""
    p = Paper(path)
    p.frame("A REPORT ON DUES", "Example Board | iv")
    p.text(72, 90, "How dues work", 15, "Times-Bold")
    x = p.text(72, 116, "Dues rose by 12 percent in 2024, which the board ascribes to larger ships.")
    p.raised(x, 116, "1")
    x = p.text(72, 130, "Smaller ports lost traffic in the same year.")
    x = p.raised(x, 130, "2")
    p.text(x + 3, 130, "Observers expect that the gap between large")
    p.raised(72, 702, "1")
    p.text(77, 702, "Ada Field, “Dues and Depth,” Example Review, May 4, 2025, 12. https://example.org/dues/", 8.5)
    p.text(72, 712, "depth-2025; Ben Hill, “Ships,” Example Press, June 2024.", 8.5)
    p.raised(72, 724, "2")
    p.text(77, 724, "Ibid. The figures are those of the harbour office, which counts calls and not", 8.5)
    p.page()
    p.frame("A REPORT ON DUES", "Example Board | v")
    x = p.text(72, 90, "and small ports widens until the pool is decided.")
    p.raised(x, 90, "3")
    p.text(72, 704, "tonnes of cargo.", 8.5)
    p.raised(72, 716, "3")
    p.text(77, 716, "Field, “Dues and Depth,” 14.", 8.5)
    p.page()
    for label in ("vi", "vii"):
        p.frame("A REPORT ON DUES", f"Example Board | {label}")
        p.text(72, 90, f"Page {label} adds no more than this one sentence to the report.")
        p.page()
    return p.save()


def tabled(path):
    """An open table of figures with a unit under its title, and a ruled one."""
    p = Paper(path)
    p.text(72, 80, "Spending in detail", 15, "Times-Bold")
    p.text(72, 104, "The table shows what each office was given and what it asked for in the new year.")
    p.text(200, 140, "Table 1. Harbour Offices, FY2025-FY2026", 10, "Helvetica-Bold")
    p.text(230, 154, "(appropriations, in millions of dollars)", 8.5, "Helvetica")
    for x, head in ((300, "FY2025 Enacted"), (390, "FY2026 Request"), (480, "Change")):
        p.text(x, 176, head, 8.5, "Helvetica-Bold")
    p.text(80, 176, "Office", 8.5, "Helvetica-Bold")
    rows = (("Pilot Office", "1,204.5", "998.0", "-17.1%"), ("Dredging Fund", "310.0", "402.2", "29.7%"),
            ("Office of Lights", "18.4", "—", "—"), ("Total", "1,532.9", "1,400.2", "-8.7%"))  # fmt: skip
    for i, (label, *cells) in enumerate(rows):
        p.text(80, 194 + 16 * i, label, 8.5, "Helvetica")
        for x, c in zip((310, 400, 485), cells, strict=True):
            p.text(x, 194 + 16 * i, c, 8.5, "Helvetica")
    p.text(80, 266, "Source: Harbour Board, annual accounts.", 8, "Helvetica")
    p.text(72, 300, "The second table names the ports and the depth that each of them keeps.")
    p.text(72, 330, "Table 2. Ports and Depth", 10, "Helvetica-Bold")
    xs, ys = (72, 240, 400, 540), (340, 362, 384, 406)
    for x in xs:
        p.canvas.line(x, HEIGHT - ys[0], x, HEIGHT - ys[-1])
    for y in ys:
        p.canvas.line(xs[0], HEIGHT - y, xs[-1], HEIGHT - y)
    for y, cells in zip(ys, (("Port", "Sea", "Depth"), ("Northhaven", "North Sea", "14 metres"), ("Eastbay", "Baltic", "11 metres")), strict=False):  # fmt: skip
        for x, c in zip(xs, cells, strict=False):
            p.text(x + 4, y + 15, c, 9, "Helvetica")
    p.text(72, 440, "Both tables were drawn up by the board itself.")
    p.page()
    return p.save()


def boxed(path):
    """A sentence that a text box interrupts, with a list, a figure and contents."""
    p = Paper(path)
    p.text(72, 80, "Contents", 15, "Times-Bold")
    p.text(72, 104, "Why depth matters " + "." * 60 + " 2")
    p.text(72, 120, "What the board asks " + "." * 58 + " 3")
    p.text(72, 160, "Why depth matters", 15, "Times-Bold")
    p.text(72, 184, "Deep channels take large ships; large ships cut the cost of each box, and lower cost brings")
    p.canvas.rect(90, HEIGHT - 290, 420, 86)
    p.text(200, 222, "A Word on Depth", 11, "Helvetica-Bold")
    p.text(
        100, 240, "Depth is measured at low water, and it is published twice a year by the office.", 9.5, "Helvetica"
    )
    p.text(100, 253, "The office of lights checks the figures against its own soundings each spring.", 9.5, "Helvetica")
    p.text(72, 316, "more trade to the port, which then pays for depth.")
    p.text(72, 344, "The board asks for three things:")
    p.text(84, 362, "• a fund for dredging that all ports pay into;")
    p.text(84, 378, "• a common register of berths; and")
    p.text(84, 394, "• dues that follow the depth of the ship, not its length,")
    p.text(92, 408, "so that deep ships pay for deep channels.")
    p.text(180, 440, "Figure 1. Calls by Port", 10, "Helvetica-Bold")
    p.text(200, 470, "Northhaven 412", 7, "Helvetica")
    p.text(300, 520, "Eastbay 96", 7, "Helvetica")
    p.text(180, 560, "Source: Harbour Board.", 8, "Helvetica")
    p.text(72, 590, "Calls have grown in every year since the register was opened to the public.")
    p.page()
    return p.save()


def scanned(path, dpi=150):
    """The first page of `noted` as a picture, without a text layer."""
    import pypdfium2

    source = noted(Path(path).with_name("noted-for-scan.pdf"))
    pdf = pypdfium2.PdfDocument(source)
    picture = pdf[0].render(scale=dpi / 72).to_pil().convert("L")
    pdf.close()
    blob = io.BytesIO()
    picture.save(blob, "PNG")
    blob.seek(0)
    from reportlab.lib.utils import ImageReader

    c = Canvas(str(path), pagesize=LETTER, invariant=1)
    c.drawImage(ImageReader(blob), 0, 0, WIDTH, HEIGHT)
    c.showPage()
    c.save()
    return Path(path)


PAGE = """<html lang="en"><head><title>Dues and depth | Example Review</title>
<meta property="og:site_name" content="Example Review"><meta name="author" content="Ada Field">
<meta property="article:published_time" content="2025-05-04">
<link rel="canonical" href="https://example.org/dues"></head><body><nav><a href="/">Home</a> <a href="/a">About</a></nav>
<article><h1>Dues and depth</h1>
<p>Harbour dues rose by a tenth last year, and the board says that larger ships are the reason for it.<sup><a href="#n1">1</a></sup>
Smaller ports see things differently and have asked the ministry to look into the matter.<sup><a href="#n2">2</a></sup></p>
<h2>What comes next</h2>
<p>A review is due before summer. Until then the northern ports will not order cranes, their spokesman said on Monday.</p>
<table><tr><th>Port</th><th>Calls</th></tr><tr><td>Northhaven</td><td>412</td></tr><tr><td>Eastbay</td><td>96</td></tr></table>
<ol><li id="n1">Harbour Board, “Annual Accounts,” Example Press, March 2025.</li>
<li id="n2">Ben Hill, “Ships,” Example Press, June 2024.</li></ol></article></body></html>
"""

MARKDOWN = """---
title: left out
---

# Dues and depth

Dues rose by a tenth.[^1] The board
explains it by larger ships.

## Asked for

- a fund for dredging
- a common register

| Port | Calls |
| --- | --- |
| Northhaven | 412 |

[^1]: Ada Field, “Dues and Depth,” Example Review, May 4, 2025.
"""

TEXT = """Dues and depth

Dues rose by a tenth last year. The board explains it by larger ships
that need deeper channels.

- a fund for dredging
- a common register
"""
