"""One test for each kind of bad input.

A bad row is one clear line with file, row and column, and the other rows load. A bad file is one
clear line, and nothing in the store changes.
"""

from __future__ import annotations

import csv
import shutil
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from graph.errors import SourceError
from graph.store import EmbeddedStore
from loaders import archives
from loaders.archives import ArchiveLimits, open_archive
from loaders.load import LoadReport, load_source
from loaders.workbook import delimited, spreadsheet

VALLEY = Path(__file__).parents[1] / "data" / "workbook" / "valley"
GOOD = "id,name,verified_on\np,P,2026-03-14\n"


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store that holds something; not to be written to."""
    folder = tmp_path_factory.mktemp("loaded") / "store"
    load_source(EmbeddedStore(folder), VALLEY)
    return folder


@pytest.fixture
def store(loaded: Path, tmp_path: Path) -> EmbeddedStore:
    """A store that holds something already."""
    return EmbeddedStore(Path(shutil.copytree(loaded, tmp_path / "store")))


@pytest.fixture
def refuse(store: EmbeddedStore) -> Callable[..., SourceError]:
    """Load what cannot be loaded; the error, once nothing is seen to have changed."""

    def load(path: Path, match: str) -> SourceError:
        before = {str(quad) for quad in store.read().store}
        with pytest.raises(SourceError, match=match) as caught:
            load_source(store, path, kind="workbook")
        assert {str(quad) for quad in store.read().store} == before
        assert len(store.history()) == 1
        assert len(str(caught.value).splitlines()) == 1
        assert len(str(caught.value)) < 600
        return caught.value

    return load


def write(tmp_path: Path, content: str | bytes, name: str = "partners.csv") -> Path:
    folder = tmp_path / "ours"
    folder.mkdir(exist_ok=True)
    data = content.encode() if isinstance(content, str) else content
    (folder / name).write_bytes(data)
    return folder


def load_rows(store: EmbeddedStore, path: Path) -> LoadReport:
    report = load_source(store, path)
    for issue in report.issues:
        assert len(issue.message) < 400
        assert len(issue.value or "") < 100
        assert (issue.value or "").isprintable()
    return report


def only_issue(report: LoadReport) -> tuple[str, str, int | None, str | None]:
    (issue,) = report.issues
    return issue.code, issue.file, issue.row, issue.column


# Rows: the others load.


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("q,Q,soon", "wrong-type", "verified_on"),
        (",Q,", "blank-id", "id"),
        ("p,again,", "repeated-key", "id"),
        ('q,"{""name"": ""Q""}",', "json-in-cell", "name"),
        ('q,{"name": "Q", "age": 3},', "wrong-type", "verified_on"),
        ('q,{"name": "Q", "age": 3, "x": 1},', "too-many-cells", "column 4"),
        (f"q,{'x' * 1_000_000},", "too-long", "name"),
        ("q,a\x00b,", "control-character", "name"),
        ("q,Q" + ",1" * 100_000, "too-many-cells", "column 4"),
        ("q,#REF!,", "error-value", "name"),
        ('q,"Q" and more,', "bad-quotes", None),
    ],
)
def test_a_bad_row(
    store: EmbeddedStore, tmp_path: Path, row: str, code: str, column: str | None
) -> None:
    report = load_rows(store, write(tmp_path, f"{GOOD}{row}\nr,R,\n"))
    assert only_issue(report) == (code, "partners.csv", 3, column)
    assert report.loaded == {"partners": 2}
    assert (report.rows_read, report.refused) == (3, 1)


def test_a_dangling_id(store: EmbeddedStore, tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    path = write(tmp_path, "id,name,partner\ns,S,p\nr,R,nobody\n", "services.csv")
    report = load_rows(store, path)
    assert only_issue(report) == ("dangling-reference", "services.csv", 3, "partner")
    assert report.loaded == {"partners": 1, "services": 1}


def test_a_missing_column(store: EmbeddedStore, tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    report = load_rows(store, write(tmp_path, "id,nom\na,A\n", "places.csv"))
    assert only_issue(report) == ("missing-column", "places.csv", 1, "name")
    assert report.loaded == {"partners": 1}


def test_a_hundred_thousand_headings(store: EmbeddedStore, tmp_path: Path) -> None:
    wide = "id,name," + ",".join(f"c{n}" for n in range(100_000))
    report = load_rows(store, write(tmp_path, f"{wide}\np,P\n"))
    assert report.loaded == {"partners": 1}
    assert len(report.issues) < 20


def test_a_cell_longer_than_the_csv_module_likes(store: EmbeddedStore, tmp_path: Path) -> None:
    csv.field_size_limit(1_000)
    report = load_rows(store, write(tmp_path, f'{GOOD}q,"{"x" * 200_000}",\nr,R,\n'))
    assert only_issue(report) == ("too-long", "partners.csv", 3, "name")


# Files: nothing changes.


def test_an_empty_file(refuse: Callable[..., SourceError], tmp_path: Path) -> None:
    refuse(write(tmp_path, ""), "partners.csv: the file is empty")


@pytest.mark.parametrize("name", ["ours.xlsx", "ours.zip"])
def test_an_archive_of_no_bytes(
    refuse: Callable[..., SourceError], tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(b"")
    refuse(path, "the file is empty \\(0 bytes\\)")


def test_a_folder_with_no_known_table(refuse: Callable[..., SourceError], tmp_path: Path) -> None:
    path = write(tmp_path, "a,b\n1,2\n", "people.csv")
    refuse(path, "holds none of the tables .*found: people.csv")


def test_an_empty_folder(refuse: Callable[..., SourceError], tmp_path: Path) -> None:
    (tmp_path / "ours").mkdir()
    refuse(tmp_path / "ours", "found: nothing")


def test_a_quotation_mark_that_is_never_closed(
    refuse: Callable[..., SourceError], tmp_path: Path
) -> None:
    error = refuse(write(tmp_path, f'{GOOD}q,"Q,\nr,R,\n'), "opens in this row and is never closed")
    assert error.row == 3


def test_a_quotation_mark_that_swallows_a_long_file(
    refuse: Callable[..., SourceError], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delimited, "MAX_FIELD_CHARACTERS", 10_000)
    csv.field_size_limit(10_000)
    path = write(tmp_path, f'{GOOD}q,"Q,\n' + "r,R,\n" * 10_000)
    assert refuse(path, "never closed").row == 3


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (GOOD.encode("utf-16-le"), "no text"),
        (b"PK\x03\x04" + b"x" * 50, "a zip or spreadsheet"),
        (b"<!DOCTYPE html><table>", "a web page"),
        (b"\xef\xbb\xbfid,name\np,\xe9", "no text in utf-8"),
        (b"id,name\np,\x81\x8d", "no text in cp1252"),
    ],
)
def test_bytes_that_are_no_text(
    refuse: Callable[..., SourceError], tmp_path: Path, content: bytes, words: str
) -> None:
    refuse(write(tmp_path, content), words)


def test_a_file_beyond_the_limit(
    refuse: Callable[..., SourceError], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loaders.workbook.sheets.MAX_FILE_BYTES", 10)
    refuse(write(tmp_path, GOOD), "the file has 35 bytes, the most is 10")


# Spreadsheets.


def make_sheet(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "partners"
    sheet.append(["id", "name"])
    for number in range(200):
        sheet.append([f"p{number}", "P"])
    book.save(path)
    return path


def with_entry(path: Path, name: str, content: bytes) -> Path:
    """The same zip with one entry replaced or added."""
    changed = path.with_name(f"changed-{path.name}")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, content)
    return changed


@pytest.mark.parametrize("kept", [0.3, 0.9])
def test_a_truncated_spreadsheet(
    refuse: Callable[..., SourceError], tmp_path: Path, kept: float
) -> None:
    path = make_sheet(tmp_path / "ours.xlsx")
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * kept)])
    refuse(path, "truncated or damaged")


def test_a_damaged_sheet(refuse: Callable[..., SourceError], tmp_path: Path) -> None:
    path = make_sheet(tmp_path / "ours.xlsx")
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    broken = with_entry(path, "xl/worksheets/sheet1.xml", sheet[: len(sheet) // 2])
    assert refuse(broken, "is damaged or no .xlsx spreadsheet").sheet == "partners"


def test_an_xml_entity_bomb(refuse: Callable[..., SourceError], tmp_path: Path) -> None:
    path = make_sheet(tmp_path / "ours.xlsx")
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{levels}]>'
    sheet = f'{bomb}<worksheet><sheetData><row r="1"><c t="str"><v>&l11;</v></c></row>'
    end = "</sheetData></worksheet>"
    broken = with_entry(path, "xl/worksheets/sheet1.xml", (sheet + end).encode())
    refuse(broken, "XML entities")


def test_an_entity_that_names_a_file(refuse: Callable[..., SourceError], tmp_path: Path) -> None:
    path = make_sheet(tmp_path / "ours.xlsx")
    bomb = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><workbook>&a;</workbook>'
    refuse(with_entry(path, "xl/workbook.xml", bomb.encode()), "XML entities")


def test_spreadsheets_are_not_read_without_the_guard(
    refuse: Callable[..., SourceError], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("openpyxl.DEFUSEDXML", False)
    refuse(make_sheet(tmp_path / "ours.xlsx"), "only with defusedxml")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html><table><tr><td>id</td></tr></table></html>", "a web page or XML"),
        (b"id,name\np,P\n", "plain text under the name of a spreadsheet"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "an old .xls or has a password"),
        (b"\x00\x01\x02", "not a zip file"),
    ],
)
def test_another_file_under_the_name_of_a_spreadsheet(
    refuse: Callable[..., SourceError], tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "ours.xlsx"
    path.write_bytes(content)
    refuse(path, words)


def test_a_zip_under_the_name_of_a_spreadsheet(
    refuse: Callable[..., SourceError], tmp_path: Path
) -> None:
    path = tmp_path / "ours.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("partners.csv", GOOD)
    refuse(path, "is a zip but no .xlsx")


def test_a_row_with_a_number_beyond_any_sheet(
    refuse: Callable[..., SourceError], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreadsheet, "MAX_ROWS", 1_000)
    path = make_sheet(tmp_path / "ours.xlsx")
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    far = sheet.replace(b'<row r="201"', b'<row r="99999999999"')
    assert far != sheet
    refuse(with_entry(path, "xl/worksheets/sheet1.xml", far), "more than 1,000 rows")


def test_a_spreadsheet_with_none_of_the_sheets(
    refuse: Callable[..., SourceError], tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["id", "name"])
    book.save(tmp_path / "ours.xlsx")
    refuse(tmp_path / "ours.xlsx", "holds none of the tables .*found: Sheet")


def test_another_kind_of_spreadsheet(refuse: Callable[..., SourceError], tmp_path: Path) -> None:
    path = tmp_path / "ours.ods"
    path.write_bytes(b"PK\x03\x04")
    refuse(path, "save it as .xlsx")


# Archives.


def make_zip(path: Path, **entries: bytes | str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("_csv", ".csv"), content)
    return path


def test_a_zip_bomb(refuse: Callable[..., SourceError], tmp_path: Path) -> None:
    path = make_zip(tmp_path / "ours.zip", partners_csv=b"0" * 20_000_000)
    assert path.stat().st_size < 100_000
    refuse(path, "looks like a zip bomb")


def test_a_truncated_zip(refuse: Callable[..., SourceError], tmp_path: Path) -> None:
    path = make_zip(tmp_path / "ours.zip", partners_csv=GOOD * 50)
    path.write_bytes(path.read_bytes()[:-30])
    refuse(path, "truncated or damaged")


def test_a_zip_with_a_damaged_entry(refuse: Callable[..., SourceError], tmp_path: Path) -> None:
    path = tmp_path / "ours.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("partners.csv", GOOD)
    path.write_bytes(path.read_bytes().replace(b"p,P,2026", b"p,X,2026"))
    refuse(path, "partners.csv in the zip is damaged")


@pytest.mark.parametrize("name", ["../partners.csv", "/partners.csv", "C:partners.csv"])
def test_a_zip_entry_that_leads_out(
    refuse: Callable[..., SourceError], tmp_path: Path, name: str
) -> None:
    path = tmp_path / "ours.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, GOOD)
    refuse(path, "leads out of the archive")


def test_a_zip_entry_that_is_a_link(refuse: Callable[..., SourceError], tmp_path: Path) -> None:
    path = tmp_path / "ours.zip"
    entry = zipfile.ZipInfo("partners.csv")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(entry, "/etc/passwd")
    refuse(path, "is a link")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_zip_that_holds_a_name_twice(refuse: Callable[..., SourceError], tmp_path: Path) -> None:
    path = tmp_path / "ours.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("partners.csv", GOOD)
        archive.writestr("partners.csv", GOOD)
    refuse(path, "twice")


def test_the_limits_of_archives(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "x.zip", a_csv="1" * 100, b_csv="2" * 100)
    for limits, words in (
        (ArchiveLimits(entries=1), "holds 2 entries, the most is 1"),
        (ArchiveLimits(total_bytes=150), "would unpack to 200 bytes, the most is 150"),
        (ArchiveLimits(ratio=2, ratio_from_bytes=50), "more than 2 times"),
    ):
        with pytest.raises(SourceError, match=words), open_archive(path, limits=limits):
            pass
    with open_archive(path) as archive:
        assert archive.names() == ["a.csv", "b.csv"]
        assert archive.read("a.csv") == b"1" * 100
        assert archive.size("b.csv") == 100
    assert spreadsheet.LIMITS.total_bytes < archives.MAX_TOTAL_BYTES
