"""Loading a newer file: what the command tells before and after publication."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from served.command_line import read_json, run_nwd

from graph.store import EmbeddedStore

SERVICES = "id,name,partner,needs,status\ns,Visits,p,home-visiting,{status}\n"


@pytest.fixture
def county(tmp_path: Path) -> Path:
    folder = tmp_path / "county"
    folder.mkdir()
    (folder / "partners.csv").write_text("id,name\np,Clinic\n")
    (folder / "touchpoints.csv").write_text("id,name,life_stage\nt,First visit,prenatal\n")
    (folder / "doors.csv").write_text("touchpoint,at\nt,p\n")
    (folder / "requirements.csv").write_text("touchpoint,need,weight\nt,home-visiting,7\n")
    _set(folder, "active")
    _run("load", folder)
    return folder


def _set(folder: Path, status: str) -> None:
    (folder / "services.csv").write_text(SERVICES.format(status=status))


def _run(command: str, folder: Path, *options: str) -> Result:
    return run_nwd(command, folder, *options, data_dir=folder.parent / "data")


def _told(command: str, folder: Path, *options: str) -> dict[str, Any]:
    found: dict[str, Any] = read_json(command, folder, *options, data_dir=folder.parent / "data")
    return found


def test_a_dry_run_and_the_load_after_it_tell_the_same(county: Path) -> None:
    _set(county, "inactive")
    dry, real = _told("load", county, "--dry-run"), _told("load", county)
    assert (dry["generation"], real["generation"]) == (None, 2)
    assert dry["changes"] == real["changes"]
    assert dry["review"] == real["review"]
    assert dry["changes"]["changes"] == [
        {
            "change": "changed",
            "kind": "Service",
            "id": "s",
            "name": "Visits",
            "field": "service status",
            "before": "Active",
            "after": "Inactive",
        }
    ]
    headline = dry["review"]["headline"]
    assert headline["before"]["every_door"] == [1, 1]
    assert headline["after"]["every_door"] == [0, 0]
    findings = dry["review"]["findings"]
    assert findings["counts"]["ReferralGap"] == {"appeared": 1, "vanished": 0, "same": 0}
    assert findings["counts"]["SinglePointOfFailure"]["vanished"] > 0
    assert "Home visiting" in findings["appeared"][0]["sentence"]


def test_the_table_reads(county: Path) -> None:
    _set(county, "inactive")
    said = " ".join(_run("load", county, "--dry-run").stdout.split())
    assert (
        "Records with an id of their own against generation 1: 0 added, 0 removed, 1 changed"
        in said
    )
    assert "every door 100.0% 0.0%" in said
    assert "Findings that appeared" in said
    assert "nothing changed" in _run("load", county, "--dry-run").stderr


def test_a_file_as_it_was_changes_nothing(county: Path) -> None:
    told = _told("load", county, "--dry-run")
    assert told["changes"]["records"]["same"] == 5
    assert told["changes"]["changes"] == told["review"]["cells"] == []
    assert told["review"]["findings"]["appeared"] == []


def test_without_findings_none_are_computed(county: Path) -> None:
    told = _told("load", county, "--dry-run", "--no-findings")
    assert told["review"] is None
    assert told["changes"] is not None


def test_the_first_load_has_nothing_to_compare(tmp_path: Path) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    (folder / "partners.csv").write_text("id,name\np,Clinic\n")
    told = _told("load", folder, "--dry-run")
    assert (told["changes"], told["review"]) == (None, None)
    assert not EmbeddedStore(tmp_path / "data").exists()
