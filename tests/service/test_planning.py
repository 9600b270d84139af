"""From the map to the plan, on a second community: another state, fiscal year and model."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from served.asgi_client import Client
from served.command_line import read_json, run_nwd

from graph.store import EmbeddedStore
from loaders.load import load_source
from service.analyses import list_analyses, select_analysis
from service.app import create_app
from service.demo import AS_OF
from service.export_formats import list_export_formats
from service.settings import Settings
from service.workspace import Workspace

LAUREL = Path(__file__).parents[1] / "data" / "planning" / "laurel"
DAY = ("--as-of", AS_OF.isoformat())
PLANNING = [name for name in list_analyses() if select_analysis(name).PART == "planning"]
FORMATS = [each.name for each in list_export_formats().values() if each.of in PLANNING]
PROMISED = {
    "journeys",
    "models",
    "budget",
    "policy",
    "maturity",
    "snapshot",
    "plan",
    "collaboratives",
    "improvement",
    "learning",
}


@pytest.fixture(scope="module")
def laurel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data directory of the second community; every row of its tables loads."""
    data_dir = tmp_path_factory.mktemp("laurel") / "nwd-data"
    report = load_source(EmbeddedStore(data_dir), LAUREL, source="laurel")
    assert [issue.message for issue in report.issues if issue.severity == "error"] == []
    return data_dir


@pytest.fixture(scope="module")
def there(laurel: Path) -> Client:
    """The service over it."""
    return Client(create_app(Workspace(Settings(data_dir=laurel, as_of=AS_OF))))


def test_what_is_promised_is_there() -> None:
    assert set(PLANNING) == PROMISED


@pytest.mark.parametrize("name", PLANNING)
def test_command_and_http_tell_the_same_of_the_second_community(
    name: str, laurel: Path, there: Client
) -> None:
    printed: dict[str, Any] = read_json(name, *DAY, "--no-save", data_dir=laurel)
    answer = there.get(f"/api/{name}")
    assert answer.status_code == 200, answer.text
    assert json.dumps(answer.json(), sort_keys=True) == json.dumps(printed, sort_keys=True)
    first = select_analysis(name).LISTS[0].name
    assert printed[first], "the community has something to tell of"


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_made_of_the_second_community(
    name: str, there: Client, laurel: Path, tmp_path: Path
) -> None:
    path = tmp_path / "file"
    run_nwd("export", name, "--out", path, *DAY, data_dir=laurel)
    answer = there.get(f"/api/export/{name}")
    assert answer.status_code == 200, answer.text
    told = list_export_formats()[name]
    assert answer.headers["content-type"].partition(";")[0] == told.media_type
    assert len(path.read_bytes()) > 200
    assert len(answer.content) > 200


def test_formats_take_the_options_of_their_analysis(there: Client, laurel: Path) -> None:
    for name in FORMATS:
        of = list_export_formats()[name].of
        assert of is not None
        described = there.get("/openapi.json").json()["paths"][f"/api/export/{name}"]["get"]
        told = {each["name"] for each in described["parameters"]}
        assert {option.name for option in select_analysis(of).OPTIONS} <= told
        assert there.get(f"/api/export/{name}?nonsense=1").status_code == 422
    refused = run_nwd("export", FORMATS[0], "--set", "nonsense=1", data_dir=laurel, exit_code=1)
    assert "has no option 'nonsense'" in refused.stderr
    refused = run_nwd("export", "geojson", "--set", "plan=x", data_dir=laurel, exit_code=1)
    assert "takes no options" in refused.stderr


def test_the_workbooks_of_plans_have_what_there_is(laurel: Path, tmp_path: Path) -> None:
    path = tmp_path / "planning.zip"
    run_nwd("export", "planning", "--out", path, *DAY, data_dir=laurel)
    with ZipFile(path) as archive:
        assert archive.namelist() == [f"{name}.xlsx" for name in sorted(PLANNING)]
        for name in PLANNING:
            book = load_workbook(BytesIO(archive.read(f"{name}.xlsx")), read_only=True)
            assert book.sheetnames[:2] == ["read me", name]
            for sheet in book.sheetnames:
                assert len(list(book[sheet].iter_rows(max_row=2))) == 2, sheet
