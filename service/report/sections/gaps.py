"""Where families are left out, and why."""

from __future__ import annotations

from collections import Counter

from service.language import N_
from service.pages.words.gaps import GAP_TYPES, tell_gap
from service.report.material import Material
from service.report.model import Block, Column, Paragraph, Section, Table
from service.report.words import Where

MEANINGS = {
    "orphan": N_("The touchpoint happens nowhere for these families."),
    "supply": N_("Nobody offers it. No referral can help."),
    "eligibility": N_("It is offered, but these families may not have it, or not at this age."),
    "access": N_("It is offered to them, but not in this place."),
    "link": N_("It is offered to them in this place, but no referral leads there."),
    "warmth": N_("A referral leads there, but the family is only told where to go."),
    "door-gap": N_("Families are helped at some doors of the touchpoint, but not at others."),
}
ALL = Where("/gaps", "nwd gaps --limit 0")


def build(material: Material) -> Section:
    """Gaps by kind, and the heaviest in a sentence each."""
    _, count = material.words, len(material.gap_rows)
    title = _.gettext("Gaps")
    if not count:
        none = _.gettext(
            "No gap is known for this choice. What is unknown is not a gap, and not covered either."
        )
        return Section("gaps", title, [Paragraph(none)])
    lead = _.ngettext(
        "%(num)s gap is known: help that no door, or not every door, leads to, whatever the "
        "unknown facts turn out to be.",
        "%(num)s gaps are known: help that no door, or not every door, leads to, whatever the "
        "unknown facts turn out to be.",
        count,
    )
    blocks: list[Block] = [Paragraph(lead), _kinds(material), _heaviest(material)]
    return Section("gaps", title, blocks)


def _kinds(material: Material) -> Table:
    from graph.coverage.rungs import GAP_TYPES as TYPES

    _, coverage, gaps = material.words, material.coverage, material.gap_rows
    counts, weights = Counter[str](), Counter[str]()
    kinds = coverage.gap_type[gaps].tolist()
    for kind, weight in zip(kinds, coverage.required.weight[gaps].tolist(), strict=True):
        counts[str(TYPES[kind])] += 1
        weights[str(TYPES[kind])] += weight
    rows = [
        (
            _.gettext(words),
            _.gettext(MEANINGS[kind]),
            _.language.number(counts[kind]),
            _.language.number(weights[kind], 1),
        )
        for kind, words in GAP_TYPES.items()
        if counts[kind]
    ]
    columns = (
        Column(_.gettext("Kind"), 1.3),
        Column(_.gettext("What it means"), 3.4),
        Column(_.gettext("Gaps"), 0.6, right=True),
        Column(_.gettext("Weight"), 0.8, right=True),
    )
    return Table(_.gettext("Gaps by kind"), columns, rows)


def _heaviest(material: Material) -> Table:
    _, gaps = material.words, material.tell_gaps(material.asked.top)
    rows = [
        (
            tell_gap(material.speaker, gap),
            _.gettext(GAP_TYPES[gap["gap_type"]]),
            _.language.number(gap["weight"], 1),
        )
        for gap in gaps
    ]
    columns = (
        Column(_.gettext("What is missing"), 5),
        Column(_.gettext("Kind"), 1.3),
        Column(_.gettext("Weight"), 0.8, right=True),
    )
    left_out = _.left_out(len(rows), len(material.gap_rows), ALL)
    return Table(_.gettext("The heaviest gaps"), columns, rows, left_out)
