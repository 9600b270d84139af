"""HSDS 3.1 as JSON: full services, and the organizations and terms that stand in none."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO, Any

from service.exports.contract import ExportData, write_atomically
from service.hsds.exporting import VERSION, as_rows, tell_left_out

NAME = "hsds-json"
TITLE = "HSDS 3.1: nested JSON of services, organizations and terms"
MEDIA_TYPE = "application/json"
SUFFIX = ".hsds.json"
SELECTS = True


def write(data: ExportData, path: Path) -> None:
    """Write one object: `services` and `organizations`, all full, and `taxonomy_terms`.

    A service holds the direct properties of its organization; the whole organization is told once,
    in `organizations`. `not_exported` says what HSDS cannot hold.
    """
    export = data.hsds
    with write_atomically(path) as part, part.open("w", encoding="utf-8", newline="\n") as out:
        out.write(f'{{\n"version": {json.dumps(VERSION)},\n')
        _write_list(out, "services", export.services())
        _write_list(out, "organizations", export.organizations())
        _write_list(out, "taxonomy_terms", export.terms())
        out.write(f'"not_exported": {_text(as_rows(export.left_out))}\n}}\n')


def tell(data: ExportData) -> list[str]:
    """What the selection has that is not in the file, as lines to read."""
    return tell_left_out(data.hsds.left_out)


def _write_list(out: IO[str], name: str, objects: Iterable[Mapping[str, Any]]) -> None:
    out.write(f'"{name}": [')
    for place, made in enumerate(objects):
        out.write(f"{',' if place else ''}\n{_text(made)}")
    out.write("\n],\n")


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
