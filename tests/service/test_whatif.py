"""What-if on the command line and over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from served.asgi_client import Client
from served.command_line import read_csv, read_json, run_nwd

from graph.store import EmbeddedStore
from service.demo import AS_OF

DAY = ("--as-of", AS_OF.isoformat())

ENDING = {"changes": [{"change": "end-stream", "id": "miechv"}]}


def ask(client: Client, body: dict[str, Any]) -> Any:
    answer = client.post("/api/whatif", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_command_and_http_answer_the_same(client: Client, loaded_demo: Path) -> None:
    printed = read_json("whatif", *DAY, "--end-stream", "miechv", data_dir=loaded_demo)
    assert ask(client, ENDING) == printed
    assert printed["changes"][0]["sentence"].endswith(" ends.")
    assert printed["closed"]
    asked = {"handoffs": 1, "mode": "warm", **printed["before"]["headline"]}
    assert asked in printed["before"]["variants"]
    assert printed["cells"]


def test_before_is_the_headline_of_coverage(client: Client) -> None:
    coverage = client.get("/api/coverage").json()
    answer = ask(client, ENDING)
    assert answer["before"]["headline"] == coverage["headline"]
    assert answer["before"]["variants"] == coverage["variants"]
    assert answer["required"] == coverage["required"]
    low, high = answer["after"]["headline"]["any_door"]
    assert low < coverage["headline"]["any_door"][0]
    assert high < coverage["headline"]["any_door"][1]


def test_nothing_is_kept(own_demo: Path) -> None:
    before = EmbeddedStore(own_demo).read().version
    run_nwd("whatif", *DAY, "--end-stream", "miechv", data_dir=own_demo)
    assert EmbeddedStore(own_demo).read().version == before


def test_every_kind_of_change(loaded_demo: Path) -> None:
    """Each kind is told in words, and all of them together are one question."""
    coverage = read_json("coverage", *DAY, "--no-save", data_dir=loaded_demo)
    gap = next(cell for cell in coverage["cells"] if cell["gap_type"] == "link")
    route = next(cell["route"] for cell in coverage["cells"] if cell["handoffs"] == 1)
    door = next(cell for cell in coverage["cells"] if cell["route"])
    told = {
        "--remove": "partner:tamarack-falls-hospital",
        "--end-stream": "miechv",
        "--add-pathway": f"{route[0]}>{route[1]}=cold",
        "--set-mode": "ref-hospital-nurse-visits=cold",
        "--close-door": f"{door['touchpoint']}@{door['route'][0]}",
        "--add-door": f"{gap['touchpoint']}@{route[1]}={gap['place']}",
        "--widen-area": f"svc-newborn-nurse-visits={gap['place']}",
        "--widen-eligibility": f"svc-newborn-nurse-visits={gap['segment']}",
        "--confirm-open": "svc-newborn-nurse-visits",
    }
    arguments = [word for pair in told.items() for word in pair]
    answer = read_json("whatif", *DAY, *arguments, data_dir=loaded_demo)
    assert {change["told"]["change"] for change in answer["changes"]} == {
        name.removeprefix("--") for name in told
    }
    assert all(change["sentence"].endswith(".") for change in answer["changes"])
    rows = read_csv("whatif", *DAY, *arguments, data_dir=loaded_demo)
    assert len(rows) == len(answer["cells"])
    shown = run_nwd("whatif", *DAY, *arguments, "--limit", "3", data_dir=loaded_demo)
    assert "Tamarack Falls Hospital" in shown.stdout
    assert f"3 of {len(rows)} cells shown" in shown.stderr


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({"changes": []}, "changes"),
        ({"changes": [{"change": "explode"}]}, "change"),
        ({"changes": [{"change": "remove", "kind": "person", "id": "x"}]}, "kind"),
        ({"changes": [{"change": "end-stream"}]}, "id"),
        ({"changes": [{"change": "end-stream", "id": "miechv", "on": "2027"}]}, "on"),
        ({**ENDING, "handoffs": 99}, "handoffs"),
        ({**ENDING, "threshold": 0}, "threshold"),
        ({**ENDING, "nonsense": 1}, "nonsense"),
    ],
)
def test_a_body_that_does_not_fit(client: Client, body: dict[str, Any], word: str) -> None:
    problem = client.post("/api/whatif", json=body)
    assert problem.status_code == 422
    assert word in problem.text


def test_an_id_that_nothing_has(client: Client) -> None:
    body = {"changes": [{"change": "remove", "kind": "partner", "id": "nobody"}]}
    problem = client.post("/api/whatif", json=body)
    assert problem.status_code == 404
    assert "no partner has this id" in problem.json()["detail"]


def test_a_body_that_is_no_json(client: Client) -> None:
    assert client.post("/api/whatif", content=b"{").status_code == 415
    headers = {"content-type": "application/json"}
    assert client.post("/api/whatif", content=b"{", headers=headers).status_code == 422


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--remove", "partner"), "KIND:ID"),
        (("--remove", "person:x"), "one of partner"),
        (("--add-pathway", "a"), "FROM>TO"),
        (("--set-mode", "ref-hospital-nurse-visits=lukewarm"), "warm, cold or unknown"),
        (("--close-door", "birth-in-hospital@nobody"), "partner or service"),
    ],
)
def test_a_text_that_does_not_fit(loaded_demo: Path, arguments: tuple[str, ...], word: str) -> None:
    result = run_nwd("whatif", *DAY, *arguments, data_dir=loaded_demo, exit_code=1)
    assert word in result.stderr


def test_no_change_is_wrong_usage(loaded_demo: Path) -> None:
    run_nwd("whatif", *DAY, data_dir=loaded_demo, exit_code=2)
