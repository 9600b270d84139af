"""The numbers behind the grid of touchpoints and needs."""

from __future__ import annotations

from service.report.material import Material
from service.report.model import Column, Section, Table
from service.report.words import Where

TIMES = 12
"""Rows of this table, for each that lists have elsewhere."""
ALL = Where("/coverage", "nwd coverage --cells")


def build(material: Material) -> Section | None:
    """Touchpoint and need, those covered least first."""
    if not material.heat.by_pair:
        return None
    _ = material.words
    return Section("annex", _.gettext("Annex: touchpoints and needs"), [_pairs(material)])


def _pairs(material: Material) -> Table:
    _, net, heat = material.words, material.net, material.heat
    found = sorted(
        ((pair, square) for pair, square in heat.by_pair.items() if square.ends is not None),
        key=lambda item: (*(item[1].ends or ()), item[0]),
    )
    most = TIMES * material.asked.top
    rows = [
        (
            _.name(net.touchpoints.names[touchpoint]),
            _.code(net.needs.names[need]),
            _.language.interval(square.ends),
            _.language.interval(material.some_door.by_pair[touchpoint, need].ends),
        )
        for (touchpoint, need), square in found[:most]
    ]
    columns = (
        Column(_.gettext("Touchpoint"), 2),
        Column(_.gettext("Need"), 2),
        Column(_.gettext("Every door"), 1.2, right=True),
        Column(_.gettext("At least one door"), 1.2, right=True),
    )
    title = _.gettext("Touchpoints and needs, those covered least first")
    return Table(title, columns, rows, _.left_out(len(rows), len(found), ALL))
