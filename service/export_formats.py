"""What the export formats are called, read from their modules without importing them.

The modules need numpy and much else; a process that only passes requests on need not wait for it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

FILE_NAME = "nowrongdoor"
"""The file's name without its suffix, where it is of everything."""
PARTS = ("NAME", "TITLE", "MEDIA_TYPE", "SUFFIX")


@dataclass(frozen=True)
class ExportFormat:
    """One module of `service.exports`; the parts of its contract that are text."""

    name: str
    title: str
    media_type: str
    suffix: str
    of: str | None = None
    """The analysis whose result it is; its options are the format's."""

    def file_name(self, stem: str = FILE_NAME) -> str:
        """What its file is called: `budget.xlsx` for the format `budget-xlsx` of an analysis."""
        own = self.name.removesuffix(self.suffix.replace(".", "-"))
        return (stem if self.of is None else own) + self.suffix


@lru_cache(maxsize=1)
def list_export_formats() -> Mapping[str, ExportFormat]:
    """Every format by its name, in order of name."""
    found = {each.name: each for each in _read_formats()}
    return MappingProxyType(dict(sorted(found.items())))


def _read_formats() -> Iterator[ExportFormat]:
    for file in (files("service") / "exports").iterdir():
        if file.name.endswith(".py"):
            parts = dict(_constants(file.read_text(encoding="utf-8")))
            if all(part in parts for part in PARTS):
                name, title, media_type, suffix = (parts[part] for part in PARTS)
                yield ExportFormat(name, title, media_type, suffix, parts.get("OF"))


def _constants(text: str) -> Iterator[tuple[str, str]]:
    """Names and texts of the module's constants."""
    for statement in ast.parse(text).body:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant):
            target, value = statement.targets[0], statement.value.value
            if isinstance(target, ast.Name) and isinstance(value, str):
                yield target.id, value
