"""Names in, ids out: variants, ambiguity, context, and one clear line for each broken file."""

import pytest
import spacy
from spacy.matcher import PhraseMatcher
from spacy.util import filter_spans

from graph.errors import DataError
from ingest.vocabulary import build, fold, load, variants


@pytest.fixture(scope="module")
def find():
    """Longest match on token boundaries, as the pipeline does it."""
    nlp = spacy.blank("en")
    matcher = PhraseMatcher(nlp.vocab)
    matcher.add("name", list(nlp.tokenizer.pipe({surface for surface, _ in load().names()})))

    def run(text):
        doc = nlp(text)
        return [s.text for s in filter_spans([doc[a:b] for _, a, b in matcher(doc)])]

    return run


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("GPT-4o beats GPT-4 and GPT-4.5.", ["GPT-4o", "GPT-4", "GPT-4.5"]),
        ("Qwen2.5 follows Qwen2 and Qwen.", ["Qwen2.5", "Qwen2", "Qwen"]),
        ("Qwen3-Max-Thinking is no Qwen3.", ["Qwen3-Max-Thinking", "Qwen3"]),
        ("R1-Distill-Qwen-32B is not R1.", ["R1-Distill-Qwen-32B", "R1"]),
        ("R1-Zero, V3.2 and V3.1", ["R1-Zero", "V3.2", "V3.1"]),
        ("Kimi K2 Thinking, Kimi K2.5, Kimi K2", ["Kimi K2 Thinking", "Kimi K2.5", "Kimi K2"]),
        ("o1-mini and o1", ["o1-mini", "o1"]),
        ("H200s, H20s and H20", ["H200s", "H20s", "H20"]),
        ("U.S. export controls reach us", ["U.S.", "export controls"]),
        ("GPT-4x, Qwen2b and H201 are unknown", []),
    ],
)
def test_longest_name_on_token_boundaries(find, text, names):
    assert find(text) == names


@pytest.mark.parametrize(
    ("surface", "kind", "form"),
    [
        ("export controls", "policy", "export control"),
        ("export controls", "policy", "Export Controls"),
        ("feedback loop", "mechanism", "feedback loops"),
        ("open-ecosystem flywheel", "mechanism", "open ecosystem flywheel"),
        ("industrial policies", "policy", "industrial policy"),
        ("H100", "chip", "H100s"),
        ("Qwen2.5", "model", "Qwen 2.5"),
        ("GPT-4o", "model", "GPT4o"),
        ("DeepSeek-R1", "model", "DeepSeek R1"),
        ("DeepSeek V3", "model", "DeepSeek-V3"),
        ("DeepSeek", "lab", "Deepseek"),
        ("U.S.-China Commission", "agency", "US-China Commission"),
        ("People's Liberation Army", "agency", "People’s Liberation Army"),
    ],
)
def test_variants(surface, kind, form):
    assert form in variants(surface, kind)
    assert variants(surface, kind)[0] == surface


def test_variants_leave_names_of_things_alone():
    assert "USes" not in variants("US", "place")
    assert "Qwens" not in variants("Qwen", "model")
    assert "R 1" not in variants("R1", "model")


@pytest.mark.parametrize(
    ("surface", "ids"),
    [
        ("the U.S.", ("united-states",)),
        ("ADVANCED AI CHIPS", ("advanced-semiconductors",)),
        ("Diffusion–iteration loop", ("diffusion-innovation-loop",)),
        ("Zhipu AI", ("z-ai",)),
        ("BIS", ("bank-for-international-settlements", "bis")),
        ("no such thing", ()),
    ],
)
def test_lookup(surface, ids):
    assert load().by_name(surface) == ids


@pytest.mark.parametrize("word", ["most", "us", "time", "the information", "nature", "qwen"])
def test_a_lower_case_word_is_no_name_unless_a_user_types_it(word):
    assert load().by_name(word) == ()
    assert load().by_name(word, any_case=True)


def test_lower_case_names():
    assert load().by_name("distillation") == ("distillation",)
    assert load().by_name("hugging face") == ("hugging-face",)
    assert load().by_name("o1") == ("o1",)


def test_our_own_wording_is_looked_up_but_not_looked_for():
    vocabulary = load()
    assert vocabulary.by_name("China's AI strategy") == ("china-ai-strategy",)
    assert "China's AI strategy" not in {surface for surface, _ in vocabulary.names()}


def test_context_of_a_risky_name_is_its_own_and_its_kin():
    vocabulary = load()
    assert {"DeepSeek", "DeepSeek-R1", "reasoning"} <= vocabulary.context("R1", "r1")
    assert "R1" not in vocabulary.context("R1", "r1")
    assert vocabulary.context("DeepSeek-R1", "r1") == frozenset()


@pytest.mark.parametrize(
    ("name", "canonical"),
    [
        ("U.S.-China Economic and Security Review Commission", "USCC"),
        ("US-China Economic and Security Review Commission", "USCC"),
        ("Congressional Research Service", "CRS"),
        ("https://www.reuters.com/world/china/x", "Reuters"),
        ("asia.nikkei.com", "Nikkei Asia"),
        ("TIME", "Time Magazine"),
        ("ibtimes.com", "International Business Times"),
        ("cset.georgetown.edu", "CSET"),
    ],
)
def test_publisher(name, canonical):
    assert load().publisher(name).name == canonical


def test_unknown_publisher():
    assert load().publisher("The Daily Nowhere") is None
    assert load().publisher("https://notreuters.com/") is None


