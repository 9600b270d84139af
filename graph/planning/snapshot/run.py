"""Where communities stand, by the questionnaires that several people of each answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from graph.parameters import CoverageParameters
from graph.planning.choosing import check_known
from graph.planning.snapshot.comparing import Series, build_series, list_changes, list_side_by_side
from graph.planning.snapshot.findings import list_findings
from graph.planning.snapshot.reading import SnapshotReader
from graph.planning.snapshot.records import Snapshot
from graph.planning.snapshot.rows import (
    change_row,
    comment_rows,
    dimension_rows,
    note_rows,
    priority_rows,
    question_rows,
    questionnaire_row,
    snapshot_row,
)
from graph.planning.snapshot.rules import Rules
from graph.planning.snapshot.scores import Scored, score_snapshot
from graph.planning.snapshot.taking_up import TakingUp
from graph.public.raters import FLOOR
from graph.store import ReadableStore


def compute_snapshots(
    store: ReadableStore,
    parameters: CoverageParameters,
    *,
    snapshots: Sequence[str] = (),
    rules: Rules | None = None,
) -> dict[str, Any]:
    """Scores, spread, conclusions, changes and differences of the snapshots in the store.

    `snapshots` are ids of those to tell of; all where none are given. Keys: `parameters` (with
    the rules), `rules` (the same in words), `questionnaires` with their questions, `snapshots`,
    `dimensions` and `questions` (one object a snapshot and dimension or question), `notes`
    (what people concluded, with what the scores say of it), `priorities` (ranked by feasibility
    times importance), `changes` (from each snapshot of a community to its next), `side_by_side`
    (last snapshots of communities that were asked the same), `findings` (always of the last
    snapshot of every community, of no fewer scores than may be told), `problems` (records that
    contradict themselves), `comments`.

    Scores are on the questionnaire's scale, turned so that more is better; spreads are standard
    deviations in its steps. What is not known is null, with a `reason`. Snapshots after the day
    asked for are left out. Raises BadParameter for an id that there is not.
    """
    rules = rules or Rules()
    reader = SnapshotReader(store, as_of=parameters.as_of)
    read = reader.read()
    scored = [score_snapshot(each, rules) for each in read]
    chosen = _choose(scored, snapshots)
    wanted = {each.snapshot.iri for each in chosen}
    series = build_series(scored)
    # Findings are kept in the store, and told to anyone: they rest on no smaller groups.
    kept = series if rules.floor >= FLOOR else _series_to_keep(read, rules)
    taking_up = TakingUp(reader.register)
    of = {each.snapshot.iri: one for one in series for each in one.snapshots}
    changes = [c for c in list_changes(series) if c.after.snapshot.iri in wanted]
    ids = {each.snapshot.id for each in chosen}
    return {
        "parameters": {
            **parameters.as_dict(),
            "snapshot": list(snapshots),
            **rules.as_dict(),
        },
        "rules": rules.sentences(),
        "questionnaires": [
            questionnaire_row(each)
            for each in reader.questionnaires
            if not snapshots or each.iri in {one.snapshot.questionnaire.iri for one in chosen}
        ],
        "snapshots": [snapshot_row(each) for each in chosen],
        "dimensions": [row for each in chosen for row in dimension_rows(each)],
        "questions": [row for each in chosen for row in question_rows(each)],
        "notes": [row for each in chosen for row in note_rows(each)],
        "priorities": [
            row for each in chosen for row in priority_rows(each, of[each.snapshot.iri], taking_up)
        ],
        "changes": [change_row(change) for change in changes],
        "side_by_side": [row for row in list_side_by_side(series) if row["snapshot"] in ids],
        "findings": [found.as_dict() for found in list_findings(kept, taking_up)],
        "comments": [row for each in chosen for row in comment_rows(each)],
        "problems": [problem.as_dict() for problem in reader.problems],
    }


def _series_to_keep(read: Sequence[Snapshot], rules: Rules) -> Sequence[Series]:
    return build_series([score_snapshot(each, replace(rules, floor=FLOOR)) for each in read])


def _choose(scored: Sequence[Scored], ids: Iterable[str]) -> list[Scored]:
    known = {each.snapshot.id for each in scored}
    wanted = set(ids)
    check_known(sorted(wanted), known, analysis="snapshot", option="snapshot")
    return [each for each in scored if not wanted or each.snapshot.id in wanted]
