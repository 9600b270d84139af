"""The data-quality report in words, in the language of a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from loaders.quality.codes import find_code
from loaders.quality.report import BY_WAY, unusable
from service.language import N_, Language
from service.language.translating import QUALITY, spell_name

if TYPE_CHECKING:
    from loaders.quality.codes import find_code
from loaders.quality.report import QualityReport

MEASURES: Mapping[str, str] = {
    "needs": N_("services with needs coded"),
    "ages": N_("services with ages"),
    "areas-stated": N_("services with areas stated in words"),
    "areas": N_("services with areas matched to a place"),
    "sites": N_("services with a site"),
    "verified": N_("services with a day of verification"),
    "contact": N_("services with telephone, e-mail or website"),
    "languages": N_("services with languages"),
    "schedules": N_("services with opening hours"),
    "eligibility": N_("services with eligibility in words"),
    "classified": N_("services with terms of a taxonomy"),
    "site-coordinates": N_("sites with coordinates"),
    "site-address": N_("sites with a street address"),
}
"""What is measured."""
WAYS: Mapping[str, str] = {
    "source": N_("services with needs stated in the source itself"),
    "code": N_("services with needs by a crosswalk, by code"),
    "code-prefix": N_("services with needs by a crosswalk, by the front of the code"),
    "label": N_("services with needs by a crosswalk, by label"),
    "broader": N_("services with needs by a crosswalk, by a broader term"),
    "keyword": N_("services with needs by a keyword rule"),
}
"""How needs come to be coded."""
OUTCOMES: Mapping[str, tuple[str, str]] = {
    "loaded": (N_("loaded"), N_("loaded as it stands")),
    "repaired": (
        N_("repaired"),
        N_("loaded, but a value was left out, read as unknown or made up (an id)"),
    ),
    "marked": (
        N_("marked"),
        N_("loaded and joined to a placeholder, because what it refers to is not there"),
    ),
    "apart": (
        N_("apart"),
        N_("kept in the source's graph, but joined to nothing and used in no analysis"),
    ),
    "merged": (N_("merged"), N_("the same record once more; it was merged with the first")),
    "left_out": (
        N_("left out"),
        N_("not loaded on purpose: contact persons, tables that hold nothing for the map"),
    ),
    "refused": (N_("refused"), N_("not loaded: the row cannot be used as it stands")),
    "told": (N_("told"), N_("told, and nothing was changed")),
}
"""What becomes of a row, in a word and in a line."""
USES: Mapping[str, str] = {
    "read": N_("read"),
    "unread": N_("known, not read"),
    "unknown": N_("not known"),
}
"""What becomes of a column."""
WITHOUT: Mapping[str, str] = {
    "without-needs": N_("Services without needs coded"),
    "without-ages": N_("Services without ages"),
    "without-areas": N_("Services without areas matched to a place"),
    "without-verified": N_("Services without a day of verification"),
}
"""Lists of services that lack something."""


def tell_measure(language: Language, name: str) -> str:
    """What is measured, in words.

    >>> from service.language import select_language
    >>> tell_measure(select_language("en"), "needs-by-label")
    'services with needs by a crosswalk, by label'
    """
    if name.startswith(BY_WAY):
        return language.gettext(WAYS[name.removeprefix(BY_WAY)])
    return language.gettext(MEASURES[name])


def tell_table(language: Language, name: str) -> str:
    """What a table of a source is called."""
    return language.shipped(QUALITY, spell_name(name))


def tell_issue(language: Language, code: str) -> str:
    """What a kind of issue is called; one of a family of codes bears its own name in it.

    >>> from service.language import select_language
    >>> english = select_language("en")
    >>> tell_issue(english, "wrong-type"), tell_issue(english, "shape-x")
    ('wrong type', 'shape x')
    """
    known = find_code(code)
    if known is None or not known.code.endswith("*"):
        return language.shipped(QUALITY, spell_name(code))
    of = code.removeprefix(known.code.removesuffix("*"))
    return language.shipped(QUALITY, spell_name(known.code)).replace("*", of)


def tell_share(language: Language, part: float | None) -> str:
    """A share in percent; one that is not nothing or all never looks so."""
    if part is None:
        return ""
    if 0 < part < 0.01:
        return language.gettext("under 1%%")
    if 0.99 < part < 1:
        return language.gettext("over 99%%")
    return language.gettext("%(number)s%%", number=language.number(round(100 * part)))


def tell_report(language: Language, report: QualityReport) -> Iterator[str]:
    """What the figures say, a sentence each."""
    read = report.total("read")
    if not read:
        yield language.gettext("No rows were counted.")
    else:
        yield language.ngettext("%(num)s row was read.", "%(num)s rows were read.", read)
        yield language.gettext(
            "%(part)s are loaded as they stand.",
            part=_tell_part(language, report.total("loaded"), read),
        )
        yield from _tell_outcomes(language, report)
    needs, dated = report.measure("needs"), report.measure("verified")
    if needs and needs.out_of:
        yield language.gettext(
            "%(part)s services have a need coded; the others count as unknown in every analysis, "
            "not as missing.",
            part=_tell_part(language, needs.count, needs.out_of),
        )
    if dated and dated.out_of:
        yield language.gettext(
            "%(part)s services say when they were last verified.",
            part=_tell_part(language, dated.count, dated.out_of),
        )


def _tell_outcomes(language: Language, report: QualityReport) -> Iterator[str]:
    if count := report.total("repaired"):
        yield language.ngettext(
            "%(num)s is loaded after a repair.", "%(num)s are loaded after a repair.", count
        )
    if count := report.total("marked"):
        yield language.ngettext(
            "%(num)s is joined to a placeholder for what is not there.",
            "%(num)s are joined to a placeholder for what is not there.",
            count,
        )
    if count := report.total("merged"):
        yield language.ngettext("%(num)s repeats another.", "%(num)s repeat another.", count)
    if count := report.total("left_out"):
        yield language.ngettext(
            "%(num)s is left out on purpose.", "%(num)s are left out on purpose.", count
        )
    bad, read = unusable(report), report.total("read")
    yield (
        language.gettext("%(part)s cannot be used.", part=_tell_part(language, bad, read))
        if bad
        else language.gettext("None is unusable.")
    )


def _tell_part(language: Language, count: int, out_of: int) -> str:
    """Count, total and share."""
    return language.gettext(
        "%(count)s of %(total)s (%(share)s)",
        count=language.number(count),
        total=language.number(out_of),
        share=tell_share(language, count / out_of),
    )
