"""Whether two answers are equal, whatever their blank nodes are called."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

Term = NamedNode | BlankNode | Literal | Triple | None
XSD = "http://www.w3.org/2001/XMLSchema#"
NUMBERS = {XSD + name for name in ("integer", "decimal", "double", "float")}
BOOLEAN = XSD + "boolean"
RESULTS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_ROW, _COLUMN = NamedNode("urn:row"), "urn:column:"


@dataclass(frozen=True)
class Table:
    """Solutions: the names of the variables, and rows in their order."""

    names: tuple[str, ...]
    rows: tuple[tuple[Term, ...], ...]


def same_triples(one: Iterable[Triple], other: Iterable[Triple]) -> bool:
    """Whether two graphs are isomorphic; numbers are equal when their values are."""
    return _canonical(one) == _canonical(other)


def same_table(one: Table, other: Table, *, ordered: bool = False) -> bool:
    """Whether two tables have the same rows, with repetitions; `ordered` in the same order.

    Blank nodes have no order, so rows with them are only compared as a whole.
    """
    one, other = _by_value(one), _by_value(other)
    if sorted(one.names) != sorted(other.names) or len(one.rows) != len(other.rows):
        return False
    if ordered and not any(isinstance(cell, BlankNode) for row in one.rows for cell in row):
        return _in_columns(one) == _in_columns(other)
    return same_triples(_as_triples(one), _as_triples(other))


def _by_value(table: Table) -> Table:
    return Table(table.names, tuple(tuple(map(by_value, row)) for row in table.rows))


def by_value(term: Term) -> Term:
    """A number or truth value in one way of writing it; any other term as it is."""
    if not isinstance(term, Literal):
        return term
    if term.datatype.value == BOOLEAN and term.value in "01":
        return Literal(term.value == "1")
    if term.datatype.value not in NUMBERS:
        return term
    try:
        number = Decimal(term.value)
    except InvalidOperation:
        return term
    return Literal(str(float(number)), datatype=term.datatype)


def _in_columns(table: Table) -> list[dict[str, Term]]:
    return [dict(zip(table.names, row, strict=True)) for row in table.rows]


def _as_triples(table: Table) -> list[Triple]:
    """Rows as nodes of a graph; equal rows are counted, since a graph holds each once."""
    triples = []
    for row in table.rows:
        node = BlankNode()
        triples.append(Triple(node, _ROW, Literal(table.rows.count(row))))
        for name, cell in zip(table.names, row, strict=True):
            if cell is not None:
                triples.append(Triple(node, NamedNode(_COLUMN + name), cell))
    return triples


def _canonical(triples: Iterable[Triple]) -> set[Quad]:
    dataset = Dataset(
        Quad(each.subject, each.predicate, by_value(each.object))  # type: ignore[arg-type]
        for each in triples
    )
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return set(dataset)


def read_solutions(body: bytes, form: QueryResultsFormat) -> Table | bool:
    """What a result document says."""
    found = parse_query_results(body, format=form)
    if isinstance(found, QueryBoolean):
        return bool(found)
    assert isinstance(found, QuerySolutions)
    return table_of(found)


def table_of(solutions: QuerySolutions) -> Table:
    names = tuple(variable.value for variable in solutions.variables)
    return Table(names, tuple(tuple(row) for row in solutions))


def read_result_graph(body: bytes, form: RdfFormat, *, base: str) -> Table | bool:
    """Results that are written as RDF, in the words of the test suite."""
    triples = [quad.triple for quad in parse(body, form, base_iri=base)]

    def find(subject: Term, name: str) -> list[Term]:
        predicate = NamedNode(RESULTS + name)
        return [t.object for t in triples if t.subject == subject and t.predicate == predicate]

    boolean = [t.object for t in triples if t.predicate.value == RESULTS + "boolean"]
    if boolean:
        assert isinstance(boolean[0], Literal)
        return boolean[0].value == "true"
    (whole,) = {t.subject for t in triples if t.predicate.value == RESULTS + "resultVariable"}
    names = [str(name.value) for name in find(whole, "resultVariable")]  # type: ignore[union-attr]
    rows = []
    for solution in find(whole, "solution"):
        bound = {
            find(each, "variable")[0].value: find(each, "value")[0]  # type: ignore[union-attr]
            for each in find(solution, "binding")
        }
        rows.append(tuple(bound.get(name) for name in names))
    return Table(tuple(names), tuple(rows))
