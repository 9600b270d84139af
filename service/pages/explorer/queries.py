"""The catalogue of named queries: questions that have an answer ready, by topic."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from queries.catalogue import NamedQuery, catalogue
from service.analyses.contract import Option
from service.language import N_
from service.pages.contract import Entry, Runs

if TYPE_CHECKING:
    from service.pages.view import View

NAME = "queries"
PATH = "/queries"
TITLE = N_("Questions and answers")
MENU = Entry("data", 60)
RUNS: Runs = "catalogue"
OPTIONS = (
    Option("topic", "text", "Only queries of this topic."),
    Option("words", "text", "Only queries whose question holds these words."),
)
LISTS: tuple[str, ...] = ()
TOPICS = {
    "budget": N_("The five-year budget"),
    "codes": N_("Code lists"),
    "collaboratives": N_("Collaboratives"),
    "coverage": N_("Coverage"),
    "findings": N_("Findings of the analyses"),
    "funding": N_("Funding"),
    "improvement": N_("Improvement"),
    "journeys": N_("Journeys"),
    "learning": N_("Learning"),
    "matches": N_("Matches of records"),
    "maturity": N_("Maturity"),
    "models": N_("Child success models"),
    "partners": N_("Partners"),
    "places": N_("Places"),
    "plan": N_("Plans"),
    "policy": N_("Policy"),
    "referrals": N_("Referrals"),
    "services": N_("Services"),
    "snapshot": N_("Snapshots"),
    "sources": N_("Sources"),
    "touchpoints": N_("Touchpoints"),
}
"""What each topic is called."""


def build(view: View) -> dict[str, Any]:
    """The queries by topic, those that were asked for."""
    topic, words = view.options["topic"], view.options["words"]
    chosen = [
        query
        for query in catalogue().values()
        if topic in (None, query.topic) and _holds(view, query, words or "")
    ]
    topics = [
        (key, name_topic(view, key), list(found))
        for key, found in groupby(chosen, key=lambda query: query.topic)
    ]
    every = sorted({query.topic for query in catalogue().values()})
    return {
        "topics": sorted(topics, key=lambda each: each[1].casefold()),
        "count": len(chosen),
        "topic_choices": [(key, name_topic(view, key)) for key in every],
        "words": words or "",
        "say": view.language.query_text,
    }


def name_topic(view: View, topic: str) -> str:
    """What a topic is called; its own name where none is written."""
    return view.gettext(TOPICS.get(topic, topic))


def _holds(view: View, query: NamedQuery, words: str) -> bool:
    from service.search import fold

    say = view.language.query_text
    told = (query.name, say(query.summary), say(query.question))
    text = " ".join(fold(" ".join(told)))
    return all(word in text for word in fold(words))
