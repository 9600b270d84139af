"""Coverage by kind of family."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from service.report.material import Material
from service.report.model import Block, Column, Paragraph, Picture, Section, Table
from service.report.pictures import Bar, draw_bars
from service.report.words import Where

ALL = Where("/equity", "nwd equity")


def build(material: Material) -> Section | None:
    """Every segment with its coverage; None where the report is of one segment or touchpoint.

    Groups of few families are not told, nor others from which they could be worked out.
    """
    asked = material.asked
    if asked.segment or asked.touchpoint or len(asked.place) > 1:
        return None
    equity = material.analysis("equity")
    if asked.place:
        place = material.net.places.ids[material.places[0]]
        found = [row for row in equity["segment_places"] if row["place"] == place]
    else:
        found = equity["segments"]
    told = [row for row in found if row["every_door"] is not None]
    told.sort(key=lambda row: (*row["every_door"], row["segment"]))
    if not told:
        return None
    _, top = material.words, asked.top
    blocks: list[Block] = [
        Paragraph(
            _.gettext(
                "How far every door leads to what each kind of family needs; those that are helped "
                "least come first. Where two spans overlap, it is not certain who is worse off."
            )
        ),
        _picture(material, told[:top]),
        _table(material, told, top),
    ]
    hidden = len(found) - len(told)
    if hidden:
        blocks.append(
            Paragraph(
                _.ngettext(
                    "%(num)s kind of family is not told: it is of fewer than %(floor)s families, "
                    "could be worked out from others, or nothing is asked for it.",
                    "%(num)s kinds of families are not told: they are of fewer than %(floor)s "
                    "families, could be worked out from others, or nothing is asked for them.",
                    hidden,
                    floor=equity["suppression"]["floor"],
                ),
                "quiet",
            )
        )
    return Section("families", _.gettext("By kind of family"), blocks)


def _picture(material: Material, rows: Sequence[Mapping[str, Any]]) -> Picture:
    _ = material.words
    bars = [
        Bar(
            _.segment(row["segment"], row["names"]["segment"]),
            row["every_door"],
            _.language.interval(row["every_door"]),
        )
        for row in rows
    ]
    alt = _.gettext("Bars of what is covered, unknown and a gap, as in the table below.")
    return Picture(draw_bars([("", bars)], name="families"), alt)


def _table(material: Material, found: Sequence[Mapping[str, Any]], top: int) -> Table:
    _ = material.words
    rows = [
        (
            _.segment(row["segment"], row["names"]["segment"]),
            _.language.number(row["families"]),
            _.language.interval(row["every_door"]),
            _.language.interval(row["any_door"]),
        )
        for row in found[:top]
    ]
    columns = (
        Column(_.gettext("Kind of family"), 2.4),
        Column(_.gettext("Families"), 0.8, right=True),
        Column(_.gettext("Every door"), 1.3, right=True),
        Column(_.gettext("At least one door"), 1.3, right=True),
    )
    left_out = _.left_out(len(rows), len(found), ALL)
    return Table(_.gettext("Kinds of families"), columns, rows, left_out)
