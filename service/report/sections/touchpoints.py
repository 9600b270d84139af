"""Coverage by touchpoint, along the journey, and by need."""

from __future__ import annotations

from collections import Counter

from service.report.material import Material
from service.report.model import Block, Column, Heading, Paragraph, Picture, Section, Table
from service.report.pictures import Bar, Grid, draw_bars, draw_grid
from service.report.words import Where

MOST_BARS = 40
PER_PICTURE = 30
"""Bars of one picture: as many as a page has room for."""
MOST_COLUMNS = 30
MOST_ROWS = 40
ALL = Where("/coverage", "nwd coverage --cells")


def build(material: Material) -> Section | None:
    """Every touchpoint with its interval, a heat map by need, and the same as tables."""
    _, heat = material.words, material.heat
    if not heat.touchpoints:
        return None
    shown = _heaviest(material, heat.touchpoints, "touchpoint", MOST_BARS)
    numbers = {touchpoint: str(i + 1) for i, touchpoint in enumerate(shown)}
    blocks: list[Block] = [
        Paragraph(
            _.gettext(
                "Touchpoints in the order of a child's life. Each line tells how far every door "
                "of the touchpoint leads to what families need there."
            )
        ),
        *_line(material, shown, numbers),
        _table(material, shown, numbers),
        Heading(_.gettext("Touchpoints and needs")),
        *_grid(material, shown[:MOST_COLUMNS], numbers),
    ]
    return Section("touchpoints", _.gettext("By touchpoint"), blocks)


def _heaviest(material: Material, positions: list[int], kind: str, most: int) -> list[int]:
    """At most so many, those with the most weight, in the order they have."""
    if len(positions) <= most:
        return positions
    import numpy as np

    required = material.coverage.required
    rows = np.flatnonzero(material.chosen)
    weight = np.bincount(getattr(required, kind)[rows], required.weight[rows])
    kept = set(sorted(positions, key=lambda each: (-weight[each], each))[:most])
    return [each for each in positions if each in kept]


def _line(material: Material, shown: list[int], numbers: dict[int, str]) -> list[Picture]:
    _, net, heat = material.words, material.net, material.heat
    groups: list[tuple[str, list[Bar]]] = []
    for touchpoint in shown:
        stage = int(net.touchpoint_stage[touchpoint])
        title = _.code(net.life_stages.names[stage]) if stage >= 0 else _.gettext("Any age")
        if not groups or groups[-1][0] != title or len(groups[-1][1]) == PER_PICTURE:
            groups.append((title, []))
        ends = heat.by_touchpoint[touchpoint].ends
        name = net.touchpoints.names[touchpoint]
        groups[-1][1].append(Bar(name, ends, _.language.interval(ends), numbers[touchpoint]))
    # One picture a life stage, so that no page is left half empty for want of room.
    return [
        Picture(
            draw_bars([group], name=f"line{number}"),
            _.ngettext(
                "%(stage)s: %(num)s touchpoint with a bar of what is covered, unknown and a gap, "
                "as in the table below.",
                "%(stage)s: %(num)s touchpoints, each with a bar of what is covered, unknown and a "
                "gap, as in the table below.",
                len(group[1]),
                stage=group[0],
            ),
        )
        for number, group in enumerate(groups)
    ]


def _table(material: Material, shown: list[int], numbers: dict[int, str]) -> Table:
    _, net = material.words, material.net
    gaps = Counter(material.coverage.required.touchpoint[material.gap_rows].tolist())
    number = _.language.number
    rows = []
    for touchpoint in shown:
        every = material.heat.by_touchpoint[touchpoint]
        some = material.some_door.by_touchpoint[touchpoint]
        rows.append(
            (
                f"{numbers[touchpoint]}. {_.name(net.touchpoints.names[touchpoint])}",
                number(every.covered + every.unknown + every.gap),
                _.language.interval(every.ends),
                _.language.interval(some.ends),
                number(gaps[touchpoint]),
            )
        )
    columns = (
        Column(_.gettext("Touchpoint"), 2.6),
        Column(_.gettext("Asked for"), 0.7, right=True),
        Column(_.gettext("Every door"), 1.4, right=True),
        Column(_.gettext("At least one door"), 1.4, right=True),
        Column(_.gettext("Gaps"), 0.6, right=True),
    )
    left_out = _.left_out(len(shown), len(material.heat.touchpoints), ALL)
    return Table(_.gettext("Touchpoints"), columns, rows, left_out)


def _grid(material: Material, columns: list[int], numbers: dict[int, str]) -> list[Block]:
    _, net, heat = material.words, material.net, material.heat
    needs = _heaviest(material, heat.rows(columns), "need", MOST_ROWS)
    grid = Grid(
        rows=[_.code(net.needs.names[need]) for need in needs],
        columns=[numbers[touchpoint] for touchpoint in columns],
        ends=[
            [square.ends if (square := heat.by_pair.get((t, need))) else None for t in columns]
            for need in needs
        ],
    )
    alt = _.gettext(
        "A grid of %(needs)s needs and %(touchpoints)s touchpoints; each field shows what is "
        "covered, unknown and a gap. The annex holds the same as a table.",
        needs=len(needs),
        touchpoints=len(columns),
    )
    caption = _.gettext(
        "Columns are the numbers of the touchpoints in the table above. Solid is covered, dotted "
        "unknown, hatched a gap; an empty field is not asked for. The annex tells each in numbers."
    )
    shown = len(columns), len(needs)
    whole = len(heat.touchpoints), len(heat.needs)
    if shown != whole:
        caption += " " + _.gettext(
            "Shown are the %(touchpoints)s touchpoints and %(needs)s needs of most families, of "
            "%(all_touchpoints)s and %(all_needs)s.",
            touchpoints=shown[0],
            needs=shown[1],
            all_touchpoints=_.language.number(whole[0]),
            all_needs=_.language.number(whole[1]),
        )
    return [Picture(draw_grid(grid, name="grid"), alt, caption)]
