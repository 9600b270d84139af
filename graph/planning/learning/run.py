"""The learning report: what was tried, what moved and what was learned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from graph.parameters import CoverageParameters
from graph.planning.learning.evidence import Witnesses
from graph.planning.learning.moved import collaboratives_of_indicators, list_moved
from graph.planning.learning.records import KINDS, Lesson, read_lessons
from graph.planning.learning.scope import Scope, read_scope
from graph.planning.learning.tried import collaboratives_of_teams, list_tried
from graph.register import Register
from graph.store import ReadableStore
from graph.words import count

Result = Mapping[str, Any]


def compute_learning(
    store: ReadableStore,
    parameters: CoverageParameters,
    *,
    improvement: Result | None,
    plan: Result | None,
    snapshot: Result | None,
    collaboratives: Sequence[str] = (),
    since: date | None = None,
    until: date | None = None,
) -> dict[str, Any]:
    """What the collaboratives asked for tried between two days, what moved and what was learned.

    `improvement`, `plan` and `snapshot` are results of these analyses, None where there is
    none. Keys: `parameters`, `collaboratives` (one object each, with counts), `tried` and
    `moved` (see `list_tried`, `list_moved`), `lessons`, `topics` (lessons of one topic over all
    collaboratives), `without` (finished tests and moving indicators from which no lesson was
    written down; always of all collaboratives and days), `charts` (the run charts told of),
    `last_snapshots` (rows of the snapshot analysis for a picture), `problems`.

    Raises BadParameter for a collaborative that there is not, AnalysisError for days the other way
    round.
    """
    register = Register(store)
    scope = read_scope(
        register,
        collaboratives=collaboratives,
        since=since,
        until=until,
        as_of=parameters.as_of,
    )
    witnesses = Witnesses(improvement)
    every = read_lessons(register)
    lessons = [each for each in every if _is_told(each, scope)]
    tried = list_tried(register, scope, improvement=improvement, plan=plan)
    moved = list_moved(register, scope, improvement=improvement, plan=plan, snapshot=snapshot)
    rows = [_lesson(each, witnesses) for each in lessons]
    shown = {row["chart"] for row in moved if row["chart"]}
    return {
        "parameters": {
            **parameters.as_dict(),
            "collaborative": list(collaboratives),
            "since": since.isoformat() if since else None,
            "until": until.isoformat() if until else None,
        },
        "told": {
            "since": scope.since.isoformat() if scope.since else None,
            "until": scope.until.isoformat(),
            "is_whole": scope.is_whole,
        },
        "collaboratives": [
            _collaborative(id_, name, tried, moved, rows)
            for id_, name in scope.collaboratives.items()
        ],
        "tried": tried,
        "moved": moved,
        "lessons": rows,
        "topics": list(_topics(rows, scope)),
        "without": list(_without(register, improvement, every)),
        "charts": [
            chart
            for chart in (improvement["charts"] if improvement else ())
            if chart["id"] in shown
        ],
        "last_snapshots": _last_snapshots(snapshot, scope),
        "problems": [
            problem
            for lesson in every
            for problem in _problems(lesson, witnesses, parameters.as_of)
        ],
    }


def _last_snapshots(snapshot: Result | None, scope: Scope) -> dict[str, Any]:
    """Of a result of `compute_snapshots` what a picture of the last ones of each needs."""
    if snapshot is None:
        return {"parameters": {}, "snapshots": [], "dimensions": [], "questions": []}
    last: dict[str, Result] = {}
    for row in snapshot["snapshots"]:
        if row["community"] in scope.collaboratives and scope.covers(row["as_of"]):
            last[row["community"]] = row
    ids = {row["snapshot"] for row in last.values()}
    return {
        "parameters": {"floor": snapshot["parameters"]["floor"]},
        **{
            name: [row for row in snapshot[name] if row["snapshot"] in ids]
            for name in ("snapshots", "dimensions", "questions")
        },
    }


def _is_told(lesson: Lesson, scope: Scope) -> bool:
    """Of a collaborative asked for, or used by one, and written down within the days."""
    of = scope.holds(lesson.collaborative) or bool(scope.chosen(lesson.used_by))
    return of and scope.covers(lesson.as_of)


def _lesson(lesson: Lesson, witnesses: Witnesses) -> dict[str, Any]:
    evidence = witnesses.judge(lesson)
    return {
        "topic": lesson.topic,
        "lesson": lesson.id,
        "iri": lesson.iri,
        "name": lesson.name,
        "kind": lesson.kind,
        "text": lesson.text,
        "collaborative": lesson.collaborative,
        "as_of": lesson.as_of.isoformat() if lesson.as_of else None,
        "learned_from": [f"{source.kind}: {source.name}" for source in lesson.sources],
        "sources": [source.id for source in lesson.sources],
        "shared_with": list(lesson.shared_with),
        "used_by": list(lesson.used_by),
        "borne_out": evidence.verdict,
        "evidence": evidence.said,
    }


def _collaborative(
    id_: str,
    name: str,
    tried: Sequence[Result],
    moved: Sequence[Result],
    lessons: Sequence[Result],
) -> dict[str, Any]:
    own_tried = [row for row in tried if row["collaborative"] == id_]
    own_moved = [row for row in moved if row["collaborative"] == id_]
    own = [row for row in lessons if row["collaborative"] == id_]
    counts = {kind: sum(row["kind"] == kind for row in own) for kind in KINDS}
    better = sum(row["direction"] == "better" for row in own_moved)
    worse = sum(row["direction"] == "worse" for row in own_moved)
    used = sum(id_ in row["used_by"] and row["collaborative"] != id_ for row in lessons)
    parts = [
        count(len(own_tried), "thing") + " tried" if own_tried else "nothing recorded as tried",
        f"{better} of {len(own_moved)} watched moved for the better and {worse} for the worse"
        if own_moved
        else "nothing recorded as watched",
        count(len(own), "lesson") if own else "no lesson recorded",
    ]
    return {
        "collaborative": id_,
        "name": name,
        "tried": len(own_tried),
        "watched": len(own_moved),
        "better": better,
        "worse": worse,
        "lessons": len(own),
        "worked": counts["worked"],
        "did_not_work": counts["did-not-work"],
        "open": counts["open-question"],
        "used_of_others": used,
        "sentence": f"{name}: {', '.join(parts)}.",
    }


def _topics(rows: Sequence[Result], scope: Scope) -> Iterator[dict[str, Any]]:
    for topic in dict.fromkeys(row["topic"] for row in rows):
        own = [row for row in rows if row["topic"] == topic]

        def where(kind: str, own: Sequence[Result] = own) -> list[str]:
            return sorted({row["collaborative"] or "" for row in own if row["kind"] == kind} - {""})

        used = sorted({id_ for row in own for id_ in row["used_by"]})
        told = sorted({id_ for row in own for id_ in row["shared_with"]} - set(used))
        yield {
            "topic": topic,
            "lessons": len(own),
            "worked_in": where("worked"),
            "did_not_work_in": where("did-not-work"),
            "open_in": where("open-question"),
            "used_by": used,
            "told_not_using": told,
            "differs": any(
                one != other for one in where("worked") for other in where("did-not-work")
            ),
            "sentence": _describe_topic(topic, own, used),
        }


def _describe_topic(topic: str, own: Sequence[Result], used: Sequence[str]) -> str:
    counts = [(sum(row["kind"] == kind for row in own), kind) for kind in KINDS]
    words = {"worked": "worked", "did-not-work": "did not work", "open-question": "still open"}
    told = ", ".join(f"{number} {words[kind]}" for number, kind in counts if number)
    return f"{topic}: {told}; used by {len(used)}." if used else f"{topic}: {told}."


def _without(
    register: Register, improvement: Result | None, lessons: Sequence[Lesson]
) -> Iterator[dict[str, Any]]:
    """Where learning stopped short."""
    if improvement is None:
        return
    learned = {source.iri for lesson in lessons for source in lesson.sources}
    teams = collaboratives_of_teams(improvement)
    watched = set()
    for cycle in improvement["cycles"]:
        if cycle["iri"] in learned:
            watched.update(cycle["indicators"])
        elif cycle["state"] in ("done", "decided"):
            own = f" Its own record says: {cycle['learned']}" if cycle["learned"] else ""
            sentence = f"The test {cycle['name']} is over, and no lesson refers to it.{own}"
            yield {
                "kind": "cycle-without-lesson",
                "key": f"cycle>{cycle['cycle']}",
                "id": cycle["cycle"],
                "iri": cycle["iri"],
                "name": cycle["name"],
                "collaboratives": list(teams.get(cycle["team"], ())),
                "sentence": sentence if sentence.endswith(".") else f"{sentence}.",
            }
    of = collaboratives_of_indicators(register, improvement)
    for chart in improvement["charts"]:
        is_signal = chart["is_whole"] and chart["verdict"] == "signal"
        if is_signal and chart["iri"] not in learned and chart["indicator"] not in watched:
            yield {
                "kind": "signal-without-lesson",
                "key": f"signal>{chart['indicator']}",
                "id": chart["indicator"],
                "iri": chart["iri"],
                "name": chart["name"],
                "collaboratives": of.get(chart["iri"], []),
                "sentence": f"{chart['name']} has moved, and no lesson says what was learned.",
            }


def _problems(lesson: Lesson, witnesses: Witnesses, as_of: date) -> Iterator[dict[str, str]]:
    def problem(kind: str, message: str) -> dict[str, str]:
        return {"kind": kind, "record": lesson.id, "message": message}

    if lesson.as_of is not None and lesson.as_of > as_of:
        yield problem("later", f"is of {lesson.as_of}, after the day asked for; not told")
    if lesson.collaborative is None:
        yield problem("nobody's", "names no collaborative; told in a report on all only")
    elif lesson.collaborative in (*lesson.shared_with, *lesson.used_by):
        yield problem("its-own", "is said to be shared with, or used by, those who learned it")
    if not lesson.sources:
        yield problem("from-nothing", "does not say what it was learned from")
    evidence = witnesses.judge(lesson)
    if evidence.verdict == "no":
        yield problem("not-borne-out", f"says {lesson.kind}, but {evidence.said}")
