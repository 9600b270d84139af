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
    """
    streams: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["level"] in ("federal", None) and row["here"] is not False:
            streams[row["stream_id"]].append(row)
    used = {stream: _spent(of) for stream, of in sorted(streams.items())}
    facts = {stream: at_least(share, limits["spent"]) for stream, share in used.items()}
    sure = [stream for stream, of in streams.items() if of[0]["level"] == "federal"]
    fact = _judge(facts, sure)
    spent = [stream for stream in sorted(sure) if facts[stream]]
    left = [stream for stream in sorted(sure) if facts[stream] is False]
    told = f"{len(spent)} of {len(sure)} federal streams are spent as awarded"
    told += f"; money is left of {', '.join(left)}" if left else ""
    told = f"{told}." if sure else "No allocation of a federal stream is on record."
    evidence = tuple(
        Evidence(
            stream,
            streams[stream][0]["stream_iri"],
            streams[stream][0]["stream_name"],
            facts[stream],
        )
        for stream in sorted(sure)
    )
    return Judgement(fact, told, evidence)


def _judge(facts: Mapping[str, Truth], sure: Sequence[str]) -> Truth:
    if not sure:
        return None
    # A stream of unknown level may be federal: it can leave the whole open, not decide it.
    return all_of(*(facts[s] if s in sure else (facts[s] or None) for s in facts))


def _spent(rows: Sequence[Row]) -> Bounds | None:
    cells: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in rows:
        if row["phase"] in ("awarded", "spent") and row["amount"] is not None:
            cells[row["recipient_iri"], row["fiscal_year"] or ""][row["phase"]] += row["amount"]
    both = [cell for cell in cells.values() if {"awarded", "spent"} <= cell.keys()]
    awarded = sum((cell["awarded"] for cell in both), Decimal(0))
    if awarded == 0:
        return None
    part = sum((cell["spent"] for cell in both), Decimal(0)) / awarded
    return part, part
