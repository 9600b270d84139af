"""The rules that judge goals from what is on record: every module here is one, found by scanning.

A goal names a rule; a rule looks at the rows of one named query, and has limits that can be set.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache, lru_cache
from typing import cast

from graph.planning.maturity.judging import Rule

__all__ = ["list_rules", "select_rule"]


@lru_cache(maxsize=1)
def list_rules() -> tuple[str, ...]:
    """The names of the rules, in order."""
    found = (entry.name for entry in pkgutil.iter_modules(__path__))
    return tuple(sorted(name.replace("_", "-") for name in found))


@cache
def select_rule(name: str) -> Rule:
    """One rule by its name; TypeError, with the path of the module, where it lacks a part."""
    module = importlib.import_module(f"{__name__}.{name.replace('-', '_')}")
    lacking = [
        part for part in ("QUESTION", "QUERY", "LIMITS", "judge") if not hasattr(module, part)
    ]
    if lacking:
        raise TypeError(f"{module.__file__} lacks {', '.join(lacking)}")
    return cast(Rule, module)
