"""Thin commands over ingest and graph; the one place where errors become a line and a code.

Data goes to standard output, everything else to standard error. Exit codes: 0 done, 1 not there
or a check failed, 2 wrong use, 3 the store cannot be reached. Heavy imports stand inside the
commands, so that `--help` is instant.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import click

DEFAULT = ".polgraph"


class _Group(click.Group):
    """Every error that a user can act on ends as one line here."""

    def main(self, *args, **kwargs):
        from graph.errors import PolgraphError

        kwargs["standalone_mode"] = False
        try:
            code = super().main(*args, **kwargs)
            sys.stdout.flush()
        except PolgraphError as error:
            _fail(str(error), error.exit_code)
        except click.exceptions.Abort:
            _fail("stopped", 1)
        except click.ClickException as error:
            _fail(f"{error.format_message()} (polgraph --help)", 2)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)
        sys.exit(code if isinstance(code, int) else 0)


def _fail(line: str, code: int):
    click.echo(f"polgraph: {' '.join(line.split())}", err=True)
    sys.exit(code)


def _say(line: str) -> None:
    click.echo(line, err=True)


store_option = click.option(
    "--store",
    "url",
    metavar="URL",
    envvar="POLGRAPH_STORE",
    default=DEFAULT,
    show_default=True,
    help="A folder, or the neo4j:// or bolt:// address of a server. Environment: POLGRAPH_STORE.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="JSON instead of a table.")


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option("0.1.0", prog_name="polgraph")
def main() -> None:
    """Policy reports and the news about them as a graph of sourced claims.

    Example: polgraph ingest report.pdf article.html --manifest sources.toml
    """


def _print(rows: list[dict], as_json: bool, columns: list[str] | None = None) -> None:
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    if not rows:
        _say("nothing found")
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table

    columns = columns or list(rows[0])
    table = Table(box=box.SIMPLE, pad_edge=False)
    for c in columns:
        table.add_column(c, overflow="fold")
    for r in rows:
        table.add_row(*(_cell(r.get(c)) for c in columns))
    Console(
        file=sys.stdout, width=None if sys.stdout.isatty() else 200, soft_wrap=False, markup=False, highlight=False
    ).print(table)


def _cell(value) -> str:
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return " → ".join(map(str, value))
    return str(value)


# --- in


def _ingest(url: str, files: list) -> int:
    """Ingest sources, with a bar on a terminal; returns how many failed."""
    from rich.console import Console
    from rich.progress import Progress

    from graph import queries
    from graph.store import open_store
    from ingest import pipeline

    done = skipped = claims = mentions = failed = 0
    with open_store(url, write=True) as store:
        known = queries.fingerprints(store)
        with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True) as bar:
            task = bar.add_task("reading", total=len(files))
            for outcome in pipeline.run(files, known):
                if outcome.error:
                    failed += 1
                    _say(f"polgraph: {outcome.error}")
                elif outcome.skipped:
                    skipped += 1
                else:
                    x = outcome.extraction
                    store.write(x)
                    done, claims, mentions = done + 1, claims + len(x.claims), mentions + len(x.mentions)
                    for warning in x.document.warnings:
                        _say(f"{outcome.source.path}: {warning}")
                bar.update(task, advance=1, description=outcome.source.key)
    _say(
        f"{done} documents ingested: {claims} claims, {mentions} mentions"
        + (f"; {skipped} skipped (unchanged)" if skipped else "")
        + (f"; {failed} failed" if failed else "")
    )
    return failed


@main.command()
@click.argument("paths", nargs=-1, required=True)
@click.option(
    "--manifest",
    metavar="FILE",
    help="What the files are (title, publisher, date …); sources.toml beside them is found by itself.",
)
@store_option
def ingest(paths, manifest, url):
    """Read files, folders (.pdf .html .txt .md) or web addresses into the graph.

    What a web address answers is saved in `sources/` beside the store and read from there.

    Example: polgraph ingest report.pdf articles/ https://example.org/article --manifest sources.toml
    """
    from ingest import pipeline
    from ingest.fetch import is_url

    pages = [p for p in paths if is_url(p)]
    fetched, failed = _fetch(url, pages)
    files = pipeline.sources([p for p in paths if not is_url(p)], manifest)
    keys = {s.key for s in files}
    files += [s for s in fetched if s.key not in keys]
    return 1 if failed + (_ingest(url, files) if files else 0) else 0


def _fetch(url: str, pages: list[str]) -> tuple[list, int]:
    """Sources of web addresses, from their saved copies; and how many could not be had."""
    from datetime import UTC, datetime

    from graph.errors import UnreadableFile
    from ingest.fetch import fetch
    from ingest.pipeline import Source

    folder = Path(DEFAULT if "://" in url else url).resolve()
    out, failed = [], 0
    for page in pages:
        try:
            got = fetch(page, folder / "sources", datetime.now(UTC).date().isoformat())
        except UnreadableFile as error:
            failed += 1
            _say(f"polgraph: {error}")
        else:
            _say(f"{page}: saved as {got.path}")
            meta = {"url": got.final_url, "accessed": got.accessed}
            out.append(Source(got.path, got.path.stem, meta, page))
    return out, failed


@main.command("import")
@click.argument("folder")
@store_option
def import_(folder, url):
    """Rebuild a store from an export.

    Example: polgraph import out/ --store bolt://localhost:7687
    """
    from graph import exchange
    from graph.store import open_store

    extractions = list(exchange.load(folder))  # the whole folder is checked before anything is written
    with open_store(url, write=True) as store:
        for x in extractions:
            store.write(x)
    _say(f"{len(extractions)} documents imported: {sum(len(x.claims) for x in extractions)} claims")


# --- out


@main.command()
@click.argument("folder")
@store_option
def export(folder, url):
    """Write claims, mentions, documents, references and texts as files.

    Example: polgraph export out/
    """
    from graph import exchange
    from graph.store import open_store

    with open_store(url) as store:
        counts = exchange.export(store, folder)
    _say(f"{folder}: " + ", ".join(f"{n} {name}" for name, n in counts.items()))


@main.command()
@click.argument("query")
@click.option("--param", "params", multiple=True, metavar="K=V", help="A parameter of the query; may be repeated.")
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True)
@click.option("--limit", default=1000, show_default=True, help="Rows at most.")
@click.option("--timeout", default=30.0, show_default=True, help="Seconds at most.")
@store_option
def cypher(query, params, form, limit, timeout, url):
    """Run read-only Cypher; - reads it from standard input.

    Example: polgraph cypher 'MATCH (c:Claim) RETURN c.predicate, count(*) ORDER BY 2 DESC'
    """
    from graph.store import open_store

    text = sys.stdin.read() if query == "-" else query
    with open_store(url) as store:
        columns, rows = store.user_query(text, _pairs(params), timeout, limit)
    if form == "csv":
        import csv

        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([_cell(v) for v in row] for row in rows)
    else:
        _print([dict(zip(columns, row, strict=True)) for row in rows], form == "json", columns)
    if len(rows) == limit:
        _say(f"cut at {limit} rows: raise --limit to see more")


def _pairs(items) -> dict:
    from graph.errors import UsageError

    out = {}
    for item in items:
        key, sep, value = item.partition("=")
        if not sep or not key:
            raise UsageError(f"{item!r} is no parameter: write name=value")
        out[key] = int(value) if value.lstrip("-").isdigit() else value
    return out


@main.command()
@click.argument("name", required=False)
@click.argument("params", nargs=-1)
@json_option
@store_option
def queries(name, params, as_json, url):
    """List the named queries, or run one.

    Example: polgraph queries what_acts_on thing=physical-loop
    """
    from graph import queries as asked
    from graph.store import open_store

    if not name:
        _print(
            [
                {
                    "name": q.name,
                    "parameters": ", ".join(q.parameters),
                    "columns": ", ".join(q.columns),
                    "answers": q.description,
                }
                for q in asked.named()
            ],
            as_json,
        )
        return 0
    with open_store(url) as store:
        rows = asked.run(store, name, **{k: str(v) for k, v in _pairs(params).items()})
    _print(rows, as_json)
    return 0 if rows else 1


@main.command()
@click.option("--mechanism", help="A mechanism's id or name, as subject or object.")
@click.option("--lever", help="A policy's id or name.")
@click.option("--entity", help="Any thing's id or name.")
@click.option("--predicate", help="increases, targets, …")
@click.option("--source", help="A name anywhere in the chain of who says it.")
@click.option("--status", help="asserted, hedged, conditional, forecast, recommended, alleged.")
@click.option("--document", help="A document's key.")
@click.option("--since", help="Documents of this date or later.")
@click.option("--until", help="Documents up to this date (2026-03-31).")
@click.option("--text", help="Words that the sentence holds.")
@click.option("--single-origin", is_flag=True, help="Only what a single origin says.")
@click.option("--contested", is_flag=True, help="Only what is both affirmed and denied.")
@json_option
@store_option
def claims(as_json, url, **wanted):
    """Claims with their sentence, page and chain of sources.

    Example: polgraph claims --lever export-controls --predicate targets
    """
    from graph import queries as asked
    from graph.errors import UsageError
    from graph.model import Predicate, Status
    from graph.store import open_store

    for key, values in (("predicate", Predicate), ("status", Status)):
        if wanted[key] and wanted[key] not in list(values):
            raise UsageError(f"--{key} {wanted[key]!r} is none of {', '.join(values)}")
    with open_store(url) as store:
        rows = asked.claims(store, **wanted)
    if as_json:
        _print(rows, True)
    else:
        _print(
            [
                {
                    "claim": c["id"],
                    "says": " → ".join(c["asserted_by"]),
                    "subject": c["subject"]["text"],
                    "predicate": ("not " if c["negated"] else "") + c["predicate"],
                    "object": c["object"]["text"] if c["object"] else c["quantity"]["text"],
                    "status": c["status"],
                    "where": f"{c['document']} p. {c['evidence']['label'] or c['evidence']['page']}",
                    "sentence": c["evidence"]["text"],
                }
                for c in rows
            ],
            False,
        )
    return 0 if rows else 1


# --- checks


@main.command()
@json_option
@store_option
def verify(as_json, url):
    """Read every source file again and check each claim's evidence: exact, changed, gone.

    Example: polgraph verify
    """
    from collections import Counter

    from graph.exchange import restore
    from graph.model import Claim, Document
    from graph.store import open_store
    from ingest import pipeline

    with open_store(url) as store:
        documents = [
            restore(Document, json.loads(r["record"]))
            for r in store.read("MATCH (d:Document) RETURN d.record AS record, d.id AS id ORDER BY id")
        ]
        held = [
            restore(Claim, json.loads(r["record"]))
            for r in store.read("MATCH (c:Claim) RETURN c.record AS record, c.id AS id ORDER BY id")
        ]
    states = pipeline.check(documents, held)
    counts = Counter((c.document, state) for c, (_, state) in zip(held, states, strict=True))
    rows = [
        {"document": d.document, **{s: counts[d.document, s] for s in ("exact", "changed", "gone")}} for d in documents
    ]
    _print(rows, as_json)
    bad = sum(r["changed"] + r["gone"] for r in rows)
    if bad:
        _say(f"{bad} of {len(held)} claims are no longer in their source: ingest the files again")
    return 1 if bad else 0


@main.command()
@click.argument("document")
@click.argument("number", type=int, metavar="PAGE")
@click.option("-o", "--output", default="page.png", show_default=True, metavar="FILE")
@store_option
def page(document, number, output, url):
    """Draw a PDF page with the blocks that were read and the claims' sentences.

    Example: polgraph page two-loops 5 -o page.png
    """
    from app import picture
    from graph import queries
    from graph.errors import PolgraphError
    from graph.store import open_store

    with open_store(url) as store:
        held = queries.document(store, document)
        if held is None:
            raise PolgraphError(f"no document {document!r} is held: `polgraph queries documents` lists them")
        claims = queries.claims(store, document=document)
    here = [c for c in claims if any(b["page"] == number for b in c["evidence"]["boxes"])]
    picture.drawn(held["file"], document, number, here).save(output)
    _say(f"{output}: page {number} of {document}, {len(here)} claims")


@main.command()
@click.argument("gold")
@click.option("--changes", default=20, show_default=True, metavar="N", help="Claims shown of each kind of change.")
@json_option
@store_option
def evaluate(gold, changes, as_json, url):
    """Precision and recall of what is held against a gold set, and what changed since the last time.

    GOLD holds claims.jsonl and mentions.jsonl. The last result is kept beside the store.

    Example: polgraph evaluate gold/
    """
    from graph.store import open_store
    from ingest import evaluation

    with open_store(url) as store:
        held = [
            json.loads(r["record"])
            for r in store.read("MATCH (c:Claim) RETURN c.record AS record, c.id AS id ORDER BY id")
        ]
        named = [
            json.loads(r["record"])
            for r in store.read("MATCH (:Passage)-[m:MENTIONS]->() RETURN m.record AS record, m.id AS id ORDER BY id")
        ]
    found = evaluation.match(gold, held, named)
    rows, now = found.rows(), evaluation.snapshot(found)
    since = _since_last_time(url, gold, now)
    if as_json:
        click.echo(json.dumps({"scores": rows, "changes": since}, ensure_ascii=False, indent=1))
        return
    _print(rows, False)
    if since is None:
        _say("the first evaluation against this gold: the next one shows what changed")
        return
    for kind, changed in since.items():
        click.echo(f"{kind}: {len(changed)}")
        if kind != "still missed":
            for row in changed[:changes]:
                click.echo(f"  {row['rule']:32} {row['claim']}")


def _since_last_time(url: str, gold: str, now: dict) -> dict | None:
    """What changed since the snapshot that the last evaluation left; it is replaced by this one."""
    from graph.model import content_id
    from ingest import evaluation

    folder = Path(DEFAULT if "://" in url else url) / "evaluations"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{content_id(str(Path(gold).resolve()))}.json"
    try:
        before = json.loads(path.read_text(encoding="utf-8"))
        since = evaluation.differences(before, now)
    except (OSError, ValueError, KeyError):
        since = None
    temp = path.with_suffix(f".{os.getpid()}")
    temp.write_text(json.dumps(now, ensure_ascii=False), encoding="utf-8")
    temp.replace(path)
    return since


# --- the explorer


@main.command()
@click.option("--port", default=8501, show_default=True, help="The next free one is taken where it is busy.")
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@store_option
def app(port, no_browser, url):
    """Open the explorer in the browser.

    Example: polgraph app --port 8600
    """
    from graph.store import open_store

    with open_store(url):
        pass  # a store that cannot be opened is said here, not on the screen
    return _serve(url, port, no_browser)


@main.command()
@click.option("--port", default=8501, show_default=True)
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@store_option
def demo(port, no_browser, url):
    """Ingest the sample corpus and open the explorer.

    Example: polgraph demo
    """
    from importlib.resources import files

    from ingest import pipeline

    _say("reading the sample corpus …")
    if _ingest(url, pipeline.sources([Path(str(files("data"))) / "corpus"])):
        return 1
    return _serve(url, port, no_browser)


def _serve(url: str, port: int, no_browser: bool) -> int:
    import shutil
    import socket
    import subprocess
    import time
    import webbrowser

    for port in range(port, port + 50):  # noqa: B020 - the first free one from the wish on
        with socket.socket() as s:
            if s.connect_ex(("127.0.0.1", port)):
                break
    place = url if "://" in url else str(Path(url).resolve())
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "streamlit",
            "run",
            str(Path(__file__).with_name("main.py")),
            "--server.port",
            str(port),
            "--server.address",
            "127.0.0.1",
            "--server.headless",
            "true",
            "--browser.gatherUsageStats",
            "false",
            "--server.fileWatcherType",
            "none",
            "--client.toolbarMode",
            "minimal",
            "--theme.base",
            "light",
            "--theme.primaryColor",
            "#0072B2",
            "--theme.font",
            "sans-serif",
        ],
        env={**os.environ, "POLGRAPH_STORE": place},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            if server.poll() is not None:
                _say(f"polgraph: the explorer did not start: {(server.stderr.read() or '').strip().splitlines()[-1:]}")
                return 1
            with socket.socket() as s:
                if s.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        click.echo(address)
        sys.stdout.flush()
        if not no_browser and (
            os.environ.get("DISPLAY") or sys.platform in ("darwin", "win32") or shutil.which("wslview")
        ):
            webbrowser.open(address)
        _say("Ctrl-C stops it")
        return server.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        server.terminate()
        server.wait(10)


if __name__ == "__main__":
    main()
