"""Days of analyses, read and written as months."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from babel.dates import format_skeleton

if TYPE_CHECKING:
    from service.pages.view import View


def read_day(text: str | None) -> date | None:
    """A day of a result; None where there is none."""
    return date.fromisoformat(text) if text else None


def tell_month(view: View, day: date) -> str:
    """The month of a day: `Nov 2026`."""
    return str(format_skeleton("yMMM", day, locale=view.language.code))
