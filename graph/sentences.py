"""What a result means, in one plain sentence."""

from __future__ import annotations

from graph.coverage import Coverage
from graph.coverage.rungs import GAP_TYPES


def describe_gap(coverage: Coverage, row: int) -> str:
    """One sentence on a required cell that is a gap for any door or for some door."""
    net, required = coverage.net, coverage.required
    touchpoint = net.touchpoints.names[required.touchpoint[row]]
    need = net.needs.names[required.need[row]]
    segment = net.segments.names[required.segment[row]] if required.segment[row] else "any family"
    place = net.places.names[required.place[row]] if required.place[row] else "any place"
    who = f"{segment} in {place}"
    within = f"within {_handoffs(coverage.parameters.handoffs)}"
    gap_type = GAP_TYPES[coverage.gap_type[row]]
    failing = _listed([net.node_name(door) for door, _ in coverage.failing_doors(row)])
    sentences = {
        "orphan": f"{touchpoint} has no door for {who}, so nobody there can be led to it.",
        "supply": f"No open service offers it; {touchpoint} asks for it for {who}.",
        "eligibility": f"Services exist, but none takes {who} at the age of {touchpoint}.",
        "access": f"Services take {segment}, but none reaches {place}, where {touchpoint} asks it.",
        "link": f"Offered for {who}, but no referral leads there from {touchpoint} {within}.",
        "warmth": f"Only a cold referral leads {who} there from {touchpoint} {within}.",
        "door-gap": (
            f"At {touchpoint}, {who} can get there {within} through some doors, but not "
            f"through {failing}."
        ),
    }
    if gap_type is None or gap_type not in sentences:
        raise ValueError(f"row {row} is not a gap")
    return f"{need}: {sentences[gap_type]}"


def _handoffs(number: int) -> str:
    return "one handoff" if number == 1 else f"{number} handoffs"


def _listed(names: list[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return ", ".join(names[:-1]) + " and " + names[-1]
