"""Records to what is shown: pure functions from rows to escaped HTML. No store, no Streamlit.

Sign and doubt are always words or marks as well as colour. Every number is a link to its claims.
"""

from __future__ import annotations

from collections import defaultdict
from html import escape
from urllib.parse import urlencode

STYLE = """<style>
:root { --plus:#0072B2; --minus:#D55E00; --doubt:#6b6b6b; --line:#d9dde2; --soft:#f5f7f9; --ink:#1b1f24; }
.pg { font-family: "Source Sans 3", "Segoe UI", "Helvetica Neue", Arial, sans-serif; color: var(--ink); line-height:1.5; }
.pg h1 { font-size: 1.9rem; line-height:1.25; margin: 0 0 .4rem; font-weight:650; }
.pg h2 { font-size: 1.2rem; margin: 1.6rem 0 .5rem; font-weight:650; }
.pg p { margin:.3rem 0 .7rem; max-width: 46rem; }
.pg a { color:#00568a; text-decoration:none; border-bottom:1px solid #a9c8dc; }
.pg a:hover { border-bottom-color:#00568a; }
.pg a:focus-visible { outline:3px solid #E69F00; outline-offset:2px; }
.pg .muted { color:#555; font-size:.92rem; }
.pg .metrics { display:flex; flex-wrap:wrap; gap:.8rem; margin: .8rem 0 1.2rem; }
.pg .metric { border:1px solid var(--line); border-radius:8px; padding:.6rem 1rem; min-width:8rem; background:#fff; }
.pg .metric b { display:block; font-size:1.5rem; font-weight:650; }
.pg .scroll { overflow-x:auto; }
.pg table { border-collapse:collapse; font-size:.95rem; }
.pg th, .pg td { border:1px solid var(--line); padding:.45rem .6rem; text-align:left; vertical-align:top; }
.pg th { background:var(--soft); font-weight:600; }
.pg td.cell { text-align:center; white-space:nowrap; }
.pg .plus { color:var(--plus); } .pg .minus { color:var(--minus); } .pg .doubt { color:var(--doubt); }
.pg .claim { border-left:4px solid var(--line); padding:.35rem .9rem; margin:.7rem 0; max-width:56rem; }
.pg .claim .says { font-weight:600; }
.pg .chip { display:inline-block; border:1px solid var(--line); border-radius:1rem; padding:0 .6rem; margin-right:.3rem;
  font-size:.84rem; background:var(--soft); }
.pg .neg { border-color:var(--minus); color:#9b3f00; } .pg .dash { border-style:dashed; color:#444; }
.pg blockquote { margin:.6rem 0; padding:.8rem 1.1rem; background:var(--soft); border-radius:8px; max-width:52rem; font-size:1.05rem; }
.pg mark { background:#fde9a8; padding:.05rem .1rem; }
.pg dl { display:grid; grid-template-columns: 9.5rem 1fr; gap:.35rem .8rem; max-width:56rem; }
.pg dt { color:#555; } .pg dd { margin:0; }
.pg .chain b { font-weight:600; }
.pg .ask a { display:inline-block; border:1px solid var(--line); border-radius:8px; padding:.5rem .8rem; margin:.2rem .4rem .2rem 0; }
@media (max-width: 640px) { .pg dl { grid-template-columns:1fr; } .pg h1 { font-size:1.5rem; } }
</style>"""

