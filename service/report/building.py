"""The content of a report, once for all formats."""

from __future__ import annotations

from graph.public.withheld import read_withheld
from service.language import N_
from service.report.material import Material
from service.report.model import Report
from service.report.redacting import redact
from service.report.sections import select_sections

UNDRAWN = N_(
    "Some letters of names cannot be drawn in this file and stand as □: %(letters)s. The HTML and "
    "Word files of the report hold them."
)


def build_report(material: Material) -> Report:
    """The report on what is asked, without the addresses of confidential sites.

    Raises BadParameter for a place, segment or touchpoint that no record has.
    """
    _ = material.words
    found = [build(material) for build in select_sections()]
    report = Report(
        title=_.gettext("Asset map and gap report"),
        language=_.language.code,
        about=_tell_about(material),
        sections=[section for section in found if section is not None],
        contents=_.gettext("Contents"),
        page=_.language.messages.ugettext(N_("Page %(number)s of %(count)s")),
        undrawn=_.language.messages.ugettext(UNDRAWN),
        made_at=material.made_at,
    )
    return redact(report, read_withheld(material.store))


def _tell_about(material: Material) -> list[str]:
    _ = material.words
    told = [
        _.language.words(material.place_names) or _.gettext("The whole community"),
        material.segment_name or "",
        material.touchpoint_name or "",
    ]
    part = " · ".join(each for each in told if each)
    day = _.gettext(
        "As of %(day)s. Made on %(made)s.",
        day=_.language.day(material.parameters.as_of),
        made=_.language.day(material.made_at.date()),
    )
    return [part, day]
