"""Forms of a named query's answer: every module here is one, found by scanning the package."""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache
from types import MappingProxyType
from typing import cast

from service.tables.contract import Answered, TableFormat

__all__ = ["Answered", "TableFormat", "select_formats"]

NOT_A_FORMAT = frozenset({"contract", "paging", "terms"})
FIRST = ("json", "csv")
"""Formats in the order in which they are preferred where a client likes several equally."""


@lru_cache(maxsize=1)
def select_formats() -> MappingProxyType[str, TableFormat]:
    """Every format by its name, the one that is given when nothing is asked for first.

    Raises TypeError, with the path of the module, when a module lacks a part of the contract.
    """
    found: dict[str, TableFormat] = {}
    for entry in pkgutil.iter_modules(__path__):
        if entry.name in NOT_A_FORMAT:
            continue
        module = importlib.import_module(f"{__name__}.{entry.name}")
        lacking = [part for part in TableFormat.__annotations__ if not hasattr(module, part)]
        if not callable(getattr(module, "render", None)):
            lacking.append("render")
        if lacking:
            raise TypeError(f"{module.__file__} lacks {', '.join(lacking)}")
        form = cast(TableFormat, module)
        found[form.NAME] = form
    return MappingProxyType({name: found[name] for name in sorted(found, key=_preference)})


def _preference(name: str) -> tuple[int, str]:
    return (FIRST.index(name) if name in FIRST else len(FIRST), name)
