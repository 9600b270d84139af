"""`nwd compare` and `/api/compare`: places, days and generations of the demonstration community."""

from __future__ import annotations

from pathlib import Path

import pytest
from served.asgi_client import Client
from served.command_line import read_csv, read_json, run_nwd
from served.problems import check_problem

from loaders.load import drop_source
from service.demo import AS_OF
from service.settings import Settings
from service.workspace import Workspace

DAY = ("--as-of", AS_OF.isoformat())
LATER = "2027-06-01"
PLACES = ("millrace", "tamarack-falls")


@pytest.mark.parametrize("asked", [(), PLACES])
def test_places_are_the_same_over_http(
    client: Client, loaded_demo: Path, asked: tuple[str, ...]
) -> None:
    options = [word for place in asked for word in ("--place", place)]
    printed = read_json("compare", *options, *DAY, data_dir=loaded_demo)
    answer = client.get("/api/compare", params=[("place", place) for place in asked])
    assert answer.status_code == 200
    assert answer.json() == printed
    ids = [column["id"] for column in printed["columns"]]
    assert ids == sorted(ids)
    assert set(asked) <= set(ids)
    assert len(ids) > 1


def test_days_are_the_same_over_http(client: Client, loaded_demo: Path) -> None:
    printed = read_json("compare", *DAY, "--as-of", LATER, data_dir=loaded_demo)
    days = [("as_of", AS_OF.isoformat()), ("as_of", LATER)]
    assert client.get("/api/compare", params=days).json() == printed
    assert [column["id"] for column in printed["columns"]] == [AS_OF.isoformat(), LATER]
    assert printed["changes"]["counts"]["every_door"]["no-longer-certain"] > 0
    assert printed["changes"]["required"]["added"] == 0


def test_generations_tell_what_a_load_changed(own_demo: Path) -> None:
    drop_source(Workspace(Settings(data_dir=own_demo)).store, "directory")
    result = read_json("compare", "--generation", "2", "--generation", "3", *DAY, data_dir=own_demo)
    assert [column["generation"] for column in result["columns"]] == [2, 3]
    services = next(row for row in result["measures"] if row["name"] == "services")
    assert services["differences"][1] == services["values"][1] - services["values"][0] < 0
    assert result["changes"]["required"]["common"] == result["required"]["cells"]


def test_a_generation_that_is_gone_is_an_error(own_demo: Path) -> None:
    store = Workspace(Settings(data_dir=own_demo, keep_generations=1)).store
    drop_source(store, "directory")
    asked = ("compare", "--generation", "1", "--generation", "3")
    failed = run_nwd(*asked, data_dir=own_demo, exit_code=1)
    assert "generation 1 is no longer kept (kept: 3; NWD_KEEP_GENERATIONS" in failed.stderr
    asked = ("compare", "--generation", "3", "--generation", "9")
    failed = run_nwd(*asked, data_dir=own_demo, exit_code=1)
    assert "generation 9 was never published" in failed.stderr


def test_the_table_says_what_it_does_not_say(loaded_demo: Path) -> None:
    shown = run_nwd("compare", *DAY, data_dir=loaded_demo).stdout
    assert "that is no ranking" in shown
    assert "maps less can look better" in " ".join(shown.split())
    assert "every_door_2_warm" in shown
    later = run_nwd("compare", *DAY, "--as-of", LATER, data_dir=loaded_demo).stdout
    assert "no-longer-certain" in later


def test_csv_has_one_row_a_measure_and_column(loaded_demo: Path) -> None:
    rows = read_csv("compare", *DAY, *_places(), data_dir=loaded_demo)
    result = read_json("compare", *DAY, *_places(), data_dir=loaded_demo)
    assert len(rows) == 2 * len(result["measures"])
    first = result["measures"][0]["values"]
    assert [(float(row["low"]), float(row["high"])) for row in rows[:2]] == [*map(tuple, first)]
    two = (*DAY, "--as-of", LATER, "--list", "changes")
    changed = read_csv("compare", *two, data_dir=loaded_demo)
    assert {row["every_door_change"] for row in changed} >= {"no-longer-certain"}


@pytest.mark.parametrize(
    "options",
    [
        ("--place", "millrace", "--generation", "1", "--generation", "2"),
        ("--generation", "1"),
        ("--as-of", "2026-01-01", "--as-of", "2026-02-01", "--as-of", "2026-03-01"),
        ("--place", "millrace", "--as-of", "2026-01-01", "--as-of", "2026-02-01"),
    ],
)
def test_ways_to_compare_do_not_mix(loaded_demo: Path, options: tuple[str, ...]) -> None:
    run_nwd("compare", *options, data_dir=loaded_demo, exit_code=2)


def test_a_place_that_is_not_there(client: Client, loaded_demo: Path) -> None:
    failed = run_nwd("compare", "--place", "nosuch", data_dir=loaded_demo, exit_code=1)
    assert "'nosuch'" in failed.stderr
    check_problem(client.get("/api/compare?place=nosuch"), 422, "nosuch")


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("generation=1&generation=2", "nwd compare --generation"),
        ("as_of=2026-01-01&as_of=2026-02-01&place=millrace", "two days without"),
        ("as_of=2026-01-01&as_of=x", "as_of"),
        ("as_of=2026-02-30&as_of=2026-01-01", "as_of"),
        ("as_of=2026-01-01&as_of=2026-02-01&as_of=2026-03-01", "one day or two"),
        ("colour=red", "colour"),
        ("handoffs=1&handoffs=2", "one handoffs"),
    ],
)
def test_what_does_not_fit_is_a_problem(client: Client, query: str, word: str) -> None:
    check_problem(client.get(f"/api/compare?{query}"), 422, word)


def _places() -> list[str]:
    return [word for place in PLACES for word in ("--place", place)]
