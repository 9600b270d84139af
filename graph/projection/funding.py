"""Funding streams, allocations and referral volumes, from the store to arrays."""

from __future__ import annotations

import re

import numpy as np

from graph.projection.arrays import BLANK_DAY
from graph.projection.reading import Reader
from graph.projection.records import Funding, Volumes
from ontology.terms import SDO

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_SPAN = re.compile(r"(?<!\d)((?:19|20)\d\d) ?[-–/] ?(?:(?:19|20))?(\d\d)(?!\d)")
_SHORT_YEAR = re.compile(r"(?i)\bFY[ -]?(\d\d)(?!\d)")


def read_year(text: str) -> int:
    """The calendar year in which a fiscal year ends, BLANK_DAY where none is written.

    >>> read_year("2026-27"), read_year("2026/2027"), read_year("SFY 2027"), read_year("FY27")
    (2027, 2027, 2027, 2027)
    >>> read_year("2026-10"), read_year("next") < 0
    (2026, True)
    """
    span = _SPAN.search(text)
    if span and int(span[2]) == (int(span[1]) + 1) % 100:
        return int(span[1]) + 1
    found = _YEAR.search(text)
    if found:
        return int(found[1])
    short = _SHORT_YEAR.search(text)
    return 2000 + int(short[1]) if short else BLANK_DAY


def read_funding(reader: Reader) -> Funding:
    """Streams in the order of `reader.streams`; allocations in the order of their IRIs.

    An allocation to an activity of a success model has no service and no partner: when its stream
    ends, the activity lacks money, but the services it is done with need not close.
    """
    records = reader.records("FundingAllocation")
    amount = np.full(len(records), np.nan, np.float64)
    for iri, value in reader.pairs("amount"):
        if iri in records.index:
            amount[records.index[iri]] = float(value.value)
    years = reader.words("fiscalYear", records)
    return Funding(
        stream_funder=reader.one("fundedBy", reader.streams, reader.funders),
        stream_ends=reader.days("endsOn", reader.streams),
        stream_blend=reader.notations("blendKind", reader.streams),
        stream_matched_by=reader.lists("matchedBy", reader.streams, reader.streams),
        stream=reader.one("fromStream", records, reader.streams),
        service=reader.one("allocatedTo", records, reader.services),
        partner=reader.one("allocatedTo", records, reader.partners),
        year=np.array([BLANK_DAY if y is None else read_year(y) for y in years], np.int64),
        phase=reader.notations("budgetPhase", records),
        amount=amount,
        currency=reader.words(f"{SDO}currency", records),
    )


def read_volumes(reader: Reader) -> Volumes:
    """The counts that have a pathway and a period, by pathway, period and outcome."""
    records = reader.records("ReferralVolume")
    pathway = reader.one("ofPathway", records, reader.pathways)
    start, end = reader.days("periodStart", records), reader.days("periodEnd", records)
    outcome = reader.notations("outcome", records)
    count, below = (
        np.where(column == BLANK_DAY, -1, column)
        for column in (
            reader.integers("countValue", records),
            reader.integers("suppressedBelow", records),
        )
    )
    usable = np.flatnonzero((pathway >= 0) & (start != BLANK_DAY) & (end != BLANK_DAY)).tolist()
    order = sorted(usable, key=lambda i: (pathway[i], start[i], end[i], outcome[i] or "", i))
    kept = np.array(order, np.int64)
    return Volumes(
        pathway=pathway[kept],
        start=start[kept],
        end=end[kept],
        outcome=[outcome[i] for i in order],
        count=count[kept],
        below=below[kept],
    )
