"""A table's figure is a claim about its row, in its column's words, with the cell's place."""

import pytest

from graph.model import Status
from ingest import pipeline
from tests.ingest import papers


@pytest.fixture(scope="module")
def claims(tmp_path_factory):
    path = papers.tabled(tmp_path_factory.mktemp("t") / "tabled.pdf")
    source = pipeline.Source(path, "tabled", {"publisher": "Harbour Board"})
    x = pipeline.extract(source, path.read_bytes())
    assert len(x.tables) == 2
    return x, {(c.subject.text, c.quantity.of.split(";")[0]): c for c in x.claims if c.rule == "table:cell"}


def test_scale_and_unit_come_from_the_title(claims):
    x, found = claims
    c = found["Pilot Office", "FY2025 Enacted"]
    assert (c.quantity.value, c.quantity.unit, c.time) == (1_204_500_000, "USD", "2025")
    assert x.text[c.evidence.start : c.evidence.end] == c.evidence.text
    assert c.evidence.text.startswith("Pilot Office | 1,204.5")
    assert x.text[c.subject.start : c.subject.end] == "Pilot Office"
    assert c.evidence.boxes and c.evidence.page == 1


def test_a_percent_is_not_scaled_and_an_empty_cell_says_nothing(claims):
    _, found = claims
    assert (found["Dredging Fund", "Change"].quantity.value, found["Dredging Fund", "Change"].quantity.unit) == (
        29.7,
        "percent",
    )
    assert ("Office of Lights", "FY2026 Request") not in found


def test_what_is_asked_for_is_no_fact(claims):
    _, found = claims
    assert found["Pilot Office", "FY2026 Request"].status is Status.RECOMMENDED
    assert found["Pilot Office", "FY2025 Enacted"].status is Status.ASSERTED


def test_a_table_keeps_header_page_and_box(claims):
    x, _ = claims
    t = x.tables[0]
    assert t.columns == ("Office", "FY2025 Enacted", "FY2026 Request", "Change")
    assert t.page == 1 and t.box.x1 > t.box.x0 and len(t.rows) == len(t.passages) == 4
