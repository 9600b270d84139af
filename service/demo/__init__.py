"""The demonstration community: a fictional county's workbook and HSDS directory."""

from __future__ import annotations

from datetime import date
from pathlib import Path

AS_OF = date(2026, 11, 21)
"""The day the community is described as of; freshness in the demonstration is judged on it."""

_HERE = Path(__file__).parent


def demo_sources() -> list[tuple[str, Path, str]]:
    """(source name, path, title) in the order in which they are loaded."""
    return [
        ("community", _HERE / "community", "Planner's workbook of Alder County (fictional)"),
        ("directory", _HERE / "directory", "Resource directory of Alder County (fictional)"),
    ]