STATUS = {
    "asserted": ("stated", "stated as a fact by its source"),
    "hedged": ("hedged", "said with doubt: may, could, likely"),
    "conditional": ("conditional", "holds only under the condition that the sentence names"),
    "forecast": ("forecast", "said of the future"),
    "recommended": ("recommended", "what someone proposes, not what is"),
    "alleged": ("alleged", "claimed by someone, not endorsed by the text"),
}
VERBS = {
    "increases": ("increases", "does not increase"),
    "decreases": ("decreases", "does not decrease"),
    "targets": ("targets", "does not reach"),
    "restricts": ("restricts", "does not restrict"),
    "permits": ("permits", "does not permit"),
    "supports": ("supports", "does not support"),
    "recommends": ("recommends", "does not recommend"),
    "develops": ("develops", "does not develop"),
    "derives_from": ("derives from", "does not derive from"),
    "uses": ("uses", "does not use"),
    "outperforms": ("outperforms", "does not outperform"),
    "rivals": ("rivals", "does not rival"),
    "accuses": ("accuses", "does not accuse"),
    "affiliated_with": ("is affiliated with", "is not affiliated with"),
    "measures": ("measures", "does not measure"),
}
CELLS = {  # relation → mark, class, words
    "targets": ("◎", "plus", "targets"),
    "does_not_reach": ("⊘", "minus", "does not reach"),
    "increases": ("+", "plus", "increases"),
    "decreases": ("−", "minus", "decreases"),
    "proposed": ("?", "doubt", "proposed"),
}
KINDS = {
    "lab": "lab",
    "model": "model",
    "chip": "chip",
    "mechanism": "mechanism",
    "policy": "policy lever",
    "agency": "agency",
    "platform": "platform",
    "person": "person",
    "place": "place",
    "organisation": "organisation",
    "phrase": "phrase of a text",
}


def page(body: str) -> str:
    return f'{STYLE}<div class="pg">{body}</div>'


def href(view: str, **params: str) -> str:
    return "?" + urlencode({"view": view, **{k: v for k, v in params.items() if v}})


def link(text: str, view: str, **params: str) -> str:
    return f'<a href="{escape(href(view, **params))}" target="_self">{escape(str(text))}</a>'


def thing_link(argument: dict | None) -> str:
    if argument is None:
        return ""
    if argument.get("id"):
        return link(argument["text"], "thing", id=argument["id"])
    return escape(argument["text"])


