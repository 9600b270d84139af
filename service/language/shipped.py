"""Texts that ship as data, not as code: each list of them is a context of the catalogues.

The names of codes are of the context `code`; see `translating.CODE`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cache

from pyoxigraph import Literal, RdfFormat, parse

from ontology.files import list_code_files, read_ontology
from ontology.terms import NWD, SKOS, nwd
from service.language.code_names import list_code_names
from service.language.translating import CODE, MATURITY, MEANING, QUALITY, QUERY, TERM, spell_name

_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
_MATURITY_TEXTS = frozenset({f"{SKOS}definition", f"{NWD}notSeen"})
_RECORDS = (nwd("everywhere"), nwd("allFamilies"))
_GOALS = "maturity-goal.ttl"
_NEEDS = "need.ttl"


@cache
def list_shipped_texts() -> Mapping[str, frozenset[str]]:
    """The texts of each context."""
    return {
        CODE: list_code_names() | frozenset(_record_names()),
        QUERY: frozenset(filter(None, _query_texts())),
        QUALITY: frozenset(filter(None, _quality_texts())),
        MATURITY: frozenset(filter(None, _maturity_texts())),
        MEANING: frozenset(_read_texts(_NEEDS, (f"{SKOS}definition",))),
        TERM: frozenset(_term_names()),
    }


def _query_texts() -> Iterator[str]:
    """What named queries ask, what each row, column and parameter is, and their names."""
    from queries.catalogue import catalogue

    for query in catalogue().values():
        yield from (query.summary, query.question, query.grain)
        for column in query.columns:
            yield from (spell_name(column.name), column.meaning, column.unit or "")
        for param in query.params:
            yield from (spell_name(param.name), param.meaning, *map(spell_name, param.values))


def _quality_texts() -> Iterator[str]:
    """The kinds of issues, what each means and what would be right; the names of tables."""
    from loaders.hsds.columns import SPELLINGS
    from loaders.quality.codes import issue_codes
    from loaders.workbook.definition import read_definition

    yield from map(spell_name, SPELLINGS)
    yield from (spell_name(table.name) for table in read_definition().tables)

    for each in issue_codes().values():
        yield from (spell_name(each.code), each.meaning, each.right)


def _maturity_texts() -> Iterator[str]:
    """What goals state, what no record tells of them, and what rules ask, against which limits."""
    from graph.planning.maturity.rules import list_rules, select_rule

    yield from _read_texts(_GOALS, _MATURITY_TEXTS)
    for name in list_rules():
        rule = select_rule(name)
        yield rule.QUESTION
        yield from (limit.meaning for limit in rule.LIMITS)


def _read_texts(list_file: str, properties: Collection[str]) -> Iterator[str]:
    """The texts of these properties of the codes of one list."""
    for file in list_code_files():
        if file.name == list_file:
            for quad in parse(file.read_bytes(), format=RdfFormat.TURTLE):
                if quad.predicate.value in properties and isinstance(quad.object, Literal):
                    yield quad.object.value


def _term_names() -> Iterator[str]:
    """The names of the classes and properties of the ontology, and what its own records are."""
    for quad in read_ontology():
        is_record = quad.subject in _RECORDS
        wanted = (_LABEL, f"{SKOS}definition") if is_record else (_LABEL,)
        if quad.predicate.value in wanted and isinstance(quad.object, Literal):
            yield quad.object.value


def _record_names() -> Iterator[str]:
    """The names of the kind of family and the place that are there without any source."""
    for quad in read_ontology():
        if quad.subject in _RECORDS and quad.predicate.value == _LABEL:
            assert isinstance(quad.object, Literal)
            yield quad.object.value
