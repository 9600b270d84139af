"""How services are classified: term links of every version, folded into (service, term) pairs."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace

from loaders.crosswalk.labels import label_key
from loaders.crosswalk.matching import Term
from loaders.hsds.cells import key, line, listed
from loaders.hsds.joining.circles import closing_links
from loaders.hsds.joining.directory import Directory
from loaders.hsds.remarks import Remarks
from loaders.source import Record

CATEGORIES = "category column"
"""Vocabulary of terms that are only words of a column, so that no named crosswalk takes them."""
PLAIN_LINK = "classification"
"""Kind of link of which no more is kept than the term."""
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


def _says_more(record: Record) -> bool:
    """Whether a row that gives a service a term says more than that."""
    kind = line(record.values.get("link_type"))
    return kind not in (None, PLAIN_LINK) or any(
        line(record.values.get(column)) for column in ("value", "label")
    )


class _Classifier:
    def __init__(self, directory: Directory, remarks: Remarks) -> None:
        self.directory, self.remarks = directory, remarks
        self.terms = {one: self._term(one, record) for one, record in directory.terms.items()}
        self._open_circles()
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
                    "no term has this id; the term is kept without a broader one",
                    column="parent_id",
                    value=parent,
                    effect="repaired",
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

    def _open_circles(self) -> None:
        parents = {one: term.parent for one, term in self.terms.items() if term.parent}
        for identifier in closing_links(parents):
            self.remarks.tell(
                self.directory.terms[identifier],
                "circular-parent",
                "the term is broader than itself; it is kept without this broader term",
                column="parent_id",
                value=parents[identifier],
            )
            self.terms[identifier] = replace(self.terms[identifier], parent=None)

    def _placeholder(self, identifier: str) -> None:
        """A term that is only referred to: its id is all that is known, and may be its code."""
        term = Term(id=identifier, code=identifier, is_placeholder=True)
        self.terms.setdefault(identifier, term)

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
                "a row that gives a term names no service that is there; kept apart",
                column=(column := "link_id" if key(values.get("link_id")) else "service_id"),
            )
            self._apart(record, column)
        else:
            self.remarks.outcomes.end_kept(record, "left-out")
        return None

    def _apart(self, record: Record, column: str) -> None:
        self.remarks.outcomes.end_kept(record, "apart")
        self.directory.apart.append((record, column))

    def _link(self, record: Record) -> None:
        term = key(record.values.get("taxonomy_term_id"))
        if term and (other := self._other_of(record)):
            self._attribute(*other, term, record)
            return
        service = self._service_of(record)
        if service is None:
            return
        if term is None:
            self.remarks.tally(
                record,
                "blank-reference",
                "a row that gives a term to a service names no term; kept apart",
                column="taxonomy_term_id",
            )
            self._apart(record, "taxonomy_term_id")
        elif _ABOUT_PEOPLE.search(line(record.values.get("link_type")) or ""):
            known = self.terms.get(term)
            self.eligibility[service].append((known and known.name) or term)
        else:
            self._add(service, term, record, "taxonomy_term_id")
            if _says_more(record):
                self._attribute("service", service, self.links[service][-1], record)

    def _other_of(self, record: Record) -> tuple[str, str] | None:
        """The organization or location that a row gives a term to."""
        values, directory = record.values, self.directory
        entity = (line(values.get("link_entity")) or "").lower()
        for table, known in (
            ("organization", directory.organizations),
            ("location", directory.locations),
        ):
            identifier = key(values.get("link_id")) if entity == table else None
            identifier = identifier or key(values.get(f"{table}_id"))
            if identifier in known and not key(values.get("service_id")):
                return table, identifier or ""
        return None

    def _attribute(self, table: str, identifier: str, term: str, record: Record) -> None:
        """Keep a row of which the link alone would not say all."""
        found = self._known(term, record, "taxonomy_term_id")
        values = {**record.values, "taxonomy_term_id": found}
        kept = Record("attribute", values, record.file, record.row)
        self.directory.details["attribute", table, identifier].append(kept)

    def _add(self, service: str, term: str, record: Record, column: str) -> None:
        self.links[service].append(self._known(term, record, column))

    def _known(self, term: str, record: Record, column: str) -> str:
        """The id of the term that an id or code names; one that is not there is made."""
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
                "no term has this id; the link is kept and its term is a placeholder",
                column=column,
                value=term,
            )
            self._placeholder(term)
            found = term
        return found

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
