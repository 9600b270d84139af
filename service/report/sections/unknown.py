"""How complete the records are, and what to ask whom."""

from __future__ import annotations

from service.language import N_
from service.pages.words.actions import tell_question
from service.report.material import Material
from service.report.model import Block, Column, Facts, Heading, Paragraph, Section, Table
from service.report.waiting import tell_waiting
from service.report.words import Where

COUNTS = {
    "services_without_needs": ("services", N_("Services without coded needs")),
    "services_without_segments": ("services", N_("Services that do not say whom they take")),
    "services_without_area": ("services", N_("Services that do not say where they go")),
    "services_undated": ("services", N_("Services never verified")),
    "services_stale": ("services", N_("Services verified too long ago")),
    "pathways_undated": ("pathways", N_("Referral pathways never verified")),
    "pathways_stale": ("pathways", N_("Referral pathways verified too long ago")),
    "pathways_mode_unknown": ("pathways", N_("Referral pathways not known to be warm or cold")),
    "senders_undeclared": (None, N_("Partners that have not told all their referrals")),
    "touchpoints_without_doors": (None, N_("Touchpoints without a door on record")),
}
"""Counts of completeness: of which others they are a part, and what they are called."""
ALL = Where("/freshness", "nwd freshness")


def build(material: Material) -> Section:
    """Counts of what the records lack, and the questions that would settle most."""
    _ = material.words
    counts = material.coverage.completeness
    number = _.language.number
    pairs = []
    for name, (whole, words) in COUNTS.items():
        told = number(counts[name])
        if whole is not None:
            told = _.gettext("%(some)s of %(all)s", some=told, all=number(counts[whole]))
        pairs.append((_.gettext(words), told))
    blocks: list[Block] = [
        Paragraph(
            _.gettext(
                "What is unknown widens the shares of this report. These counts are of the whole "
                "community."
            )
        ),
        Facts(_.gettext("How complete the records are"), pairs),
        *_questions(material),
    ]
    return Section("unknown", _.gettext("What is not known, and whom to ask"), blocks)


def _questions(material: Material) -> list[Block]:
    _, top = material.words, material.asked.top
    blocks: list[Block] = [Heading(_.gettext("What to verify first"))]
    if material.waits:
        return [*blocks, tell_waiting(material, ALL)]
    result = material.analysis("freshness")
    found, together = result["worklist"], result["together"]
    if not found:
        none = _.gettext("No single answer would settle anything that is unknown.")
        return [*blocks, Paragraph(none)]
    calls = _.ngettext("%(num)s call", "%(num)s calls", together["calls"])
    blocks.append(
        Paragraph(
            _.gettext(
                "If all %(facts)s answers of %(calls)s were yes, every door would lead to help for "
                "%(after)s.",
                facts=_.language.number(together["facts"]),
                calls=calls,
                after=_.language.interval(together["headline"]["every_door"]),
            )
        )
    )
    rows = [
        (
            tell_question(material.speaker, each),
            _.name(each["with_name"] or _.gettext("not known")),
            _.language.day(each["verified_on"]),
            _.language.number(each["weight"], 1),
        )
        for each in found[:top]
    ]
    columns = (
        Column(_.gettext("Question"), 3.4),
        Column(_.gettext("Who can tell"), 1.7),
        Column(_.gettext("Last verified"), 1.1),
        Column(_.gettext("Weight it settles"), 0.9, right=True),
    )
    left_out = _.left_out(len(rows), result["unknown"]["facts"], ALL)
    return [*blocks, Table(_.gettext("Questions that settle most"), columns, rows, left_out)]
