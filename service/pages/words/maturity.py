"""Ratings of maturity, and how they differ, in the language of the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from service.language import N_
from service.language.translating import MATURITY, SOURCE
from service.pages.planning.choosing import Row, mark, name_records, sign
from service.pages.planning.maturity import is_shipped
from service.pages.words.codes import tell_code

if TYPE_CHECKING:
    from service.pages.view import View

STEPS = ("not-started", "planned", "some", "most", "met")
"""The ratings in order; each fills one box more."""
DIFFERENCES = {
    "map higher": N_("the map shows more than was rated"),
    "people higher": N_("more was rated than the map shows"),
    "review higher": N_("the reviewers rated higher"),
    "self higher": N_("the collaborative rated itself higher"),
}
METHODS = {
    "self": N_("the collaborative's own rating"),
    "reviewed": N_("the reviewers' rating"),
    "computed": N_("the map"),
}
PROBLEMS = {
    "another-model": N_("An area or a stage is of another model."),
    "shared-rank": N_("Two stages have the same place in the order."),
    "unknown-rule": N_("A goal names a rule that there is not."),
    "no-goals": N_("The model has no goal in any cell."),
    "goal-of-another-model": N_("An assessment rates a goal of another model."),
    "no-ratings": N_("The assessment rates no goal."),
    "later-than-asked": N_("The assessment is of a later day than the one looked at."),
    "whose-not-stated": N_("The assessment does not say whose it is."),
    "same-day": N_("Two assessments are of the same day."),
}
"""What each contradiction in models and assessments is."""
SHARES = "Least share"
"""What the meaning of a limit begins with that is a share."""
JUDGED = {
    "whole": N_("the whole goal"),
    "part": N_("a part of the goal"),
}
"""What a rule judges, or what is left to people."""


def rate(view: View, value: str | None) -> Markup:
    """A rating as boxes and word: so many of four boxes are filled as steps are done."""
    if value is None:
        return Markup('<span class="quiet">{}</span>').format(view.gettext("not rated"))
    word = tell_code(view, "maturity-rating", value)
    if value not in STEPS:
        return Markup('<span class="sign" aria-hidden="true">◇</span> {}').format(word)
    filled = STEPS.index(value)
    boxes = Markup("").join(
        Markup('<rect x="{}" y="1" width="10" height="10"{}/>').format(
            1 + 13 * place, Markup(' class="full"') if place < filled else ""
        )
        for place in range(len(STEPS) - 1)
    )
    return Markup('<svg class="steps" viewBox="0 0 51 12" aria-hidden="true">{}</svg>{}').format(
        boxes, word
    )


def tell_map(view: View, cell: Row) -> Markup:
    """What the map shows of the goals of a cell, verdict by verdict."""
    counts = (
        ("holds", view.ngettext("%(num)s holds", "%(num)s hold", cell["computed_holds"])),
        ("fails", view.ngettext("%(num)s fails", "%(num)s fail", cell["computed_fails"])),
        ("unknown", view.ngettext("%(num)s not known", "%(num)s not known",
                                  cell["computed_unknown"])),
    )  # fmt: skip
    told = [sign(verdict, words) for verdict, words in counts if cell[f"computed_{verdict}"]]
    if cell["not_judged"]:
        people = view.ngettext(
            "%(num)s only people can judge", "%(num)s only people can judge", cell["not_judged"]
        )
        told.append(Markup('<span class="quiet">{}</span>').format(people))
    return Markup(" ").join(told)


def say_shipped(view: View, result: Row) -> Callable[[str | None], str]:
    """What says a text of a model in the language of the page; another's stays as it is."""
    if not is_shipped(result):
        return lambda text: text or ""
    return partial(view.language.shipped, MATURITY)


def tell_rule(view: View, rule: Row) -> list[str]:
    """What the map was asked for and what was found, limit by limit; in English, in a sentence."""
    if view.language.code == SOURCE:
        return [rule["sentence"]]
    return [_tell_limit(view, limit, rule["measured"]) for limit in rule["limits"]]


def _tell_limit(view: View, limit: str, measured: Row) -> str:
    """A limit is written as `name=value: what it is`."""
    told, _, meaning = limit.partition(": ")
    name, _, value = told.partition("=")
    tell = partial(_tell_size, view, meaning.startswith(SHARES))
    asked, about = tell(float(value)), view.language.shipped(MATURITY, meaning)
    if name not in measured:
        return view.gettext("%(about)s: %(asked)s", about=about, asked=asked)
    low, high = measured[name] or (None, None)
    if low is None:
        return view.gettext(
            "%(about)s: %(asked)s asked, not known how much there is", about=about, asked=asked
        )
    if high is None:
        found = view.gettext("%(least)s or more", least=tell(low))
    elif low == high:
        found = tell(low)
    else:
        found = view.gettext("%(low)s to %(high)s", low=tell(low), high=tell(high))
    return view.gettext(
        "%(about)s: %(asked)s asked, %(found)s found", about=about, asked=asked, found=found
    )


def _tell_size(view: View, is_share: bool, value: float) -> str:
    return view.language.share(value) if is_share else view.language.number(value, 1)


def tell_other(view: View, row: Row) -> Markup:
    """What a rating differs from: a verdict of the map, or a rating."""
    if row["against"] == "computed":
        return mark(view, row["other"])
    return rate(view, row["other"])


def name_records_of(view: View) -> Mapping[str, str]:
    """Names of the records that ratings rest on, by id: partners, services and streams."""
    found: dict[str, Any] = dict(name_records(view, "FundingStream"))
    for collection in (view.net.partners, view.net.services):
        found |= dict(zip(collection.ids, collection.names, strict=True))
    return found
