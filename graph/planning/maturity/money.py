"""What several rules ask of allocations; rows are those of `maturity/funding`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from graph.planning.maturity.judging import Row
from graph.planning.maturity.truth import Truth

GRANTED = frozenset({"awarded", "planned", "spent"})
"""Phases of money that is more than asked for."""


def granted(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """By recipient in scope, the rows of granted money of its last year with an award.

    Where nothing is awarded, of its last year.
    """
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["phase"] in GRANTED and row["here"] is not False:
            found[row["recipient_iri"]].append(row)
    return {iri: _of_last_year(of) for iri, of in sorted(found.items())}


def _of_last_year(rows: Sequence[Row]) -> list[Row]:
    awarded = [row["fiscal_year"] or "" for row in rows if row["phase"] == "awarded"]
    last = max(awarded or [row["fiscal_year"] or "" for row in rows])
    return [row for row in rows if (row["fiscal_year"] or "") == last]


def is_joined(rows: Sequence[Row]) -> Truth:
    """Whether money of one recipient and year is joined: several funders, or a blended stream.

    Several funders of a partner may each pay for something else: there a stream must be stated to
    be braided. A single stream that is stated to stand alone is not joined; of another one, further
    money may not be recorded, so that it is unknown.
    """
    funders = {row["funder"] for row in rows if row["funder"]}
    if any(row["blend"] == "blended" for row in rows):
        return True
    if len(funders) > 1:
        return rows[0]["is_service"] or any(row["blend"] == "braided" for row in rows) or None
    return False if all(row["blend"] == "single" for row in rows) else None
