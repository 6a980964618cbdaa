"""The command line as shared/contract/CLI.md promises it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from graph import queries

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "data" / "corpus"


def test_ingest_export_import_and_again(polgraph, tmp_path):
    code, out, err = polgraph("ingest", SAMPLES)
    assert code == 0 and out == "" and "claims" in err
    code, _, err = polgraph("ingest", SAMPLES)
    assert code == 0 and "0 documents ingested" in err and "skipped (unchanged)" in err
    assert polgraph("export", "out")[0] == 0
    assert polgraph("import", "out", "--store", "other")[0] == 0
    assert polgraph("export", "again", "--store", "other")[0] == 0
    files = sorted(p.relative_to(tmp_path / "out") for p in (tmp_path / "out").rglob("*") if p.is_file())
    assert {"claims.jsonl", "mentions.jsonl", "documents.jsonl", "references.jsonl"} <= {str(f) for f in files}
    for f in files:
        assert (tmp_path / "out" / f).read_bytes() == (tmp_path / "again" / f).read_bytes()
    texts = {p.stem: p.read_text() for p in (tmp_path / "out" / "text").iterdir()}
    for line in (tmp_path / "out" / "claims.jsonl").read_text().splitlines():
        c = json.loads(line)
        e = c["evidence"]
        assert texts[c["document"]][e["start"] : e["end"]] == e["text"]


def test_bad_files_are_named_and_the_others_ingested(polgraph, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "good.txt").write_text("Open models drive adoption.\n")
    (tmp_path / "in" / "empty.txt").write_text("")
    (tmp_path / "in" / "broken.pdf").write_bytes(b"%PDF-1.5 \x00 nothing")
    (tmp_path / "in" / "binary.txt").write_bytes(bytes(range(256)) * 10)
    code, _, err = polgraph("ingest", "in")
    lines = [x for x in err.splitlines() if x.startswith("polgraph:")]
    assert code == 1 and len(lines) == 3 and "Traceback" not in err
    assert all(any(name in x for x in lines) for name in ("empty.txt", "broken.pdf", "binary.txt"))
    assert "1 documents ingested: 1 claims" in err


@pytest.mark.parametrize(
    "args, code, words",
    [
        (("claims", "--store", "bolt://127.0.0.1:1"), 3, "cannot be reached"),
        (("claims", "--store", "nowhere"), 3, "holds no graph yet"),
        (("ingest", "missing.pdf"), 2, "is not there"),
        (("nonsense",), 2, "nonsense"),
        (("import", "nowhere"), 1, "is not there"),
        (("cypher", "--param", "x", "RETURN 1"), 3, ""),
    ],
)
def test_errors_are_one_line_with_their_code(polgraph, args, code, words):
    got, out, err = polgraph(*args)
    assert got == code and words in err and out == "" and len(err.strip().splitlines()) == 1


def test_cypher_reads_and_refuses(polgraph, sample_store):
    code, out, _ = polgraph(
        "cypher", "MATCH (d:Document) RETURN count(d) AS n", "--format", "json", "--store", sample_store
    )
    assert code == 0 and json.loads(out) == [{"n": 5}]
    code, out, _ = polgraph(
        "cypher",
        "-",
        "--param",
        "p=targets",
        "--format",
        "csv",
        "--store",
        sample_store,
        input="MATCH (c:Claim {predicate: $p}) RETURN c.predicate AS p LIMIT 1",
    )
    assert code == 0 and out == "p\ntargets\n"
    for query in ("CREATE (n:Claim {id: 'x'})", "LOAD CSV FROM 'file:///etc/passwd' AS l RETURN l"):
        code, out, err = polgraph("cypher", query, "--store", sample_store)
        assert code == 1 and out == "" and "refused" in err


def test_claims_are_filtered(polgraph, sample_store):
    code, out, _ = polgraph(
        "claims", "--lever", "export-controls", "--predicate", "targets", "--json", "--store", sample_store
    )
    found = json.loads(out)
    assert code == 0 and found and {c["predicate"] for c in found} == {"targets"}
    assert all("export-controls" in (c["subject"]["id"], (c["object"] or {}).get("id")) for c in found)
    code, out, _ = polgraph("claims", "--text", "no such words at all", "--json", "--store", sample_store)
    assert code == 1 and json.loads(out) == []
    assert polgraph("claims", "--predicate", "drives", "--store", sample_store)[0] == 2


def test_every_named_query_is_listed(polgraph, sample_store):
    code, out, _ = polgraph("queries", "--json")
    assert code == 0 and {r["name"] for r in json.loads(out)} == {q.name for q in queries.named()}
    code, out, _ = polgraph("queries", "what_acts_on", "thing=physical-loop", "--json", "--store", sample_store)
    assert code == 0 and json.loads(out)
    assert polgraph("queries", "what_acts_on", "--store", sample_store)[0] == 1


def test_verify_tells_exact_changed_and_gone(polgraph, tmp_path):
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.txt").write_text("It rains a lot. Open models drive adoption.\n")
    assert polgraph("ingest", "a.txt", "b.txt", "c.txt")[0] == 0
    assert polgraph("verify")[0] == 0
    (tmp_path / "b.txt").write_text("Open models drive adoption.\n")
    (tmp_path / "c.txt").unlink()
    code, out, _ = polgraph("verify", "--json")
    assert code == 1
    assert [(r["document"], r["exact"], r["changed"], r["gone"]) for r in json.loads(out)] == [
        ("a", 1, 0, 0),
        ("b", 0, 1, 0),
        ("c", 0, 0, 1),
    ]


def test_evaluate_scores_a_gold_set(polgraph, tmp_path):
    (tmp_path / "a.txt").write_text("Open models drive adoption. Low prices erode margins.\n")
    assert polgraph("ingest", "a.txt")[0] == 0
    gold = tmp_path / "gold"
    gold.mkdir()
    row = {
        "document": "a",
        "sentence": "Open models drive adoption.",
        "subject": "Open models",
        "predicate": "increases",
        "object": "adoption",
        "negated": False,
        "status": "asserted",
        "asserted_by": ["unknown publisher"],
        "quantity": None,
    }
    missed = {**row, "sentence": "Low prices erode margins.", "object": "volume"}
    (gold / "claims.jsonl").write_text(json.dumps(row) + "\n" + json.dumps(missed) + "\n")
    (gold / "mentions.jsonl").write_text("")
    code, out, err = polgraph("evaluate", "gold")
    assert code == 0 and "first evaluation" in err
    (tmp_path / "a.txt").write_text("Low prices erode margins. Open models drive adoption.\nLow wages erode morale.\n")
    polgraph("ingest", "a.txt")
    found = {**missed, "subject": "Low prices", "predicate": "decreases", "object": "margins"}
    (gold / "claims.jsonl").write_text(json.dumps(found) + "\n" + json.dumps(row) + "\n")
    code, out, _ = polgraph("evaluate", "gold")
    assert "improved: 1" in out and "regressed: 0" in out and "Low prices | decreases | margins" in out
    (gold / "claims.jsonl").write_text(json.dumps(row) + "\n" + json.dumps(missed) + "\n")
    code, out, _ = polgraph("evaluate", "gold", "--json")
    answer = json.loads(out)
    rows = {r["what"]: r for r in answer["scores"]}
    assert [c["claim"][:20] for c in answer["changes"]["regressed"]] == ["a: Low prices | decr"]
    assert code == 0 and (rows["claims"]["precision"], rows["claims"]["recall"]) == (0.5, 0.5)
    assert polgraph("evaluate", "nowhere")[0] == 2


def test_help_needs_no_heavy_import():
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "app.cli", "ingest", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert "Example:" in done.stdout
    for heavy in ("spacy", "neo4j", "kglite", "streamlit", "pypdfium2"):
        assert f" {heavy}\n" not in done.stderr


def test_page_draws_blocks_and_claims(polgraph, tmp_path):
    from PIL import Image

    polgraph("ingest", ROOT / "data" / "corpus" / "two-loops-digest.pdf")
    code, _, err = polgraph("page", "two-loops-digest", 1, "-o", "p.png")
    assert code == 0 and "claims" in err
    picture = Image.open(tmp_path / "p.png").convert("RGB")
    colours = {c for _, c in picture.getcolors(maxcolors=1 << 24)}
    assert (0x00, 0x72, 0xB2) in colours  # a heading's frame
    code, _, err = polgraph("page", "two-loops-digest", 99)
    assert code == 1 and "has no page 99" in err
    code, _, err = polgraph("page", "nothing", 1)
    assert code == 1 and "no document 'nothing'" in err


def test_a_private_address_is_refused_and_the_rest_goes_on(polgraph, tmp_path):
    (tmp_path / "a.txt").write_text("DeepSeek released R1 in January 2025.")
    code, _, err = polgraph("ingest", "http://127.0.0.1:9/page", "a.txt")
    assert code == 1 and "127.0.0.1" in err and "1 documents ingested" in err and "Traceback" not in err


def test_a_web_page_is_saved_with_its_date_and_read(polgraph, tmp_path, monkeypatch):
    import json
    import threading
    from http.server import BaseHTTPRequestHandler, HTTPServer

    from ingest import fetch
    from tests.ingest import papers

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            body = papers.PAGE.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(fetch, "not_public", lambda address: None)
    try:
        url = f"http://127.0.0.1:{server.server_port}/dues"
        code, _, err = polgraph("ingest", url)
        assert code == 0, err
        code, _, err = polgraph("ingest", url)
        assert "1 skipped" in err
    finally:
        server.shutdown()
    polgraph("export", "out")
    [d] = [json.loads(x) for x in (tmp_path / "out" / "documents.jsonl").read_text().splitlines()]
    assert d["publisher"] == "Example Review" and d["accessed"] and d["file"].endswith(".html")
    assert Path(d["file"]).is_file()
