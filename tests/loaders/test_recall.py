"""What was loaded from a workbook comes back as rows that load as the same records."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import pytest
from openpyxl import load_workbook

from graph.public.withheld import Withheld, read_withheld
from graph.store import EmbeddedStore, ReadableStore
from loaders.load import load_source
from loaders.workbook.definition import read_definition
from loaders.workbook.recall import recall_rows
from loaders.workbook.template import write_filled
from ontology.terms import DCTERMS, source_graph
from service.demo import demo_sources

PLANNING = Path(__file__).parents[1] / "data" / "planning" / "laurel"
VALLEY = Path(__file__).parents[1] / "data" / "workbook" / "valley"
COMMUNITY = demo_sources()[0][1]
NOTHING = Withheld(frozenset(), frozenset(), None)


BY_ROW = {t.naming.kind for t in read_definition().tables if t.naming.by_row}


def read_records(store: ReadableStore, source: str) -> Counter[tuple[str, frozenset[str]]]:
    """What is said of each record; one known by the number of its row goes by what is said."""
    graph = source_graph(source)
    query = f"SELECT ?s ?p ?o WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}"
    told: defaultdict[str, set[str]] = defaultdict(set)
    for subject, predicate, term in store.query(query):  # type: ignore[union-attr]
        by_row = subject.value.split("/")[-2] in BY_ROW
        if not (by_row and predicate.value == f"{DCTERMS}identifier"):
            told[subject.value].add(f"{predicate} {term}")
    return Counter(
        ("" if iri.split("/")[-2] in BY_ROW else iri, frozenset(said)) for iri, said in told.items()
    )


@pytest.mark.parametrize("folder", [PLANNING, VALLEY, COMMUNITY], ids=lambda path: path.name)
def test_rows_load_as_the_same_records(folder: Path, tmp_path: Path) -> None:
    first, second = EmbeddedStore(tmp_path / "first"), EmbeddedStore(tmp_path / "second")
    load_source(first, folder, source="here")
    book = tmp_path / "again.xlsx"
    write_filled(book, recall_rows(first.read(), "here", NOTHING))
    report = load_source(second, book, source="here")
    assert [issue for issue in report.issues if issue.severity == "error"] == []
    before, after = read_records(first.read(), "here"), read_records(second.read(), "here")
    assert list(after - before)[:3] == []
    assert list(before - after)[:3] == []


def test_addresses_of_confidential_sites_do_not_come_back(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path)
    load_source(store, COMMUNITY, source="here")
    withheld = read_withheld(store.read())
    assert withheld.sites
    rows = recall_rows(store.read(), "here", withheld)["sites"]
    hidden = [row for row in rows if row.get("confidential") == "yes"]
    assert hidden
    assert all(row.keys() <= {"id", "name", "partner", "confidential"} for row in hidden)


def test_the_filled_workbook_has_help_and_no_formulas(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    write_filled(path, {"partners": [{"id": "p1", "name": "=1+1"}]})
    book = load_workbook(path)
    sheet = book["partners"]
    assert sheet["B3"].value == "=1+1"
    assert sheet["B3"].data_type == "s"
    assert sheet.data_validations.dataValidation
    assert "services" not in book.sheetnames
