"""Is the federal money that was awarded spent?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from graph.planning.maturity.judging import Evidence, Judgement, Limit, Row, Setting
from graph.planning.maturity.truth import Bounds, Truth, all_of, at_least

QUESTION = "Is the federal money that was awarded spent?"
QUERY = "maturity/funding"
LIMITS = (Limit("spent", Decimal("0.9"), "Least share of the awarded money that is spent"),)


def judge(rows: Sequence[Row], setting: Setting, limits: Mapping[str, Decimal]) -> Judgement:
    """Every federal stream, in recipients and years of which both amounts are known.

    A stream that is only awarded so far says nothing; nor does one whose level is not stated.
    Money of a year that is not known to be over may be spent yet: it is never left.
    """
    streams: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["level"] in ("federal", None) and row["here"] is not False:
            streams[row["stream_iri"]].append(row)
    used = {stream: _spent(of) for stream, of in sorted(streams.items())}
    facts = {stream: at_least(share, limits["spent"]) for stream, share in used.items()}
    sure = [stream for stream, of in streams.items() if of[0]["level"] == "federal"]
    fact = _judge(facts, sure)
    ids = {stream: of[0]["stream_id"] for stream, of in streams.items()}
    spent = [stream for stream in sure if facts[stream]]
    left = sorted(ids[stream] for stream in sure if facts[stream] is False)
    told = f"{len(spent)} of {len(sure)} federal streams are spent as awarded"
    told += f"; money is left of {', '.join(left)}" if left else ""
    told = f"{told}." if sure else "No allocation of a federal stream is on record."
    evidence = tuple(
        Evidence(ids[stream], stream, streams[stream][0]["stream_name"] or "", facts[stream])
        for stream in sorted(sure, key=lambda stream: (ids[stream], stream))
    )
    return Judgement(fact, told, evidence)


def _judge(facts: Mapping[str, Truth], sure: Sequence[str]) -> Truth:
    if not sure:
        return None
    # A stream of unknown level may be federal: it can leave the whole open, not decide it.
    return all_of(*(facts[s] if s in sure else (facts[s] or None) for s in facts))


def _spent(rows: Sequence[Row]) -> Bounds | None:
    over = [row for row in rows if row["year_over"]]
    part = _share(over) if over else None
    if part is not None:
        return part, part
    part = _share(rows)
    return None if part is None else (part, None)


def _share(rows: Sequence[Row]) -> Decimal | None:
    cells: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in rows:
        if row["phase"] in ("awarded", "spent") and row["amount"] is not None:
            cells[row["recipient_iri"], row["fiscal_year"] or ""][row["phase"]] += row["amount"]
    both = [cell for cell in cells.values() if {"awarded", "spent"} <= cell.keys()]
    awarded = sum((cell["awarded"] for cell in both), Decimal(0))
    return sum((cell["spent"] for cell in both), Decimal(0)) / awarded if awarded else None
