"""The chapters of a report: every module here is one, in the order told below."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.report.material import Material
    from service.report.model import Section

ORDER = (
    "headline",
    "method",
    "assets",
    "sites",
    "network",
    "touchpoints",
    "families",
    "gaps",
    "overlaps",
    "risks",
    "recommendations",
    "unknown",
    "parameters",
    "sources",
    "annex",
)
"""As a reader asks: how are we doing, how is it known, with whom, where, why, what to do."""

Build = Callable[["Material"], "Section | None"]


@cache
def select_sections() -> tuple[Build, ...]:
    """What builds each chapter, in order; None is built where there is nothing to tell."""
    return tuple(importlib.import_module(f"{__name__}.{name}").build for name in ORDER)
