"""What the page of a report shows."""

from __future__ import annotations

from typing import Any

from loaders.quality.outcomes import COUNTED
from loaders.quality.report import QualityReport, share
from service.language import Language, select_language
from service.language.translating import QUALITY, TERM
from service.quality_tables import of_issues, of_keys
from service.quality_words import (
    OUTCOMES,
    USES,
    tell_issue,
    tell_measure,
    tell_report,
    tell_share,
    tell_table,
)


def page_values(report: QualityReport, language: Language | None = None) -> dict[str, Any]:
    """Values for the template `quality_body.html`, in a language; English by default."""
    told = language or select_language("en")
    return {
        "source": report.source,
        "sentences": list(tell_report(told, report)),
        "measures": [
            {
                "measure": tell_measure(told, one.name),
                "count": one.count,
                "of": one.out_of,
                "share": tell_share(told, share(one.count, one.out_of)),
            }
            for one in report.measures
            if one.out_of
        ],
        "tables": [(tell_table(told, row.table), row) for row in report.by_table()],
        "outcomes": [
            (name, *(told.gettext(words) for words in OUTCOMES[name]))
            for name in COUNTED
            if report.total(name)
        ],
        "effects": {
            name.replace("_", "-"): told.gettext(words) for name, (words, _) in OUTCOMES.items()
        },
        "keys": [{**row, "share": tell_share(told, row["share"])} for row in of_keys(report).rows],
        "issues": [
            {
                **row,
                "name": tell_issue(told, row["code"]),
                "meaning": told.shipped(QUALITY, row["meaning"]),
                "right": told.shipped(QUALITY, row["right"]),
            }
            for row in of_issues(report).rows
        ],
        "blank": report.blank_columns(),
        "unread": [one for one in report.columns if one.use != "read" and one.filled],
        "columns": report.columns,
        "uses": {name: told.gettext(words) for name, words in USES.items()},
        "placeholders": {
            told.shipped(TERM, kind): count for kind, count in report.placeholders.items()
        },
        "encodings": report.encodings,
        "verified": report.verified,
        "people": report.people_left_out,
    }
