"""Take-away files: every module here is one format, found by scanning the package."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import cast

from graph.errors import ExportError
from service.exports.contract import Export, ExportData
from service.hsds.choosing import Selection

__all__ = ["Export", "ExportData", "select_exports", "tell_export", "write_export"]

NOT_A_FORMAT = frozenset({"contract"})


@lru_cache(maxsize=1)
def select_exports() -> MappingProxyType[str, Export]:
    """Every format by its name, in order of name.

    Raises TypeError, with the path of the module, when a module lacks a part of the contract.
    """
    found: dict[str, Export] = {}
    for entry in pkgutil.iter_modules(__path__):
        if entry.ispkg or entry.name in NOT_A_FORMAT:
            continue
        module = importlib.import_module(f"{__name__}.{entry.name}")
        lacking = [part for part in Export.__annotations__ if not hasattr(module, part)]
        if not callable(getattr(module, "write", None)):
            lacking.append("write")
        if lacking:
            raise TypeError(f"{module.__file__} lacks {', '.join(lacking)}")
        export = cast(Export, module)
        found[export.NAME] = export
    return MappingProxyType(dict(sorted(found.items())))


def tell_export(name: str, data: ExportData) -> list[str]:
    """What is to be known beside the file of a format, as lines; most have nothing to tell."""
    export = select_exports()[name]
    tell = getattr(export, "tell", None)
    return list(tell(replace(data, of=getattr(export, "OF", None)))) if tell else []


def write_export(name: str, data: ExportData, path: Path) -> None:
    """Write one format to `path`, whole or not at all.

    Raises ExportError for a format that is not known or a path that cannot be written.
    """
    exports = select_exports()
    if name not in exports:
        raise ExportError(f"no export named {name!r}; there are: {', '.join(exports)}", format=name)
    if not (data.selection == Selection() or getattr(exports[name], "SELECTS", False)):
        able = ", ".join(each for each in exports if getattr(exports[each], "SELECTS", False))
        raise ExportError(
            f"{name} is always of everything; these take a selection: {able}", format=name
        )
    of = getattr(exports[name], "OF", None)
    if data.options and of is None:
        able = ", ".join(each for each in exports if getattr(exports[each], "OF", None))
        raise ExportError(f"{name} takes no options; these do: {able}", format=name)
    try:
        exports[name].write(replace(data, of=of), path)
    except OSError as error:
        raise ExportError(
            f"{path} cannot be written: {error.strerror or error}", format=name
        ) from error
