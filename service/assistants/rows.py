"""The records that the rows of an analysis name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from service.workers.job import JobData

KINDS = (
    "services",
    "partners",
    "touchpoints",
    "needs",
    "segments",
    "places",
    "pathways",
    "sites",
    "streams",
    "funders",
)
NODES = frozenset({"at", "door", "from", "to", "sender", "receiver", "unit", "id", "with", "node"})
"""Keys whose values are ids of several kinds of record."""


def find_records(data: JobData, rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """IRIs of the records that rows name by their ids, in order.

    A key names a kind of record, as `service`, `services` or `first_service` do; of an id that may
    be of several kinds, services, partners and touchpoints come first.
    """
    known: dict[str, dict[str, str]] = data.remember("record iris", lambda: _read_iris(data))
    for row in rows:
        for key, value in row.items():
            kinds = _kinds_of(key)
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, str):
                    found = next((known[k][each] for k in kinds if each in known[k]), None)
                    if found is not None:
                        yield found


def _read_iris(data: JobData) -> dict[str, dict[str, str]]:
    net = data.analyses.projection()
    return {
        kind: dict(zip(getattr(net, kind).ids, getattr(net, kind).iris, strict=True))
        for kind in KINDS
    }


def _kinds_of(key: str) -> tuple[str, ...]:
    if key in NODES:
        return KINDS
    last = key.rpartition("_")[2]
    plural = last if last.endswith("s") else last + "s"
    return (plural,) if plural in KINDS else ()
