"""Every rule of the shapes is met by its valid example and broken, alone, by its invalid one."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from rdflib import RDF, XSD, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection

import ontology.validate
from ontology.files import LEVELS, select_shapes
from ontology.terms import CODE, SHAPES
from ontology.validate import Violation, render_violation, validate, validate_ontology

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


def check(level: str, data: Path | Graph) -> list[Violation]:
    if level == STYLE:
        return validate_ontology(data if isinstance(data, Graph) else Graph().parse(data))
    return validate(data, level)


TARGETS = (SH.targetClass, SH.targetObjectsOf, SH.targetSubjectsOf)


@cache
def read_file_of(rule: str, level: str) -> Graph:
    """The shapes of the level and those below, of which only the file of the rule has targets."""
    whole, own = Graph(), Graph()
    for file in select_shapes(level):
        stated = Graph().parse(data=file.read_bytes(), format="turtle")
        whole += stated
        if (URIRef(SHAPES + rule), SH.message, None) in stated:
            own = stated
    assert len(own)
    for target in TARGETS:
        for triple in list(whole.triples((None, target, None))):
            if triple not in own:
                whole.remove(triple)
    return whole


@pytest.fixture(params=["file", pytest.param("level", marks=pytest.mark.slow)])
def shapes_looked_at(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Examples are checked against the file of their rule; with --run-slow, the whole level."""
    chosen = request.node.callspec.params
    if request.param == "file" and chosen.get("level", "basic") in LEVELS and "rule" in chosen:
        ontology.validate._read_shipped_facts()
        shapes = read_file_of(chosen["rule"], chosen.get("level", "basic"))
        monkeypatch.setattr(ontology.validate, "_read_shapes_graph", lambda level: shapes)


@pytest.mark.usefixtures("shapes_looked_at")
@pytest.mark.parametrize(("level", "rule"), RULES)
def test_valid_example_meets_its_level(level: str, rule: str) -> None:
    found = check(level, ROOT / "examples" / "valid" / f"{rule}.ttl")
    assert [render_violation(v) for v in found] == []


@pytest.mark.usefixtures("shapes_looked_at")
@pytest.mark.parametrize(("level", "rule"), RULES)
def test_invalid_example_breaks_its_rule_alone(level: str, rule: str) -> None:
    found = check(level, ROOT / "examples" / "invalid" / f"{rule}.ttl")
    assert {v.shape for v in found} == {rule}, [render_violation(v) for v in found]


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


@pytest.mark.usefixtures("shapes_looked_at")
@pytest.mark.parametrize(("rule", "limit"), list_cardinalities())
def test_one_value_too_few_or_too_many_breaks_the_rule(rule: str, limit: str) -> None:
    path = read_shapes("basic").value(URIRef(SHAPES + rule), SH.path)
    assert path is not None
    data = Graph().parse(ROOT / "examples" / "valid" / f"{rule}.ttl")
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
    assert rule in {v.shape for v in validate(data)}
