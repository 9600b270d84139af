"""Every rule of the shapes is met by its valid example and broken, alone, by its invalid one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from rdflib import RDF, XSD, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from ontology.files import LEVELS
from ontology.terms import CODE, DATA, SHAPES
from ontology.validate import render_violation, validate, validate_ontology

ROOT = Path(__file__).parents[2] / "ontology"
SH = Namespace("http://www.w3.org/ns/shacl#")
STYLE = "ontology-style"
OTHER = {
    str(XSD.date): Literal("2026-02-01", datatype=XSD.date),
    str(XSD.decimal): Literal("1.5", datatype=XSD.decimal),
    str(XSD.integer): Literal(5),
}
"""A second value of each datatype, unlike those in the examples."""


@cache
def read_shapes(level: str) -> Graph:
    shapes = Graph().parse(ROOT / "shapes" / f"{level}.ttl")
    for path in sorted((ROOT / "shapes").glob(f"{level}-*.ttl")):
        shapes.parse(path)
    return shapes


def list_rules(level: str) -> list[str]:
    """Local names of the shapes that state a rule: they have a message."""
    stating = read_shapes(level).subjects(SH.message)
    return sorted(str(s).removeprefix(SHAPES) for s in stating if isinstance(s, URIRef))


RULES = [(level, rule) for level in (*LEVELS, STYLE) for rule in list_rules(level)]


def read_example(kind: str, rule: str) -> Graph:
    return Graph().parse(ROOT / "examples" / kind / f"{rule}.ttl")


# Each validation looks at all shapes and code lists, so examples are validated many at once

Shapes = dict[str, set[str]]
"""The shapes that each example breaks, by its name."""


def validate_apart(level: str, examples: Mapping[str, Graph]) -> Shapes:
    """The shapes broken by each example alone: its records are renamed, so none knows another's."""
    together = Graph()
    for name, example in examples.items():
        for subject, predicate, value in example:
            together.add((_rename(subject, name), predicate, _rename(value, name)))
    found: Shapes = {name: set() for name in examples}
    for violation in validate(together, level):
        assert violation.focus.startswith(DATA), render_violation(violation)
        found[violation.focus.removeprefix(DATA).partition("/")[0]].add(violation.shape)
    return found


def _rename(node: Node, name: str) -> Node:
    if isinstance(node, URIRef) and node.startswith(DATA):
        return URIRef(f"{DATA}{name}/{node.removeprefix(DATA)}")
    return node


@cache
def broken_by_examples(level: str, kind: str) -> Shapes:
    """What the examples of the rules of a level break, of it and those below."""
    if level == STYLE:
        return {
            rule: {violation.shape for violation in validate_ontology(read_example(kind, rule))}
            for rule in list_rules(level)
        }
    return validate_apart(level, {rule: read_example(kind, rule) for rule in list_rules(level)})


@pytest.mark.parametrize(("level", "rule"), RULES)
def test_valid_example_meets_its_level(level: str, rule: str) -> None:
    assert broken_by_examples(level, "valid")[rule] == set()


@pytest.mark.parametrize(("level", "rule"), RULES)
def test_invalid_example_breaks_its_rule_alone(level: str, rule: str) -> None:
    assert broken_by_examples(level, "invalid")[rule] == {rule}


@pytest.mark.parametrize("kind", ["valid", "invalid"])
def test_an_example_among_others_breaks_what_it_breaks_alone(kind: str) -> None:
    for level in LEVELS:
        rule = list_rules(level)[0]
        alone = {violation.shape for violation in validate(read_example(kind, rule), level)}
        assert broken_by_examples(level, kind)[rule] == alone


def test_every_example_belongs_to_a_rule() -> None:
    for folder in ("valid", "invalid"):
        names = {p.stem for p in (ROOT / "examples" / folder).glob("*.ttl")}
        assert names == {rule for _, rule in RULES}, folder


@pytest.mark.parametrize("level", [*LEVELS, STYLE])
def test_shapes_are_plain_core(level: str) -> None:
    shapes = read_shapes(level)
    assert not list(shapes.subjects(SH.sparql))
    assert not list(shapes.subjects(SH.closed))
    wanted = {"basic": None, "essential": SH.Warning, "full": SH.Info, STYLE: None}[level]
    for rule in list_rules(level):
        assert shapes.value(URIRef(SHAPES + rule), SH.severity) == wanted, rule
    used = {s for s in shapes.objects(None, SH.property) if isinstance(s, URIRef)}
    targets = {s for s in shapes.subjects(SH.targetClass)}
    targets |= set(shapes.subjects(SH.targetObjectsOf)) | set(shapes.subjects(SH.targetSubjectsOf))
    for shape in {s for s in shapes.subjects(RDF.type) if isinstance(s, URIRef)}:
        assert shape in used | targets, f"{shape} is never applied"


def test_lists_in_the_shapes_are_the_code_lists() -> None:
    shapes = read_shapes("basic")
    for rule, members in shapes.subject_objects(SH["in"]):
        allowed = {str(m) for m in Collection(shapes, members)}
        (scheme,) = {iri.rsplit("/", 1)[0] for iri in allowed}
        text = (ROOT / "codes" / f"{scheme.removeprefix(CODE)}.ttl").read_text(encoding="utf-8")
        names = re.findall(r"(?m)^[\w-]+:([\w-]+) a ", text)
        assert allowed == {f"{scheme}/{name}" for name in names}, rule


def list_cardinalities() -> list[tuple[str, str]]:
    found = []
    for name in ("minCount", "maxCount"):
        for rule in list_rules("basic"):
            stated = read_shapes("basic").value(URIRef(SHAPES + rule), SH[name])
            if stated == Literal(1):
                found.append((rule, name))
    return found


@cache
def broken_by_cardinalities() -> Shapes:
    """What the valid examples break with one value less, or more, than their rule allows."""
    return validate_apart(
        "basic",
        {
            f"{limit}-{rule}": change_cardinality(rule, limit)
            for rule, limit in list_cardinalities()
        },
    )


def change_cardinality(rule: str, limit: str) -> Graph:
    path = read_shapes("basic").value(URIRef(SHAPES + rule), SH.path)
    assert path is not None
    data = read_example("valid", rule)
    subject, value = min(data.subject_objects(path))
    if limit == "minCount":
        data.remove((subject, path, None))
    elif isinstance(value, Literal):
        second = OTHER.get(str(value.datatype), Literal("another"))
        if value.datatype == XSD.boolean:
            second = Literal(not value.value)
        data.add((subject, path, second))
    else:
        data.add((subject, path, URIRef(f"{value}-2")))
    return data


@pytest.mark.parametrize(("rule", "limit"), list_cardinalities())
def test_one_value_too_few_or_too_many_breaks_the_rule(rule: str, limit: str) -> None:
    assert rule in broken_by_cardinalities()[f"{limit}-{rule}"]
