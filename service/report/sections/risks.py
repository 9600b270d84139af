"""What would be lost if one of the parts went, or its money ended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from service.language import N_
from service.pages.registers.register import KINDS
from service.report.material import Material
from service.report.model import Block, Column, Heading, Paragraph, Picture, Section, Table
from service.report.pictures import Loss, draw_losses
from service.report.waiting import tell_waiting
from service.report.words import Where

RESILIENCE = Where("/resilience", "nwd resilience --limit 0")
CLIFFS = Where("/cliffs", "nwd cliffs --limit 0")
YEAR = 365
CLOSES = 1.0
"""The threshold of the cliffs that are told: a service is lost as soon as any of its money ends."""
MONEY = {"funder": N_("funder"), "stream": N_("funding stream")}


def build(material: Material) -> Section:
    """Single points of failure, and what ends with money."""
    _ = material.words
    blocks: list[Block] = [*_points(material), *_cliffs(material)]
    return Section("risks", _.gettext("Risks"), blocks)


def _points(material: Material) -> list[Block]:
    _, top = material.words, material.asked.top
    blocks: list[Block] = [Heading(_.gettext("What rests on one alone"))]
    if material.waits:
        return [*blocks, tell_waiting(material, RESILIENCE)]
    units = _units(material)
    if not units:
        none = _.gettext("Nothing that is covered now is known to rest on one alone.")
        return [*blocks, Paragraph(none)]
    blocks.append(
        Paragraph(
            _.ngettext(
                "%(num)s partner, service, site, referral or funder has something resting on it "
                "alone: if it went, families would lose the last certain way to help.",
                "%(num)s partners, services, sites, referrals and funders have something resting "
                "on them alone: if one went, families would lose the last certain way to help.",
                len(units),
            )
        )
    )
    rows = [
        (
            _.name(_name(material, unit)),
            _.gettext(KINDS[unit["kind"]]),
            _.language.share(unit["loss"]),
            _.language.number(unit["cells"]),
        )
        for unit in units[:top]
    ]
    columns = (
        Column(_.gettext("If this went"), 3),
        Column(_.gettext("Kind"), 1),
        Column(_.gettext("Share lost of what is covered now"), 1.4, right=True),
        Column(_.gettext("Combinations lost"), 1.1, right=True),
    )
    left_out = _.left_out(len(rows), len(units), RESILIENCE)
    title = _.gettext("The largest losses, one at a time")
    return [*blocks, Table(title, columns, rows, left_out)]


def _name(material: Material, unit: Mapping[str, Any]) -> str:
    from service.pages.registers.register import name_pathway

    if unit["kind"] == "pathway":
        return name_pathway(material.speaker, unit["unit"])
    return str(unit["name"])


def _units(material: Material) -> list[dict[str, Any]]:
    """Units with what is lost for certain of what the report is of, the largest loss first."""
    found = material.analysis("resilience")
    if material.asked.is_everything:
        return [unit for unit in found["units"] if unit["cells"]]
    lost: dict[tuple[str, str], list[float]] = defaultdict(list)
    for cell in found["lost_cells"]:
        if material.holds(cell):
            lost[cell["kind"], cell["unit"]].append(cell["weight"])
    covered = material.covered_weight
    units = [
        {**unit, "cells": len(weights), "loss": sum(weights) / covered if covered else 0.0}
        for unit in found["units"]
        if (weights := lost.get((unit["kind"], unit["unit"])))
    ]
    return sorted(units, key=lambda unit: (-unit["loss"], unit["kind"], unit["unit"]))


def _cliffs(material: Material) -> list[Block]:
    _, top = material.words, material.asked.top
    blocks: list[Block] = [Heading(_.gettext("When money ends"))]
    if material.waits:
        return [*blocks, tell_waiting(material, CLIFFS)]
    cliffs = _select_cliffs(material)
    steps = [cliff for cliff in cliffs if cliff["kind"] == "all"]
    if not steps:
        return [*blocks, Paragraph(_.gettext("No funding with a stated end is on record."))]
    soon = [cliff for cliff in cliffs if cliff["kind"] in MONEY and cliff["horizon"] == YEAR]
    soon = [cliff for cliff in soon if cliff["cells"][1]]
    soon.sort(key=lambda cliff: (-cliff["loss"][1], -cliff["loss"][0], str(cliff["name"])))
    blocks += [
        Paragraph(
            _.gettext(
                "What would be lost if money that is to end were not renewed, and a service closed "
                "as soon as any of its money ended. It is a risk to plan for, not a forecast."
            )
        ),
        _picture(material, steps),
        _steps(material, steps),
    ]
    if soon:
        blocks.append(_streams(material, soon, top))
    return blocks


def _select_cliffs(material: Material) -> list[dict[str, Any]]:
    """The cliffs at the threshold, with the loss of what the report is of."""
    found = material.analysis("cliffs")
    cliffs = [cliff for cliff in found["cliffs"] if cliff["threshold"] == CLOSES]
    if material.asked.is_everything:
        return cliffs
    lost: dict[int, list[float]] = defaultdict(list)
    for cell in found["lost_cells"]:
        if material.holds(cell):
            lost[cell["closure"]].append(cell["weight"])
    covered = material.covered_weight
    told = []
    for cliff in cliffs:
        ends = [lost.get(cliff[key], []) for key in ("closure", "closure_possible")]
        loss = [sum(each) / covered if covered else 0.0 for each in ends]
        told.append({**cliff, "loss": loss, "cells": [len(each) for each in ends]})
    return told


def _picture(material: Material, steps: Sequence[Mapping[str, Any]]) -> Picture:
    _ = material.words
    losses = [
        Loss(_.gettext("by %(day)s", day=_.language.day(step["ends_by"])), step["loss"],
             _.language.interval(step["loss"]))
        for step in steps
    ]  # fmt: skip
    alt = _.gettext("Bars of the share lost by each day, as in the table below.")
    return Picture(draw_losses(losses, name="cliffs"), alt)


def _steps(material: Material, steps: Sequence[Mapping[str, Any]]) -> Table:
    _ = material.words
    rows = [
        (
            _.language.day(step["ends_by"]),
            _.language.number(len(step["streams"])),
            _.language.number(len(step["services_possible"])),
            _.language.interval(step["loss"]),
            _span(material, step["cells"]),
        )
        for step in steps
    ]
    columns = (
        Column(_.gettext("All money ending by"), 1.3),
        Column(_.gettext("Streams"), 0.8, right=True),
        Column(_.gettext("Services at risk"), 0.9, right=True),
        Column(_.gettext("Share lost of what is covered now"), 1.5, right=True),
        Column(_.gettext("Combinations lost"), 1.2, right=True),
    )
    return Table(_.gettext("What ends, by day"), columns, rows)


def _streams(material: Material, soon: Sequence[Mapping[str, Any]], top: int) -> Table:
    _ = material.words
    rows = [
        (
            _.name(str(cliff["name"])),
            _.gettext(MONEY[cliff["kind"]]),
            _.language.day(cliff["first_end"]),
            _.language.interval(cliff["loss"]),
            _span(material, cliff["cells"]),
        )
        for cliff in soon[:top]
    ]
    columns = (
        Column(_.gettext("Money of"), 2.4),
        Column(_.gettext("Kind"), 1),
        Column(_.gettext("First end"), 1),
        Column(_.gettext("Share lost"), 1, right=True),
        Column(_.gettext("Combinations lost"), 1.1, right=True),
    )
    title = _.gettext("Money that ends within a year, the largest loss first")
    return Table(title, columns, rows, _.left_out(len(rows), len(soon), CLIFFS))


def _span(material: Material, ends: Sequence[int]) -> str:
    _ = material.words
    low, high = (_.language.number(end) for end in ends)
    return low if low == high else _.gettext("%(low)s to %(high)s", low=low, high=high)
