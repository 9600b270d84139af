"""No term of our namespaces is used anywhere that the ontology does not define."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, parse

from ontology.files import read_ontology
from ontology.terms import CODE, NWD

ROOT = Path(__file__).parents[2]
PACKAGES = ("ontology", "graph", "loaders", "queries", "service", "docs")
DEFINED = {q.subject.value for q in read_ontology() if isinstance(q.subject, NamedNode)}

_PREFIX = re.compile(r"(?im)^\s*@?prefix\s+([\w-]*):\s*<([^>]*)>")
_COMMENT = re.compile(r"(?m)(^|\s)#.*$")
_FULL = re.compile(re.escape(NWD) + r"[\w-]+|" + re.escape(CODE) + r"[\w-]+/[\w-]+")


def list_files(*suffixes: str) -> list[Path]:
    found = [p for name in PACKAGES for p in (ROOT / name).rglob("*") if p.suffix in suffixes]
    return sorted(p for p in found if "__pycache__" not in p.parts)


def parse_python(*words: str) -> Iterator[tuple[Path, ast.Module]]:
    """The modules in whose text one of the words stands, each with its tree."""
    for path in list_files(".py"):
        text = path.read_text(encoding="utf-8")
        if any(word in text for word in words):
            yield path, ast.parse(text)


def is_ours(iri: str) -> bool:
    return iri.startswith(NWD) or (iri.startswith(CODE) and len(iri) > len(CODE))


def list_undefined(used: Iterator[str]) -> list[str]:
    return sorted({iri for iri in used if is_ours(iri) and iri not in DEFINED})


def list_terms_in_query(text: str) -> Iterator[str]:
    """The IRIs of ours in SPARQL or Turtle text: prefixed names and full IRIs."""
    prefixes = dict(_PREFIX.findall(text))
    body = _COMMENT.sub("", _PREFIX.sub("", text))
    yield from _FULL.findall(body)
    for prefix, namespace in prefixes.items():
        if not (namespace.startswith(NWD) or namespace.startswith(CODE)):
            continue
        for local in re.findall(rf"(?<![\w-]){re.escape(prefix)}:([\w-]+)", body):
            yield namespace + local


def list_calls(tree: ast.AST) -> Iterator[tuple[str, list[str | None]]]:
    """Calls of `nwd` and `code` from ontology.terms, with their text arguments."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "ontology.terms":
            names.update({a.asname or a.name: a.name for a in node.names})
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Name):
            name = names.get(called.id, "")
        elif isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
            name = called.attr if called.value.id == "terms" else ""
        else:
            name = ""
        if name in ("nwd", "code"):
            yield (
                name,
                [
                    a.value if isinstance(a, ast.Constant) and isinstance(a.value, str) else None
                    for a in node.args
                ],
            )


def test_turtle_and_json_ld_use_defined_terms() -> None:
    for path in list_files(".ttl", ".jsonld"):
        parts = (
            t for quad in parse(path=path) for t in (quad.subject, quad.predicate, quad.object)
        )
        used = (term.value for term in parts if isinstance(term, NamedNode))
        assert list_undefined(used) == [], path.relative_to(ROOT)


def test_context_names_defined_terms() -> None:
    text = (ROOT / "ontology" / "context.jsonld").read_text(encoding="utf-8")
    used = (NWD + local for local in re.findall(r'"nwd:(\w+)"', text))
    assert list_undefined(used) == []


def test_queries_use_defined_terms() -> None:
    for path in list_files(".rq"):
        used = list_terms_in_query(path.read_text(encoding="utf-8"))
        assert list_undefined(used) == [], path.relative_to(ROOT)


def test_python_names_defined_terms() -> None:
    schemes = {iri.removeprefix(CODE) for iri in DEFINED if iri.startswith(CODE)}
    for path, tree in parse_python("terms"):
        for name, arguments in list_calls(tree):
            where = f"{path.relative_to(ROOT)}: {name}{arguments}"
            if name == "nwd" and arguments[0] is not None:
                assert NWD + arguments[0] in DEFINED, where
            if name == "code" and arguments[0] is not None:
                assert arguments[0] in schemes, where
                if arguments[1] is not None:
                    assert f"{CODE}{arguments[0]}/{arguments[1]}" in DEFINED, where


def test_queries_inside_python_use_defined_terms() -> None:
    for path, tree in parse_python("nwd:", NWD):
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                used = [NWD + n for n in re.findall(r"(?<![\w-])nwd:([A-Za-z]\w*)", node.value)]
                used += [iri for iri in _FULL.findall(node.value) if iri.startswith(NWD)]
                where = f"{path.relative_to(ROOT)}:{node.lineno}"
                assert list_undefined(iter(used)) == [], where


@pytest.mark.parametrize(
    ("text", "undefined"),
    [
        ("PREFIX n: <https://w3id.org/nowrongdoor/ontology#>\nASK { ?s a n:Serivce }", "Serivce"),
        ("ASK { ?s a <https://w3id.org/nowrongdoor/ontology#Sevice> }", "Sevice"),
        ("PREFIX need: <https://w3id.org/nowrongdoor/code/need/>\nASK { ?s ?p need:fod }", "fod"),
    ],
)
def test_a_slip_is_noticed(text: str, undefined: str) -> None:
    (found,) = list_undefined(list_terms_in_query(text))
    assert found.endswith(undefined)


def test_a_slip_in_a_call_is_noticed() -> None:
    text = 'from ontology.terms import nwd as n\nn("Serivce")\nother("x")\n'
    assert list(list_calls(ast.parse(text))) == [("nwd", ["Serivce"])]
