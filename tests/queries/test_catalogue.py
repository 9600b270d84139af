"""The catalogue finds every file, and refuses a bad one with its file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.errors import QueryError, UnknownQuery
from queries.catalogue import catalogue, find_query, read_catalogue

GOOD = """\
#+ summary: Partners
#+ question: Who is there?
#+ grain: one row per partner
#+ columns:
#+   partner: {type: iri, meaning: the partner}
#+ params:
#+   sector: {type: "code:sector", optional: true, meaning: only this sector}
#+ source: a test
PREFIX nwd: <https://w3id.org/nowrongdoor/ontology#>
PREFIX org: <http://www.w3.org/ns/org#>

SELECT ?partner
WHERE {
  ?partner a nwd:Partner .
  #if $sector
  ?partner org:classification $sector .
  #end
}
ORDER BY ?partner
"""


def write(folder: Path, text: str) -> Path:
    (folder / "partners").mkdir(exist_ok=True)
    (folder / "partners" / "all.rq").write_text(text, encoding="utf-8")
    return folder


def test_a_new_file_is_a_query(tmp_path: Path) -> None:
    (query,) = read_catalogue(write(tmp_path, GOOD)).values()
    assert query.name == "partners/all"
    assert query.topic == "partners"
    assert query.columns[0].name == "partner"
    assert query.params[0].scheme == "sector"
    assert not query.params[0].required


def test_a_key_and_examples_are_optional(tmp_path: Path) -> None:
    (query,) = read_catalogue(write(tmp_path, GOOD)).values()
    assert (query.key, query.examples) == ((), ())
    more = "#+ key: [partner]\n#+ examples: [{sector: health}, {}]\n#+ source:"
    (query,) = read_catalogue(write(tmp_path, GOOD.replace("#+ source:", more))).values()
    assert query.key == ("partner",)
    assert query.examples == ({"sector": "health"}, {})


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("#+ source: a test", "#+ sauce: a test", "all.rq, line 8: unknown key 'sauce'"),
        ("#+ source: a test\n", "", "lacks source"),
        ("meaning: the partner", "unti: x, meaning: y", "line 5: unknown key 'unti'"),
        ("type: iri", "type: thing", "line 5: column 'partner': no type 'thing'"),
        ('"code:sector"', "sector", "line 7: parameter 'sector': no type 'sector'"),
        ("one row per partner", "partners", "line 3: the grain must begin"),
        ("#+ params:", "#+ key: partner\n#+ params:", "line 6: key must be a list"),
        ("#+ params:", "#+ key: []\n#+ params:", "line 6: key must be a list"),
        ("#+ params:", "#+ key: [name]\n#+ params:", "line 6: key: no column 'name'"),
        ("#+ source:", "#+ examples: health\n#+ source:", "line 8: expected 'name: {...}' here"),
        ("#+ source:", "#+ examples: {place: a}\n#+ source:", "examples: no parameter"),
        ("#+ source:", "#+ examples: {sector: [a]}\n#+ source:", "example 'sector' must be text"),
        (
            "optional: true, meaning: only this sector}",
            "meaning: x}\n#+ examples: [{}]",
            "no sector",
        ),
        ("#+ grain:", "#+ grain: [", "is not YAML"),
        ("#+   partner:", "#+   Partner:", "line 5: 'Partner' must be lower case"),
        ("SELECT ?partner\n", "SELECT ?partner ?b\n", "are not the query's (partner, b)"),
        ("  #if $sector\n", "  #end\n", "without its pair"),
        ("  #end\n", "", "without '#end'"),
        ("  #if $sector\n", "  #if $sector\n  #else\n", "$sector is optional"),
        ("$sector .", "?sector .", "parameter 'sector' is not used"),
        ("$sector .", "$sect .", "$sect is not in the header"),
        ("#+   sector:", "#+   limit:", "line 7: parameter 'limit': every query has"),
        ("optional: true", "optional: maybe", "must be true or false"),
        ("optional: true", "default: x, optional: true", "is not optional"),
        ("optional: true", "many: true, optional: true", "$sector is a list"),
        ("?partner a", "?sector a", "?sector is a parameter"),
    ],
)
def test_a_bad_file_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in GOOD
    with pytest.raises(QueryError) as caught:
        read_catalogue(write(tmp_path, GOOD.replace(old, new)))
    assert message in str(caught.value)


def test_a_file_without_header_is_refused(tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="begins with '#"):
        read_catalogue(write(tmp_path, "SELECT ?a WHERE { ?a ?b ?c }"))


def test_a_file_name_is_lower_case(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    (tmp_path / "partners" / "all.rq").rename(tmp_path / "partners" / "All.rq")
    with pytest.raises(QueryError, match="lower case"):
        read_catalogue(tmp_path)


def test_the_catalogue_is_in_order() -> None:
    assert list(catalogue()) == sorted(catalogue())
    assert len(catalogue()) >= 24


@pytest.mark.parametrize(
    ("sought", "expected"),
    [
        ("touchpoints/door", "touchpoints/doors"),
        ("doors", "touchpoints/doors"),
        ("serving-touchpoints", "partners/serving-touchpoint"),
    ],
)
def test_an_unknown_name_gets_the_nearest(sought: str, expected: str) -> None:
    with pytest.raises(UnknownQuery) as caught:
        find_query(sought)
    assert expected in caught.value.nearest
