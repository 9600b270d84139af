"""What the page of a report shows."""

from __future__ import annotations

from typing import Any

from loaders.quality.codes import EFFECTS
from loaders.quality.outcomes import COUNTED
from loaders.quality.report import QualityReport, summarise, unusable
from service.quality_tables import of_issues, of_keys, of_measures


def page_values(report: QualityReport) -> dict[str, Any]:
    """Values for the template `quality_body.html`."""
    return {
        "source": report.source,
        "sentences": summarise(report),
        "measures": [row for row in of_measures(report).rows if row["of"]],
        "tables": report.by_table(),
        "outcomes": [
            (name, EFFECTS[name.replace("_", "-")]) for name in COUNTED if report.total(name)
        ],
        "read": report.total("read"),
        "unusable": unusable(report),
        "keys": of_keys(report).rows,
        "issues": of_issues(report).rows,
        "blank": report.blank_columns(),
        "unread": [one for one in report.columns if one.use != "read" and one.filled],
        "columns": report.columns,
        "placeholders": report.placeholders,
        "encodings": report.encodings,
        "verified": report.verified,
        "people": report.people_left_out,
    }
