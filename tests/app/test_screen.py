"""The explorer in a real browser: click from the matrix to the sentence, offline."""

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from graph import queries
from graph.store import open_store

ROOT = Path(__file__).parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


@pytest.fixture(scope="module")
def address(sample_store, tmp_path_factory):
    log = tmp_path_factory.mktemp("log") / "err"
    with log.open("w") as err:
        server = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "app", "--no-browser", "--port", "8655", "--store", sample_store],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=err,
            text=True,
        )
    try:
        where = server.stdout.readline().strip()
        assert where.startswith("http://127.0.0.1:"), log.read_text()
        for _ in range(100):
            try:
                urllib.request.urlopen(f"{where}/_stcore/health", timeout=2)
                break
            except OSError:
                time.sleep(0.1)
        yield where
    finally:
        server.send_signal(2)
        server.wait(15)


@pytest.fixture(scope="module")
def browser():
    path = next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None)
    if path is None:
        reason = "the screen's tests need a Chromium: install the chromium package"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as p:
        b = p.chromium.launch(executable_path=path, args=FLAGS)
        yield b
        b.close()


@pytest.fixture
def tab(browser, address):
    """A page that fails on any request beyond the app."""
    p = browser.new_page(viewport={"width": 1280, "height": 900})
    beyond = []
    p.on(
        "request",
        lambda r: (
            None
            if r.url.startswith((address, address.replace("http", "ws"), "data:", "blob:"))
            else beyond.append(r.url)
        ),
    )
    p.set_default_timeout(20000)
    yield p
    p.close()
    assert beyond == []


def test_from_a_cell_to_the_sentence(tab, address):
    tab.goto(address)
    tab.get_by_role("heading", name="Which policy lever").wait_for()
    tab.locator("td.cell a[title^='does not reach']").first.click()
    tab.get_by_role("heading", name="Claims").wait_for()
    assert "relation=does_not_reach" in tab.url
    tab.get_by_role("link", name="open the claim").first.click()
    tab.locator("mark").wait_for()
    assert "physical loop" in tab.locator("mark").inner_text()
    assert tab.get_by_text("Who says it").is_visible()


def test_a_claims_own_address_shows_quotation_page_and_chain(tab, address, sample_store):
    with open_store(sample_store) as store:
        relayed = next(c for c in queries.claims(store) if len(c["asserted_by"]) > 1)
    tab.goto(f"{address}/?view=claim&id={relayed['id']}")
    tab.locator("mark").wait_for()
    assert tab.locator("mark").inner_text() == relayed["evidence"]["text"]
    assert " → ".join(relayed["asserted_by"]) in tab.locator("dl .chain").inner_text()


def test_search_leads_to_a_thing_and_its_address_can_be_shared(tab, address):
    tab.goto(address)
    box = tab.get_by_role("textbox", name="Search")
    box.fill("export controls")
    box.press("Enter")
    tab.get_by_role("link", name="export controls", exact=True).first.click()
    tab.get_by_role("heading", name="export controls", exact=True).wait_for()
    assert "view=thing" in tab.url and "id=export-controls" in tab.url


@pytest.mark.parametrize(
    "query, words",
    [
        ("?view=claim&id=0000", "No claim has that number"),
        ("?view=thing&id=nobody", "Nothing of that name"),
        ("?view=elsewhere", "There is no page"),
        ("?view=document&id=none", "No document of that key"),
    ],
)
def test_an_unknown_address_gets_a_sentence_and_the_search_box(tab, address, query, words):
    tab.goto(f"{address}/{query}")
    tab.get_by_text(words).wait_for()
    tab.get_by_role("textbox", name="Search").wait_for()


def test_text_of_a_source_is_never_run(sample_store):
    from app import present

    claim = {
        "id": "x",
        "subject": {"text": "<script>alert(1)</script>", "id": None},
        "predicate": "uses",
        "negated": True,
        "object": {"text": "<b>y</b>", "id": None},
        "status": "hedged",
        "asserted_by": ["<i>A</i>", "B"],
        "quantity": None,
        "document": "d",
        "evidence": {"text": "<script>", "page": 1, "label": None},
    }
    html = present.claim_item(claim)
    assert "<script>" not in html and "<b>y" not in html and "<i>A" not in html
    assert "denied" in html and "hedged" in html  # doubt is a word, not a colour


def test_demo_reads_the_samples_and_prints_its_address(tmp_path):
    demo = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "demo", "--no-browser", "--port", "8690", "--store", str(tmp_path / "store")],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        address = demo.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:")
        with urllib.request.urlopen(address, timeout=10) as answer:
            assert answer.status == 200
    finally:
        demo.send_signal(2)
        _, err = demo.communicate(timeout=20)
    assert "5 documents ingested" in err and "Traceback" not in err
