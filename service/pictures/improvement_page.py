"""The page of an improvement network: its tests, and every run chart with a table beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graph.planning.improvement.sentences import show, with_unit
from service.pictures.run_chart import draw_run_chart
from service.pictures.svg import escape

STYLE = """
:root{color-scheme:light dark;--ink:#1b1f24;--quiet:#5c6670;--edge:#d9dee3;--ground:#fff;
--mark:#f2f5f7}
@media (prefers-color-scheme:dark){:root{--ink:#e8ecf0;--quiet:#a3adb7;--edge:#39424b;
--ground:#14181c;--mark:#1e252b}}
body{margin:0 auto;max-width:960px;padding:24px;font:16px/1.5 system-ui,sans-serif;
color:var(--ink);background:var(--ground)}
h1{font-size:1.6rem}h2{font-size:1.25rem;margin-top:2.5rem;border-bottom:1px solid var(--edge)}
h3{font-size:1.05rem}.quiet{color:var(--quiet)}
table{border-collapse:collapse;width:100%;font-size:.85rem}
caption{text-align:left;color:var(--quiet);padding:.3rem 0}
th,td{border-bottom:1px solid var(--edge);padding:.25rem .5rem;text-align:left;vertical-align:top}
th{background:var(--mark)}td.number{text-align:right;font-variant-numeric:tabular-nums}
.scroll{overflow-x:auto}.chart{break-inside:avoid;margin:1.5rem 0}
details{margin:.5rem 0}
@media print{:root{--ink:#000;--quiet:#333;--edge:#999;--ground:#fff;--mark:#eee}
body{max-width:none;padding:0}summary{display:none}}
"""

CYCLES = (
    ("name", "Test"),
    ("team", "Team"),
    ("step", "Step"),
    ("predicted", "Predicted"),
    ("seen", "Seen"),
    ("learned", "Learned"),
    ("decision", "Decision"),
    ("lacks", "Lacks"),
)


def render_page(result: Mapping[str, Any]) -> str:
    """One HTML page that needs no connection and no script."""
    title = _title(result)
    parts = [
        "<!doctype html>",
        f'<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        f"<style>{STYLE}</style></head><body><main>",
        f"<h1>{escape(title)}</h1>",
        *_introduction(result),
        *_networks(result),
        *_cycles(result["cycles"]),
        "<h2>Run charts</h2>",
        *(part for chart in result["charts"] for part in _chart(chart)),
    ]
    if not result["charts"]:
        parts.append("<p>There are no values of indicators.</p>")
    return "\n".join([*parts, *_proof_point(result), "</main></body></html>"]) + "\n"


def _title(result: Mapping[str, Any]) -> str:
    networks = result["networks"]
    return networks[0]["name"] if len(networks) == 1 else "Improvement"


def _introduction(result: Mapping[str, Any]) -> Iterator[str]:
    parameters = result["parameters"]
    rules = {"anhoej": "the Anhoej rules", "classic": "the classic rules"}[parameters["rules"]]
    yield (
        f'<p class="quiet">As of {escape(str(parameters["as_of"]))}, by {rules}. The centre line '
        "is the median of the first values, drawn solid over these and dashed where it is kept. "
        f"Counts of fewer than {parameters['floor']} families, and what would tell them, are left "
        "out before anything is worked out.</p>"
    )


def _networks(result: Mapping[str, Any]) -> Iterator[str]:
    for network in result["networks"]:
        yield f"<h2>{escape(network['name'])}</h2>"
        words = [
            f"stage: {network['stage']}",
            f"{network['teams']} teams, {network['people']} people",
            f"{network['sessions']} learning sessions",
            f"{network['cycles']} tests of change",
        ]
        yield f"<p>{escape('; '.join(words))}.</p>"
        teams = {team["team"] for team in result["teams"] if team["network"] == network["network"]}
        own = [
            each["sentence"]
            for each in result["bounds"]
            if each["id"] == network["network"] or each["id"] in teams
        ]
        if own:
            yield "<ul>" + "".join(f"<li>{escape(each)}</li>" for each in own) + "</ul>"


def _cycles(cycles: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if not cycles:
        return
    yield "<h2>Tests of change</h2>"
    yield '<div class="scroll"><table><caption>One row a test, chain by chain</caption><thead><tr>'
    yield "".join(f'<th scope="col">{head}</th>' for _, head in CYCLES) + "</tr></thead><tbody>"
    for cycle in cycles:
        yield "<tr>" + "".join(f"<td>{_cell(cycle[key])}</td>" for key, _ in CYCLES) + "</tr>"
    yield "</tbody></table></div>"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return escape(", ".join(value) if isinstance(value, list) else str(value))


def _chart(chart: Mapping[str, Any]) -> Iterator[str]:
    yield f'<section class="chart"><h3>{escape(chart["title"])}</h3>'
    yield f"<p>{escape(chart['sentence'])}</p>"
    yield draw_run_chart(chart)
    for note in chart["notes"]:
        yield f'<p class="quiet">{escape(note)}</p>'
    for each in chart["annotations"]:
        yield f'<p class="quiet">{escape(each["day"])}: {escape(each["text"])}</p>'
    yield "<details open><summary>The values</summary>"
    yield from _table(chart)
    yield "</details></section>"


def _table(chart: Mapping[str, Any]) -> Iterator[str]:
    counted = any(point["numerator"] or point["denominator"] for point in chart["points"])
    means = [chart["numerator_means"], chart["denominator_means"]]
    heads = ["From", "Value", "Median"]
    heads += [text or word for text, word in zip(means, ("Count", "Among"), strict=True)][
        : 2 * counted
    ]
    yield f'<div class="scroll"><table><caption>{escape(chart["title"])}</caption><thead><tr>'
    yield "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    yield "</tr></thead><tbody>"
    for point in chart["points"]:
        cells = [point["day"], _value(chart, point), show(point["median"])]
        cells += [point["numerator"], point["denominator"]][: 2 * counted]
        yield (
            "<tr>" + "".join(f'<td class="number">{escape(cell)}</td>' for cell in cells) + "</tr>"
        )
    yield "</tbody></table></div>"


def _value(chart: Mapping[str, Any], point: Mapping[str, Any]) -> str:
    if point["value"] is not None:
        return with_unit(point["value"], chart["unit_text"])
    return "too few to tell" if point["state"] == "suppressed" else "not measured"


def _proof_point(result: Mapping[str, Any]) -> Iterator[str]:
    rows = [row for row in result["proof_point"] if row["indicators"]]
    if rows:
        yield "<h2>Proof point</h2>"
    for row in rows:
        yield f"<p><strong>{escape(row['name'])}</strong>: {escape(row['sentence'])}</p>"
