"""The analyses as an assistant gets them: with the IRIs of the records that each row rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from graph.errors import BadParameter
from queries.references import resolve_record
from service.assistants.answer import Window, build_answer
from service.assistants.arguments import RECORDS
from service.jobs.analysis import read_parameters
from service.workers.job import JobData, Outcome

if TYPE_CHECKING:
    from graph.coverage import Coverage
    from graph.projection import Projection
    from graph.projection.arrays import Collection

TWICE = "possible-duplicate-record"
"""The verdict of a pair of records that may be the same service."""


def answer_coverage(
    data: JobData, parameters: dict[str, Any], chosen: dict[str, str], window: Window
) -> Outcome:
    """Keys as in coverage, its cells as `rows`; without rows the routes are not looked for."""
    asked = read_parameters(parameters, data.settings)
    coverage = data.analyses.coverage(asked, routes="all" if window.max_rows else "none")
    ids = _resolve(data, coverage.net, chosen)
    found = _select_cells(coverage, ids)
    shown = [coverage.cell(row) for row in window.cut(found)]
    summary = coverage.summary()
    return build_answer(
        data,
        window,
        shown,
        total=len(found),
        facts=_Records(data, coverage.net).of_cells(shown),
        chosen=ids,
        **summary,
    )


def answer_gaps(
    data: JobData, parameters: dict[str, Any], chosen: dict[str, str], window: Window
) -> Outcome:
    """Keys as in gaps, with the gaps as `rows`; `counts` counts all gaps, whatever is chosen."""
    asked = read_parameters(parameters, data.settings)
    result = dict(data.analyses.gaps(asked))
    net = data.analyses.projection()
    ids = _resolve(data, net, chosen)
    gaps = result.pop("gaps")
    found = [gap for gap in gaps if all(gap[name] == value for name, value in ids.items())]
    shown = window.cut(found)
    facts = _Records(data, net).of_cells(shown)
    return build_answer(data, window, shown, total=len(found), facts=facts, chosen=ids, **result)


def answer_overlaps(
    data: JobData, parameters: dict[str, Any], chosen: dict[str, str], window: Window
) -> Outcome:
    """Keys as in overlaps, with the pairs as `rows`, and after them possible duplicate records.

    `counts` counts all pairs by verdict, whatever is chosen.
    """
    from graph.coverage.completeness import compute_completeness
    from graph.coverage.facts import Facts

    asked = read_parameters(parameters, data.settings)
    result = dict(data.analyses.overlaps(asked))
    net = data.analyses.projection()
    twice = (
        {**pair, "verdict": TWICE, "reason": ", ".join(pair["reasons"])}
        for pair in result.pop("possible_duplicates")
    )
    pairs = [*result.pop("pairs"), *twice]
    found = [pair for pair in pairs if all(pair[name] == word for name, word in chosen.items())]
    shown = window.cut(found)
    verdicts = [pair["verdict"] for pair in pairs]
    return build_answer(
        data,
        window,
        shown,
        total=len(found),
        facts=_Records(data, net).of_pairs(shown),
        chosen=chosen,
        counts={verdict: verdicts.count(verdict) for verdict in dict.fromkeys(verdicts)},
        completeness=compute_completeness(Facts(net, asked)),
        **result,
    )


def _resolve(data: JobData, net: Projection, chosen: dict[str, str]) -> dict[str, str]:
    """The ids that the analyses show, for records named in any way; words stay as they are."""
    ids = dict(chosen)
    for name in RECORDS:
        if name in chosen:
            ids[name] = _shown_id(data, name, chosen[name], getattr(net, f"{name}s"))
    return ids


def _shown_id(data: JobData, name: str, value: str, records: Collection) -> str:
    def bad(expected: str) -> BadParameter:
        return BadParameter(
            f"{name} = {value!r} does not fit: expected {expected}",
            query="",
            name=name,
            value=value,
            expected=expected,
        )

    if value in records.ids:
        return value
    return records.ids[records.index[resolve_record(data.store, name, value, bad=bad).value]]


def _select_cells(coverage: Coverage, chosen: dict[str, str]) -> list[int]:
    """Rows of the required cells that have everything chosen."""
    import numpy as np

    from graph.coverage.result import STATUS_WORDS
    from graph.projection import Ternary

    wanted = np.ones(len(coverage.required), np.bool_)
    for name, value in chosen.items():
        if name in RECORDS:
            records: Collection = getattr(coverage.net, f"{name}s")
            wanted &= getattr(coverage.required, name) == records.ids.index(value)
        else:
            number = next(state for state in Ternary if STATUS_WORDS[state] == value)
            wanted &= getattr(coverage, name) == number
    return [int(row) for row in np.flatnonzero(wanted)]


class _Records:
    """The IRIs of the records that the rows of analyses name by their ids."""

    def __init__(self, data: JobData, net: Projection) -> None:
        # Services, partners and touchpoints share their ids, so one table holds them all.
        self.nodes = data.remember(
            "node iris",
            lambda: {
                id_: iri
                for part in (net.services, net.partners, net.touchpoints)
                for id_, iri in zip(part.ids, part.iris, strict=True)
            },
        )
        self.pathways = data.remember(
            "pathway iris",
            lambda: dict(zip(net.pathways.ids, net.pathways.iris, strict=True)),
        )
        self.net = net

    def of_cells(self, cells: Iterable[dict[str, Any]]) -> Iterator[str]:
        """Of each cell: its touchpoint, then routes, failing doors and what is to be verified.

        A cell without any of these rests on the doors that are listed of its touchpoint.
        """
        for cell in cells:
            yield self.nodes[cell["touchpoint"]]
            nodes = [*(cell["route"] or ()), *(cell["possible_route"] or ())]
            nodes += [failing["door"] for failing in cell["failing_doors"]]
            yield from (self.nodes[node] for node in nodes)
            for fact in cell["verify"]:
                known = self.pathways if fact["fact"] in ("usable", "warm") else self.nodes
                yield known[fact["subject"]]
                if fact["with"]:
                    yield self.nodes[fact["with"]]
            if not nodes:
                yield from self._doors(cell["touchpoint"])

    def of_pairs(self, pairs: Iterable[dict[str, Any]]) -> Iterator[str]:
        """Of each pair: its services, and their partners where they are named."""
        for pair in pairs:
            for name in ("first", "second", "first_partner", "second_partner"):
                if pair.get(name):
                    yield self.nodes[pair[name]]

    def _doors(self, touchpoint: str) -> Iterator[str]:
        net = self.net
        position = net.touchpoints.index[self.nodes[touchpoint]]
        for node in net.door.node[net.door.touchpoint == position].tolist():
            yield net.node_iri(node)
