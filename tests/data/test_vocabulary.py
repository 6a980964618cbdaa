"""The vocabulary's files keep their rules, entry by entry."""

import re
import tomllib
from importlib.resources import files

import pytest

from ingest.vocabulary import TYPES, fold, load

FILES = sorted(
    (f for f in files("data").joinpath("vocabulary").iterdir() if f.name.endswith(".toml")),
    key=lambda f: f.name,
)
TABLES = {f.name: tomllib.loads(f.read_text(encoding="utf-8")) for f in FILES}


def test_one_kind_a_file_and_each_kind_has_one():
    kinds = [table["type"] for table in TABLES.values()]
    assert len(kinds) == len(set(kinds))
    assert set(kinds) == TYPES | {"publisher", "ambiguous"}


@pytest.mark.parametrize("name", TABLES)
def test_sorted(name):
    keys = [k for k in TABLES[name] if k != "type"]
    assert keys == sorted(keys, key=str.casefold)


def test_ids_are_unique_over_all_files():
    ids = [
        key
        for table in TABLES.values()
        if table["type"] != "ambiguous"
        for key, row in table.items()
        if key != "type" and "entity" not in row
    ]
    assert len(ids) == len(set(ids))


def test_every_definition_is_a_sentence_of_our_own():
    for entry in load().entries.values():
        text = entry.definition
        assert re.match(r"[a-z]?[A-Z0-9]", text) and text.endswith("."), (entry.id, text)
        assert 2 <= len(text.split()) <= 30, (entry.id, text)


def test_wikidata_identifiers_are_well_formed_and_not_shared():
    found = [(e.wikidata, e.id) for e in load().entries.values() if e.wikidata]
    assert all(re.fullmatch(r"Q[1-9]\d*", qid) for qid, _ in found)
    assert len({qid for qid, _ in found}) == len(found)


def test_links_lead_somewhere_and_never_in_a_circle():
    entries = load().entries
    for entry in entries.values():
        seen, open_ids = set(), list(entry.broader)
        while open_ids:
            parent = open_ids.pop()
            assert parent != entry.id, entry.id
            if parent not in seen:
                seen.add(parent)
                open_ids += entries[parent].broader
        assert entry.maker is None or entries[entry.maker].type == "lab", entry.id


def test_a_surface_means_one_entry_unless_declared():
    vocabulary = load()
    for surface, entry_id in vocabulary.names():
        ids = vocabulary.by_name(surface)
        assert entry_id in ids
        if len(ids) > 1:
            declared = [set(ids) <= set(others) for others in vocabulary.ambiguous.values()]
            assert any(declared), (surface, ids)


def test_no_demonyms_nor_bare_nouns():
    vocabulary = load()
    found = {fold(surface) for surface, _ in vocabulary.names()}
    bare = "chinese american european chip chips model models lab labs loop loops control controls"
    assert not found & set(bare.split() + ["cycle", "open models", "chinese labs", "companies"])


def test_wide_enough():
    entries = load().entries.values()
    counts = {kind: sum(e.type == kind for e in entries) for kind in TYPES}
    assert len(entries) >= 400
    assert all(count >= 50 for count in counts.values()), counts
    assert len(load().publishers) >= 100
