"""What to verify, in words."""

from __future__ import annotations

from graph.words import count


def describe_fact(
    question: str, *, partner: str | None, alone: tuple[int, float], relying: int, dated: str
) -> str:
    """What to ask whom, and what it would settle; `alone` are cells and weight."""
    cells, weight = alone
    who = f"{partner} can tell" if partner else "No partner is on record to ask"
    if cells:
        settles = f"a yes covers {count(cells, 'cell')} (weight {weight:g}) at some door"
        more = relying - cells
        rest = f"; {more} more wait for this and other answers" if more else ""
    else:
        settles = f"{count(relying, 'cell')} {'waits' if relying == 1 else 'wait'} for this and "
        rest = "other answers"
    return f"{question}. {who}; {settles}{rest}. {dated}"


def describe_call(
    name: str, facts: int, settled: tuple[int, float], relying: int, place: int
) -> str:
    """One call; `settled` are the cells and weight that it settles after the calls before."""
    cells, weight = settled
    after = "" if place == 1 else " after the calls before"
    gain = f"{count(cells, 'cell')} (weight {weight:g}) {'is' if cells == 1 else 'are'} covered"
    if not cells:
        others = "needs answers of others too" if relying == 1 else "need answers of others too"
        gain = f"no cell is settled yet, as {count(relying, 'cell')} {others}"
    return f"Ask {name} {count(facts, 'question')}: if all answers are yes,{after} {gain}."


def describe_date(verified: str | None, age: int | None, *, stale: bool) -> str:
    """When the record was last verified, as a sentence."""
    if verified is None or age is None:
        return "The record was never verified."
    state = ", which is too long ago" if stale else ""
    return f"The record was last verified on {verified}, {count(age, 'day')} ago{state}."
