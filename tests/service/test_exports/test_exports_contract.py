from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

import service.exports
from graph.errors import ExportError
from service.export_formats import list_export_formats
from service.exports import ExportData, select_exports, write_export
from service.exports.contract import write_atomically

FORMATS = [
    "csv", "geojson", "gexf", "graphml", "hsds", "hsds-json", "html", "jsonld", "nquads", "trig",
    "turtle", "xlsx",
]  # fmt: skip
SECRETS = [
    "77 Hidden Lane", "Hidden Lane", "hidden LANE", "Quietwater", "Nowhere State", "97999",
    "44.123456", "123.654321",
]  # fmt: skip


def read_everything(path: Path) -> str:
    """All text of a file; of an archive, that of all its members."""
    if not zipfile.is_zipfile(path):
        return path.read_text(encoding="utf-8")
    with zipfile.ZipFile(path) as archive:
        return "\n".join(archive.read(name).decode("utf-8") for name in archive.namelist())


def test_every_format_is_found() -> None:
    assert set(FORMATS) <= set(select_exports())
    names = [each.file_name() for each in list_export_formats().values()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", FORMATS)
def test_where_a_confidential_site_is_never_leaves(
    name: str, county: ExportData, out: Path
) -> None:
    write_export(name, county, out)
    text = read_everything(out)
    assert [secret for secret in SECRETS if secret.casefold() in text.casefold()] == []
    if name not in ("gexf", "graphml", "html"):
        assert "1 Main Street" in text


@pytest.mark.parametrize("name", FORMATS)
def test_the_place_of_a_confidential_site_never_leaves(
    name: str, county: ExportData, out: Path
) -> None:
    write_export(name, county, out)
    for line in read_everything(out).splitlines():
        if name in ("csv", "jsonld", "nquads", "geojson"):
            assert not ("site/hidden" in line and "place/hollow" in line)
            assert not ("Shelter house" in line and "Hollow" in line)


# openpyxl writes the time of saving into a workbook.
@pytest.mark.parametrize("name", [name for name in FORMATS if name != "xlsx"])
def test_the_same_data_gives_the_same_bytes(name: str, county: ExportData, out: Path) -> None:
    write_export(name, county, out)
    first = out.read_bytes()
    again = ExportData(county.store, county.parameters, generated_at=county.generated_at)
    write_export(name, again, out)
    assert out.read_bytes() == first


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_store_gives_a_file(name: str, empty: ExportData, out: Path) -> None:
    write_export(name, empty, out)
    assert out.stat().st_size > 0


def test_unknown_format_names_those_there_are(county: ExportData, out: Path) -> None:
    with pytest.raises(ExportError, match=r"no export named 'pdf'.*csv.*xlsx") as caught:
        write_export("pdf", county, out)
    assert caught.value.format == "pdf"


@pytest.mark.parametrize("name", FORMATS)
def test_a_path_that_cannot_be_written(name: str, county: ExportData, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="cannot be written"):
        write_export(name, county, tmp_path / "absent" / "file")


def test_a_failed_write_leaves_what_was_there(out: Path) -> None:
    out.write_text("before")

    def fail() -> None:
        with write_atomically(out) as part:
            part.write_text("half")
            raise ValueError("half way")

    with pytest.raises(ValueError, match="half way"):
        fail()
    assert out.read_text() == "before"
    assert [path.name for path in out.parent.iterdir()] == ["file"]


def test_a_module_that_lacks_a_part_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "halfdone.py").write_text('NAME = "halfdone"\n')
    monkeypatch.setattr(service.exports, "__path__", [str(tmp_path)])
    uncached = select_exports.__wrapped__
    with pytest.raises(TypeError, match=r"halfdone\.py lacks TITLE, MEDIA_TYPE, SUFFIX, write"):
        uncached()


def test_results_that_are_given_are_not_computed_again(county: ExportData) -> None:
    results = {"coverage": county.coverage, "gaps": county.gaps, "overlaps": county.overlaps}
    data = ExportData(county.store, county.parameters, results=results)
    assert data.coverage is county.coverage
    assert data.gaps is county.gaps
    assert data.completeness == county.coverage["completeness"]
