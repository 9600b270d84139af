"""The form of every answer to an assistant: what was asked, how certain it is, and its rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from queries.references import list_records
from service.tables.json import simple_value
from service.workers.job import JobData, Outcome


@dataclass(frozen=True)
class Window:
    """Which of the rows are wanted."""

    offset: int
    max_rows: int

    def cut(self, rows: Sequence[Any]) -> Sequence[Any]:
        return rows[self.offset : self.offset + self.max_rows]


def build_answer(
    data: JobData,
    window: Window,
    shown: Sequence[Any],
    *,
    total: int | None,
    parameters: dict[str, Any],
    facts: Iterable[str],
    **further: Any,
) -> Outcome:
    """A JSON object with the rows that are `shown`, and everything they are to be read with.

    Keys: `parameters` (as they were understood), `generation`, what is `further` given,
    `total_rows` (`total`, None where there are more than were counted), `truncated` (whether there
    are rows after these), `note` (the same in words), `rows`, and `facts`: the IRIs of the records
    that the answer rests on, or of all sources where it names no record.
    """
    told = window.offset + len(shown)
    answer = {
        "parameters": parameters,
        "generation": data.generation.number,
        **further,
        "total_rows": total,
        "truncated": total is None or told < total,
        "note": _describe(window, len(shown), total, data.settings.row_limit),
        "rows": shown,
        "facts": list(dict.fromkeys(facts)) or _list_sources(data),
    }
    text = json.dumps(answer, ensure_ascii=False, allow_nan=False, default=simple_value)
    return Outcome([text.encode()], "application/json")


def _describe(window: Window, count: int, total: int | None, limit: int) -> str:
    """Which rows these are, and how to have the others."""
    first, last = window.offset + 1, window.offset + count
    if total == 0:
        return "No rows: nothing that is loaded fits."
    if count == total:
        return f"All {total} rows." if total > 1 else "The only row."
    known = f"{total:,}" if total is not None else f"more than {limit:,}"
    if window.max_rows == 0:
        return f"{known} rows, none of them shown, as asked."
    if count == 0:
        return f"Nothing after row {window.offset:,}: there are {known} rows that can be had."
    which = f"Row {first:,}" if count == 1 else f"Rows {first:,} to {last:,}"
    if total is None and last >= limit:
        return f"{which} of {known}; no more can be had here, so ask a narrower question."
    more = "" if last == total else f"; offset {last} gives the next"
    return f"{which} of {known}{more}."


def _list_sources(data: JobData) -> list[str]:
    return data.remember(
        "sources", lambda: [each.iri.value for each in list_records(data.store, "source")]
    )
