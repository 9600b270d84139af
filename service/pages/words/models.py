"""What the checks of a success model find, in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from service.language import N_
from service.pages.planning.choosing import Row
from service.pages.words.codes import tell_code

if TYPE_CHECKING:
    from service.pages.view import View

FAILS = {
    "responsible": N_("%(name)s: no partner answers for it"),
    "one-lead": N_("%(name)s: several partners answer for it"),
    "lead-answers": N_("%(name)s: a partner is said to lead it and not to answer for it"),
    "role-service": N_("%(name)s: a partner has no open service for the role it has taken on"),
    "own-service": N_("%(name)s: the service named for a role is not the partner's own"),
    "partner-open": N_("%(name)s: has a role, and is not at work"),
    "asked-for": N_("%(name)s: no scenario asks for it"),
    "answered": N_("%(name)s: no component responds to it"),
    "has-activity": N_("%(name)s: nothing is done for it"),
    "evaluated": N_("%(name)s: nothing says how it, or its component, is evaluated"),
    "results-used": N_("%(name)s: nothing says what is done with the answer"),
    "indicator-followed": N_("%(name)s: no value of its indicator is recorded"),
    "effort-linked": N_("%(name)s: no model is tied in with it"),
    "effort-in-motion": N_("%(name)s: it has ended, and something still ties in with it"),
    "in-window": N_("%(name)s: its days lie outside those of its model"),
    "under-way-in-time": N_("%(name)s: its status does not agree with its days"),
}
"""What it means that a check fails; `name` is that of the record."""
KINDS = {
    "activity": N_("activity"),
    "component": N_("component"),
    "effort": N_("effort"),
    "evaluation": N_("evaluation"),
    "partner": N_("partner"),
    "role": N_("role"),
    "scenario": N_("scenario"),
}
EVALUATED = {
    "by itself": N_("by itself"),
    "with its component": N_("with its component"),
    "no": N_("no"),
}


def tell_problem(view: View, row: Row, names: Mapping[str, str]) -> str:
    """One row of the list `problems`; `names` are those of roles and evaluations by id."""
    name = names.get(_own_id(row["id"])) or names.get(row["id"]) or row["name"] or row["id"]
    if row["verdict"] == "fails":
        return view.gettext(FAILS[row["check"]], name=name)
    check = tell_code(view, "model-check", row["check"])
    return view.gettext("%(name)s: facts are lacking to judge this: %(check)s",
                        name=name, check=check)  # fmt: skip


def _own_id(identifier: str) -> str:
    """The id of a role without the source of its partner: `a>bench:o1>lead` is `a>o1>lead`."""
    activity, mark, rest = identifier.partition(">")
    source, colon, own = rest.partition(":")
    return f"{activity}{mark}{own}" if colon and ">" not in source else identifier


def name_parts(result: Row) -> dict[str, str]:
    """What roles and evaluations, which have no names of their own, are called."""
    told = {
        f"{row['activity']}>{row['partner']}>{row['role']}": (
            f"{row['activity_name']} ({row['partner_name']})"
        )
        for row in result["roles"]
    }
    return told | {row["id"]: row["of_name"] for row in result["evaluations"]}
