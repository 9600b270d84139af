"""How close the community is to no wrong door."""

from __future__ import annotations

from service.language import N_
from service.pages.words.gaps import tell_handoffs
from service.report.material import Material
from service.report.model import Block, Bullets, Column, Paragraph, Picture, Section, Table
from service.report.pictures import draw_bar, draw_key

MODES = {"warm": N_("warm only"), "any": N_("warm or cold")}


def build(material: Material) -> Section:
    """The two headline intervals in words and as bars, and the same by handoffs and mode."""
    _, coverage = material.words, material.coverage
    every, some = (material.interval(s) for s in (coverage.every_door, coverage.any_door))
    title = _.gettext("In short")
    if every is None or some is None:
        nothing = _.gettext(
            "Nothing is asked here: no touchpoint with needs was found for this choice, so there "
            "is no coverage to tell."
        )
        return Section("headline", title, [Paragraph(nothing, "lead")])
    within = tell_handoffs(material.speaker, material.parameters.handoffs)
    warm = material.parameters.mode == "warm"
    blocks: list[Block] = [
        Paragraph(
            _.gettext(
                "Every door leads to help for %(share)s of what families need.",
                share=_.language.interval(every),
            ),
            "lead",
        ),
        _bar(material, every, "every", _.gettext("Every door")),
        Paragraph(
            _.gettext(
                "At least one door leads there for %(share)s.",
                share=_.language.interval(some),
            ),
            "lead",
        ),
        _bar(material, some, "some", _.gettext("At least one door")),
        _key(material),
        Paragraph(_tell_counting(material, within, warm=warm)),
        Bullets(_points(material)),
        _variants(material),
    ]
    return Section("headline", title, blocks)


def _tell_counting(material: Material, within: str, *, warm: bool) -> str:
    _ = material.words
    if material.parameters.handoffs == 0:
        told = _.gettext("Counted is help at the door itself, without any referral.")
    elif warm:
        told = _.gettext(
            "Counted is help at the door itself, or %(within)s that somebody makes for the family "
            "(a warm referral).",
            within=within,
        )
    else:
        told = _.gettext(
            "Counted is help at the door itself, or %(within)s of any kind, also where the family "
            "is only told where to go.",
            within=within,
        )
    return f"{told} " + _.gettext(
        "The first share is known for certain. The second is what it would be if everything that "
        "nobody has confirmed turned out well."
    )


def _points(material: Material) -> list[str]:
    _, coverage = material.words, material.coverage
    covered, unknown, gap = material.count(coverage.every_door)
    number = _.language.number
    return [
        _.gettext(
            "%(count)s combinations of touchpoint, need, kind of family and place are asked for.",
            count=number(covered + unknown + gap),
        ),
        _.gettext(
            "Of these every door leads to help for %(covered)s, for %(unknown)s nobody knows yet, "
            "and %(gap)s are gaps: some door leads nowhere, or all do.",
            covered=number(covered),
            unknown=number(unknown),
            gap=number(gap),
        ),
    ]


def _variants(material: Material) -> Table:
    _, coverage = material.words, material.coverage
    rows = []
    for (handoffs, mode), (some, every) in sorted(coverage.status.items(), key=lambda item: (
        item[0][1] != "warm", item[0][0])):  # fmt: skip
        rows.append(
            (
                _.gettext(
                    "%(handoffs)s, %(mode)s",
                    handoffs=_tell_handoffs(material, handoffs),
                    mode=_.gettext(MODES[mode]),
                ),
                _.language.interval(material.interval(every)),
                _.language.interval(material.interval(some)),
            )
        )
    columns = (
        Column(_.gettext("Referrals that count"), 2),
        Column(_.gettext("Every door"), 1.3, right=True),
        Column(_.gettext("At least one door"), 1.3, right=True),
    )
    return Table(_.gettext("With fewer or more referrals"), columns, rows)


def _tell_handoffs(material: Material, number: int) -> str:
    if number == 0:
        return material.words.gettext("at the door itself")
    return tell_handoffs(material.speaker, number)


def _bar(material: Material, ends: list[float], name: str, title: str) -> Picture:
    _ = material.words
    share = _.language.share
    alt = _.gettext(
        "%(title)s: %(covered)s covered, %(unknown)s unknown, %(gap)s gap",
        title=title,
        covered=share(ends[0]),
        unknown=share(ends[1] - ends[0]),
        gap=share(1 - ends[1]),
    )
    return Picture(draw_bar(ends, name=name), alt)


def _key(material: Material) -> Picture:
    _ = material.words
    words = (
        _.gettext("covered for certain"),
        _.gettext("unknown, to be verified"),
        _.gettext("gap"),
    )
    alt = _.gettext("Key: solid is covered, dotted is unknown, hatched is a gap.")
    return Picture(draw_key(words, name="key"), alt)