def test_publishers_are_entities_too():
    vocabulary = load()
    assert all(p.entity in vocabulary.entries for p in vocabulary.publishers.values())
    assert vocabulary.entries["light-reading"].type == "organisation"


def test_fold():
    assert fold("The  U.S.–China “thing”’s") == fold("us-china “thing”'s")
    assert fold("A") == "a"


ENTRY = {"name": "Alpha", "definition": "A thing."}


def table(**rows):
    return [("x.toml", {"type": "lab"} | {key.replace("_", "-"): row for key, row in rows.items()})]


BROKEN = {
    "duplicate id": (
        table(a=ENTRY) + [("y.toml", {"type": "model", "a": ENTRY})],
        "also in x.toml",
    ),
    "collision": (table(a=ENTRY, b=ENTRY | {"aliases": ["ALPHA"]}), "collides with a"),
    "generated collision": (
        [
            ("x.toml", {"type": "chip", "a": ENTRY | {"name": "big chip"}}),
            ("y.toml", {"type": "chip", "b": ENTRY | {"name": "big-chips"}}),
        ],
        "collides with a",
    ),
    "unknown type": ([("x.toml", {"type": "lamp", "a": ENTRY})], 'unknown type "lamp"'),
    "unknown type of an entry": (table(a=ENTRY | {"type": "lamp"}), 'unknown type "lamp"'),
    "unknown key": (table(a=ENTRY | {"alias": ["x"]}), 'unknown key "alias"'),
    "missing name": (table(a={"definition": "A thing."}), "needs a name"),
    "missing definition": (table(a={"name": "Alpha"}), "needs a definition"),
    "no sentence": (table(a=ENTRY | {"definition": "thing"}), "full stop"),
    "bad wikidata": (table(a=ENTRY | {"wikidata": "148"}), 'bad wikidata "148"'),
    "broader": (table(a=ENTRY | {"broader": ["zz"]}), 'broader "zz" does not exist'),
    "maker": (table(a=ENTRY | {"maker": "zz"}), 'maker "zz" does not exist'),
    "unsorted": (table(b=ENTRY, a=ENTRY | {"name": "Beta"}), "not sorted: move it before b"),
    "bad id": (table(a__b=ENTRY), "bad id"),
    "text for list": (table(a=ENTRY | {"aliases": "x"}), '"aliases" must be a list'),
    "list for text": (table(a=ENTRY | {"wikidata": ["Q1"]}), '"wikidata" must be a text'),
    "twice": (table(a=ENTRY | {"aliases": ["Alpha"]}), "given twice"),
    "risky": (table(a=ENTRY | {"risky": ["Z"], "context": ["w"]}), 'risky "Z" is neither'),
    "risky alone": (table(a=ENTRY | {"risky": ["Alpha"]}), "go together"),
    "lookup_only": (table(a=ENTRY | {"lookup_only": ["Z"]}), 'lookup_only "Z" is neither'),
    "not a table": ([("x.toml", {"type": "lab", "a": "Alpha"})], "is not a table"),
    "publisher kind": ([("x.toml", {"type": "publisher", "a": ENTRY})], "needs a kind"),
    "publisher entity": (
        [("x.toml", {"type": "publisher", "a": ENTRY | {"kind": "news", "entity": "zz"}})],
        'entity "zz" does not exist',
    ),
    "ambiguous entry": (
        table(a=ENTRY) + [("y.toml", {"type": "ambiguous", "Alpha": ["a", "zz"]})],
        'entry "zz" does not exist',
    ),
    "ambiguous name": (
        table(a=ENTRY, b=ENTRY | {"name": "Beta"}) + [("y.toml", {"type": "ambiguous", "Alpha": ["a", "b"]})],
        '"b" has no such name',
    ),
    "ambiguous list": (table(a=ENTRY) + [("y.toml", {"type": "ambiguous", "A": ["a"]})], "two ids"),
}


@pytest.mark.parametrize(("tables", "says"), BROKEN.values(), ids=BROKEN)
def test_broken_rule_is_one_line_with_file_and_entry(tables, says):
    with pytest.raises(DataError) as caught:
        build(tables)
    line = str(caught.value)
    assert says in line and "\n" not in line
    assert line.split(":")[0].endswith(".toml")


def test_declared_ambiguity_is_kept():
    vocabulary = build(table(a=ENTRY, b=ENTRY) + [("y.toml", {"type": "ambiguous", "Alpha": ["a", "b"]})])
    assert vocabulary.by_name("Alpha") == ("a", "b")
    assert {("Alpha", "a"), ("Alpha", "b")} <= set(vocabulary.names())


def test_a_users_own_folder_comes_on_top(tmp_path):
    (tmp_path / "mine.toml").write_text(
        'type = "lab"\n\n[zeta-lab]\nname = "Zeta Lab"\ndefinition = "A lab of mine."\n'
    )
    vocabulary = load(tmp_path)
    assert vocabulary.by_name("Zeta Lab") == ("zeta-lab",)
    assert vocabulary.by_name("Alibaba") == ("alibaba",)
    assert vocabulary.digest != load().digest


def test_a_users_broken_file_is_named(tmp_path):
    (tmp_path / "mine.toml").write_text('type = "lab"\n[alibaba\n')
    with pytest.raises(DataError, match=r"mine.toml: not valid TOML"):
        load(tmp_path)
    with pytest.raises(DataError, match=r"no such folder"):
        load(tmp_path / "nowhere")


def test_digest_is_stable_and_load_is_cached():
    assert load() is load()
    assert build(table(a=ENTRY)).digest == build(table(a=ENTRY)).digest
    assert build(table(a=ENTRY)).digest != build(table(b=ENTRY)).digest
