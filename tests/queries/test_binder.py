"""Values become terms and nothing else, on two engines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store
from rdflib import Graph

from graph.errors import BadParameter
from graph.store import MemoryStore, ReadableStore
from queries.binder import Bound, bind, bind_text
from queries.header import Param

TODAY = date(2026, 7, 1)
HOSTILE = [
    '"',
    "'",
    '"""',
    "\\",
    '\\" } #',
    "a\nb\r\tc",
    "}",
    "# not a comment",
    "> } ; DROP ALL #",
    "<http://example.org/>",
    '" . } SELECT * { ?s ?p ?o } #',
    "$x ?x",
    "\\u0022",
    "'''\n}",
    "\x00\x7f\ufeff",
    "日本語 \U0001f476",
]


def bind_one(
    param: Param, value: str | list[str], *, text: str = "", store: ReadableStore | None = None
) -> Bound:
    return bind(
        text or f"SELECT ?v WHERE {{ BIND(${param.name} AS ?v) }}",
        [param],
        {param.name: value},
        store=store or MemoryStore(),
        query="tests/one",
        today=TODAY,
    )


def echo(bound: Bound) -> Any:
    """The one value a bound query gives back."""
    answer = Store().query(bound.text)
    assert isinstance(answer, QuerySolutions)
    (row,) = answer
    return row[0]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_string_comes_back_as_it_went_in(text: str) -> None:
    bound = bind_one(Param("x", "string", "a text"), text)
    assert echo(bound) == Literal(text)
    if "\x00" not in text:
        (row,) = Graph().query(bound.text)
        assert str(row[0]) == text  # type: ignore[index]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])).filter(str.strip))
def test_any_string_comes_back_as_it_went_in(text: str) -> None:
    assert echo(bind_one(Param("x", "string", "a text"), text)) == Literal(text)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "kind", ["iri", "integer", "decimal", "boolean", "date", "code:sector", "partner", "source"]
)
def test_hostile_text_is_no_value_of_another_type(
    kind: str, text: str, river: ReadableStore
) -> None:
    if kind == "iri" and text.startswith("<http"):
        return
    with pytest.raises(BadParameter) as caught:
        bind_one(Param("x", kind, "a value"), "a" + text, store=river)
    assert caught.value.name == "x"
    assert caught.value.value == "a" + text
    assert caught.value.expected


@pytest.mark.parametrize(
    "text", ["http://x/> }", "http://x/a b", "http://x/\ny", "x", "http://x/\\u"]
)
def test_an_iri_must_be_one(text: str) -> None:
    with pytest.raises(BadParameter, match="an IRI"):
        bind_one(Param("x", "iri", "an address"), text)


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("integer", " -12 ", "-12"),
        ("decimal", "1.50", "1.5"),
        ("decimal", "7", "7"),
        ("boolean", "Yes", "true"),
        ("boolean", "0", "false"),
        ("date", "2026-02-28", "2026-02-28"),
        ("date", "today", "2026-07-01"),
        ("date", "today+365", "2027-07-01"),
        ("date", "today-1", "2026-06-30"),
    ],
)
def test_values_are_typed(kind: str, text: str, expected: str) -> None:
    found = echo(bind_one(Param("x", kind, "a value"), text))
    assert found.value == expected
    assert found.datatype.value.endswith(f"#{kind}")


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("integer", "1.0"),
        ("integer", "1e3"),
        ("integer", "٣"),
        ("integer", "9" * 30),
        ("decimal", "1,5"),
        ("decimal", "NaN"),
        ("boolean", "maybe"),
        ("date", "2026-02-30"),
        ("date", "tomorrow"),
        ("date", "today+99999999"),
        ("string", "\ud800"),
    ],
)
def test_values_that_do_not_fit_are_refused(kind: str, text: str) -> None:
    with pytest.raises(BadParameter, match="does not fit"):
        bind_one(Param("x", kind, "a value"), text)


def test_a_code_is_given_by_its_notation() -> None:
    found = echo(bind_one(Param("x", "code:referral-mode", "a mode"), "warm"))
    assert found == NamedNode("https://w3id.org/nowrongdoor/code/referral-mode/warm")
    with pytest.raises(BadParameter, match="one of warm, cold, unknown"):
        bind_one(Param("x", "code:referral-mode", "a mode"), "hot")
    with pytest.raises(BadParameter, match="nearest: behavioral-health"):
        bind_one(Param("x", "code:sector", "a sector"), "behavioural-health")


def test_a_listed_string_must_be_in_the_list() -> None:
    param = Param("x", "string", "severity", values=("error", "warning"))
    assert echo(bind_one(param, "error")) == Literal("error")
    with pytest.raises(BadParameter, match="one of error, warning"):
        bind_one(param, "fatal")


def test_several_values_stand_in_a_list() -> None:
    param = Param("x", "string", "words", many=True, optional=True)
    text = 'SELECT ?v WHERE { VALUES ?v { "a" "b" "c" } FILTER(?v IN ($x)) } ORDER BY ?v'
    bound = bind_one(param, ["c", "a", "a"], text=text)
    assert 'IN ("c", "a")' in bound.text
    assert bound.parameters == {"x": "c; a"}
    with pytest.raises(BadParameter, match="takes one x, not 2"):
        bind_one(Param("x", "string", "a word"), ["a", "b"])


BLOCKS = """\
#+ summary: $x in a header
SELECT ?v WHERE { # $x stays here
  ?v <http://example.org/$x#a> "$x" , '$x' , \"\"\"$x " $x\"\"\" .
  #if $x
  ?v ?given $x .
  #else
  ?v ?otherwise ?o .
  #end
}
"""


def test_only_parameters_are_replaced() -> None:
    text = bind_text(BLOCKS, {"x": "<http://example.org/1>"})
    assert text.count("$x") == 6
    assert "?v ?given <http://example.org/1> ." in text
    assert "otherwise" not in text
    assert "header" not in text
    Store().query(text)


def test_without_a_value_the_block_is_left_out() -> None:
    text = bind_text(BLOCKS, {"x": None})
    assert "given" not in text
    assert "?v ?otherwise ?o ." in text
    assert "\n\n" not in text


def both(values: Mapping[str, str | Sequence[str]], **options: Any) -> Bound:
    params = [Param("x", "string", "a text", **options)]
    text = BLOCKS if options else BLOCKS.replace("#if $x", "").replace("#end", "")
    return bind(text, params, values, store=MemoryStore(), query="tests/two", today=TODAY)


def test_a_blank_value_is_none() -> None:
    assert both({"x": " "}, optional=True) == both({}, optional=True)
    assert both({"x": ""}, default="d").parameters == {"x": "d"}


def test_a_missing_and_an_unknown_parameter_are_named() -> None:
    param = Param("x", "string", "the text")
    with pytest.raises(BadParameter, match="tests/one needs x: the text"):
        bind_one(param, "")
    with pytest.raises(BadParameter, match="no parameter 'y'"):
        bind("ASK { ?s ?p $x }", [param], {"y": "1"}, store=MemoryStore(), query="q", today=TODAY)
