import pytest

from ingest.quantities import dates_in, figures


@pytest.mark.parametrize(
    "text, value, low, high, unit, comparator, approximate",
    [
        ("roughly 30% of usage", 30, None, None, "percent", "=", True),
        ("$350 billion", 350_000_000_000, None, None, "USD", "=", False),
        ("$4.2bn", 4_200_000_000, None, None, "USD", "=", False),
        ("as much as 50 percent", 50, None, None, "percent", "<=", False),
        ("over 100,000 derivatives", 100_000, None, None, "count", ">", False),
        ("20–30 percent", None, 20, 30, "percent", "=", False),
        ("more than tenfold", 10, None, None, "times", ">", False),
        ("nearly twice the rate", 2, None, None, "times", "=", True),
        ("70B parameters", 70_000_000_000, None, None, "parameters", "=", False),
        ("hundreds of millions of downloads", None, 200_000_000, None, "count", ">=", True),
        ("5% or less", 5, None, None, "percent", "<=", False),
    ],
)
def test_figure(text, value, low, high, unit, comparator, approximate):
    [f] = figures(text)
    q = f.quantity
    assert (q.value, q.low, q.high, q.unit, q.comparator, q.approximate) == (
        value,
        low,
        high,
        unit,
        comparator,
        approximate,
    )


def test_from_to_is_two_figures():
    assert [f.quantity.value for f in figures("rose from 32 to 337")] == [32, 337]


@pytest.mark.parametrize("text", ["in 2025", "GPT-4", "Section 232", "Qwen2.5", "Figure 3", "one lab", "P.L. 119"])
def test_no_figure_in_names_years_and_references(text):
    assert figures(text) == []


@pytest.mark.parametrize(
    "text, iso",
    [
        ("in 2025", "2025"),
        ("in August 2025", "2025-08"),
        ("on March 23, 2026", "2026-03-23"),
        ("From November to December 2025", "2025-11/2025-12"),
        ("Between 2022 and 2025", "2022/2025"),
    ],
)
def test_dates_keep_their_granularity(text, iso):
    assert [d[2] for d in dates_in(text)] == [iso]


def test_a_power_of_ten_is_one_figure():
    from ingest.quantities import figures

    [f] = [f for f in figures("The run took 5 x 10^26 FLOPs.")]
    assert (f.quantity.value, f.quantity.unit, f.quantity.text) == (5 * 10**26, "FLOPs", "5 x 10^26 FLOPs")
