"""What a search finds, as the search page shows it: groups, links, and what may have been meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ontology.terms import NWD
from queries.catalogue import find_query
from service.language import N_
from service.language.translating import MEANING, TERM
from service.search import Hit, SearchIndex, fold

if TYPE_CHECKING:
    from service.pages.view import View

MOST = 300
"""Hits of a kind that are told; the index looks at no more."""
SOME = 6
"""Hits of a kind that are shown beside those of other kinds."""
GROUPS = {
    "partner": N_("Partners"),
    "service": N_("Services"),
    "need": N_("Needs"),
    "touchpoint": N_("Touchpoints"),
    "stream": N_("Funding streams"),
    "place": N_("Places"),
    "segment": N_("Groups of families"),
    "query": N_("Questions that have an answer ready"),
}
"""The kinds of what is found, in the order of the page."""
PAGES = {
    "partner": "/partners",
    "service": "/services",
    "touchpoint": "/touchpoints",
    "stream": "/streams",
}
"""Where records of a kind have a page each."""
LISTED = {
    "partner": "partners",
    "service": "services",
    "touchpoint": "touchpoints",
    "stream": "streams",
    "need": "needs",
    "place": "places",
    "segment": "segments",
}
"""What the projection calls the records of a kind."""


@dataclass(frozen=True)
class Link:
    """Where a hit leads, in words."""

    words: str
    address: str


@dataclass(frozen=True)
class FoundGroup:
    """Hits of one kind, the best first."""

    kind: str
    title: str
    rows: Sequence[dict[str, Any]]
    total: int

    @property
    def is_cut(self) -> bool:
        """Whether there may be more than are counted."""
        return self.total >= MOST


def find_groups(
    view: View, index: SearchIndex, text: str, kinds: Sequence[str]
) -> list[FoundGroup]:
    """What fits the text, by kind; kinds of which nothing fits are left out."""
    found = []
    for kind in kinds:
        hits = index.find(text, kinds=[kind], limit=MOST)
        if hits.hits:
            shown = hits.hits if len(kinds) == 1 else hits.hits[:SOME]
            rows = [show_hit(view, hit) for hit in shown]
            found.append(FoundGroup(kind, GROUPS[kind], rows, hits.total))
    # What bears the words in its name comes before what only mentions them.
    return sorted(found, key=lambda group: -group.rows[0]["score"])


def show_hit(view: View, hit: Hit) -> dict[str, Any]:
    """A hit as a row: name, description, score, and its links, the first being that of the name."""
    links = _links(view, hit)
    name, description = hit.name, hit.description
    if hit.kind == "need":
        name, description = view.code(name), view.language.shipped(MEANING, description)
    elif hit.kind == "query":
        query = find_query(hit.id)
        name, description = map(view.language.query_text, (query.summary, query.question))
    elif (hit.iri or "").startswith(NWD):
        name, description = (view.language.shipped(TERM, each) for each in (name, description))
    return {
        "name": name,
        "kind": view.gettext(GROUPS[hit.kind]),
        "description": description,
        "score": hit.score,
        "address": links[0].address,
        "links": links[1:],
    }


def suggest_spelling(index: SearchIndex, text: str) -> str:
    """The text with words that nothing bears put as the words most like them; "" if none is.

    >>> from service.search import Entry
    >>> suggest_spelling(SearchIndex([Entry("need", "n", "n", "Home visiting")]), "home visting")
    'home visiting'
    """
    meant = []
    for word in fold(text):
        alternatives = index.vocabulary.alternatives(word)
        begins = any(term.startswith(word) for term in alternatives)
        best = max(alternatives, key=lambda term: (alternatives[term], term), default=word)
        meant.append(word if begins else best)
    return "" if meant == fold(text) else " ".join(meant)


def _links(view: View, hit: Hit) -> list[Link]:
    if hit.kind == "query":
        return [Link("", view.link(f"/queries/{hit.id}"))]
    shown = _id_of(view, hit)
    if shown is None:
        return [Link("", hit.iri or "")]
    if hit.kind in PAGES:
        return [Link("", view.link(f"{PAGES[hit.kind]}/{view.quote_id(shown)}"))]
    coverage = view.link("/coverage", **{hit.kind: shown})
    gaps = Link(view.gettext("Its gaps"), view.link("/gaps", **{hit.kind: shown}))
    if hit.kind == "need":
        services = view.link("/services", need=shown)
        return [
            Link("", coverage),
            Link(view.gettext("Services that meet it"), services),
            gaps,
        ]
    return [Link("", coverage), gaps]


def _id_of(view: View, hit: Hit) -> str | None:
    """The id by which the pages know a record; None where they do not."""
    records = getattr(view.net, LISTED[hit.kind])
    if hit.iri in records.index:
        return str(records.ids[records.index[hit.iri]])
    for group in view.data.remember("groups of one", lambda: _groups(view)):
        if hit.iri in group:
            known = [iri for iri in group if iri in records.index]
            return str(records.ids[records.index[known[0]]]) if known else None
    return None


def _groups(view: View) -> list[tuple[str, ...]]:
    from graph.identity import read_identity

    return [tuple(group) for group in read_identity(view.data.store).groups]
