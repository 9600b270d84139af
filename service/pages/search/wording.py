"""Cells of a named query in the language of the page: names of codes, codes, and English texts.

A query answers with what is stored: codes by notation, and shipped texts in English. What comes
from the community's data stands as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from ontology.files import list_code_files
from queries.codes import code_labels
from service.language.translating import MATURITY, MEANING, QUALITY, SOURCE
from service.pages.planning.choosing import in_english
from service.pages.tables import Row

if TYPE_CHECKING:
    from service.pages.view import View

NAMES = frozenset({
    "need_name", "needs", "required_needs", "type_name", "goal", "dimension", "metric_name",
    "label", "broader", "segment_name", "segments", "place_name", "term_name",
})  # fmt: skip
"""Columns that may hold names of shipped codes, one or several."""
CODES = frozenset({
    "action_kind", "analysis", "at_kind", "better", "blend", "budget_phase", "category", "check",
    "claimed_by", "completeness", "computed", "decision", "direction", "finding_kind", "from_kind",
    "from_sector", "gap_type", "how", "kind", "kinds", "lesson_kind", "level", "life_stage",
    "life_stages", "measured_kind", "method", "mode", "modes", "note_kind", "outcome",
    "overlap_verdict", "per", "phase", "rating", "reason", "record_kind", "represents",
    "required_origin", "role", "rule", "scale", "sector", "sector_name", "severity", "stage",
    "state", "statement_topic", "status", "to_kind", "to_sector", "topic_name", "types", "unit",
    "unit_kind", "verdict",
})  # fmt: skip
"""Columns that hold codes, or words that a query itself gives."""
LISTS = {
    "gap_type": "gap-type", "types": "gap-type", "sector": "sector", "from_sector": "sector",
    "to_sector": "sector", "life_stage": "life-stage", "life_stages": "life-stage",
    "stage": "life-stage",
}  # fmt: skip
"""The list that the codes of a column are of, where several lists hold a code of that notation."""
RECORDS = frozenset({
    "door", "funder", "partner", "pathway", "place", "service", "site", "stream", "touchpoint",
})  # fmt: skip
"""Kinds of record: a query's own words, whatever list has a code of that notation."""
TEXTS = frozenset({"definition", "issue_meaning", "not_seen", "remedy"})
"""Columns whose texts may ship."""
ENGLISH = frozenset({"message", "sentence"})
"""Columns whose texts are written in English when data is loaded or an analysis is kept."""
BETWEEN = "; "
"""What stands between the items of a list."""


def cell_shower(view: View, column: str) -> Callable[[Row], str | Markup] | None:
    """What shows a column in the language of the page; None where its values stand as they are."""
    if view.language.code == SOURCE:
        return None
    if column in NAMES:
        return lambda row: _each(row[column], view.code)
    if column in CODES:
        labels = code_labels(LISTS.get(column, ""))
        return lambda row: _each(row[column], lambda value: _tell_code(view, labels, value))
    if column in TEXTS:
        return lambda row: _tell_text(view, row[column])
    if column in ENGLISH:
        return lambda row: in_english(row[column]) if row[column] else "–"
    return None


def _each(text: str | None, tell: Callable[[str], str]) -> str:
    return BETWEEN.join(map(tell, text.split(BETWEEN))) if text else "–"


def _tell_code(view: View, labels: Mapping[str, str], value: str) -> str:
    name = None if value in RECORDS else labels.get(value) or _names_of_codes().get(value)
    return view.code(name) if name else view.language.query_text(value)


def _tell_text(view: View, text: str | None) -> str:
    if not text:
        return "–"
    told = (view.language.shipped(context, text) for context in (QUALITY, MATURITY, MEANING))
    return next((each for each in told if each != text), text)


@cache
def _names_of_codes() -> Mapping[str, str]:
    """The name of each notation that has the same name in every list that it is in."""
    found: dict[str, set[str]] = defaultdict(set)
    for file in list_code_files():
        for notation, name in code_labels(file.name.removesuffix(".ttl")).items():
            found[notation].add(name)
    return {notation: next(iter(names)) for notation, names in found.items() if len(names) == 1}
