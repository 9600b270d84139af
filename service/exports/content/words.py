"""Plain words for what the analyses state in codes."""

from __future__ import annotations

from collections.abc import Mapping

GAP_WORDS: Mapping[str, str] = {
    "orphan": "No door: nothing is listed where this touchpoint happens for these families here.",
    "supply": "No supply: no open service meets the need.",
    "eligibility": "Nobody eligible: services exist, but none takes these families at this age.",
    "access": "Out of reach: services would take the family, but none serves the place.",
    "link": "No route: a service would do, but no referral leads there in the handoffs allowed.",
    "warmth": "Only cold: a referral leads there, but by information only.",
    "door-gap": "Wrong doors: some doors lead there and others do not.",
    "no-doors-listed": "Not known: no door of this touchpoint has been listed yet.",
}

STATUS_WORDS: Mapping[str, str] = {
    "covered": "holds on what is known for certain",
    "unknown": "may hold: it depends on facts that nobody has confirmed",
    "gap": "fails even if every unknown fact turns out well",
}

VERDICT_WORDS: Mapping[str, str] = {
    "overlap-not-judged": "Overlap, not judged: slots or demand are not known.",
    "healthy-redundancy": "Healthy redundancy: families gain by having both.",
    "duplication-candidate": "Duplication candidate: for people to discuss.",
    "possible-duplicate-record": "The same service may be recorded twice.",
}

COMPLETENESS_WORDS: Mapping[str, tuple[str, str]] = {
    "services": ("", "services loaded, of any status"),
    "services_without_needs": ("services", "services without a coded need"),
    "services_without_segments": ("services", "services that do not say whom they serve"),
    "services_without_area": ("services", "services that state no served place"),
    "services_undated": ("services", "services without a date of verification"),
    "services_stale": ("services", "services verified too long ago"),
    "pathways": ("", "referral pathways loaded, of any status"),
    "pathways_undated": ("pathways", "pathways without a date of verification"),
    "pathways_stale": ("pathways", "pathways verified too long ago"),
    "pathways_mode_unknown": ("pathways", "pathways not known to be warm or cold"),
    "senders_declared": ("senders", "partners that have stated their referrals"),
    "senders_undeclared": ("senders", "partners that have not stated their referrals"),
    "touchpoints_without_doors": ("touchpoints", "touchpoints without any door record"),
}
"""Measure -> (what it is a share of, its meaning)."""

PARAMETER_WORDS: Mapping[str, str] = {
    "handoffs": "Most referrals a family may need on the way.",
    "mode": "warm: the sender makes the contact; any: information counts as well.",
    "as_of": "Day on which it is judged whether a fact is still fresh.",
    "stale_after_days": "Days after which a verified fact counts as unknown; 0: never.",
    "uncoded_services": "Whether a service without coded needs may meet any need.",
}

_VERIFY: Mapping[str, str] = {
    "open": "whether {subject} is open, and the date it was confirmed",
    "meets": "whether {subject} meets the need {object}",
    "eligible": "whether {subject} takes {object}",
    "of_age": "whether {subject} takes the ages of {object}",
    "access": "whether {subject} serves {object}",
    "usable": "whether the referral {subject} is in use for {object}",
    "warm": "whether the referral {subject} is warm",
    "door": "whether {object} happens at {subject} for these families",
    "refers": "whether {subject} refers families to {object}",
}


def describe_fact(fact: str, subject: str, about: str) -> str:
    """What to verify, as the rest of a sentence that starts with `Ask`."""
    pattern = _VERIFY.get(fact, "{subject}: " + fact)
    return pattern.format(subject=subject, object=about or "this need")


def describe_share(interval: object) -> str:
    """`42.1%`, or `42.1% to 60.8%`, to one decimal.

    >>> describe_share([0.421, 0.608])
    '42.1% to 60.8%'
    >>> describe_share(None)
    'not defined (nothing is required)'
    """
    if not isinstance(interval, list | tuple):
        return "not defined (nothing is required)"
    low, high = (f"{100 * end:.1f}%" for end in interval)
    return low if low == high else f"{low} to {high}"
