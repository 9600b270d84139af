"""The object that a what-if answer prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from graph.coverage.facts import Facts
from graph.coverage.result import STATUS_WORDS, VARIANT_HANDOFFS, Variant
from graph.coverage.run import compute_cells
from graph.coverage.rungs import GAP_TYPES
from graph.gaps import name_cell
from graph.parameters import MODES
from graph.projection import Projection, Ternary
from graph.whatif.answer import Statuses, WhatIf, compute_what_if
from graph.whatif.baseline import Baseline
from graph.whatif.told import Told, read_changes

ANSWERS = ("any_door", "every_door")


def ask_what_if(base: Baseline, told: Sequence[Told], *, threshold: float = 1.0) -> dict[str, Any]:
    """Coverage before and after some changes, and the cells that they change.

    Keys: `parameters` (those of coverage, and `threshold`: a service closes when less than this
    share of its money is left), `required`, `changes` (one object a change: `told`, `sentence`),
    `closed` and `may_close` (services that lose their money, for certain and possibly; the latter
    are left as they are), `before` and `after` (each `headline` and `variants`, as in coverage),
    `counts` (cells by what becomes of them, for any door and for every door), `cells` (one object
    a changed cell, heaviest first: the cell, `before`, `after`, `sentence`) and `completeness`.

    Raises BadParameter for a change that cannot be read, NoSuchRecord for an id not known.
    """
    net, parameters = base.net, base.parameters
    read = read_changes(net, told, as_of=parameters.as_of, threshold=threshold)
    answer = compute_what_if(base, read.changes)
    asked: Variant = (parameters.handoffs, parameters.mode)
    rows = answer.changed_cells(asked)
    rows = rows[np.argsort(-base.coverage.required.weight[rows], kind="stable")]
    cells = list(_cells(answer, asked, rows.tolist()))
    summary = base.coverage.summary()
    return {
        "parameters": {**parameters.as_dict(), "threshold": threshold},
        "required": summary["required"],
        "changes": [
            {"told": dict(each), "sentence": sentence}
            for each, sentence in zip(told, read.sentences, strict=True)
        ],
        "closed": [_service(net, service) for service in read.closed],
        "may_close": [_service(net, service) for service in read.uncertain],
        "before": _figures(base, base.coverage.status),
        "after": _figures(base, answer.status),
        "counts": {name: _count(cells, name) for name in ANSWERS},
        "cells": cells,
        "completeness": summary["completeness"],
    }


def _count(cells: list[dict[str, Any]], name: str) -> dict[str, int]:
    """Cells by what they were and what they become, such as `covered to gap`."""
    pairs = ((cell["before"][name], cell["after"][name]) for cell in cells)
    return dict(sorted(Counter(f"{old} to {new}" for old, new in pairs if old != new).items()))


def _figures(base: Baseline, status: Statuses) -> dict[str, Any]:
    coverage = base.coverage
    asked: Variant = (base.parameters.handoffs, base.parameters.mode)
    return {
        "headline": {
            "every_door": coverage.interval(status[asked][1]),
            "any_door": coverage.interval(status[asked][0]),
        },
        "variants": [
            {
                "handoffs": handoffs,
                "mode": mode,
                "every_door": coverage.interval(status[handoffs, mode][1]),
                "any_door": coverage.interval(status[handoffs, mode][0]),
            }
            for mode in MODES
            for handoffs in VARIANT_HANDOFFS
        ],
    }


def _cells(answer: WhatIf, asked: Variant, rows: list[int]) -> list[dict[str, Any]]:
    base = answer.base
    coverage, required = base.coverage, base.coverage.required
    facts: Facts = base.facts.of_changed(answer.net)
    chosen = required.select(np.array(rows, np.int64))
    after = compute_cells(facts, chosen, routes="all") if rows else None
    told = []
    for position, row in enumerate(rows):
        assert after is not None
        cell = after.cell(position)
        old = {name: _word(coverage.status[asked][i][row]) for i, name in enumerate(ANSWERS)}
        new = {name: cell[name] for name in ANSWERS}
        doors = (int(coverage.known_doors[row]), cell["known_doors"])
        names = name_cell(coverage, row)
        told.append(
            {
                **{key: cell[key] for key in ("touchpoint", "need", "segment", "place", "weight")},
                "names": names,
                "before": {
                    **old,
                    "gap_type": GAP_TYPES[coverage.gap_type[row]],
                    "known_doors": doors[0],
                },
                "after": {
                    **new,
                    "gap_type": cell["gap_type"],
                    "known_doors": doors[1],
                    "route": cell["route"],
                },
                "sentence": _sentence(names, old, new, doors),
            }
        )
    return told


def _sentence(
    names: dict[str, str], before: dict[str, str], after: dict[str, str], doors: tuple[int, int]
) -> str:
    words = {"any_door": "at least one door", "every_door": "every door"}
    parts = [
        f"from {words[name]} it was {_WORDS[before[name]]} and would be {_WORDS[after[name]]}"
        for name in ANSWERS
        if before[name] != after[name]
    ]
    who = f"{names['segment']} in {names['place']} at {names['touchpoint']}"
    known = f" Known doors: {doors[0]} before, {doors[1]} after." if doors[0] != doors[1] else ""
    return f"{names['need']} for {who}: {' and '.join(parts)}.{known}"


_WORDS = {"covered": "reached for certain", "unknown": "not certain", "gap": "out of reach"}


def _word(status: int) -> str:
    return STATUS_WORDS[Ternary(status)]


def _service(net: Projection, service: int) -> dict[str, Any]:
    return {"service": net.services.ids[service], "name": net.services.names[service]}
