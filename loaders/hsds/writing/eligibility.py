"""Who a service is for, as RDF: the words, and the ages and income limit they state for certain.

Ages are read from words only where the source gives no ages of their own. A fact that was read from
words has a `nwd:ParsedFact` beside it, with the words and the rule.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Quad

from loaders.hsds.parts.ages_in_words import parse_ages
from loaders.hsds.parts.income import parse_income
from loaders.hsds.writing.writer import TYPE, Writer
from loaders.literals import decimal, integer
from ontology.terms import code, nwd

Facts = list[tuple[NamedNode, NamedNode | Literal]]


def eligibility_quads(
    identifier: str, subject: NamedNode, text: str, writer: Writer, *, with_ages: bool
) -> Iterator[Quad]:
    """What one eligibility text states for certain; `with_ages` where no ages are given apart."""
    if with_ages and (ages := parse_ages(text)):
        days = (("fromDay", ages.from_day), ("toDay", ages.to_day))
        facts: Facts = [(nwd(name), integer(day)) for name, day in days if day is not None]
        node = writer.iri("parsed", f"{identifier}>ages")
        yield from _facts(node, subject, facts, ages.words, ages.rule, writer)
    if limit := parse_income(text):
        facts = [(nwd("incomeLimitBasis"), code("income-basis", limit.basis))]
        if limit.percent is not None:
            percent = decimal(limit.percent)
            facts.append((nwd("incomeLimitPercent"), percent))
        node = writer.iri("parsed", f"{identifier}>income")
        yield from _facts(node, subject, facts, limit.words, limit.rule, writer)


def _facts(
    node: NamedNode, subject: NamedNode, facts: Facts, words: str, rule: str, writer: Writer
) -> Iterator[Quad]:
    yield writer.quad(node, TYPE, nwd("ParsedFact"))
    yield writer.quad(node, nwd("aboutSubject"), subject)
    yield writer.quad(node, nwd("parsedFrom"), Literal(words))
    yield writer.quad(node, nwd("parsedBy"), Literal(rule))
    for predicate, value in facts:
        yield writer.quad(subject, predicate, value)
        yield writer.quad(node, predicate, value)
