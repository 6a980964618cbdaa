"""What can be asked: the named queries of graph/cypher/ask, and one function a question."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from graph.errors import PolgraphError
from graph.references import leads_to
from graph.store import Store

RELATIONS = {  # (predicate, negated) → what a lever does to a mechanism
    ("targets", False): "targets",
    ("targets", True): "does_not_reach",
    ("restricts", False): "targets",
    ("restricts", True): "does_not_reach",
    ("increases", False): "increases",
    ("supports", False): "increases",
    ("permits", False): "increases",
    ("decreases", False): "decreases",
}


@dataclass(frozen=True, slots=True)
class NamedQuery:
    name: str
    description: str
    parameters: tuple[str, ...]
    columns: tuple[str, ...]
    text: str


@cache
def named() -> tuple[NamedQuery, ...]:
    """Every statement of graph/cypher/ask, by name; its first three lines say what it is."""
    out = []
    for path in sorted(files("graph").joinpath("cypher/ask").iterdir(), key=lambda p: p.name):
        text = path.read_text()
        first, params, columns = (line.removeprefix("// ") for line in text.splitlines()[:3])
        out.append(NamedQuery(path.name.removesuffix(".cypher"), first, _names(params), _names(columns), text))
    return tuple(out)


def _names(line: str) -> tuple[str, ...]:
    return tuple(re.sub(r"\(.*?\)", "", p).strip() for p in line.split(":", 1)[1].split(",") if p.strip())


def run(store: Store, name: str, **params: Any) -> list[dict[str, Any]]:
    """Rows of a named query. Raises PolgraphError for an unknown name or missing parameter."""
    query = next((q for q in named() if q.name == name), None)
    if query is None:
        raise PolgraphError(f"no query is called {name!r}: `polgraph queries` lists them")
    missing = [p for p in query.parameters if p not in params]
    if missing:
        raise PolgraphError(f"{name} asks for {missing[0]}: polgraph queries {name} {missing[0]}=…")
    return store.read(query.text, **{p: params[p] for p in query.parameters})


def statistics(store: Store) -> dict[str, int]:
    """Counts for the first screen."""
    count = {
        name: store.read(f"MATCH (n:{label}) RETURN count(n) AS n")[0]["n"]
        for name, label in (
            ("documents", "Document"),
            ("claims", "Claim"),
            ("things", "Entity"),
            ("references", "Reference"),
        )
    }
    count["origins"] = len(run(store, "origins"))
    return count


def fingerprints(store: Store) -> dict[str, str]:
    """Document key → fingerprint, to skip what is held."""
    return {r["id"]: r["mark"] for r in store.read("MATCH (d:Document) RETURN d.id AS id, d.fingerprint AS mark")}


def documents(store: Store) -> list[dict]:
    return run(store, "documents")


def document(store: Store, key: str) -> dict | None:
    return _record(store.read("MATCH (d:Document {id: $id}) RETURN d.record AS record", id=key))


def entity(store: Store, id: str) -> dict | None:
    """The vocabulary's record; for what is not in it, a record of kind 'phrase' with its words."""
    found = _record(store.read("MATCH (e:Entity {id: $id}) RETURN e.record AS record", id=id))
    if found:
        return found
    rows = store.read("MATCH (e:Phrase {id: $id}) RETURN e.name AS name", id=id)
    return {"id": id, "name": rows[0]["name"], "type": "phrase", "aliases": [], "definition": None} if rows else None


def entities(store: Store) -> list[dict]:
    return run(store, "things")


def claims_of(store: Store, id: str) -> list[dict]:
    """Records of the claims whose subject or object is the thing, in order of their place."""
    rows = store.read(
        "MATCH (c:Claim)-[:SUBJECT|OBJECT]->(e {id: $id}) RETURN DISTINCT c.id AS id, c.record AS record ORDER BY id",
        id=id,
    )
    return _in_place(json.loads(r["record"]) for r in rows)


def _in_place(rows) -> list[dict]:
    return sorted(rows, key=lambda c: (c["document"], c["evidence"]["start"], c["id"]))