def counted(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def metrics(counts: dict[str, int]) -> str:
    shown = (
        ("documents", "documents", "documents"),
        ("claims", "sourced claims", "claims"),
        ("things", "things", "things"),
        ("origins", "origins", "sources"),
    )
    return (
        '<div class="metrics">'
        + "".join(
            f'<div class="metric"><b>{link(f"{counts[key]:,}", view)}</b>{words}</div>' for key, words, view in shown
        )
        + "</div>"
    )


def matrix(cells: list[dict], most: int = 12) -> str:
    """Levers in rows, mechanisms in columns; the busiest first, the rest counted."""
    if not cells:
        return "<p>No claim joins a policy lever to a mechanism yet.</p>"
    table: dict[tuple[str, str], list[dict]] = defaultdict(list)
    rows, columns, names = defaultdict(int), defaultdict(int), {}
    reached: dict[str, int] = defaultdict(int)  # what levers aim at or do not reach comes first
    for c in cells:
        lever, mechanism = c["lever"]["id"], c["mechanism"]["id"]
        table[lever, mechanism].append(c)
        rows[lever] += len(c["claims"])
        columns[mechanism] += len(c["claims"])
        reached[mechanism] += c["relation"] in ("targets", "does_not_reach")
        names[lever], names[mechanism] = c["lever"]["name"], c["mechanism"]["name"]
    rows_, columns_ = (
        [k for k, _ in sorted(d.items(), key=lambda kv: (-reached[kv[0]], -kv[1], names[kv[0]]))]
        for d in (rows, columns)
    )
    out = [
        '<div class="scroll"><table><caption class="muted" style="text-align:left">What sources say that each policy '
        'lever does to each mechanism</caption><thead><tr><th scope="col">policy lever</th>'
    ]
    out += [f'<th scope="col">{link(names[m], "thing", id=m)}</th>' for m in columns_[:most]]
    out.append("</tr></thead><tbody>")
    for lever in rows_[:most]:
        out.append(f'<tr><th scope="row">{link(names[lever], "thing", id=lever)}</th>')
        for m in columns_[:most]:
            parts = []
            for c in table.get((lever, m), ()):
                mark, tone, words = CELLS[c["relation"]]
                where = href("claims", lever=lever, mechanism=m, relation=c["relation"])
                parts.append(
                    f'<a class="{tone}" href="{escape(where)}" target="_self" title="{words}: '
                    f'{counted(len(c["claims"]), "claim")}, {counted(len(c["origins"]), "origin")}">'
                    f"{mark} {len(c['claims'])}</a>"
                )
            out.append(f'<td class="cell">{"<br>".join(parts) or "·"}</td>')
        out.append("</tr>")
    out.append("</tbody></table></div>")
    legend = " &nbsp; ".join(f'<span class="{tone}">{mark}</span> {words}' for mark, tone, words in CELLS.values())
    hidden = max(0, len(rows_) - most) + max(0, len(columns_) - most)
    more = f" {counted(hidden, 'row or column')} with fewer claims not shown." if hidden else ""
    out.append(
        f'<p class="muted">{legend} &nbsp; · no claim found (which is not “no effect”). The number counts claims; '
        f"it opens them.{more}</p>"
    )
    return "".join(out)


def sentence_of(c: dict) -> str:
    """The claim as a small sentence with its things linked."""
    if c["predicate"] == "measures":
        of = (c["quantity"].get("of") or "").split("; ")[0]
        what = f' <span class="muted">({escape(of)})</span>' if of else ""
        return f"{thing_link(c['subject'])}: {escape(c['quantity']['text'])}{what}"
    verb = VERBS[c["predicate"]][c["negated"]]
    tone = ' class="minus"' if c["negated"] else ""
    figure = f" ({escape(c['quantity']['text'])})" if c.get("quantity") else ""
    return f"{thing_link(c['subject'])} <b{tone}>{verb}</b> {thing_link(c['object'])}{figure}"


def chips(c: dict) -> str:
    out = []
    if c["negated"]:
        out.append('<span class="chip neg">⊘ denied</span>')
    if c["status"] != "asserted":
        out.append(f'<span class="chip dash">? {STATUS[c["status"]][0]}</span>')
    if c.get("implicit"):
        out.append('<span class="chip">read from a possessive or apposition</span>')
    if len(c["asserted_by"]) > 1:
        out.append('<span class="chip">relayed</span>')
    if c["evidence"].get("ocr") is not None:
        out.append(
            f'<span class="chip dash">? read by OCR, {c["evidence"]["ocr"]:.0%} sure: compare with the page</span>'
        )
    return "".join(out)


def where(c: dict) -> str:
    e = c["evidence"]
    printed = f"p. {e['label']}" if e.get("label") else f"page {e['page']}"
    return f"{link(c['document'], 'document', id=c['document'])}, {escape(printed)}"


def chain(names: list[str]) -> str:
    """Origin first: 'USCC → Reuters → a blog'."""
    return (
        '<span class="chain">'
        + " → ".join(
            f"<b>{link(n, 'claims', source=n)}</b>" if i == 0 else link(n, "claims", source=n)
            for i, n in enumerate(names)
        )
        + "</span>"
    )


def claim_item(c: dict) -> str:
    return (
        f'<div class="claim"><div>{sentence_of(c)}</div><div>“{escape(c["evidence"]["text"])}”</div>'
        f'<div class="muted">{chain(c["asserted_by"])} · {where(c)} · {chips(c)}'
        f"{link('open the claim', 'claim', id=c['id'])}</div></div>"
    )


def claim_list(claims: list[dict], most: int = 100) -> str:
    shown = "".join(claim_item(c) for c in claims[:most])
    rest = len(claims) - most
    return shown + (f'<p class="muted">{rest} more not shown: narrow the list.</p>' if rest > 0 else "")


def grouped(claims: list[dict], thing: str) -> str:
    """A thing's claims by predicate, first what it does, then what is done to it."""
    out = []
    for side, title in (("subject", "What it does"), ("object", "What acts on it")):
        groups: dict[str, list[dict]] = defaultdict(list)
        for c in claims:
            a = c[side]
            if a and a.get("id") == thing:
                groups[c["predicate"]].append(c)
        if groups:
            out.append(f"<h2>{title}</h2>")
        for predicate in sorted(groups, key=lambda p: (-len(groups[p]), p)):
            part = groups[predicate]
            origins = {c["asserted_by"][0] for c in part}
            out.append(
                f'<h3>{VERBS[predicate][0]} <span class="muted">{counted(len(part), "claim")}, '
                f"{counted(len(origins), 'origin')}</span></h3>{claim_list(part, 40)}"
            )
    return "".join(out)


def in_context(passage: dict, evidence: dict) -> str:
    """The passage with the quotation marked."""
    text, start, end = passage["text"], evidence["start"] - passage["start"], evidence["end"] - passage["start"]
    return f"<blockquote>{escape(text[:start])}<mark>{escape(text[start:end])}</mark>{escape(text[end:])}</blockquote>"


def claim_page(found: dict) -> str:
    c, passage, d = found["claim"], found["passage"], found["document"]
    e = c["evidence"]
    words, meaning = STATUS[c["status"]]
    rows = [
        ("Who says it", chain(c["asserted_by"])),
        ("How firmly", f"{words}: {meaning}" + (" · <b>denied</b> in the sentence" if c["negated"] else "")),
        (
            "Where",
            f"{link(d['title'], 'document', id=d['document'])} ({escape(d['publisher'])}, {d['date'] or 'no date'})"
            + (f", printed p. {escape(e['label'])}" if e.get("label") else "")
            + f", page {e['page']} of {d['pages']}",
        ),
        ("Section", escape(e.get("section") or "none")),
        ("Time given", escape(c["time"] or "none")),
    ]
    if d.get("voice"):
        rows.append(("Whose view", escape(d["voice"])))
    if c.get("quantity"):
        q = c["quantity"]
        value = q["value"] if q["value"] is not None else f"{q['low']} to {q['high']}" if q["high"] else f"{q['low']}"
        rows.append(
            ("Figure", escape(f"{q['comparator']} {value} {q['unit']}" + (", approximate" if q["approximate"] else "")))
        )
        if q.get("of"):
            rows.append(("Figure of", escape(q["of"])))
    for a in (c["subject"], c["object"]):
        if a and a.get("why"):
            rows.append(
                ("Taken as", f"{thing_link({**a, 'text': a['name']})}, since {escape(a['why'])} ({a['score']:.2f})")
            )
    rows.append(("Read by", f"{escape(c['rule'])}, confidence {c['confidence']:.2f}"))
    refs = "".join(f"<li>Note {escape(r['note'])}: {escape(r['text'])}{_leads(r)}</li>" for r in found["references"])
    return (
        f"<h1>{sentence_of(c)}</h1>{in_context(passage, e)}<dl>"
        + "".join(f"<dt>{k}</dt><dd>{v}</dd>" for k, v in rows)
        + "</dl>"
        + (f"<h2>What the sentence cites</h2><ul>{refs}</ul>" if refs else "")
        + f'<p class="muted">{link("All claims of this document", "claims", document=d["document"])} · claim {c["id"]}</p>'
    )


def _leads(r: dict) -> str:
    """Where a reference leads within what is held."""
    return f" → {link('held here', 'document', id=r['to_document'])}" if r.get("to_document") else ""


def citation(found: dict) -> str:
    """A line to paste: quotation, chain, printed page."""
    c, d = found["claim"], found["document"]
    page_ = c["evidence"]["label"] or c["evidence"]["page"]
    through = "" if len(c["asserted_by"]) < 2 else f" ({' as cited in '.join(c['asserted_by'])})"
    quote = c["evidence"]["text"].rstrip(".")
    return f"“{quote}.”{through} {d['publisher']}, “{d['title']},” {d['date'] or 'n.d.'}, {page_}."


def thing_head(e: dict, n: int) -> str:
    aliases = ", ".join(escape(a) for a in e.get("aliases", ())[:8])
    return (
        f'<p class="muted">{KINDS.get(e["type"], e["type"])}</p><h1>{escape(e["name"])}</h1>'
        + (f"<p>{escape(e['definition'])}</p>" if e.get("definition") else "")
        + (f'<p class="muted">Also called: {aliases}</p>' if aliases else "")
        + f"<p>{counted(n, 'claim')}</p>"
    )


def table(rows: list[dict], columns: dict[str, str], links: dict[str, str] | None = None) -> str:
    """Rows as a table; `links` maps a column to 'view:parameter:key of its value'."""
    out = ['<div class="scroll"><table><thead><tr>'] + [f'<th scope="col">{escape(t)}</th>' for t in columns.values()]
    out.append("</tr></thead><tbody>")
    for r in rows:
        out.append("<tr>")
        for key in columns:
            value = "" if r.get(key) is None else str(r[key])
            if links and key in links:
                view, param, source = links[key].split(":")
                out.append(f"<td>{link(value, view, **{param: str(r[source])})}</td>")
            else:
                out.append(f"<td>{escape(value)}</td>")
        out.append("</tr>")
    return "".join(out) + "</tbody></table></div>"
