"""A report as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from service.jobs.analysis import read_parameters
from service.workers.job import JobData, Lane, Outcome

LANE: Lane = "export"


def run(
    data: JobData,
    *,
    format: str,
    parameters: Mapping[str, Any],
    options: Mapping[str, Sequence[str]],
) -> Outcome:
    """The report of what may be told, in that format; raises BadParameter for what does not fit."""
    from service.report.asked import read_asked
    from service.report.building import build_report
    from service.report.formats import select_formats
    from service.report.material import Material
    from service.report.writing import STEM

    material = Material(
        data.analyses,
        read_parameters(parameters, data.settings),
        read_asked(options, lang=data.settings.language),
        floor=data.settings.small_cell_floor,
    )
    chosen = select_formats()[format]
    content = chosen.render(build_report(material))
    headers = {"Content-Disposition": f'attachment; filename="{STEM}{chosen.SUFFIX}"'}
    kind = chosen.MEDIA_TYPE
    media_type = f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
    return Outcome([content], media_type, headers=headers)
