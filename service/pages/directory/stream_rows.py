"""Funding streams as rows: who gives, until when, and what they pay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from ontology.terms import CODE
from queries.run import run_query
from service.pages.directory.lists import day_of
from service.pages.directory.records import canonical_of, code_names, read_pairs

if TYPE_CHECKING:
    from service.pages.view import View

AWARDED = "awarded"


def list_streams(view: View) -> list[dict[str, Any]]:
    """Every stream, a row each in the order of the projection."""
    return view.data.remember(("directory", "streams"), lambda: _streams(view))


def list_sums(view: View) -> dict[str, list[dict[str, Any]]]:
    """The sums of the named query `funding/by-stream-and-year`, by the IRI of the stream."""

    def read() -> dict[str, list[dict[str, Any]]]:
        table = run_query(view.data.store, "funding/by-stream-and-year")
        names = [column.name for column in table.columns]
        phases = code_names(view, "budget-phase")
        found: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for values in table.rows:
            row = dict(zip(names, values, strict=True))
            row["phase_name"] = phases.get(str(row["budget_phase"]), row["budget_phase"])
            found[canonical_of(view, str(row["stream_iri"]))].append(row)
        return found

    return view.data.remember(("directory", "stream sums"), read)


def told_end(view: View, day: str | None) -> str | Markup:
    """When a stream ends; no stated end is unknown, not endless."""
    if day is None:
        return Markup('<span class="tag unknown">{}</span>').format(view.gettext("not stated"))
    told = view.language.day(day)
    if day < view.parameters.as_of.isoformat():
        return view.gettext("%(day)s (over)", day=told)
    return told


def _streams(view: View) -> list[dict[str, Any]]:
    net = view.net
    levels: dict[str, set[str]] = defaultdict(set)
    names = code_names(view, "funding-level")
    for iri, code in read_pairs(view, "FundingStream", "fundingLevel"):
        notation = code.removeprefix(f"{CODE}funding-level/")
        levels[iri].add(names.get(notation, notation))
    sums, recipients = list_sums(view), _count_recipients(view)
    rows = []
    for i, iri in enumerate(net.streams.iris):
        funder = int(net.funding.stream_funder[i])
        year, amount, currency = _latest_award(sums.get(iri, ()))
        rows.append(
            {
                "id": net.streams.ids[i],
                "name": net.streams.names[i],
                "funder": net.funders.names[funder] if funder >= 0 else None,
                "level": sorted(levels.get(iri, ())),
                "ends_on": day_of(int(net.funding.stream_ends[i])),
                "recipients": recipients[i],
                "awarded_year": year,
                "awarded": amount,
                "currency": currency,
            }
        )
    return rows


def _count_recipients(view: View) -> list[int]:
    """[stream]: services and partners that money of it goes to."""
    import numpy as np

    net, money = view.net, view.net.funding
    to = np.where(money.service >= 0, money.service, money.partner + net.first_partner)
    told = (money.stream >= 0) & ((money.service >= 0) | (money.partner >= 0))
    pairs = np.unique(np.stack([money.stream[told], to[told]]), axis=1)
    counted: list[int] = np.bincount(pairs[0], minlength=len(net.streams)).tolist()
    return counted


def _latest_award(rows: Sequence[dict[str, Any]]) -> tuple[str | None, Decimal | None, str | None]:
    """(year, amount, currency) of the latest year with an award in one currency."""
    awards = [row for row in rows if row["budget_phase"] == AWARDED]
    if not awards:
        return None, None, None
    year = max(str(row["fiscal_year"]) for row in awards)
    latest = [row for row in awards if str(row["fiscal_year"]) == year]
    if len(latest) > 1:
        return year, None, None
    return year, latest[0]["amount"], latest[0]["currency"]
