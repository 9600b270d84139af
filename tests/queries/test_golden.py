"""Every query answers as its golden file says, and the same on a second engine.

A golden file is the CSV of one query and one set of parameters. Its first line may be a comment
with the parameters: `# need=food&place=linn`. The file of a set beyond the first is called
`<name>.<case>.csv`. `--update-golden` rewrites the rows, never the parameters.
"""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from graph.store import ReadableStore
from queries.catalogue import catalogue
from queries.run import Table, run_query

FOLDER = Path(__file__).parent / "golden"
TODAY = date(2026, 7, 1)


def golden_files() -> list[Path]:
    """The files there are, and those there should be: one for each query."""
    first = {FOLDER / f"{name}.csv" for name in catalogue()}
    return sorted(first.union(FOLDER.glob("*/*.csv")))


def query_name(path: Path) -> str:
    return f"{path.parent.name}/{path.name.partition('.')[0]}"


def parameters_line(path: Path) -> str:
    if not path.exists():
        return ""
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    return first + "\n" if first.startswith("#") else ""


def answer(store: ReadableStore, path: Path) -> Table:
    values = parse_qs(parameters_line(path).removeprefix("#").strip(), strict_parsing=False)
    return run_query(store, query_name(path), values, today=TODAY)


def render_csv(table: Table) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(column.name for column in table.columns)
    writer.writerows(
        ("true" if v is True else "false" if v is False else v for v in row) for row in table.rows
    )
    return buffer.getvalue()


@pytest.fixture(params=golden_files(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def golden(request: pytest.FixtureRequest) -> Path:
    path = request.param
    assert isinstance(path, Path)
    return path


def test_rows_are_as_written(
    golden: Path, river: ReadableStore, pytestconfig: pytest.Config
) -> None:
    assert query_name(golden) in catalogue(), "a golden file of no query"
    found = parameters_line(golden) + render_csv(answer(river, golden))
    if pytestconfig.getoption("--update-golden"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(found, encoding="utf-8")
    assert golden.exists(), "no golden file: write its parameters line, then --update-golden"
    assert found == golden.read_text(encoding="utf-8")


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_second_engine_answers_the_same(
    golden: Path, river: ReadableStore, second_engine: ReadableStore
) -> None:
    expected = answer(river, golden)
    assert answer(second_engine, golden).rows == expected.rows


def test_values_have_the_type_of_their_column(golden: Path, river: ReadableStore) -> None:
    kinds = {
        "string": "str",
        "iri": "str",
        "list": "str",
        "integer": "int",
        "decimal": "Decimal",
        "double": "float",
        "boolean": "bool",
        "date": "date",
        "datetime": "datetime",
    }
    table = answer(river, golden)
    for row in table.rows:
        for column, value in zip(table.columns, row, strict=True):
            if value is not None:
                assert type(value).__name__ == kinds[column.type], column.name


def test_the_key_names_one_row(golden: Path, river: ReadableStore) -> None:
    table = answer(river, golden)
    key = catalogue()[query_name(golden)].key
    places = [[column.name for column in table.columns].index(name) for name in key]
    keys = [tuple(row[place] for place in places) for row in table.rows]
    assert len(set(keys)) == len(keys)


def test_every_query_finds_something(river: ReadableStore) -> None:
    found: dict[str, int] = dict.fromkeys(catalogue(), 0)
    for path in golden_files():
        found[query_name(path)] += len(answer(river, path).rows)
    assert [name for name, rows in found.items() if not rows] == []
