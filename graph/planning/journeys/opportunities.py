"""Opportunities, put together: one row a change, with every break that it would mend."""

from __future__ import annotations

from typing import Any

from graph.planning.journeys import sentences
from graph.planning.journeys.mends import Change, Mend
from graph.planning.journeys.names import Names
from graph.planning.journeys.verify import ToVerify

Row = dict[str, Any]


class Opportunities:
    """The opportunities of all breaks, by a key made of their kind and of what they are about."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._rows: dict[str, Row] = {}

    def rows(self) -> list[Row]:
        """Those that mend most first; facts to verify after changes."""
        return sorted(
            self._rows.values(),
            key=lambda row: (
                -len(row["breaks"]),
                row["kind"] == "verify",
                row["unknown_facts"],
                row["opportunity"],
            ),
        )

    def mend(self, row: Row, mend: Mend) -> None:
        first = mend.changes[0]
        key = " + ".join(
            ">".join(filter(None, (change.kind, change.subject, change.object)))
            for change in mend.changes
        )
        known = self._rows.get(key)
        if known is not None:
            days = [day for day in (known["days"], first.days) if day is not None]
            within = [day for day in (known["within"], mend.within) if day is not None]
            changes = tuple(
                Change(one.kind, one.subject, one.object, _longer(one.days, other["days"]))
                for one, other in zip(mend.changes, known["changes"], strict=True)
            )
            mend = Mend(
                changes,
                max(mend.unknown, known["unknown_facts"]),
                min(within, default=None),
                mend.service,
            )
            first = mend.changes[0]
            known["days"] = max(days, default=None)
        entry = known or {"opportunity": key, "breaks": [], "scenarios": []}
        entry |= {
            "kind": first.kind,
            "subject": first.subject,
            "object": first.object,
            "days": max((c.days for c in mend.changes if c.days is not None), default=None),
            "within": mend.within,
            "changes": [
                {"kind": c.kind, "subject": c.subject, "object": c.object, "days": c.days}
                for c in mend.changes
            ],
            "unknown_facts": mend.unknown,
            "with": None,
            "sentence": sentences.describe_mend(self.names, mend),
        }
        self._add(entry, row)

    def verify(self, row: Row, fact: ToVerify) -> None:
        parts = ("verify", fact["fact"], fact["subject"], fact["object"])
        key = ">".join(part for part in parts if part)
        text = sentences.tell_fact(self.names, fact)
        entry = self._rows.get(key) or {"opportunity": key, "breaks": [], "scenarios": []}
        entry |= {
            "kind": "verify",
            "subject": fact["subject"],
            "object": fact["object"],
            "days": None,
            "within": None,
            "changes": [],
            "unknown_facts": 0,
            "with": fact["with"],
            "sentence": f"Find out {text}.",
        }
        self._add(entry, row)

    def _add(self, entry: Row, row: Row) -> None:
        self._rows[entry["opportunity"]] = entry
        if row["break"] not in entry["breaks"]:
            entry["breaks"].append(row["break"])
            row["opportunities"].append(entry["opportunity"])
        if row["scenario"] not in entry["scenarios"]:
            entry["scenarios"].append(row["scenario"])


def _longer(one: int | None, other: int | None) -> int | None:
    return max((day for day in (one, other) if day is not None), default=None)
