"""The take-away files over HTTP."""

from __future__ import annotations

import io
import json
import tempfile
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from pyoxigraph import RdfFormat, parse
from served.asgi_client import Client
from served.problems import SECRET, check_problem

from graph.errors import QueryTooLarge
from service.demo import AS_OF
from service.export_formats import list_export_formats
from service.exports import select_exports
from service.jobs import export
from service.settings import Settings
from service.workers.job import JobData
from service.workspace import Workspace

PARAMETERS = {
    "handoffs": 1,
    "mode": "warm",
    "as_of": AS_OF.isoformat(),
    "stale_after_days": 365,
    "uncoded_services": "unknown",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files are made."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def data_of(loaded_demo: Path, **given: Any) -> JobData:
    settings = Settings(data_dir=loaded_demo, as_of=AS_OF, **given)
    return JobData.over(Workspace(settings).snapshot(), settings)


def unpack(content: bytes) -> bytes:
    """The content, or that of all files packed in it, however deep."""
    if not content.startswith(b"PK"):
        return content
    with ZipFile(io.BytesIO(content)) as archive:
        return b"".join(unpack(archive.read(each)) for each in archive.namelist())


@pytest.mark.parametrize("name", select_exports())
def test_every_format_is_a_file(client: Client, name: str) -> None:
    answer = client.get(f"/api/export/{name}")
    known = select_exports()[name]
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].partition(";")[0] == known.MEDIA_TYPE
    told = f'attachment; filename="{list_export_formats()[name].file_name()}"'
    assert answer.headers["content-disposition"] == told
    text = unpack(answer.content)
    if name in ("turtle", "trig", "nquads", "jsonld"):
        forms = {"turtle": "TURTLE", "trig": "TRIG", "nquads": "N_QUADS", "jsonld": "JSON_LD"}
        assert sum(1 for _ in parse(text, format=getattr(RdfFormat, forms[name]))) > 1000
    of = list_export_formats()[name].of
    words = (b"tamarack falls",) if of is None else (b"alder", b"nurse")
    assert any(word in text.lower() for word in words)
    for secret in SECRET:
        assert secret.encode() not in text


def test_the_parameters_are_those_of_the_analyses(client: Client) -> None:
    answer = client.get("/api/export/csv", params={"handoffs": 3, "mode": "any"})
    with ZipFile(io.BytesIO(answer.content)) as archive:
        told = archive.read("read-me.txt").decode()
    assert "Parameters: " in told
    assert "3" in told.partition("Parameters: ")[2].partition("\n")[0]


def test_an_unknown_format_lists_those_there_are(client: Client) -> None:
    check_problem(client.get("/api/export/pdf"), 404, "csv, geojson")
    check_problem(client.get("/api/export/"), 404)


def test_a_file_that_is_too_large_is_not_cut(loaded_demo: Path, folder: Path) -> None:
    data = data_of(loaded_demo, answer_limit_mb=1)
    with pytest.raises(QueryTooLarge, match="1 MiB"):
        export.run(data, format="nquads", parameters=PARAMETERS)
    assert list(folder.iterdir()) == []


def test_nothing_is_left_of_a_file(loaded_demo: Path, folder: Path) -> None:
    outcome = export.run(data_of(loaded_demo), format="geojson", parameters=PARAMETERS)
    assert list(folder.iterdir()) == []
    assert json.loads(b"".join(outcome.chunks))["features"]


def test_hsds_takes_a_selection_and_others_refuse_it(client: Client) -> None:
    asked = {"need": "food", "place": "cinder-butte"}
    whole = json.loads(client.get("/api/export/hsds-json").content)
    part = client.get("/api/export/hsds-json", params={"need": "food"})
    assert 0 < len(json.loads(part.content)["services"]) < len(whole["services"])
    check_problem(client.get("/api/export/turtle", params=asked), 404, "always of everything")
    check_problem(client.get("/api/export/hsds", params={"partner": "x"}), 404, "no partner 'x'")
