"""Tables that only old versions and dialects have, folded into those of the inner shape.

HSDS 1.0 states fees, accepted payments and interpretation in tables of their own; version 3 has
cost options and a column of the service.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from loaders.hsds.cells import key, line, listed
from loaders.quality.outcomes import Outcomes
from loaders.source import Record

_INTERPRETATION = "interpretation_services"


def fold_older(records: Sequence[Record], outcomes: Outcomes) -> list[Record]:
    """The records, with fees and payments as cost options and interpretation at its service.

    The outcomes of a folded row still count for the table that it stands in.
    """
    spoken: dict[str, list[str]] = defaultdict(list)
    for record in records:
        if record.table == "interpretation_service":
            service = key(record.values.get("service_id"))
            said = line(record.values.get("interpretation_service"))
            outcomes.end(record, "loaded" if service and said else "left-out")
            if service and said:
                spoken[service].append(said)
    return [folded for record in records for folded in _folded(record, spoken, outcomes)]


def _folded(record: Record, spoken: dict[str, list[str]], outcomes: Outcomes) -> Iterator[Record]:
    values = record.values
    if record.table == "fee":
        said = {"option": values.get("fee_type"), "amount_description": values.get("fee")}
        made = _cost(record, {"id": values.get("id"), **_keys(record), **said})
        outcomes.made_of(made, record.table)
        yield made
    elif record.table == "payment_accepted":
        said = {"option": "Payment accepted", "amount_description": values.get("payment")}
        made = _cost(record, {"id": values.get("id"), **_keys(record), **said})
        outcomes.made_of(made, record.table)
        yield made
    elif record.table == "service":
        yield _with_interpretation(record, spoken)
        if payments := listed(values.get("accepted_payments")):
            said = {"option": "Payment accepted", "amount_description": ", ".join(payments)}
            made = _cost(record, {"service_id": values.get("id"), **said})
            outcomes.made_of(made, None)
            yield made
    elif record.table != "interpretation_service":
        yield record


def _with_interpretation(record: Record, spoken: dict[str, list[str]]) -> Record:
    found = spoken.get(str(record.values.get("id")))
    if not found:
        return record
    own = [said] if (said := line(record.values.get(_INTERPRETATION))) else []
    joined = "; ".join(dict.fromkeys([*own, *found]))
    values = {**record.values, _INTERPRETATION: joined}
    return Record(record.table, values, record.file, record.row)


def _keys(record: Record) -> dict[str, Any]:
    return {"service_id": record.values.get("service_id")}


def _cost(record: Record, values: dict[str, Any]) -> Record:
    return Record("cost_option", values, record.file, record.row)
