"""Overlaps in words, and two services side by side, in the language of the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ontology.languages import name_of
from service.language import N_
from service.pages.registers.register import find_name
from service.pages.words.codes import tell_code

if TYPE_CHECKING:
    from service.pages.view import View

VERDICTS = {
    "duplication-candidate": N_("perhaps done twice"),
    "healthy-redundancy": N_("good to have both"),
    "overlap-not-judged": N_("cannot be judged"),
}
"""What is made of an overlap, in few words."""
DIFFERENCES = {
    "they differ in language": N_("They differ in language."),
    "they differ in delivery mode": N_("They are delivered in different ways."),
    "they differ in hours": N_("They differ in their hours."),
}
"""In what two services may differ, by the reason that the analysis gives."""
DUPLICATE_REASONS = {
    "same service name": N_("same name of the service"),
    "same partner": N_("same partner"),
    "same partner name": N_("same name of the partner"),
}
"""Why two records may be one."""


def tell_reason(view: View, pair: Mapping[str, Any], thresholds: Mapping[str, Any]) -> str:
    """Why an overlap is judged as it is."""
    capacity, demand = pair["capacity"], pair["demand"]
    if capacity is None:
        return view.gettext("The slots of one or both are not known.")
    if demand is None:
        return view.gettext("Nobody stated how many families need what they share.")
    if pair["reason"] in DIFFERENCES:
        return view.gettext(DIFFERENCES[pair["reason"]])
    slots = {"slots": view.language.number(capacity), "demand": view.language.number(demand, 1)}
    if demand > 0 and capacity / demand < 1 + thresholds["margin"]:
        return view.gettext("%(slots)s slots for a demand of %(demand)s: both are needed.", **slots)
    if pair["verdict"] == "healthy-redundancy":
        return view.gettext("Without one of them too few independent providers would be left.")
    return view.ngettext(
        "%(slots)s slots for a demand of %(demand)s, alike in language, delivery and hours; "
        "%(num)s independent provider would be left without one of them.",
        "%(slots)s slots for a demand of %(demand)s, alike in language, delivery and hours; "
        "%(num)s independent providers would be left without one of them.",
        pair["remaining_providers"],
        **slots,
    )


def compare_services(view: View, first: int, second: int) -> list[dict[str, Any]]:
    """A row a trait: `title`, `first` and `second` as words, `shared` as words or None.

    Both are positions of services; the traits are those that the analysis goes by.
    """
    net = view.net
    of = net.service
    both = (first, second)

    def names(kind: str, lists: Any) -> list[list[str]]:
        ids = getattr(net, f"{kind}s").ids
        return [[find_name(view, kind, ids[i]) for i in lists.row(row)] for row in both]

    def words(kind: str, title: str, lists: Any) -> dict[str, Any]:
        return _row(view, title, *names(kind, lists))

    return [
        words("need", N_("Needs it is coded for"), of.needs),
        words("segment", N_("Families it takes"), of.segments),
        _plain(view, N_("Ages"), *(tell_ages(view, row) for row in both)),
        words("place", N_("Area it serves"), of.places),
        _row(view, N_("Languages"), *(_languages(view, of.languages[row]) for row in both)),
        _row(view, N_("How it is delivered"), *(_modes(view, of.modes[row]) for row in both)),
        _row(view, N_("Hours"), *(sorted(of.hours[row]) for row in both)),
        _plain(view, N_("Slots"), *(_count(view, of.capacity[row]) for row in both)),
        _plain(view, N_("Free slots"), *(_count(view, of.available[row]) for row in both)),
        _plain(view, N_("Usual wait"), *(_days(view, of.wait_days[row]) for row in both)),
        _plain(view, N_("Main funder"), *(_funder(view, of.main_funder[row]) for row in both)),
    ]


def tell_ages(view: View, service: int) -> str:
    """The ages that a service takes; blank where none is stated."""
    from graph.projection import BLANK_DAY

    of = view.net.service
    start, end = int(of.from_day[service]), int(of.to_day[service])
    if start == BLANK_DAY and end == BLANK_DAY:
        return ""
    if end == BLANK_DAY:
        return view.gettext("from %(age)s", age=_age(view, start))
    if start == BLANK_DAY:
        return view.gettext("up to %(age)s", age=_age(view, end))
    return view.gettext("%(start)s to %(end)s", start=_age(view, start), end=_age(view, end))


def _age(view: View, days: int) -> str:
    if days < 0:
        return view.gettext("pregnancy")
    if days == 0:
        return view.gettext("birth")
    if days < 60:
        return view.ngettext("%(num)s day", "%(num)s days", days)
    months = round(days / 30.4375)
    if months < 24 or months % 12:
        return view.ngettext("%(num)s month", "%(num)s months", months)
    return view.ngettext("%(num)s year", "%(num)s years", months // 12)


def _row(view: View, title: str, first: Iterable[str], second: Iterable[str]) -> dict[str, Any]:
    one, other = list(first), list(second)
    shared = [each for each in one if each in set(other)]
    told = None
    if one and other:
        told = _few(view, shared) if shared else view.gettext("nothing")
    return {
        "title": view.gettext(title),
        "first": _few(view, one),
        "second": _few(view, other),
        "shared": told,
    }


def _plain(view: View, title: str, first: str, second: str) -> dict[str, Any]:
    same = first if first and first == second else None
    return {"title": view.gettext(title), "first": first, "second": second, "shared": same}


def _few(view: View, names: list[str]) -> str:
    """The names, of many the first; a state has thousands of places."""
    if len(names) <= 30:
        return view.language.words(names)
    more = view.ngettext("%(num)s more", "%(num)s more", len(names) - 30)
    return view.language.words([*names[:30], more])


def _languages(view: View, codes: Iterable[str]) -> list[str]:
    return sorted(view.code(name_of(code) or code) for code in codes)


def _modes(view: View, iris: Iterable[str]) -> list[str]:
    return sorted(tell_code(view, "delivery-mode", iri.rpartition("/")[2]) for iri in iris)


def _count(view: View, value: Any) -> str:
    return view.language.number(int(value)) if value >= 0 else ""


def _days(view: View, value: Any) -> str:
    return view.ngettext("%(num)s day", "%(num)s days", int(value)) if value >= 0 else ""


def _funder(view: View, iri: str | None) -> str:
    funders = view.net.funders
    if iri is None:
        return ""
    return funders.names[funders.index[iri]] if iri in funders.index else iri
