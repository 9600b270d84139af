"""Funding cliffs in words, and the results that the register and its cards share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from service.analyses.cliffs import OPTIONS as ASKED
from service.analyses.contract import Option
from service.language import N_
from service.pages.registers.register import result_of

if TYPE_CHECKING:
    from service.pages.view import View

HORIZONS = (90, 180, 365, 730, 1825)
"""Days ahead that the register offers."""
THRESHOLDS = (1.0, 0.75, 0.5)
"""Shares of its money below which a service is taken to be lost, as the register offers them."""
OPTIONS = (
    Option("horizon", "whole", "Days by which money is to end.", 365, least=0, most=36_525),
    Option("threshold", "number", "Share of its money below which a service is lost.", 1.0,
           least=0, most=1),
    *(option for option in ASKED if option.name not in ("horizon", "threshold")),
)  # fmt: skip
"""Options of the analysis; the register shows one horizon and one threshold at a time."""
KINDS = {
    "stream": N_("funding stream"),
    "funder": N_("funder"),
    "all": N_("all money that ends by then"),
}
REASONS = {
    "no-amounts": N_("no amount is on record"),
    "amount-unknown": N_("an amount is not known"),
    "several-currencies": N_("the amounts are in several currencies"),
    "currency-not-stated": N_("the currency of an amount is not stated"),
    "funder-unknown": N_("a funder is not known"),
}
"""Why the concentration of funding cannot be told."""


def cliffs_of(view: View) -> dict[str, Any]:
    """The result for the horizon and threshold asked, beside the usual horizons."""
    horizons = tuple(sorted({*HORIZONS, view.options["horizon"]}))
    return result_of(view, "cliffs", horizon=horizons, threshold=(view.options["threshold"],))


def tell_horizon(view: View, days: int) -> str:
    """`within 90 days`, `within 2 years`."""
    if days and days % 365 == 0:
        return view.ngettext("within %(num)s year", "within %(num)s years", days // 365)
    return view.ngettext("within %(num)s day", "within %(num)s days", days)


def tell_threshold(view: View, share: float) -> str:
    """When a service is taken to close."""
    if share == 1:
        return view.gettext("as soon as any of its money ends")
    return view.gettext("when less than %(share)s of its money is left",
                        share=view.language.share(share))  # fmt: skip


def tell_money(view: View, money: Mapping[str, Any], unknown: int = 0) -> str:
    """Amounts by currency; and how many are not known."""
    told = [
        view.language.money(Decimal(str(amount)), currency or None)
        if currency
        else view.language.number(amount, 2)
        for currency, amount in money.items()
    ]
    if unknown:
        told.append(view.ngettext("%(num)s amount not known", "%(num)s amounts not known", unknown))
    return view.language.words(told) or "–"


def tell_count(view: View, ends: Sequence[float | None] | None, digits: int = 0) -> str:
    """A number, or the least and the most; `at least` where there is no most."""
    if ends is None:
        return "–"
    low, high = ends
    least = view.language.number(low, digits)
    if high is None:
        return view.gettext("at least %(least)s", least=least)
    most = view.language.number(high, digits)
    if least == most:
        return least
    return view.gettext("%(low)s to %(high)s", low=least, high=most)
