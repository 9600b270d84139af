"""The whole report as one JSON object: figures, every issue, services that lack something."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from loaders.report import LoadReport
from service.exports.contract import write_atomically
from service.quality import report_object
from service.quality_tables import every_issue


def write(report: LoadReport, path: Path) -> None:
    """Write the object, indented."""
    lacking = report.quality.lacking if report.quality else ()
    told = {
        **report_object(report),
        "issues": list(every_issue(report)),
        "services_lacking": [asdict(one) for one in lacking],
    }
    with write_atomically(path) as part, part.open("w", encoding="utf-8", newline="\n") as file:
        json.dump(told, file, ensure_ascii=False, allow_nan=False, indent=2)
        file.write("\n")
