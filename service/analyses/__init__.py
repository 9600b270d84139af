"""The analyses: every module here is one, found by scanning.

A module gives the command `nwd NAME`, the route `/api/NAME`, the assistant's tool NAME, sheets of
the workbook, and findings in the store.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache, lru_cache
from types import MappingProxyType
from typing import cast

from service.analyses.contract import Analysis

__all__ = ["list_analyses", "select_analyses", "select_analysis"]

NOT_AN_ANALYSIS = frozenset({"cells", "command", "contract", "options"})


@lru_cache(maxsize=1)
def list_analyses() -> tuple[str, ...]:
    """The names of the analyses, without importing them."""
    entries = pkgutil.iter_modules(__path__)
    return tuple(sorted(entry.name for entry in entries if entry.name not in NOT_AN_ANALYSIS))


@cache
def select_analysis(name: str) -> Analysis:
    """One analysis by its name.

    Raises TypeError, with the path of the module, when it lacks a part of the contract.
    """
    module = importlib.import_module(f"{__name__}.{name}")
    lacking = [part for part in Analysis.__annotations__ if not hasattr(module, part)]
    functions = ("compute", "find", "tell")
    lacking += [name for name in functions if not callable(getattr(module, name, None))]
    if lacking:
        raise TypeError(f"{module.__file__} lacks {', '.join(lacking)}")
    analysis = cast(Analysis, module)
    if name != analysis.NAME:
        raise TypeError(f"{module.__file__} names itself {analysis.NAME}")
    return analysis


def select_analyses() -> MappingProxyType[str, Analysis]:
    """Every analysis by its name, in order of name."""
    return MappingProxyType({name: select_analysis(name) for name in list_analyses()})
