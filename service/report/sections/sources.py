"""Where the records come from, and under which licence."""

from __future__ import annotations

from service.report.material import Material
from service.report.model import Block, Column, Paragraph, Section, Table
from service.report.words import Where

ALL = Where("/data", "nwd sources")


def build(material: Material) -> Section:
    """Every source with its licence, its day, and its records."""
    _, top = material.words, material.asked.top
    found = material.query("sources/loaded")
    rows = [
        (
            _.name(row["title"] or row["source_name"]),
            _.name(row["licence"] or _.gettext("not stated")),
            _.language.day(row["loaded_at"].date() if row["loaded_at"] else None),
            _.language.number(row["records_loaded"]),
        )
        for row in found[:top]
    ]
    columns = (
        Column(_.gettext("Source"), 3),
        Column(_.gettext("Licence"), 1.2),
        Column(_.gettext("Loaded"), 1),
        Column(_.gettext("Records"), 0.8, right=True),
    )
    left_out = _.left_out(len(rows), len(found), ALL)
    blocks: list[Block] = [Table(_.gettext("Sources"), columns, rows, left_out)]
    if any(not row["licence"] for row in found):
        blocks.append(
            Paragraph(
                _.gettext(
                    "Where no licence is stated, ask the source before the report is handed on."
                )
            )
        )
    return Section("sources", _.gettext("Sources and licences"), blocks)
