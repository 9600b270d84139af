"""What must not leave the store, taken out of a report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any

from graph.public.withheld import Withheld
from service.report.model import Report


def redact(report: Report, withheld: Withheld) -> Report:
    """The report without any street address of a confidential site, wherever it stands."""
    if withheld.addresses is None:
        return report
    redacted: Report = _each_text(report, withheld.redact)
    return redacted


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list | tuple):
        return [_each_text(each, change) for each in value]
    if is_dataclass(value) and not isinstance(value, type):
        parts = {each.name: getattr(value, each.name) for each in fields(value)}
        return replace(value, **{name: _each_text(part, change) for name, part in parts.items()})
    return value
