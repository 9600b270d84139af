"""The learning report as one HTML page that needs no connection, no script and no other file.

Pictures are SVG in the page, each with its values in a table. The page's own policy refuses
everything but its two style sheets, which it names by their digests.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup

from graph.planning.improvement.sentences import show
from graph.words import listed
from service.pictures.pages import page_environment, policy_digest
from service.pictures.run_chart import STYLE, draw_run_chart
from service.pictures.snapshot import render_snapshot

Row = Mapping[str, Any]

KINDS = {
    "worked": "What worked",
    "did-not-work": "What did not work",
    "open-question": "What is still open",
}
WORDS = {
    "test-of-change": "test of change",
    "finding": "finding that an action answers",
    "maturity": "rating of maturity",
    "snapshot": "snapshot",
    "better": "better",
    "worse": "worse",
    "same": "no change",
    "unknown": "not known",
}
DIRECTIONS = ("better", "worse", "unknown")
"""The order of charts."""


def render_learning(result: Row, *, generated_at: datetime) -> str:
    """The page of a result of `compute_learning`.

    Where a collaborative has nothing of a kind the page says so, and draws no picture.
    """
    names = {row["collaborative"]: row["name"] for row in result["collaboratives"]}
    parts = [_part(result, row, names) for row in result["collaboratives"]]
    nobody = _part(result, {"collaborative": None, "name": "Of no collaborative"}, names)
    if any(nobody[each] for each in ("tried", "charts", "others", "unjudged", "lessons")):
        parts.append({**nobody, "sentence": "Records that name no collaborative."})
    page = {
        "title": _title(names),
        "days": _days(result),
        "policy": content_security_policy(),
        "style": Markup(_style()),
        "topics": [_topic(row, names) for row in result["topics"]] if len(parts) > 1 else [],
        "parts": parts,
        "problems": result["problems"] if result["told"]["is_whole"] else [],
        "made": (
            f"Made by nowrongdoor on {generated_at:%Y-%m-%d}, as of "
            f"{result['parameters']['as_of']}. Run charts tell chance from change by rules; "
            "counts of few families are left out. Roles are named, never persons."
        ),
    }
    return page_environment().get_template("learning.html").render(page=page)


def content_security_policy() -> str:
    """The policy that the page states in its own head; a route that serves it may state it too."""
    digests = " ".join(policy_digest(style) for style in (_style(), STYLE))
    return f"default-src 'none'; style-src {digests}; base-uri 'none'; form-action 'none'"


def _part(result: Row, row: Row, names: Mapping[str, str]) -> dict[str, Any]:
    of = row["collaborative"]

    def own(name: str) -> list[Row]:
        return [each for each in result[name] if each["collaborative"] == of]

    moved = own("moved")
    indicators = [each for each in moved if each["kind"] == "indicator"]
    charts = {chart["id"]: chart for chart in result["charts"]}
    drawn = sorted(
        (each for each in indicators if _is_judged(charts[each["chart"]])),
        key=lambda each: DIRECTIONS.index(each["direction"]),
    )
    waiting = [each["name"] for each in indicators if each not in drawn]
    without = [each["sentence"] for each in result["without"] if of in each["collaboratives"]]
    return {
        "name": row["name"],
        "sentence": row.get("sentence", ""),
        "tried": [{**each, "kind": _word(each["kind"])} for each in own("tried")],
        "charts": [_chart(charts[each["chart"]], of or "") for each in drawn],
        "unjudged": "; ".join(waiting),
        "others": [
            {**each, "kind": _word(each["kind"]), "direction": _word(each["direction"])}
            for each in moved
            if each["kind"] != "indicator"
        ],
        "snapshot": _snapshot(result["last_snapshots"], of),
        "lessons": list(_lessons(result["lessons"], of, names)),
        "without": without,
    }


def _is_judged(chart: Row) -> bool:
    """Whether there is a verdict, or a line that was moved for one."""
    return chart["verdict"] in ("signal", "no-signal") or chart["shift"] is not None


def _chart(chart: Row, collaborative: str) -> dict[str, Any]:
    # Two collaboratives may watch one indicator; what is named within a picture must differ.
    drawn = draw_run_chart({**chart, "id": f"{collaborative}-{chart['id']}"})
    told = {"suppressed": "too few to tell", "missing": "missing"}
    return {
        "title": chart["title"],
        "unit_text": chart["unit_text"],
        "sentence": chart["sentence"],
        "picture": Markup(drawn),
        "points": [
            {
                "day": point["day"],
                "value": told.get(point["state"]) or show(point["value"]),
                "median": show(point["median"]),
            }
            for point in chart["points"]
        ],
    }


def _snapshot(rows: Row, collaborative: str | None) -> dict[str, Any] | None:
    own = [each for each in rows["snapshots"] if each["community"] == collaborative]
    if not own:
        return None
    told = {**rows, "snapshots": own}
    id_ = own[0]["snapshot"]
    return {
        "sentence": own[0]["sentence"],
        "picture": Markup(render_snapshot(told, name=f"snapshot-{id_}")),
        "rows": [
            {
                "name": each["name"],
                "score": show(each["score"]) or "unknown",
                "spread": "" if each["spread_share"] is None else f"{each['spread_share']:.0%}",
                "reading": each["reading"],
            }
            for each in rows["dimensions"]
            if each["snapshot"] == id_
        ],
    }


def _lessons(
    lessons: Sequence[Row], collaborative: str | None, names: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """Its own, and those of others that it uses, by kind."""
    for kind, title in KINDS.items():
        rows = [
            {**each, "about": _about(each, collaborative, names)}
            for each in lessons
            if each["kind"] == kind
            and (each["collaborative"] == collaborative or collaborative in each["used_by"])
        ]
        if rows:
            yield {"title": title, "rows": rows}


def _about(lesson: Row, collaborative: str | None, names: Mapping[str, str]) -> str:
    parts = [lesson["topic"]]
    if lesson["collaborative"] != collaborative:
        parts.append(f"learned by {_named([lesson['collaborative']], names)}, used here")
    if lesson["learned_from"]:
        parts.append("from " + "; ".join(lesson["learned_from"]))
    if lesson["borne_out"] is not None:
        words = {"yes": "borne out", "no": "not borne out", "unknown": "not known if borne out"}
        parts.append(f"{words[lesson['borne_out']]}: {lesson['evidence']}")
    if lesson["used_by"] and lesson["collaborative"] == collaborative:
        parts.append(f"used by {_named(lesson['used_by'], names)}")
    return ". ".join(part[:1].upper() + part[1:] for part in parts) + "."


def _topic(row: Row, names: Mapping[str, str]) -> dict[str, Any]:
    lists = ("worked_in", "did_not_work_in", "open_in", "used_by")
    return {**row, **{name: _named(row[name], names) for name in lists}}


def _named(ids: Sequence[str | None], names: Mapping[str, str]) -> str:
    return "; ".join(names.get(id_ or "", id_ or "nobody named") for id_ in ids)


def _title(names: Mapping[str, str]) -> str:
    if len(names) == 1:
        return f"{next(iter(names.values()))}: what we tried, what moved, what we learned"
    return "What was tried, what moved, what was learned"


def _days(result: Row) -> str:
    told = result["told"]
    first = f"From {told['since']} to" if told["since"] else "Up to"
    of = listed([row["name"] for row in result["collaboratives"]]) or "No collaborative is recorded"
    return f"{of}. {first} {told['until']}."


def _word(word: str) -> str:
    return WORDS.get(word, word)


@lru_cache(maxsize=1)
def _style() -> str:
    return files("service.pictures").joinpath("templates/learning.css").read_text(encoding="utf-8")
