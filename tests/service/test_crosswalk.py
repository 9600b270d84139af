"""`nwd crosswalk` and `/api/crosswalk`, from the list to the map that has changed."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from served.asgi_client import Client
from served.command_line import read_csv, read_json, run_nwd

from service.app import create_app
from service.settings import Settings
from service.workspace import Workspace

DIRECTORY = {
    "organizations": "id,name\no1,One\n",
    "services": "id,organization_id,name\ns1,o1,Mondays\ns2,o1,Tuesdays\ns3,o1,Fridays\n",
    "taxonomy_terms": "id,name,taxonomy\nt1,Prenatal checkups for all,Ours\nt2,Odds,Ours\n",
    "attributes": "id,link_id,link_entity,taxonomy_term_id\na,s1,service,t2\nb,s2,service,t2\n"
    "c,s3,service,t1\n",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("crosswalk") / "ours"
    folder.mkdir()
    for name, content in DIRECTORY.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    return folder


@pytest.fixture
def data_dir(tmp_path: Path, folder: Path) -> Path:
    run_nwd("load", folder, "--no-keywords", data_dir=tmp_path / "nwd-data")
    return tmp_path / "nwd-data"


def test_from_the_list_to_the_map(data_dir: Path, folder: Path, tmp_path: Path) -> None:
    listed = read_json("crosswalk", "list", data_dir=data_dir)
    assert [(one["term"], one["newly"]) for one in listed["terms"]] == [
        ("Odds", 2),
        ("Prenatal checkups for all", 1),
    ]
    service = Client(create_app(Workspace(Settings(data_dir=data_dir, query_timeout=60))))
    answer = service.get("/api/crosswalk")
    assert answer.status_code == 200
    assert answer.json() == {**listed, "total_terms": 2}
    assert len(service.get("/api/crosswalk?limit=1&source=ours").json()["terms"]) == 1
    assert service.get("/api/crosswalk?source=nowhere").status_code == 404
    assert service.get("/api/crosswalk?terms=1").status_code == 422

    file = tmp_path / "suggested.csv"
    run_nwd("crosswalk", "suggest", "--out", file, data_dir=data_dir)
    head, *lines = [one for one in file.read_text("utf-8").splitlines() if one[:1] != "#"]
    rows = {row["term"]: row for row in csv.DictReader(io.StringIO("\n".join([head, *lines])))}
    assert (rows["Odds"]["suggestion"], rows["Odds"]["maps_to"]) == ("", "")
    assert rows["Prenatal checkups for all"]["suggestion"] == "need:prenatal-care"
    again = run_nwd("crosswalk", "suggest", "--out", file, data_dir=data_dir, exit_code=1)
    assert "is there already" in again.stderr

    blank = run_nwd("crosswalk", "apply", file, data_dir=data_dir, exit_code=1)
    assert "no row can be used; fill in its column maps_to" in blank.stderr
    rows["Prenatal checkups for all"]["maps_to"] = "need:prenatal-care"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, head.split(","))
        writer.writeheader()
        writer.writerows(rows.values())
    tried = read_json("crosswalk", "apply", file, "--dry-run", data_dir=data_dir)
    assert (tried["generation"], tried["changed"]) == (None, True)
    applied = read_json("crosswalk", "apply", file, data_dir=data_dir)
    (change,) = applied["sources"]
    assert (change["coded_before"], change["coded_after"], change["needs_added"]) == (0, 1, 1)
    assert [(one["row"], one["services"]) for one in applied["used"]] == [(3, 1)]
    (kept,) = read_csv("crosswalk", "show", data_dir=data_dir)
    assert (kept["source"], kept["crosswalk"], kept["row"]) == ("ours", "suggested.csv", "3")

    reloaded = run_nwd("load", folder, data_dir=data_dir)
    assert "mapped with suggested.csv, kept for this source" in reloaded.stderr
    assert "1 of 3 services have needs: 1 by their terms" in reloaded.stderr
    run_nwd("crosswalk", "remove", "suggested.csv", data_dir=data_dir)
    assert read_json("crosswalk", "list", data_dir=data_dir)["uncoded"] == 3
    assert (
        "no crosswalk of this name is kept"
        in run_nwd("crosswalk", "remove", "suggested.csv", data_dir=data_dir, exit_code=1).stderr
    )


def test_keywords_can_be_switched_off_and_on(data_dir: Path, folder: Path) -> None:
    told = run_nwd("crosswalk", "show", data_dir=data_dir)
    assert "ours: keyword rows are not asked (--no-keywords)" in told.stderr
    run_nwd("load", folder, "--keywords", data_dir=data_dir)
    assert read_json("crosswalk", "list", data_dir=data_dir)["uncoded"] == 2
