"""How to read the report, and how its numbers come about."""

from __future__ import annotations

from service.report.material import Material
from service.report.model import Bullets, Paragraph, Section


def build(material: Material) -> Section:
    """The words that the report uses, and what it counts."""
    _ = material.words
    declared = material.coverage.required.origin == "declared"
    asked = (
        _.gettext(
            "What families need at each touchpoint was written down by the community, with the "
            "number of families expected; these numbers are the weights of all shares."
        )
        if declared
        else _.gettext(
            "Nobody has written down what families need at each touchpoint, so every need of its "
            "life stage is asked for every kind of family in every place, all with the same weight."
        )
    )
    blocks: list[Paragraph | Bullets] = [
        Paragraph(
            _.gettext(
                "A family comes into contact with helpers at touchpoints, such as a birth or a "
                "first visit to a clinic. The partner or service where that happens is a door. The "
                "report asks, for each need and each kind of family: does this door lead to help?"
            )
        ),
        Bullets(
            [
                _.gettext("Covered: it does, on facts that are on record and recent enough."),
                _.gettext(
                    "Unknown: it may; it depends on facts that nobody has confirmed, or that are "
                    "too old. A missing record is never counted as a gap."
                ),
                _.gettext("Gap: it does not, even if every unknown fact turned out well."),
                _.gettext(
                    "Every door: a family is helped wherever it knocks. At least one door: it is "
                    "helped if it knocks at the right one."
                ),
            ]
        ),
        Paragraph(asked),
    ]
    if material.asked.place:
        blocks.append(
            Paragraph(
                _.gettext(
                    "Counted is what is asked in %(places)s and in the places that lie there. What "
                    "is asked for a larger area as a whole is counted there, not here.",
                    places=_.language.words(material.place_names),
                )
            )
        )
    blocks.append(
        Paragraph(
            _.gettext(
                "The report speaks of what is on record about services. It says nothing of how "
                "good they are, and no finding is a judgement of a partner."
            )
        )
    )
    return Section("method", _.gettext("How to read this report"), blocks)
