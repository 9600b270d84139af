"""How services are classified: term links of every version, folded into (service, term) pairs."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from loaders.crosswalk.labels import label_key
from loaders.crosswalk.matching import Term
from loaders.hsds.cells import key, line, listed
from loaders.hsds.directory import Directory
from loaders.hsds.remarks import Remarks
from loaders.source import Record

CATEGORIES = "category column"
"""Vocabulary of terms that are only words of a column, so that no named crosswalk takes them."""
_ABOUT_PEOPLE = re.compile(r"eligib|target|audience|population", re.I)


@dataclass(frozen=True)
class Classification:
    """Terms, and which of them each service has."""

    terms: dict[str, Term]
    of_service: dict[str, list[str]]
    """Service -> term ids, in order."""
    eligibility: dict[str, list[str]]
    """Service -> names of terms that say who it is for."""


def classify(directory: Directory, remarks: Remarks) -> Classification:
    """The terms and links; an unknown code becomes a bare term where no vocabulary came along."""
    return _Classifier(directory, remarks).classify()


class _Classifier:
    def __init__(self, directory: Directory, remarks: Remarks) -> None:
        self.directory, self.remarks = directory, remarks
        self.terms = {one: self._term(one, record) for one, record in directory.terms.items()}
        self.by_code = {term.code: one for one, term in self.terms.items() if term.code}
        self.by_label: dict[str, list[str]] = defaultdict(list)
        for one, term in self.terms.items():
            self.by_label[label_key(term.name or "")].append(one)
        self.has_vocabulary = bool(self.terms)
        self.links: dict[str, list[str]] = defaultdict(list)
        self.eligibility: dict[str, list[str]] = defaultdict(list)

    def classify(self) -> Classification:
        """All kinds of links, in the order of the versions."""
        for record in self.directory.links:
            self._link(record)
        for service, record in self.directory.services.items():
            for code in listed(record.values.get("taxonomy_ids")):
                self._add(service, code, record, "taxonomy_ids")
            for label in listed(record.values.get("categories")):
                self._add_label(service, label)
        links = {service: list(dict.fromkeys(found)) for service, found in self.links.items()}
        return Classification(self.terms, links, dict(self.eligibility))

    def _term(self, identifier: str, record: Record) -> Term:
        values, directory = record.values, self.directory
        parent = key(values.get("parent_id"))
        if parent in (identifier, "0") or (parent and parent not in directory.terms):
            if parent not in (identifier, "0"):
                self.remarks.tally(
                    record,
                    "dangling-reference",
                    "no term has this id; the link to the broader term is dropped",
                    column="parent_id",
                    value=parent,
                )
            parent = None
        vocabulary = line(values.get("vocabulary"))
        group = key(values.get("taxonomy_id"))
        if vocabulary is None and group:
            vocabulary = directory.vocabularies.get(group)
        return Term(
            id=identifier,
            name=line(values.get("name")),
            code=line(values.get("code")),
            vocabulary=vocabulary,
            parent=parent,
        )

    def _service_of(self, record: Record) -> str | None:
        values = record.values
        entity = (line(values.get("link_entity")) or "service").lower()
        service = key(values.get("service_id")) or key(values.get("link_id"))
        if service in self.directory.services:
            return service
        elsewhere = entity != "service" or any(
            key(values.get(column))
            for column in ("organization_id", "location_id", "service_at_location_id")
        )
        if not elsewhere or entity not in ("organization", "location", "service_at_location"):
            self.remarks.tally(
                record,
                "unjoined-rows",
                "a row that gives a term names no service that is there; dropped",
                column="link_id" if key(values.get("link_id")) else "service_id",
            )
        return None

    def _link(self, record: Record) -> None:
        service = self._service_of(record)
        term = key(record.values.get("taxonomy_term_id"))
        if service is None:
            return
        if term is None:
            self.remarks.tally(
                record,
                "blank-reference",
                "a row that gives a term to a service names no term; dropped",
                column="taxonomy_term_id",
            )
        elif _ABOUT_PEOPLE.search(line(record.values.get("link_type")) or ""):
            known = self.terms.get(term)
            self.eligibility[service].append((known and known.name) or term)
        else:
            self._add(service, term, record, "taxonomy_term_id")

    def _add(self, service: str, term: str, record: Record, column: str) -> None:
        found = term if term in self.terms else self.by_code.get(term)
        if found is None and not self.has_vocabulary:
            found = term
            self.terms[term] = Term(id=term, code=term)
            self.remarks.tally(
                record,
                "term-without-vocabulary",
                "term codes came without a list of terms; kept as bare codes",
                column=column,
            )
        if found is None:
            self.remarks.tally(
                record,
                "dangling-reference",
                "no term has this id; the link is dropped",
                column=column,
                value=term,
            )
            return
        self.links[service].append(found)

    def _add_label(self, service: str, label: str) -> None:
        same = self.by_label[label_key(label)]
        if not same:
            self.terms[label] = Term(id=label, name=label, vocabulary=CATEGORIES)
            same.append(label)
        if len(same) == 1:
            self.links[service].append(same[0])
            return
        self.terms.setdefault(label, Term(id=label, name=label, vocabulary=CATEGORIES))
        self.links[service].append(label)
