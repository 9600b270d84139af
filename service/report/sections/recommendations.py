"""What to connect next, to discuss."""

from __future__ import annotations

from service.pages.words.actions import tell_action
from service.report.material import Material
from service.report.model import Block, Column, Paragraph, Section, Table
from service.report.waiting import tell_waiting
from service.report.words import Where

ALL = Where("/recommend", "nwd recommend")


def build(material: Material) -> Section:
    """Actions that close gaps, chosen together, and the headline with all of them."""
    _, top = material.words, material.asked.top
    title = _.gettext("What could be done")
    if material.waits:
        return Section("recommendations", title, [tell_waiting(material, ALL)])
    result = material.analysis("recommend")
    found = result["recommendations"]
    if not found:
        none = _.gettext("No action was found that leads more families to help.")
        return Section("recommendations", title, [Paragraph(none)])
    now, after = result["headline"], result["headline_after"]
    blocks: list[Block] = [
        Paragraph(
            _.gettext(
                "Proposals for people to discuss, made by a calculation over what is on record. "
                "Nobody has asked the partners named, and nothing is decided."
            )
        )
    ]
    if not material.asked.is_everything:
        blocks.append(Paragraph(_.gettext("They are chosen for the whole community.")))
    blocks.append(
        Paragraph(
            _.ngettext(
                "With the %(num)s action found, every door would lead to help for %(after)s of "
                "what families need, in place of %(now)s.",
                "With all %(num)s actions found, every door would lead to help for %(after)s of "
                "what families need, in place of %(now)s.",
                len(found),
                after=_.language.interval(after["every_door"]),
                now=_.language.interval(now["every_door"]),
            )
        )
    )
    rows = [
        (
            f"{each['rank']}. {tell_action(material.speaker, each)}",
            _.language.words([_.name(p["name"]) for p in each["talk_to"]]),
            _.language.number(each["true_gain"]["any_door"]["weight"], 1),
            _.language.number(each["true_gain"]["every_door"]["weight"], 1),
            _.language.number(each["cost"], 1),
        )
        for each in found[:top]
    ]
    columns = (
        Column(_.gettext("Proposal"), 3.2),
        Column(_.gettext("Talk to"), 1.8),
        Column(_.gettext("Gain, at least one door"), 0.9, right=True),
        Column(_.gettext("Gain, every door"), 0.9, right=True),
        Column(_.gettext("Effort"), 0.7, right=True),
    )
    left_out = _.left_out(len(rows), len(found), ALL)
    blocks += [
        Table(_.gettext("The first proposals"), columns, rows, left_out),
        Paragraph(
            _.gettext(
                "Gain is the weight that the proposal covers by itself, on the network as it would "
                "be. Effort goes from 1, a question, to 4, a wider service."
            ),
            "quiet",
        ),
    ]
    return Section("recommendations", title, blocks)
