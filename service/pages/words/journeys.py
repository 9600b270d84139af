"""Journeys in words, in the language of the page: ages, breaks, and what would mend them."""

from __future__ import annotations

from collections.abc import Mapping
from math import floor
from typing import TYPE_CHECKING, Any

from service.language import N_
from service.pages.planning.choosing import Row
from service.pages.words.codes import tell_code

if TYPE_CHECKING:
    from service.pages.view import View

SOON = 180
"""Days within which a contact is told of; later ones go without saying."""
WEEK, MONTH, YEAR = 7, 30.4375, 365.25
CHANGES = {
    "add-door": N_("Open a door of %(subject)s at %(object)s"),
    "add-service": N_("Offer %(subject)s in %(object)s"),
    "add-pathway": N_("Agree a warm referral from %(subject)s to %(object)s"),
    "warm-pathway": N_("Make the referral %(subject)s warm"),
    "widen-eligibility": N_("Let %(subject)s take %(object)s"),
    "widen-area": N_("Let %(subject)s reach %(object)s"),
    "other-door": N_("Go to %(subject)s instead"),
    "other-pathway": N_("Use the referral %(subject)s instead"),
    "other-service": N_("Use %(subject)s instead"),
    "earlier-step": N_("Ask for %(object)s at %(subject)s"),
}
FACTS = {
    "open": N_("Find out whether %(subject)s is open"),
    "meets": N_("Find out whether %(subject)s meets %(object)s"),
    "eligible": N_("Find out whether %(subject)s takes %(object)s"),
    "of_age": N_("Find out which ages %(subject)s takes"),
    "access": N_("Find out whether %(subject)s reaches %(object)s"),
    "usable": N_("Find out whether the referral %(subject)s is in use for %(object)s"),
    "warm": N_("Find out whether the referral %(subject)s is warm"),
    "door": N_("Find out whether %(subject)s is a door of %(object)s"),
    "doors": N_("Find out where %(subject)s happens"),
    "refers": N_("Find out whether %(subject)s refers families to %(object)s"),
    "wait": N_("Find out how long the wait is: %(subject)s"),
    "day": N_("Find out on which day this is: %(subject)s"),
}
PATHS = {
    "every": N_("Every path holds"),
    "some": N_("Some paths hold"),
    "unknown": N_("No path holds for certain"),
    "none": N_("Every path breaks"),
}


def tell_paths(view: View, scenario: Row) -> tuple[str, str]:
    """Verdict and message on the paths of a scenario taken together.

    Where some path holds and another breaks for certain, the verdict is that of the break.
    """
    if scenario["every_path"] == "holds":
        return "holds", PATHS["every"]
    kind = {"holds": "some", "unknown": "unknown", "fails": "none"}[scenario["some_path"]]
    certain = kind == "none" or (kind == "some" and scenario["breaks"])
    return "fails" if certain else "unknown", PATHS[kind]


def tell_age(view: View, day: int) -> str:
    """A day from birth in words, in the units in which people tell a child's age."""
    if day == 0:
        return view.gettext("birth")
    if day < 0:
        if day > -WEEK:
            return view.gettext("just before birth")
        return view.ngettext(
            "%(num)s week before birth", "%(num)s weeks before birth", -day // WEEK
        )
    years, months = round(day / YEAR), round(day / MONTH)
    if years > 1 and day == floor(YEAR * years):
        return view.ngettext("%(num)s year", "%(num)s years", years)
    if (months > 1 and day >= 84) or day == floor(MONTH * months):
        return view.ngettext("%(num)s month", "%(num)s months", months)
    if day >= 2 * WEEK:
        return view.ngettext("%(num)s week", "%(num)s weeks", day // WEEK)
    return view.ngettext("%(num)s day", "%(num)s days", day)


def tell_ages(view: View, first: int | None, end: int | None) -> str:
    """The days of a step, from `first` to before `end`."""
    if first is None or end is None:
        return view.gettext("no age told")
    if end - first <= 1:
        return tell_age(view, first)
    return view.gettext("%(low)s to %(high)s", low=tell_age(view, first), high=tell_age(view, end))


def tell_wait(view: View, least: int | None, most: int | None) -> str:
    """How long a wait is, in days."""
    if least is None:
        return "–"
    if most is None and least == 0:
        return view.gettext("not known")
    if most is None:
        return view.ngettext("%(num)s day or more", "%(num)s days or more", least)
    if least == most:
        return view.ngettext("%(num)s day", "%(num)s days", most)
    return view.ngettext("%(least)s to %(num)s day", "%(least)s to %(num)s days", most, least=least)


def tell_break(view: View, kind: str | None) -> str:
    """The kind of a break, of the list journey-break."""
    return tell_code(view, "journey-break", kind)


def tell_opportunity(view: View, row: Row, names: Mapping[str, str]) -> str:
    """What would mend a break, as one advice."""
    if row["kind"] == "verify":
        told = _tell_fact(view, row, names)
    else:
        told = view.language.words([tell_change(view, each, names) for each in row["changes"]])
    if row["within"] is not None and row["within"] <= SOON:
        told = view.ngettext(
            "%(change)s, with contact within %(num)s day",
            "%(change)s, with contact within %(num)s days",
            row["within"],
            change=told,
        )
    return told


def tell_change(view: View, change: Row, names: Mapping[str, str]) -> str:
    """One change, as an advice."""
    kind, days = change["kind"], change["days"]
    subject, object_ = _named(view, change["subject"], names), None
    if kind == "widen-age":
        return _tell_age_change(view, subject, change["object"], days)
    if kind == "shorten-wait":
        return view.ngettext(
            "Shorten the way to %(subject)s by %(num)s day",
            "Shorten the way to %(subject)s by %(num)s days",
            days or 0,
            subject=subject,
        )
    if change["object"] is None and kind == "add-door":
        return view.gettext("Open a door of %(subject)s", subject=subject)
    object_ = _named(view, change["object"], names)
    return view.gettext(CHANGES[kind], subject=subject, object=object_)


def _tell_age_change(view: View, subject: str, side: str | None, days: int | None) -> str:
    if side == "from":
        return view.ngettext(
            "Let %(subject)s take children %(num)s day younger",
            "Let %(subject)s take children %(num)s days younger",
            days or 0,
            subject=subject,
        )
    return view.ngettext(
        "Let %(subject)s take children %(num)s day older",
        "Let %(subject)s take children %(num)s days older",
        days or 0,
        subject=subject,
    )


def _tell_fact(view: View, row: Row, names: Mapping[str, str]) -> str:
    fact = row["opportunity"].split(">")[1]
    values: dict[str, Any] = {
        "subject": _named(view, row["subject"], names),
        "object": _named(view, row["object"], names),
    }
    return view.gettext(FACTS[fact], **values)


def _named(view: View, id_: str | None, names: Mapping[str, str]) -> str:
    """The name of a record, or of a code of ours in the language of the page."""
    return view.code(names.get(id_, id_)) if id_ else "–"
