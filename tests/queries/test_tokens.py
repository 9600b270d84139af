"""Text is split as the SPARQL grammar splits it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.tokens import projection, significant_tokens, tokens


@given(st.text())
def test_joined_tokens_are_the_text(text: str) -> None:
    assert "".join(token.text for token in tokens(text)) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<http://a#b>", ["iri"]),
        ("?a < ?b", ["variable", "other", "variable"]),
        ('"a\\"#"#"', ["string", "comment"]),
        ('"""a"b""c"""', ["string"]),
        ("'a'@en-GB", ["string", "language"]),
        ("'a'^^xsd:date", ["string", "other", "other", "name"]),
        ("ex:a\\#b", ["name"]),
        ("ex:a#b", ["name", "comment"]),
        ("ex:a.b.", ["name", "other"]),
        ("_:a.b", ["blank"]),
        (":x", ["name"]),
        ("$a ?b", ["parameter", "variable"]),
        ("?a-1", ["variable", "word"]),
        ('"a\nb"', ["other", "word", "space", "word", "other"]),
        ('"\\q"', ["other", "other", "word", "other"]),
    ],
)
def test_kinds(text: str, expected: list[str]) -> None:
    found = [t.kind for t in tokens(text) if t.kind != "space" or "\n" in t.text]
    assert found == expected


@pytest.mark.parametrize("text", ["a." * 50_000, '"""a' * 20_000, "<a" * 50_000, "'\\u00" * 20_000])
def test_long_hostile_text_is_split_quickly(text: str) -> None:
    start = time.process_time()
    assert significant_tokens(text)
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT ?a $b WHERE { }", ["a"]),
        ("SELECT DISTINCT ?a (COUNT(DISTINCT ?x) AS ?n) { }", ["a", "n"]),
        ("SELECT (GROUP_CONCAT(?x; SEPARATOR='; ') AS ?l) ?a FROM <http://g/> { }", ["l", "a"]),
        ("SELECT * { { SELECT ?b { } } }", []),
    ],
)
def test_projection(text: str, expected: list[str]) -> None:
    assert projection(text) == expected
