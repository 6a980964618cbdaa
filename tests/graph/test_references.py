from graph.references import leads_to

HELD = [
    {
        "document": "two-loops",
        "title": "Two Loops: How China’s Open AI Strategy Works",
        "url": "https://www.example.gov/loops/",
    },
    {"document": "short", "title": "Dues", "url": None},
]


def reference(**given):
    return {"document": "article", "title": None, "url": None, **given}


def test_a_reference_leads_by_address_or_title_and_never_to_itself():
    assert leads_to(reference(url="http://example.gov/loops"), HELD) == "two-loops"
    assert leads_to(reference(title="Two Loops: How China's Open AI Strategy Works"), HELD) == "two-loops"
    assert leads_to(reference(document="two-loops", url="https://example.gov/loops"), HELD) is None
    assert leads_to(reference(title="Dues"), HELD) is None
    assert leads_to(reference(), HELD) is None
