"""Matches of records in words: how likely, what was decided, and what speaks for or against."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.language import N_
from service.language.translating import TERM

if TYPE_CHECKING:
    from loaders.matching import Reason
    from service.pages.view import View

BANDS = {"likely": N_("likely"), "possible": N_("possible"), "unlikely": N_("unlikely")}
"""How likely two records are of one thing."""
KINDS = {"partner": N_("partners"), "service": N_("services")}
STATES = {
    "accepted": N_("one and the same"),
    "rejected": N_("kept apart"),
    "undecided": N_("to decide"),
    "withdrawn": N_("taken back"),
}
"""What was decided."""
KEYS = {
    "name": N_("Name"),
    "identifier": N_("Identifier"),
    "phone": N_("Telephone"),
    "web": N_("Website"),
    "page": N_("Web page"),
    "email": N_("E-mail"),
    "mail-host": N_("Mail host"),
    "address": N_("Address"),
    "sites": N_("Sites of one partner"),
    "town": N_("Town"),
    "needs": N_("Needs"),
    "terms": N_("Terms"),
    "provider": N_("Provider"),
    "part": N_("A whole and a part of it"),
    "source": N_("Both are in one source"),
    "own-service": N_("The service has the name of its partner"),
}
"""What evidence is about."""
FIELDS = {
    "name": N_("Name"),
    "other name": N_("Other name"),
    "website": N_("Website"),
    "other website": N_("Other website"),
    "mail address": N_("E-mail"),
    "telephone": N_("Telephone"),
    "contact": N_("Contact"),
    "identifier": N_("Identifier"),
    "part of": N_("Part of"),
    "sites": N_("Sites"),
    "services": N_("Services"),
    "description": N_("Description"),
    "classification": N_("Sector"),
    "provided by": N_("Provider"),
    "status": N_("Status"),
    "verified on": N_("Verified on"),
    "addresses need": N_("Needs"),
    "serves place": N_("Places served"),
    "serves segment": N_("Families served"),
}
"""Fields of two records; the ontology has the name of any other."""
FOR = 0.4
"""From this agreement on, evidence is said to speak for a match."""


def tell_reason(view: View, reason: Reason) -> dict[str, Any]:
    """One piece of evidence: what it is about, what both say, and how it speaks."""
    if reason.agreement < 0:
        how, ink = view.gettext("speaks against"), "gap"
    elif reason.agreement >= FOR:
        how, ink = view.gettext("speaks for"), "covered"
    else:
        how, ink = view.gettext("speaks for it a little"), "unknown"
    return {
        "about": view.gettext(KEYS.get(reason.key, reason.key)),
        "left": reason.left,
        "right": reason.right,
        "is_same": reason.left == reason.right,
        "how": how,
        "ink": ink,
    }


def tell_field(view: View, field: str) -> str:
    """What a field is called: in words of the page, else as the ontology names it."""
    known = FIELDS.get(field)
    return view.gettext(known) if known else view.language.shipped(TERM, field)
