"""What there is: partners and services, by sector and by need."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from service.pages.words.codes import tell_code
from service.report.material import Material
from service.report.model import Block, Column, Facts, Heading, Paragraph, Section, Table
from service.report.words import Where

NEEDS = "coverage/needs-and-services"


def build(material: Material) -> Section:
    """Counts of what is on record, partners by sector, and needs by their services."""
    _, net = material.words, material.net
    number = _.language.number
    declared = int(net.declared.sum())
    counts = (
        (_.gettext("Partners"), number(len(net.partners))),
        (_.gettext("Services"), number(len(net.services))),
        (_.gettext("Touchpoints"), number(len(net.touchpoints))),
        (_.gettext("Doors"), number(len(net.door.touchpoint))),
        (_.gettext("Referral pathways"), number(len(net.pathways))),
        (_.gettext("Funding streams"), number(len(net.streams))),
        (
            _.gettext("Partners that have told all their referrals"),
            _.gettext("%(some)s of %(all)s", some=number(declared), all=number(len(net.partners))),
        ),
    )
    blocks: list[Block] = []
    if not material.asked.is_everything:
        blocks.append(
            Paragraph(
                _.gettext(
                    "This chapter is of the whole community: a service elsewhere may help here too."
                )
            )
        )
    blocks += [Facts(_.gettext("On record"), counts), *_sectors(material), *_needs(material)]
    return Section("assets", _.gettext("What there is"), blocks)


def _sectors(material: Material) -> list[Block]:
    _ = material.words
    partners, services = Counter[str](), Counter[str]()
    for row in material.query("partners/by-sector"):
        sector = row["sector_name"] or ""
        partners[sector] += 1
        services[sector] += int(row["services"] or 0)
    rows = []
    for sector, count in sorted(partners.items(), key=lambda item: (-item[1], item[0])):
        name = tell_code(material.speaker, "sector", sector) if sector else _.gettext("not stated")
        rows.append((name, _.language.number(count), _.language.number(services[sector])))
    columns = (
        Column(_.gettext("Sector"), 3),
        Column(_.gettext("Partners"), right=True),
        Column(_.gettext("Services"), right=True),
    )
    where = Where("/partners", "nwd query run partners/by-sector")
    return [_cut(material, _.gettext("Partners by sector"), columns, rows, where)]


def _needs(material: Material) -> list[Block]:
    _ = material.words
    asked = {material.net.needs.ids[n] for n in material.heat.needs}
    found = [row for row in material.query(NEEDS) if row["need_id"] in asked]
    found.sort(key=_fewest)
    rows = [
        (
            _.code(row["need_name"]),
            _.language.number(row["services"]),
            _.language.number(row["partners"]),
        )
        for row in found
    ]
    columns = (
        Column(_.gettext("Need"), 3),
        Column(_.gettext("Services"), right=True),
        Column(_.gettext("Partners"), right=True),
    )
    title = _.gettext("Needs that are asked for, those with the fewest partners first")
    return [
        Heading(_.gettext("Services by need")),
        _cut(material, title, columns, rows, Where("/services", f"nwd query run {NEEDS}")),
    ]


def _fewest(row: dict[str, Any]) -> tuple[int, int, str]:
    return int(row["partners"] or 0), int(row["services"] or 0), str(row["need_name"]).casefold()


def _cut(
    material: Material,
    title: str,
    columns: tuple[Column, ...],
    rows: Sequence[tuple[str, ...]],
    where: Where,
) -> Table:
    top = material.asked.top
    return Table(title, columns, rows[:top], material.words.left_out(top, len(rows), where))
