"""Collecting issues while a directory is read: one by one, or counted and told once."""

from __future__ import annotations

from dataclasses import dataclass, field

from loaders.quality.codes import effect_of
from loaders.quality.outcomes import Outcomes
from loaders.source import Issue, Record


@dataclass
class _Tally:
    first: Record
    column: str | None
    value: str | None
    message: str
    count: int = 0


@dataclass
class Remarks:
    """Issues of one reading; `tell` notes one, `tally` counts alike ones and tells them at last."""

    issues: list[Issue]
    outcomes: Outcomes = field(default_factory=Outcomes)
    """What became of the rows."""
    encodings: dict[str, str] = field(default_factory=dict)
    """File -> the encoding it was read in."""
    _tallies: dict[tuple[str, str, str | None], _Tally] = field(default_factory=dict)

    def tell(
        self,
        record: Record,
        code: str,
        message: str,
        *,
        column: str | None = None,
        value: str | None = None,
        severity: str = "warning",
    ) -> None:
        """Note one issue at one record."""
        self.outcomes.touch(record, effect_of(code, severity))
        self._tell(record, code, message, column=column, value=value, severity=severity)

    def _tell(
        self,
        record: Record,
        code: str,
        message: str,
        *,
        column: str | None,
        value: str | None,
        severity: str = "warning",
    ) -> None:
        identifier = record.values.get("id")
        self.issues.append(
            Issue(
                severity=severity,
                code=code,
                message=message,
                file=record.file,
                sheet=record.table,
                row=record.row,
                column=column,
                value=_short(value),
                record=str(identifier) if identifier not in (None, "") else None,
            )
        )

    def tell_file(self, file: str, code: str, message: str, *, severity: str = "warning") -> None:
        """Note one issue of a file as a whole."""
        self.issues.append(Issue(severity=severity, code=code, message=message, file=file))

    def tally(
        self,
        record: Record,
        code: str,
        message: str,
        *,
        column: str | None = None,
        value: str | None = None,
        effect: str | None = None,
    ) -> None:
        """Count one of many alike; `flush` tells their number at the first one's place.

        `effect` is what it does to the row, where that is not what the code says.
        """
        self.outcomes.touch(record, effect or effect_of(code, "warning"))
        self.outcomes.place(code, record, column)
        slot = (code, record.table, column)
        if slot not in self._tallies:
            self._tallies[slot] = _Tally(record, column, value, message)
        self._tallies[slot].count += 1

    def flush(self) -> None:
        """Tell what was counted, and begin anew."""
        for (code, _, _), tally in self._tallies.items():
            more = f" ({tally.count:,} rows, this is the first)" if tally.count > 1 else ""
            message = tally.message + more
            self._tell(tally.first, code, message, column=tally.column, value=tally.value)
        self._tallies.clear()


def _short(value: str | None) -> str | None:
    return value if value is None or len(value) <= 200 else value[:197] + "..."
