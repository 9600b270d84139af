"""What stands in place of results that take minutes and were not asked for."""

from __future__ import annotations

from service.report.material import Material
from service.report.model import Paragraph
from service.report.words import Where


def tell_waiting(material: Material, where: Where) -> Paragraph:
    """That it was left out, and where it is told."""
    _ = material.words
    return Paragraph(
        _.gettext(
            "This takes minutes for a community of this size and was left out here. It is told by "
            "%(page)s in the explorer and the command %(command)s, and by a report that is asked "
            "for with all that takes long.",
            page=where.page,
            command=where.command,
        )
    )
