"""Terms of directories: those that a crosswalk maps, and those to map next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from graph.store.querying import select
from ontology.terms import SKOS, nwd, source_graph
from queries.run import python_value
from service.analyses.contract import Option
from service.language import N_
from service.pages.contract import Entry, Runs
from service.pages.tables import Row, Shown
from service.pages.words.sentences import HOW_MAPPED, WHY_UNMAPPED, tell_sentence
from service.workers.job import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loaders.crosswalk.gaps import Gaps
    from service.pages.view import View

NAME = "data_crosswalk"
PATH = "/data/crosswalk"
TITLE = N_("Terms to map")
MENU = Entry("data", 40)
RUNS: Runs = "analysis"
OPTIONS = (
    Option("source", "text", "Only terms of this directory."),
    Option("file", "choice", "A file to fill in, in place of the page.", choices=("suggestions",)),
)
LISTS = ("terms", "mapped")
STATUS = {"unmapped": N_("mapped to nothing"), "ambiguous": N_("mapped in two minds")}
MAPPED = f"""
SELECT ?code ?text ?to ?mapped_by (COUNT(DISTINCT ?service) AS ?services) WHERE {{
  %s {{
    ?fact a {nwd("MappedFact")} ; {nwd("aboutSubject")} ?service ; {nwd("mappedTo")} ?need ;
      {nwd("mappedBy")} ?mapped_by .
    OPTIONAL {{ ?fact {nwd("mappedFrom")}/<{SKOS}notation> ?code }}
    OPTIONAL {{ ?fact {nwd("mappedFrom")}/<{SKOS}prefLabel> ?name }}
    OPTIONAL {{ ?fact {nwd("mappedText")} ?words }}
  }}
  ?need <{SKOS}prefLabel> ?to
  BIND(COALESCE(?name, ?words) AS ?text)
}}
GROUP BY ?code ?text ?to ?mapped_by
ORDER BY DESC(?services) STR(?text) STR(?code) STR(?to) STR(?mapped_by)
"""
"""The terms in use that are mapped, with the services that have them; `%s` is the graph."""


@dataclass(frozen=True)
class _Directories:
    """What the page reads of the directories, made once for a generation."""

    names: Sequence[str]
    gaps: Gaps
    mapped: Sequence[dict[str, Any]]


def build(view: View) -> dict[str, Any] | Outcome:
    """The terms to map, the most useful first, and the rows of the crosswalks that are kept."""
    source = view.options["source"]
    if view.options["file"]:
        return _write_suggestions(view, source)
    found = view.data.remember(("crosswalk page", source), lambda: _read(view, source))
    gaps = found.gaps
    return {
        "names": [(name, name) for name in _names(view)],
        "terms": _list_terms(view, gaps),
        "mapped": _list_mapped(view, found.mapped),
        "gaps": gaps,
        "in_an_hour": gaps.in_an_hour(),
        "file": view.here(file="suggestions", terms_page=None, mapped_page=None),
    }


def _names(view: View) -> Sequence[str]:
    """The names of all directories."""
    return view.data.remember(("crosswalk page", None), lambda: _read(view, None)).names


def _read(view: View, source: str | None) -> _Directories:
    from loaders.crosswalk.directories import copy_what_is_read, read_directories
    from loaders.crosswalk.gaps import find_gaps

    held = copy_what_is_read(view.data.store)
    directories = list(read_directories(held, [source] if source else []))
    graph = f"GRAPH {source_graph(source)}" if source else ""
    names = ("code", "text", "to", "mapped_by", "services")
    mapped = [
        {name: python_value(row[name]) for name in names}
        for row in select(view.data.store, MAPPED % graph)
    ]
    return _Directories([one.source for one in directories], find_gaps(directories), mapped)


def _list_terms(view: View, gaps: Gaps) -> Any:
    from service.crosswalks import gap_row

    def why(row: Row) -> str | Markup:
        return tell_sentence(view, WHY_UNMAPPED, row["why"]) if row["why"] else "–"

    columns = [
        Shown("term", N_("Term"), "long",
              note=lambda row: row["name"] if row["name"] != row["term"] else None),
        Shown("vocabulary", N_("List it is from")),
        Shown("status", N_("State"), show=lambda row: view.gettext(STATUS[row["status"]])),
        Shown("services", N_("Services"), "number"),
        Shown("uncoded", N_("Of them without any need"), "number"),
        Shown("share", N_("Settled so far"), "share"),
        Shown("why", N_("Why"), "long", show=why),
        Shown("sources", N_("Sources")),
    ]  # fmt: skip
    rows = [gap_row(gap) for gap in gaps.gaps]
    return view.listing("terms", N_("Terms to map, the most useful first"), columns, rows)


def _list_mapped(view: View, rows: Sequence[dict[str, Any]]) -> Any:
    def how(row: Row) -> Markup:
        return tell_sentence(view, HOW_MAPPED, row["mapped_by"])

    columns = [
        Shown("text", N_("Term"), "long", note=lambda row: row["code"]),
        Shown("to", N_("Means"), "code"),
        Shown("services", N_("Services"), "number"),
        Shown("mapped_by", N_("Mapped by"), show=how),
    ]
    return view.listing("mapped", N_("Terms that are mapped"), columns, rows)


def _write_suggestions(view: View, source: str | None) -> Outcome:
    """The file that `nwd crosswalk suggest` writes, to fill in and apply."""
    from loaders.crosswalk.directories import copy_what_is_read, read_directories
    from loaders.crosswalk.gaps import find_gaps
    from loaders.crosswalk.suggesting import render_suggestions, suggest_rows

    held = copy_what_is_read(view.data.store)
    directories = list(read_directories(held, [source] if source else []))
    text = render_suggestions(list(suggest_rows(find_gaps(directories), directories)))
    headers = {"Content-Disposition": 'attachment; filename="crosswalk.csv"'}
    return Outcome([text.encode()], "text/csv; charset=utf-8", headers=headers)
