"""HSDS 3.1 as a Tabular Data Package: one CSV for each table, in one archive."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from loaders.hsds.fields import NOT_EXPORTED
from service.exports.contract import ExportData, write_atomically
from service.hsds.exporting import VERSION, HsdsExport, as_rows, tell_left_out
from service.hsds.flattening import Flattener
from service.hsds.tables import TABLES

NAME = "hsds"
TITLE = "HSDS 3.1: CSV tables with datapackage.json, for directories and referral systems"
MEDIA_TYPE = "application/zip"
SUFFIX = ".hsds.zip"
SELECTS = True

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""Time of the files in the archive, so that the same data is the same file."""
_CHUNK = 1 << 20


def write(data: ExportData, path: Path) -> None:
    """Write every table of HSDS, empty ones too; cells are as loaded, not made safe for Excel."""
    export = data.hsds
    with write_atomically(path) as part, TemporaryDirectory(prefix="nwd-hsds-") as folder:
        _write_tables(export, Path(folder))
        with ZipFile(part, "w", ZIP_DEFLATED) as archive:
            _add_text(archive, "datapackage.json", _package(data))
            for table in TABLES.values():
                _add_file(archive, Path(folder) / table.file)
            _add_left_out(archive, export, Path(folder))


def tell(data: ExportData) -> list[str]:
    """What the selection has that is not in the file, as lines to read."""
    return tell_left_out(data.hsds.left_out)


def rows_of(export: HsdsExport) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """(table, row) of everything that is exported."""
    flattener = Flattener(export.day)
    for made in export.organizations():
        yield from flattener.lay("organization", made)
    for made in export.services():
        yield from flattener.lay("service", made)
    for made in export.terms():
        yield from flattener.lay("taxonomy_term", made)


def _write_tables(export: HsdsExport, folder: Path) -> None:
    with ExitStack() as files:
        writers = {}
        for name, table in TABLES.items():
            out = files.enter_context((folder / table.file).open("w", encoding="utf-8", newline=""))
            writers[name] = csv.DictWriter(
                out, [field.name for field in table.fields], lineterminator="\n"
            )
            writers[name].writeheader()
        for name, row in rows_of(export):
            writers[name].writerow(row)


def _package(data: ExportData) -> str:
    package = {
        "name": "human_services_data",
        "title": "Human services of a community",
        "profile": "tabular-data-package",
        "version": VERSION,
        "homepage": "https://docs.openreferral.org",
        "description": "Written by nowrongdoor. Values that were filled, rewritten or left out "
        f"for HSDS are told in metadata.csv; what HSDS cannot hold is counted in {NOT_EXPORTED}.",
        "resources": [table.as_resource() for table in TABLES.values()],
    }
    return json.dumps(package, indent=2, ensure_ascii=False) + "\n"


def _add_left_out(archive: ZipFile, export: HsdsExport, folder: Path) -> None:
    path = folder / NOT_EXPORTED
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, ["what", "records", "why", "term"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(as_rows(export.left_out))
    _add_file(archive, path)


def _add_file(archive: ZipFile, path: Path) -> None:
    with path.open("rb") as source, archive.open(_entry(path.name), "w") as target:
        while chunk := source.read(_CHUNK):
            target.write(chunk)


def _add_text(archive: ZipFile, name: str, text: str) -> None:
    archive.writestr(_entry(name), text)


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, _LONG_AGO)
    entry.compress_type = ZIP_DEFLATED
    return entry
