"""Services that serve nearly the same families."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from service.language import N_
from service.pages.registers.register import position_of
from service.report.material import Material
from service.report.model import Block, Column, Paragraph, Section, Table
from service.report.words import Where

VERDICTS = {
    "duplication-candidate": N_("to discuss: more slots than families, and others would remain"),
    "healthy-redundancy": N_("two ways to help, good to have"),
    "overlap-not-judged": N_("not judged: slots or demand are not known"),
}
"""In the order in which they are told."""
ALL = Where("/overlaps", "nwd overlaps --limit 0")


def build(material: Material) -> Section:
    """Overlaps by verdict, pairs to discuss first, and records that may be the same."""
    _, overlaps = material.words, material.overlaps
    pairs = sorted(overlaps["pairs"], key=lambda pair: list(VERDICTS).index(pair["verdict"]))
    blocks: list[Block] = []
    if not material.asked.is_everything:
        blocks.append(Paragraph(_.gettext("This chapter is of the whole community.")))
    if pairs:
        blocks += [Paragraph(_lead(material)), _table(material, pairs)]
    else:
        blocks.append(Paragraph(_.gettext("No two services are known to serve the same families.")))
    blocks += _twice(material)
    return Section("overlaps", _.gettext("Overlaps"), blocks)


def _lead(material: Material) -> str:
    _, pairs = material.words, material.overlaps["pairs"]
    counts = Counter(pair["verdict"] for pair in pairs)
    told = [
        f"{_.language.number(counts[verdict])} {_.gettext(words)}"
        for verdict, words in VERDICTS.items()
        if counts[verdict]
    ]
    return _.ngettext(
        "%(num)s pair of services of different partners serves nearly the same families: %(kinds)s."
        " An overlap is a question for the partners, not a verdict.",
        "%(num)s pairs of services of different partners serve nearly the same families: %(kinds)s."
        " An overlap is a question for the partners, not a verdict.",
        len(pairs),
        kinds="; ".join(told),
    )


def _table(material: Material, pairs: list[Mapping[str, Any]]) -> Table:
    _, top = material.words, material.asked.top
    rows = [
        (
            _service(material, pair, "first"),
            _service(material, pair, "second"),
            _.language.share(pair["jaccard"]),
            _.gettext(VERDICTS[pair["verdict"]]),
        )
        for pair in pairs[:top]
    ]
    columns = (
        Column(_.gettext("Service"), 2),
        Column(_.gettext("Service"), 2),
        Column(_.gettext("In common"), 0.9, right=True),
        Column(_.gettext("What it may mean"), 1.9),
    )
    left_out = _.left_out(len(rows), len(pairs), ALL)
    return Table(_.gettext("Pairs of services"), columns, rows, left_out)


def _service(material: Material, pair: Mapping[str, Any], which: str) -> str:
    _, names = material.words, pair["names"]
    partner = names[f"{which}_partner"] or _.gettext("partner not known")
    return f"{_.name(names[which])} ({_.name(partner)})"


def _record(material: Material, identifier: str, name: str) -> str:
    _, net = material.words, material.net
    row = position_of(material.speaker, "service", identifier)
    partner = int(net.service.partner[row]) if row is not None else -1
    told = net.partners.names[partner] if partner >= 0 else _.gettext("partner not known")
    return f"{_.name(name)} ({_.name(told)})"


def _twice(material: Material) -> list[Block]:
    _, found, top = material.words, material.overlaps["possible_duplicates"], material.asked.top
    if not found:
        return []
    rows = [
        tuple(_record(material, pair[which], pair["names"][which]) for which in ("first", "second"))
        for pair in found[:top]
    ]
    columns = (Column(_.gettext("Record")), Column(_.gettext("Record")))
    left_out = _.left_out(len(rows), len(found), ALL)
    return [Table(_.gettext("Records that may be the same service"), columns, rows, left_out)]
