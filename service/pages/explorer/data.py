"""What is loaded: the sources, how complete they are, and where to look further."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from loaders.provenance import list_sources
from service.language import N_
from service.pages.contract import Entry, Runs
from service.pages.tables import Row, Shown

if TYPE_CHECKING:
    from service.analyses.contract import Option
    from service.pages.view import View

NAME = "data"
PATH = "/data"
TITLE = N_("What is loaded")
MENU = Entry("data", 10)
RUNS: Runs = "analysis"
OPTIONS: tuple[Option, ...] = ()
LISTS = ("sources", "completeness")
KINDS = {
    "workbook": N_("workbook"),
    "hsds": N_("resource directory (HSDS)"),
    "rdf": N_("RDF"),
}
"""Kinds of sources, in words."""
LACKING = (
    ("services_without_needs", "services", N_("Services that do not say which needs they meet")),
    ("services_without_segments", "services", N_("Services that do not say whom they take")),
    ("services_without_area", "services", N_("Services that do not say which places they serve")),
    ("services_undated", "services", N_("Services without a day of verification")),
    ("services_stale", "services", N_("Services verified too long ago, or never")),
    ("pathways_undated", "pathways", N_("Referrals without a day of verification")),
    ("pathways_stale", "pathways", N_("Referrals verified too long ago, or never")),
    ("pathways_mode_unknown", "pathways", N_("Referrals not known to be warm or cold")),
    (
        "senders_undeclared",
        "senders",
        N_("Partners that have not said their referrals are all told"),
    ),
    ("touchpoints_without_doors", "touchpoints", N_("Touchpoints without any door")),
)
"""What may be lacking, of what, and its words: the counts that stand beside every result."""
FILES = (
    ("xlsx", N_("Workbook (XLSX), to fill in and load again")),
    ("csv", N_("CSV tables, zipped")),
    ("hsds", N_("HSDS 3.1, zipped")),
    ("geojson", N_("Places as GeoJSON")),
    ("turtle", N_("RDF (Turtle)")),
)
"""Forms in which all of the data is to be had."""


def build(view: View) -> dict[str, Any]:
    """The sources, what is lacking of all that is loaded, and the files of it."""
    rows = list_sources(view.data.store)
    return {
        "sources": _list_sources(view, rows),
        "completeness": _list_completeness(view),
        "files": [(f"/api/export/{form}", view.gettext(words)) for form, words in FILES],
        "writable": view.data.settings.writable,
    }


def _list_sources(view: View, rows: Any) -> Any:
    def named(row: Row) -> str:
        return str(row["title"] or row["name"])

    def own_name(row: Row) -> str | None:
        return str(row["name"]) if named(row) != row["name"] else None

    def loaded(row: Row) -> str:
        return view.language.day(row["loaded_at"]) if row["loaded_at"] else "–"

    def quality(row: Row) -> str:
        return view.link("/quality/" + view.quote_id(str(row["name"])))

    def kind(row: Row) -> str:
        told = KINDS.get(str(row["kind"]))
        return view.gettext(told) if told else str(row["kind"] or "–")

    columns = [
        Shown("name", N_("Source"), "long", show=named, note=own_name),
        Shown("kind", N_("Kind"), show=kind),
        Shown("licence", N_("Licence")),
        Shown("loaded_at", N_("Loaded on"), "day", show=loaded),
        Shown("loaded", N_("Records loaded"), "number"),
        Shown("refused", N_("Rows refused"), "number"),
        Shown("triples", N_("Facts"), "number"),
        Shown("issues", N_("Issues"), "number", link=quality, show=lambda row: _issues(view, row)),
    ]
    return view.listing("sources", N_("Sources"), columns, rows)


def _issues(view: View, row: Row) -> str:
    count = int(row["issues"] or 0)
    return view.ngettext("%(num)s issue: see the quality", "%(num)s issues: see the quality", count)


def _list_completeness(view: View) -> Any:
    from graph.coverage.completeness import compute_completeness
    from graph.coverage.facts import Facts

    # What stands beside every result, without waiting for a result.
    counts = compute_completeness(Facts(view.net, view.parameters))
    totals = {
        "services": counts["services"],
        "pathways": counts["pathways"],
        "senders": counts["senders_declared"] + counts["senders_undeclared"],
        "touchpoints": len(view.net.touchpoints),
    }
    rows = [
        {
            "what": view.gettext(words),
            "count": counts[name],
            "of": totals[whole],
            "share": counts[name] / totals[whole] if totals[whole] else None,
        }
        for name, whole, words in LACKING
    ]
    columns = [
        Shown("what", N_("What is not known"), "long"),
        Shown("count", N_("Count"), "number"),
        Shown("of", N_("Of"), "number"),
        Shown("share", N_("Share"), "share"),
    ]
    return view.listing("completeness", N_("What is not known"), columns, rows)
