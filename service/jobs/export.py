"""A take-away file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from graph.errors import QueryTooLarge
from service.export_formats import list_export_formats
from service.jobs.analysis import read_parameters
from service.workers.job import JobData, Lane, Outcome

LANE: Lane = "export"

CHUNK = 1 << 20
MEBI = 1 << 20
PREFIX = "nwd-export-"
"""Of the folder in which a file is made; one is left behind only by a process that was killed."""


def run(
    data: JobData,
    *,
    format: str,
    parameters: Mapping[str, Any],
    selection: Mapping[str, Any] | None = None,
    options: Mapping[str, Sequence[str]] | None = None,
) -> Outcome:
    """The file of that format; raises ExportError where there is none, and QueryTooLarge."""
    from service.exports import ExportData, select_exports, write_export
    from service.hsds.choosing import Selection

    content = ExportData(
        data.store,
        read_parameters(parameters, data.settings),
        analyses=data.analyses,
        selection=Selection(**(selection or {})),
        options=options or {},
        floor=data.settings.small_cell_floor,
    )
    with TemporaryDirectory(prefix=PREFIX) as folder:
        path = Path(folder) / "export"
        write_export(format, content, path)
        # Read by its descriptor, so that nothing is left however this ends from here on.
        file = path.open("rb")
    size, most = file.seek(0, 2), data.settings.answer_limit_mb
    if size > most * MEBI:
        file.close()
        raise QueryTooLarge(
            f"the file has {size / MEBI:,.0f} MiB, more than the {most} MiB that may be sent: "
            "write it with `nwd export`",
            query=format,
            limit=f"{most} MiB",
        )
    file.seek(0)
    export = select_exports()[format]
    name = list_export_formats()[format].file_name()
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    kind = export.MEDIA_TYPE
    media_type = f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
    return Outcome(_read(file), media_type, headers=headers)


def _read(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(CHUNK):
            yield chunk
