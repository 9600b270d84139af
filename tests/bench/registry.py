"""The steps that are measured, by name, and the day they are asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

Step = Callable[..., dict[str, Any]]
STEPS: dict[str, Step] = {}
AS_OF = date(2026, 11, 21)


def step(function: Step) -> Step:
    """Registers a function under its own name."""
    STEPS[function.__name__] = function
    return function
