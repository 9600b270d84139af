"""The page of the headline, the gaps, and the partners of a chosen touchpoint."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from graph.errors import StoreMissing
from graph.store import ReadableStore
from queries.run import run_query
from service.jobs.analysis import read_parameters
from service.pages import render_page
from service.summary import is_no_wrong_door
from service.workers.job import JobData, Lane, Outcome

if TYPE_CHECKING:
    from graph.coverage import Coverage

LANE: Lane = "analysis"

HTML = "text/html; charset=utf-8"
GAPS_SHOWN = 50
HANDOFFS_OFFERED = (0, 1, 2, 3)
GAP_WORDS = {
    "orphan": "no door",
    "supply": "no service",
    "eligibility": "not eligible",
    "access": "out of reach",
    "link": "no referral",
    "warmth": "cold referral only",
    "door-gap": "some doors only",
}
"""What each gap type is called on the page."""
KEPT = ("as_of", "stale_after_days", "uncoded_services")
"""Parameters that the form does not offer, and keeps as they are."""

Choices = list[tuple[str, str]]
"""(id, name) of what can be chosen."""


@dataclass(frozen=True)
class Bar:
    """Shares of a headline in percent: certain, possible, and not."""

    covered: float
    unknown: float
    gap: float


def run(
    data: JobData,
    *,
    parameters: Mapping[str, Any],
    filters: Mapping[str, str],
    every_gap: bool,
    asked: Sequence[Sequence[str]],
) -> Outcome:
    """The whole page; where nothing is loaded, how to begin.

    `filters` holds `touchpoint`, `place` and `gap_type`, blank where none was chosen; `asked` the
    name and value of every parameter as sent. Raises BadParameter for a value no record has.
    """
    try:
        page = _render(data, parameters, filters, every_gap=every_gap, asked=asked)
    except StoreMissing:
        page = render_page("empty.html", data_dir=data.settings.data_dir)
    return Outcome([page.encode()], HTML)


def _render(
    data: JobData,
    parameters: Mapping[str, Any],
    filters: Mapping[str, str],
    *,
    every_gap: bool,
    asked: Sequence[Sequence[str]],
) -> str:
    from service.filters import select_among

    chosen_parameters = read_parameters(parameters, data.settings)
    coverage = data.analyses.coverage(chosen_parameters, routes="gaps")
    gaps = data.analyses.gaps(chosen_parameters)
    chosen = select_among(gaps["gaps"], filters, coverage.net)
    summary = coverage.summary()
    pairs = [(name, value) for name, value in asked]
    return render_page(
        "home.html",
        summary=summary,
        every=_bar(summary["headline"]["every_door"]),
        any=_bar(summary["headline"]["any_door"]),
        no_wrong_door=is_no_wrong_door(summary["parameters"]),
        gaps=chosen if every_gap else chosen[:GAPS_SHOWN],
        gap_count=len(chosen),
        every_gap_link="/?" + urlencode([*pairs, ("every_gap", "true")]),
        gap_words=GAP_WORDS,
        choices=_choices(coverage),
        asked={**filters, **summary["parameters"]},
        kept={name: value for name, value in pairs if name in KEPT},
        handoffs_offered=[(n, n) for n in sorted({*HANDOFFS_OFFERED, chosen_parameters.handoffs})],
        partners=_partners(data.store, filters["touchpoint"]),
        generation=data.generation,
    )


def _partners(store: ReadableStore, touchpoint: str) -> list[dict[str, Any]]:
    if not touchpoint:
        return []
    table = run_query(store, "partners/serving-touchpoint", {"touchpoint": touchpoint})
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.rows]


def _choices(coverage: Coverage) -> dict[str, Choices]:
    """The touchpoints by name, and the places that are asked for."""
    net, required = coverage.net, coverage.required
    places = sorted({int(place) for place in required.place})
    ids, names = net.places.ids, net.places.names
    return {
        "touchpoints": sorted(
            _told_apart(zip(net.touchpoints.ids, net.touchpoints.names, strict=True)),
            key=lambda pair: pair[1].casefold(),
        ),
        "places": _told_apart((ids[place], names[place]) for place in places),
    }


def _told_apart(pairs: Iterable[tuple[str, str]]) -> Choices:
    """Names that several records bear get the id beside them."""
    every = list(pairs)
    often = Counter(name for _, name in every)
    return [(id_, f"{name} ({id_})" if often[name] > 1 else name) for id_, name in every]


def _bar(interval: list[float] | None) -> Bar | None:
    if interval is None:
        return None
    low, high = (100 * end for end in interval)
    return Bar(low, high - low, 100 - high)
