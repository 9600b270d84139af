"""One thing at its own address, as a page or in a form of RDF."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from pyoxigraph import NamedNode, Triple

from graph.errors import NoSuchRecord
from ontology.terms import RDF, SKOS
from service.facts import Facts
from service.negotiation import choose
from service.things.addresses import ONTOLOGY
from service.things.describing import (
    Thing,
    describe_ontology,
    describe_scheme,
    describe_thing,
    list_schemes,
)
from service.things.forms import BY_TYPE, FORMS, HTML, TITLES, render_triples
from service.workers.job import JobData, Lane, Outcome

LANE: Lane = "catalogue"

TRUNCATED_AT = "Nwd-Truncated-At"
SCHEME = NamedNode(f"{SKOS}ConceptScheme")


def run(
    data: JobData,
    *,
    candidates: Sequence[Sequence[Any]],
    path: str,
    form: str | None,
    accept: str,
    lang: str | None = None,
) -> Outcome:
    """What is known of the first candidate of which anything is.

    `candidates` are (IRI, form by suffix or None); a suffix goes before `form`, that before
    `accept`. `path` is the address that was asked, as sent, `lang` the language of a page. Raises
    NoSuchRecord, NotAcceptable.
    """
    thing = _find(data, candidates, path)
    by_suffix = next((asked for iri, asked in candidates if iri == thing.iri), None)
    chosen = by_suffix or form or BY_TYPE[choose(accept, BY_TYPE)]
    address = path.rpartition(".")[0] if by_suffix else path
    within = _within(data, thing)
    media_type = FORMS[chosen][0]
    headers = {"Link": _alternates(address, chosen)}
    if chosen == HTML:
        text = _page(thing, within, data, address, lang).encode()
        return Outcome([text], f"{media_type}; charset=utf-8", headers=headers)
    if thing.is_cut:
        headers[TRUNCATED_AT] = str(len(thing.links))
    triples: Iterable[Triple] = thing.triples()
    if within is not None:
        triples = [*triples, *within.triples()]
    charset = "" if chosen in ("jsonld", "rdfxml") else "; charset=utf-8"
    return Outcome([render_triples(triples, chosen)], media_type + charset, headers=headers)


def _find(data: JobData, candidates: Sequence[Sequence[Any]], path: str) -> Thing:
    try:
        return describe_thing(data.store, [iri for iri, _ in candidates])
    except NoSuchRecord as error:
        raise NoSuchRecord(error.sought, f"nothing is known of {path}") from error


def _within(data: JobData, thing: Thing) -> Facts | None:
    """What belongs to a document as a whole: terms of the ontology, codes of a list."""
    if thing.iri == ONTOLOGY:
        return describe_ontology(data.store)
    if (f"{RDF}type", SCHEME) in thing.statements:
        return describe_scheme(data.store, thing.iri)
    return None


def _page(thing: Thing, within: Facts | None, data: JobData, address: str, lang: str | None) -> str:
    from service.language import select_language
    from service.pages import render_page
    from service.things.showing import Showing

    language = select_language(lang or data.settings.language)
    showing = Showing(data.settings.base_iri, language, f"?lang={lang}" if lang else "")
    others = [(title, f"{address}?format={form}") for form, title in TITLES.items()]
    title = showing.title_of(thing.names, thing.iri)
    told: dict[str, Any] = {"thing": thing, "title": title, "others": others}
    if thing.iri == ONTOLOGY and within is not None:
        schemes = list_schemes(data.store)
        return render_page(
            "ontology.html",
            language,
            **told,
            groups=showing.terms_of(within),
            schemes=showing.concepts_of(schemes),
        )
    return render_page(
        "thing.html",
        language,
        **told,
        rows=showing.rows_of(thing),
        links=showing.links_of(thing) if within is None else [],
        concepts=showing.concepts_of(within) if within is not None else [],
    )


def _alternates(address: str, chosen: str) -> str:
    """Addresses of the other forms (RFC 8288); those of RDF describe the thing to machines."""
    here = quote(address, safe="/%-._~:@!$&'()*+,;=")
    return ", ".join(
        f'<{here}?format={form}>; rel="alternate{"" if form == HTML else " describedby"}"; '
        f'type="{media_type}"'
        for form, (media_type, _) in FORMS.items()
        if form != chosen
    )
