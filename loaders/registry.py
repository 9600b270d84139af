"""The loaders there are, found by scanning this package."""

from __future__ import annotations

import importlib
import os
import pkgutil
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import cast

import loaders
from graph.errors import SourceError
from loaders.source import Loader

REQUIRED_NAMES = ("KIND", "TITLE", "recognises", "read", "build")
"""What makes a module a loader; one that has `KIND` must have them all."""


@lru_cache(maxsize=1)
def list_loaders() -> Mapping[str, Loader]:
    """Every loader by its kind; TypeError names the module that lacks something."""
    names = (entry.name for entry in pkgutil.iter_modules(loaders.__path__))
    return select_loaders(importlib.import_module(f"loaders.{name}") for name in names)


def select_loaders(modules: Iterable[ModuleType]) -> Mapping[str, Loader]:
    """Of these modules the ones that are loaders, by kind."""
    found: dict[str, Loader] = {}
    for module in modules:
        if not hasattr(module, "KIND"):
            continue
        missing = [name for name in REQUIRED_NAMES if not hasattr(module, name)]
        if missing:
            raise TypeError(f"{module.__file__}: a loader needs {', '.join(missing)}")
        if module.KIND in found:
            raise TypeError(f"{module.__file__}: there is a loader of kind {module.KIND} already")
        found[module.KIND] = cast(Loader, module)
    return found


def find_loader(path: Path, *, kind: str | None = None) -> Loader:
    """The loader of that kind, or else the one that recognises the path.

    Raises SourceError when there is no such path or kind, or when not exactly one recognises it.
    """
    if not path.exists():
        raise SourceError("no such file or folder", path=path)
    if not (path.is_file() or path.is_dir()):
        raise SourceError("neither a file nor a folder (a pipe, socket or device)", path=path)
    every = list_loaders()
    kinds = ", ".join(sorted(every))
    if kind is not None:
        if kind not in every:
            raise SourceError(f"there is no kind {kind!r} of source; use {kinds}", path=path)
        return every[kind]
    fitting = [loader for loader in every.values() if loader.recognises(path)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        names = " or ".join(sorted(loader.KIND for loader in fitting))
        raise SourceError(f"this may be of kind {names}; say which with the kind", path=path)
    raise SourceError(
        f"{_what_is_there(path)}; say its kind to be told what is wrong with it ({kinds})",
        path=path,
    )


def _what_is_there(path: Path) -> str:
    if not os.access(path, os.R_OK):
        return "may not be read by this user"
    if path.is_dir():
        inside = sorted(entry.name for entry in path.iterdir())
        shown = ", ".join(inside[:8]) + (" ..." if len(inside) > 8 else "")
        return f"the folder holds nothing that is known ({shown or 'it is empty'})"
    if path.stat().st_size == 0:
        return "the file is empty (0 bytes)"
    return "this kind of file is not known"