def claims(store: Store, **wanted: Any) -> list[dict]:
    """Records that match every filter given: mechanism, lever, entity (ids or names), predicate,
    source, status, document, since, until, text, single_origin, contested, limit."""
    where, params = [], {}
    for key, prop in (("predicate", "predicate"), ("status", "status"), ("document", "document")):
        if wanted.get(key):
            where.append(f"c.{prop} = ${key}")
            params[key] = wanted[key]
    if wanted.get("source"):
        where.append("any(s IN c.chain WHERE toLower(s) = toLower($source))")
        params["source"] = wanted["source"]
    if wanted.get("text"):
        where.append("toLower(c.sentence) CONTAINS toLower($text)")
        params["text"] = wanted["text"]
    for key in ("lever", "mechanism", "entity"):
        if wanted.get(key):
            where.append(
                f"(c.subject_id = ${key} OR c.object_id = ${key} OR toLower(c.subject_name) = toLower(${key}) "
                f"OR toLower(c.object_name) = toLower(${key}))"
            )
            params[key] = wanted[key]
    condition = f"WHERE {' AND '.join(where)} " if where else ""
    rows = store.read(f"MATCH (c:Claim) {condition}RETURN c.id AS id, c.record AS record ORDER BY id", **params)
    found = _in_place(json.loads(r["record"]) for r in rows)
    if wanted.get("since") or wanted.get("until"):
        dates = {d["id"]: d["date"] or "" for d in documents(store)}
        found = [
            c
            for c in found
            if (not wanted.get("since") or dates[c["document"]] >= wanted["since"])
            and (not wanted.get("until") or dates[c["document"]] <= wanted["until"])
        ]
    if wanted.get("single_origin"):
        origins = defaultdict(set)
        for c in _all(store):
            origins[_statement(c)].add(c["asserted_by"][0])
        found = [c for c in found if len(origins[_statement(c)]) == 1]
    if wanted.get("contested"):
        sides = defaultdict(set)
        for c in _all(store):
            sides[_statement(c)[:3]].add(c["negated"])
        found = [c for c in found if len(sides[_statement(c)[:3]]) == 2]
    return found[: wanted["limit"]] if wanted.get("limit") else found


def _all(store: Store) -> list[dict]:
    return [json.loads(r["record"]) for r in store.read("MATCH (c:Claim) RETURN c.record AS record")]


def _statement(c: dict) -> tuple:
    def key(a):
        return None if a is None else a["id"] or (a["name"] or a["text"]).casefold()

    return key(c["subject"]), c["predicate"], key(c["object"]), c["negated"], json.dumps(c["quantity"])


def claim(store: Store, id: str) -> dict | None:
    """A claim with its passage's text and start, its references and its document."""
    rows = store.read(
        "MATCH (c:Claim {id: $id})-[:EVIDENCE]->(p:Passage)-[:PART_OF]->(d:Document) "
        "RETURN c.record AS claim, p.record AS passage, d.record AS document",
        id=id,
    )
    if not rows:
        return None
    cited = store.read(
        "MATCH (c:Claim {id: $id})-[:CITES]->(r:Reference) RETURN r.record AS record, r.position AS n ORDER BY n", id=id
    )
    held = [_record_of(r) for r in store.read("MATCH (d:Document) RETURN d.record AS record")] if cited else []
    return {
        "claim": json.loads(rows[0]["claim"]),
        "passage": json.loads(rows[0]["passage"]),
        "document": json.loads(rows[0]["document"]),
        "references": [{**r, "to_document": leads_to(r, held)} for r in map(_record_of, cited)],
    }


def _record_of(row: dict) -> dict:
    return json.loads(row["record"])


def search(store: Store, text: str) -> dict[str, list[dict]]:
    """Things by name, claims and passages by full text."""
    words = " ".join(re.findall(r"[\w.]+", text)).strip(".")
    low = text.casefold().strip()
    if not words:
        return {"things": [], "claims": [], "passages": []}
    things = [t for t in entities(store) if low in t["name"].casefold()]
    if len(things) < 10:
        rows = store.read(
            "MATCH (e:Entity) WHERE any(a IN e.aliases WHERE toLower(a) = $low) RETURN e.id AS id", low=low
        )
        more = {r["id"] for r in rows} - {t["id"] for t in things}
        things += [t for t in entities(store) if t["id"] in more]
    found = [claim(store, r["claim"])["claim"] for r in run(store, "search_claims", text=words)[:50]]
    return {"things": things[:20], "claims": found, "passages": run(store, "search_passages", text=words)[:10]}


def matrix(store: Store) -> list[dict]:
    """Cells {lever, mechanism, relation, claims, origins, inferred}; two relations are two cells."""
    cells: dict[tuple, dict] = {}
    for r in run(store, "levers_on_mechanisms"):
        relation = "proposed" if r["status"] == "recommended" else RELATIONS.get((r["predicate"], r["negated"]))
        if relation is None or r["lever_id"] == r["thing_id"]:
            continue
        cell = cells.setdefault(
            (r["lever_id"], r["thing_id"], relation),
            {
                "lever": {"id": r["lever_id"], "name": r["lever"], "type": "policy"},
                "mechanism": {"id": r["thing_id"], "name": r["thing"], "type": r["thing_kind"]},
                "relation": relation,
                "claims": [],
                "origins": [],
                "inferred": False,
            },
        )
        cell["claims"].append(r["claim"])
        if r["origin"] not in cell["origins"]:
            cell["origins"].append(r["origin"])
    return [cells[k] for k in sorted(cells)]


def sources(store: Store) -> list[dict]:
    return run(store, "origins")


def contradictions(store: Store) -> list[dict]:
    return run(store, "contradictions")


def passages(store: Store, key: str) -> list[dict]:
    rows = store.read(
        "MATCH (p:Passage {document: $key}) RETURN p.record AS record, p.position AS n ORDER BY n", key=key
    )
    return [json.loads(r["record"]) for r in rows]


def _record(rows: list[dict]) -> dict | None:
    return json.loads(rows[0]["record"]) if rows else None
