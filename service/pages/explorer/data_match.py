"""Two records side by side, what speaks for and against their being one, and the decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.errors import BadParameter, DecisionRefused
from service.analyses.contract import Option
from service.language import N_
from service.pages.contract import Entry, Runs
from service.pages.explorer.data_matches import proposals_of
from service.pages.words.matches import BANDS, KINDS, STATES, tell_field, tell_reason
from service.pages.words.outcomes import SAID, tell

if TYPE_CHECKING:
    from graph.identity import Pair
    from service.matches.listing import Match
    from service.pages.view import View

NAME = "data_match"
PATH = "/data/matches/pair"
TITLE = N_("Two records")
MENU: Entry | None = None
RUNS: Runs = "analysis"
OPTIONS = (
    Option("left", "text", "A record, by id, `source:id` or IRI."),
    Option("right", "text", "The other record."),
    SAID,
)
LISTS: tuple[str, ...] = ()


def build(view: View) -> dict[str, Any]:
    """Both records, the evidence, what was decided, and what can be."""
    from graph.identity import make_pair
    from service.matches import describe_matches, resolve_pair, show_match

    store = view.data.store
    left, right = _asked(view, "left"), _asked(view, "right")
    one, other = resolve_pair(store, left, right)
    match = _find(view, make_pair(one, other))
    try:
        shown = show_match(store, *match.pair) if match else show_match(store, one, other)
    except DecisionRefused:
        # One of them is not loaded any more; what was decided can still be taken back.
        shown = None
    message, is_done = tell(view)
    state = match.state if match else "undecided"
    return {
        "left": left,
        "right": right,
        "shown": shown,
        "fields": [
            {**row, "words": tell_field(view, row["field"])}
            for row in (shown or {"fields": []})["fields"]
        ],
        "row": describe_matches(store, [match])[0] if match else None,
        "reasons": _reasons(view, match),
        "state": state,
        "states": {key: view.gettext(words) for key, words in STATES.items()},
        "bands": {key: view.gettext(words) for key, words in BANDS.items()},
        "kinds": {key: view.gettext(words) for key, words in KINDS.items()},
        "is_decided": bool(match and match.decision),
        "follows": bool(match and not match.decision and match.follows),
        "writable": view.data.settings.writable,
        "message": message,
        "is_done": is_done,
    }


def _asked(view: View, name: str) -> str:
    value: str | None = view.options[name]
    if value is None:
        expected = "an id, source:id or IRI"
        raise BadParameter(
            f"{PATH} needs {name}: {expected}", query=PATH, name=name, value="", expected=expected
        )
    return value


def _find(view: View, pair: Pair) -> Match | None:
    """The pair as it is proposed or decided; None where it is neither."""
    from service.matches import select_matches

    def by_pair() -> dict[Pair, Match]:
        found = select_matches(view.data.store, proposals_of(view))
        return {match.pair: match for match in found}

    return view.data.remember("matches by pair", by_pair).get(pair)


def _reasons(view: View, match: Match | None) -> list[dict[str, Any]]:
    if match is None or match.proposal is None:
        return []
    return [tell_reason(view, reason) for reason in match.proposal.reasons]
