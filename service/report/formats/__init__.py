"""The formats of a report: every module here is one, found by scanning the package."""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Protocol, cast

from graph.errors import ExportError
from service.report.model import Report

__all__ = ["ReportFormat", "select_format", "select_formats"]


class ReportFormat(Protocol):
    """A module of this package. It loads what it writes with only where it writes."""

    NAME: str
    """As in `/api/report/{format}`."""
    TITLE: str
    """What it is, in a few words; a message."""
    SUFFIX: str
    MEDIA_TYPE: str

    def render(self, report: Report) -> bytes:
        """The whole file."""


@lru_cache(maxsize=1)
def select_formats() -> MappingProxyType[str, ReportFormat]:
    """Every format by its name, in order of name.

    Raises TypeError, with the path of the module, when a module lacks a part of the contract.
    """
    found: dict[str, ReportFormat] = {}
    for entry in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{entry.name}")
        lacking = [part for part in ReportFormat.__annotations__ if not hasattr(module, part)]
        if not callable(getattr(module, "render", None)):
            lacking.append("render")
        if lacking:
            raise TypeError(f"{module.__file__} lacks {', '.join(lacking)}")
        chosen = cast(ReportFormat, module)
        found[chosen.NAME] = chosen
    return MappingProxyType(dict(sorted(found.items())))


def select_format(path: Path) -> ReportFormat:
    """The format that a file's suffix names; raises ExportError where there is none."""
    known = {each.SUFFIX: each for each in select_formats().values()}
    found = known.get(path.suffix.lower())
    if found is None:
        raise ExportError(f"{path}: a report is {', '.join(known)}", format=path.suffix)
    return found
