"""What every store must do, held against both: the embedded one and a real Neo4j server."""

from dataclasses import replace

import pytest

from graph import exchange, queries
from graph.errors import PolgraphError, QueryRefused, StoreUnavailable
from graph.model import record
from graph.store import open_store


@pytest.fixture(params=["embedded", "neo4j"])
def url(request, tmp_path):
    if request.param == "embedded":
        yield str(tmp_path / "store")
        return
    uri = request.getfixturevalue("neo4j_uri")
    with open_store(uri) as store:
        for d in queries.documents(store):
            store.remove(d["id"])
    yield uri


@pytest.fixture
def filled(url, sample_extractions):
    with open_store(url, write=True) as store:
        for x in sample_extractions:
            store.write(x)
    return url


def bytes_of(store, folder):
    exchange.export(store, folder)
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_what_goes_in_comes_out(filled, sample_extractions, tmp_path):
    with open_store(filled) as store:
        exchange.export(store, tmp_path / "out")
    back = {x.document.document: x for x in exchange.load(tmp_path / "out")}
    for x in sample_extractions:
        y = back[x.document.document]
        assert y.text == x.text and record(y.document) == record(x.document)
        assert sorted(y.claims, key=lambda c: c.id) == sorted(x.claims, key=lambda c: c.id)
        assert set(y.mentions) == set(x.mentions) and set(y.references) == set(x.references)
        assert set(y.entities) == set(x.entities)


def test_writing_again_changes_nothing(filled, sample_extractions, tmp_path):
    with open_store(filled) as store:
        before, version = bytes_of(store, tmp_path / "a"), store.version()
    with open_store(filled, write=True) as store:
        store.write(sample_extractions[0])
    with open_store(filled) as store:
        assert bytes_of(store, tmp_path / "b") == before and store.version() == version


def test_a_changed_document_is_replaced_and_a_removed_one_gone(filled, sample_extractions):
    x = sample_extractions[0]
    key = x.document.document
    with open_store(filled, write=True) as store:
        store.write(replace(x, claims=x.claims[:1], document=replace(x.document, fingerprint="other")))
    with open_store(filled) as store:
        assert [c["id"] for c in queries.claims(store, document=key)] == [x.claims[0].id]
    with open_store(filled, write=True) as store:
        for y in sample_extractions:
            store.remove(y.document.document)
    with open_store(filled) as store:
        assert store.read("MATCH (n) RETURN count(n) AS n") == [{"n": 0}]


def test_a_failed_write_leaves_the_old_document(filled, sample_extractions, tmp_path):
    x = sample_extractions[0]
    broken = replace(x, claims=(replace(x.claims[0], confidence=object()),))
    with open_store(filled) as store:
        before = bytes_of(store, tmp_path / "a")
    with open_store(filled, write=True) as store, pytest.raises(TypeError):
        store.write(broken)
    with open_store(filled) as store:
        assert bytes_of(store, tmp_path / "b") == before


def test_an_import_gives_the_same_bytes(filled, tmp_path):
    with open_store(filled) as store:
        before = bytes_of(store, tmp_path / "a")
    other = str(tmp_path / "other")
    with open_store(other, write=True) as store:
        for x in exchange.load(tmp_path / "a"):
            store.write(x)
    with open_store(other) as store:
        assert bytes_of(store, tmp_path / "b") == before


@pytest.mark.parametrize(
    "query",
    [
        "CREATE (n:Claim {id: 'x'})",
        "MATCH (c:Claim) SET c.status = 'asserted'",
        "MATCH (c:Claim) DETACH DELETE c",
        "MERGE (n:Source {id: 'me'}) RETURN n.id",
        "match (c:Claim) remove c.status return c.id",
        "LOAD CSV FROM 'file:///etc/passwd' AS l RETURN l",
        "load /* x */ csv from 'file:///etc/passwd' as l return l",
        "MATCH (d:Document) RETURN d.id AS a UNION LOAD CSV FROM 'file:///etc/hostname' AS a RETURN a",
        "PROFILE LOAD CSV FROM 'file:///etc/passwd' AS l RETURN l",
        "CALL dbms.listConfig()",
        "DROP CONSTRAINT claim_id",
        "MATCH (d:Document) CALL { LOAD CSV FROM 'http://127.0.0.1/x' AS l RETURN l } RETURN l",
        "\\u004COAD CSV FROM 'file:///etc/passwd' AS l RETURN l",
        "",
        "MATCH (c:Claim RETURN c",
    ],
)
def test_a_users_query_only_reads(filled, query, tmp_path):
    with open_store(filled) as store:
        before = store.version()
        with pytest.raises(QueryRefused) as error:
            store.user_query(query)
        assert "\n" not in str(error.value) and store.version() == before


def test_words_of_writing_in_strings_and_properties_are_no_writes(filled):
    with open_store(filled) as store:
        columns, rows = store.user_query(
            "MATCH (c:Claim) WHERE c.sentence CONTAINS 'SET' OR c.`create` IS NULL RETURN count(c) AS n // LOAD CSV"
        )
        assert columns == ["n"] and rows[0][0] > 0
        assert store.user_query("MATCH (d:Document {id: $k}) RETURN d.id AS id", {"k": "nothing"}) == (["id"], [])


def test_every_named_query_gives_its_columns_and_the_same_rows_on_both(sample_extractions, tmp_path, neo4j_uri):
    folder = str(tmp_path / "store")
    answers = []
    for place in (folder, neo4j_uri):
        with open_store(place, write=True) as store:
            for d in queries.documents(store):
                store.remove(d["id"])
            for x in sample_extractions:
                store.write(x)
        with open_store(place) as store:
            params = {
                "thing": "export-controls",
                "document": sample_extractions[-1].document.document,
                "text": "controls",
            }
            answers.append({q.name: queries.run(store, q.name, **params) for q in queries.named()})
            answers[-1] |= {
                "matrix": queries.matrix(store),
                "statistics": queries.statistics(store),
                "claims": queries.claims(store, lever="export-controls", since="2020"),
            }
    assert len(queries.named()) >= 12
    for q in queries.named():
        one, two = answers[0][q.name], answers[1][q.name]
        if q.name.startswith("search"):  # full-text scores differ between engines: the hits must not
            one, two = (sorted(map(str, rows)) for rows in (one, two))
        else:
            assert all(tuple(r) == q.columns for r in one), q.name
        assert one == two, q.name
    for name in ("matrix", "statistics", "claims"):
        assert answers[0][name] == answers[1][name]
    assert answers[0]["does_not_reach"] and answers[0]["matrix"] and answers[0]["relayed"]


def test_a_store_that_cannot_be_reached_says_so(tmp_path):
    for url in ("bolt://127.0.0.1:1", str(tmp_path / "nothing")):
        with pytest.raises(StoreUnavailable) as error:
            open_store(url)
        assert "\n" not in str(error.value) and url in str(error.value)


def test_only_one_writer_at_a_time(tmp_path):
    with open_store(str(tmp_path / "s"), write=True), pytest.raises(StoreUnavailable, match="another"):
        open_store(str(tmp_path / "s"), write=True)


def test_an_unknown_query_is_named(filled):
    with open_store(filled) as store, pytest.raises(PolgraphError, match="nonsense"):
        queries.run(store, "nonsense")
