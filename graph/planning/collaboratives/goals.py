"""Goals of maturity models that one collaborative has met and another has not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from graph.planning.collaboratives.records import Records
from graph.planning.maturity.assessments import MET, UNKNOWN, read_assessments
from graph.register import Register


def tell_goals(
    records: Records, register: Register, told: Collection[str], day: date
) -> list[dict[str, Any]]:
    """One row a goal that some collaborative has met and another, also rated, has not.

    Of a collaborative counts its last review of the goal up to the day; where none reviewed it, its
    last rating of its own. Ratings of a part of its places are left out, and so are goals that
    nobody among `told`, IRIs of collaboratives, has rated.
    """
    rows = []
    for goal, values in sorted(_read_values(register, day).items()):
        known = {iri: value for iri, value in values.items() if iri in records.by_iri}
        met = _ids(records, [iri for iri, value in known.items() if value == MET])
        lacking = [iri for iri, value in known.items() if value not in (MET, UNKNOWN)]
        if met and lacking and not known.keys().isdisjoint(told):
            rows.append(
                {
                    "goal": register.id(goal),
                    "name": register.name(goal),
                    "met_by": met,
                    "not_yet": _ids(records, lacking),
                    "unknown": _ids(records, [i for i, v in known.items() if v == UNKNOWN]),
                    "not_rated": len(records.collaboratives) - len(known),
                }
            )
    return sorted(rows, key=lambda row: (-len(row["not_yet"]), row["goal"]))


def _read_values(register: Register, day: date) -> Mapping[str, Mapping[str, str]]:
    """Goal -> collaborative -> rating."""
    found: dict[str, dict[str, tuple[bool, str]]] = defaultdict(dict)
    # In order of day: a later one replaces an earlier one of the same method.
    for assessment in read_assessments(register):
        who = assessment.collaborative
        if who is None or assessment.place is not None or assessment.as_of > day:
            continue
        reviewed = assessment.method == "reviewed"
        for goal, rating in assessment.ratings.items():
            before = found[goal].get(who)
            if before is None or reviewed or not before[0]:
                found[goal][who] = (reviewed, rating.value)
    return {
        goal: {who: value for who, (_, value) in values.items()} for goal, values in found.items()
    }


def _ids(records: Records, iris: Collection[str]) -> list[str]:
    return sorted(records.by_iri[iri].id for iri in iris)
