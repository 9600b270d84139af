"""Directories that are not HSDS but say the same things: one module for each, found by scanning.

A dialect folds one of its rows or objects into rows of the inner shape (`columns`); the rest of
the loader never knows of it. A module without a `NAME` is no dialect.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Mapping, Set
from functools import lru_cache
from typing import Any, NamedTuple, Protocol, cast

from loaders.hsds.remarks import Remarks

_REQUIRED = ("NAME", "takes", "knows", "folder")


class Row(NamedTuple):
    """One row of the inner shape."""

    table: str
    values: dict[str, Any]
    row: int
    """Row or ordinal of the source it was made of."""
    own: bool = False
    """Whether it stands for that row itself, rather than for a part of it."""
    outcome: str | None = None
    """`refused` or `left-out` for a row that is told and not kept."""


class Folder(Protocol):
    """Folds the rows of one file, in order."""

    def fold(self, given: Mapping[str, Any], row: int) -> Iterable[Row]:
        """The inner rows of one row or object."""

    def finish(self) -> Iterable[Row]:
        """What had to wait for the other rows."""


class Dialect(Protocol):
    """What a module of this package offers."""

    NAME: str

    def takes(self, names: Set[str]) -> bool:
        """Whether a header or an object with these names, squashed, is of the dialect."""

    def knows(self, name: str) -> bool:
        """Whether the dialect has a column of this squashed name, read or not."""

    def folder(self, remarks: Remarks, file: str) -> Folder:
        """A folder for one file."""


@lru_cache(maxsize=1)
def list_dialects() -> tuple[Dialect, ...]:
    """Every dialect, by the name of its module; TypeError names a module that lacks something."""
    found = []
    for entry in sorted(pkgutil.iter_modules(__path__), key=lambda entry: entry.name):
        module = importlib.import_module(f"{__name__}.{entry.name}")
        if not hasattr(module, "NAME"):
            continue
        if missing := [name for name in _REQUIRED if not hasattr(module, name)]:
            raise TypeError(f"{module.__file__}: a dialect needs {', '.join(missing)}")
        found.append(cast(Dialect, module))
    return tuple(found)


def find_dialect(names: Iterable[str]) -> Dialect | None:
    """The dialect of a table's header or of a JSON object's keys."""
    squashed = frozenset(map(squash, names))
    return next((one for one in list_dialects() if one.takes(squashed)), None)


@lru_cache(maxsize=8192)
def squash(name: str) -> str:
    """A column name as lower-case letters and digits only.

    >>> squash("Phone1Number") == squash("phone_1_number") == "phone1number"
    True
    """
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def items_of(value: Any) -> list[Mapping[str, Any]]:
    """The objects in a list; none of what is no list."""
    found = value if isinstance(value, list) else []
    return [item for item in found if isinstance(item, Mapping)]
