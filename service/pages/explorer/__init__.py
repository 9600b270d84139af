"""The pages of the explorer: every module here is one, found by scanning."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache, lru_cache
from types import MappingProxyType
from typing import cast

from service.pages.contract import ExplorerPage

__all__ = ["select_page", "select_pages"]


@cache
def select_page(name: str) -> ExplorerPage:
    """One page by its name; raises TypeError when its module lacks a part of the contract."""
    module = importlib.import_module(f"{__name__}.{name}")
    lacking = [part for part in ExplorerPage.__annotations__ if not hasattr(module, part)]
    if not callable(getattr(module, "build", None)):
        lacking.append("build")
    if lacking:
        raise TypeError(f"{module.__file__} lacks {', '.join(lacking)}")
    page = cast(ExplorerPage, module)
    if name != page.NAME:
        raise TypeError(f"{module.__file__} names itself {page.NAME}")
    return page


@lru_cache(maxsize=1)
def select_pages() -> MappingProxyType[str, ExplorerPage]:
    """Every page by its name, in order of name; packages here hold parts of pages."""
    names = sorted(entry.name for entry in pkgutil.iter_modules(__path__) if not entry.ispkg)
    return MappingProxyType({name: select_page(name) for name in names})
