"""`/`: the headline, the gaps, and the partners of a chosen touchpoint, on one page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from graph.coverage import Coverage
from graph.errors import StoreMissing
from queries.run import run_query
from service.asked import AskedParameters, AskedWorkspace
from service.filters import select_among
from service.pages import render_page
from service.summary import is_no_wrong_door
from service.workspace import Workspace

router = APIRouter(include_in_schema=False)

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


@router.get("/style.css")
def read_style() -> Response:
    """The style sheet of every page."""
    text = files("service.pages").joinpath("style.css").read_text("utf-8")
    return Response(text, media_type="text/css", headers={"Cache-Control": "no-cache"})


@router.get("/")
def read_home(
    request: Request,
    workspace: AskedWorkspace,
    parameters: AskedParameters,
    touchpoint: Annotated[str, Query()] = "",
    place: Annotated[str, Query()] = "",
    gap_type: Annotated[str, Query()] = "",
    every_gap: Annotated[bool, Query()] = False,
) -> HTMLResponse:
    """The whole page; every choice is in its address."""
    try:
        coverage = workspace.coverage(parameters, routes="gaps")
    except StoreMissing:
        return HTMLResponse(render_page("empty.html", data_dir=workspace.settings.data_dir))
    gaps = workspace.gaps(parameters)
    asked = {"touchpoint": touchpoint, "place": place, "gap_type": gap_type}
    chosen = select_among(gaps["gaps"], asked, coverage.net)
    summary = coverage.summary()
    page = render_page(
        "home.html",
        summary=summary,
        every=_bar(summary["headline"]["every_door"]),
        any=_bar(summary["headline"]["any_door"]),
        no_wrong_door=is_no_wrong_door(summary["parameters"]),
        gaps=chosen if every_gap else chosen[:GAPS_SHOWN],
        gap_count=len(chosen),
        every_gap_link="/?" + urlencode([*request.query_params.items(), ("every_gap", "true")]),
        gap_words=GAP_WORDS,
        choices=_choices(coverage),
        asked={**asked, **summary["parameters"]},
        kept={name: value for name, value in request.query_params.items() if name in KEPT},
        handoffs_offered=[(n, n) for n in sorted({*HANDOFFS_OFFERED, parameters.handoffs})],
        partners=_partners(workspace, touchpoint),
        generation=workspace.snapshot().generation,
    )
    return HTMLResponse(page)


def _partners(workspace: Workspace, touchpoint: str) -> list[dict[str, Any]]:
    if not touchpoint:
        return []
    table = run_query(workspace.public(), "partners/serving-touchpoint", {"touchpoint": touchpoint})
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
