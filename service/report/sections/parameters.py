"""What was asked, so that the same numbers can be made again."""

from __future__ import annotations

from service.language import N_
from service.report.material import Material
from service.report.model import Facts, Paragraph, Section

MODES = {"warm": N_("warm only"), "any": N_("warm or cold")}
UNCODED = {
    "unknown": N_("may meet any need, so it is unknown"),
    "ignore": N_("meets none"),
}


def build(material: Material) -> Section:
    """Every parameter of the report with its value."""
    _, told, asked = material.words, material.parameters, material.asked
    every = _.gettext("all")
    stale = (
        _.ngettext("%(num)s day", "%(num)s days", told.stale_after_days)
        if told.stale_after_days
        else _.gettext("never")
    )
    pairs = [
        (_.gettext("Place"), _.language.words(material.place_names) or every),
        (_.gettext("Kind of family"), material.segment_name or every),
        (_.gettext("Touchpoint"), material.touchpoint_name or every),
        (_.gettext("Handoffs at most"), _.language.number(told.handoffs)),
        (_.gettext("Referrals"), _.gettext(MODES[told.mode])),
        (_.gettext("Judged as of"), _.language.day(told.as_of)),
        (_.gettext("A fact is too old after"), stale),
        (_.gettext("A service without coded needs"), _.gettext(UNCODED[told.uncoded_services])),
        (_.gettext("Rows of each list at most"), _.language.number(asked.top)),
        (_.gettext("Version of the data"), material.net.version),
    ]
    again = _.gettext("With the same parameters and data, every number comes out the same.")
    return Section(
        "parameters",
        _.gettext("How this report was asked for"),
        [Facts(_.gettext("Parameters"), pairs), Paragraph(again, "quiet")],
    )
