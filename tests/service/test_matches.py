"""Matches on the command line and over HTTP: proposed, shown, decided, undone."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path
from typing import Any

import pytest
from served.asgi_client import Client
from served.command_line import read_csv, read_json, run_nwd
from served.problems import check_problem
from served.writable import WritableService

from graph.store import EmbeddedStore
from loaders.load import drop_source, load_source
from ontology.terms import mint
from service.app import create_app
from service.settings import Settings
from service.workspace import Workspace

TOWN = {
    "partners": "id,name,sector,website,phone,email\n"
    "head-start,Linn County Head Start,early-learning,https://www.headstart.example,541 555 0101,\n"
    "library,Albany Public Library,library-recreation,https://library.example,541 555 0199,\n"
    "wic,Linn County WIC,health,https://wic.example,541 555 0142,\n",
    "services": "id,name,partner,needs,status,verified_on\n"
    "home-visits,Head Start home visiting,head-start,diapers,active,2026-01-01\n"
    "story,Story hour,library,,active,\n",
}
LIST = {
    "partners": "id,name,sector,website,phone,email\n"
    "hs,Head Start of Linn County,,http://headstart.example/about,(541) 555-0101,\n"
    "wic2,WIC - Linn County,,https://wic.example,541-555-0142,\n"
    "food,Linn Food Bank,,https://food.example,541 555 0177,\n",
    "services": "id,name,partner,needs,status,verified_on\n"
    "hv,Head Start Home Visiting,hs,food,inactive,2026-03-01\n",
}
ONE, OTHER = "list:hs", "town:head-start"
BY = ("--by", "tester")


def iri(reference: str, kind: str = "partner") -> str:
    source, _, identifier = reference.partition(":")
    return mint(source, kind, identifier).value


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data directory of two sources that overlap; not to be written to."""
    folder = tmp_path_factory.mktemp("matches")
    store = EmbeddedStore(folder / "nwd-data")
    for name, tables in (("town", TOWN), ("list", LIST)):
        (folder / name).mkdir()
        for table, text in tables.items():
            (folder / name / f"{table}.csv").write_text(text)
        load_source(store, folder / name, source=name)
    # Proposed once: copies have the proposals with them.
    run_nwd("matches", "list", data_dir=folder / "nwd-data")
    return folder / "nwd-data"


@pytest.fixture
def own(loaded: Path, tmp_path: Path) -> Path:
    """A copy of it, to be written to."""
    return Path(shutil.copytree(loaded, tmp_path / "nwd-data"))


@pytest.fixture(scope="module")
def service(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> WritableService:
    """One that may be written to; every test leaves it without a decision that counts."""
    folder = tmp_path_factory.mktemp("served") / "nwd-data"
    return WritableService(Path(shutil.copytree(loaded, folder)))


def listed(data_dir: Path, *arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read_json("matches", "list", *arguments, data_dir=data_dir)[
        "matches"
    ]
    return found


def pair_of(row: dict[str, Any]) -> tuple[str, str]:
    return row["left"], row["right"]


def version(data_dir: Path) -> str:
    return EmbeddedStore(data_dir).read().version


def test_overlapping_records_are_proposed_with_reasons(loaded: Path) -> None:
    rows = listed(loaded)
    best = {pair_of(row): row for row in rows}
    head_start = best[ONE, OTHER]
    assert head_start["kind"] == "partner"
    assert head_start["band"] in ("likely", "possible")
    assert head_start["reasons"]
    assert head_start["decision"] is None
    assert ("list:food", "town:library") not in best
    assert [row["score"] for row in rows] == sorted((r["score"] for r in rows), reverse=True)
    shown = run_nwd("matches", "list", "--limit", "1", data_dir=loaded)
    assert f"1 of {len(rows)} pairs shown" in shown.stderr


def test_filters(own: Path) -> None:
    run_nwd("matches", "accept", ONE, OTHER, *BY, data_dir=own)
    assert {row["kind"] for row in listed(own, "--kind", "service")} == {"service"}
    assert [pair_of(row) for row in listed(own, "--decided")] == [(ONE, OTHER)]
    assert (ONE, OTHER) not in [pair_of(row) for row in listed(own, "--undecided")]
    assert {row["band"] for row in listed(own, "--band", "likely")} <= {"likely"}
    assert listed(own, "--source", "town") == listed(own)
    wrong = run_nwd("matches", "list", "--source", "nowhere", data_dir=own, exit_code=1)
    assert "no source named 'nowhere' is loaded" in wrong.stderr


def test_the_command_and_http_list_the_same(service: WritableService) -> None:
    loaded, client = service.settings.data_dir, service.client
    printed = read_json("matches", "list", data_dir=loaded)
    answer = client.get("/api/matches").json()
    assert answer["contents"] == printed["matches"]
    assert answer["counts"] == printed["counts"]
    first = client.get("/api/matches", params={"per_page": 1})
    assert first.json()["contents"] == printed["matches"][:1]
    assert 'rel="next"' in first.headers["link"]
    likely = client.get("/api/matches", params={"band": ["likely", "possible"], "decided": "false"})
    assert likely.json()["contents"] == listed(
        loaded, "--band", "likely", "--band", "possible", "--undecided"
    )


def test_the_command_and_http_show_the_same(service: WritableService) -> None:
    loaded, client = service.settings.data_dir, service.client
    printed = read_json("matches", "show", ONE, OTHER, data_dir=loaded)
    answer = client.get("/api/matches/pair", params={"left": ONE, "right": OTHER})
    assert answer.json() == printed
    fields = {row["field"]: row for row in printed["fields"]}
    (names,) = (row for row in fields.values() if "Head Start of Linn County" in row["left"])
    assert names["right"] == ["Linn County Head Start"]
    assert (names["left_source"], names["right_source"]) == ("list", "town")
    by_iri = {"left": iri(ONE), "right": iri(OTHER)}
    assert client.get("/api/matches/pair", params=by_iri).json() == printed
    rows = read_csv("matches", "show", ONE, OTHER, data_dir=loaded)
    assert [row["field"] for row in rows] == [row["field"] for row in printed["fields"]]
    assert (
        "Head Start of Linn County"
        in run_nwd("matches", "show", ONE, OTHER, data_dir=loaded).stdout
    )


def test_accept_show_and_undo(own: Path) -> None:
    done = run_nwd("matches", "accept", OTHER, ONE, *BY, "--note", "we called", data_dir=own)
    assert "generation 3 published" in done.stderr
    (row,) = listed(own, "--decided")
    assert (row["decision"], row["by"], row["note"]) == ("accepted", "tester", "we called")
    assert row["score"] == next(r["score"] for r in listed(own) if pair_of(r) == (ONE, OTHER))
    shown = read_json("matches", "show", ONE, OTHER, data_dir=own)
    assert [(d["decision"], d["counts"]) for d in shown["decisions"]] == [("accepted", True)]
    assert shown["decisions"][0]["reasons"]
    services = read_json("matches", "show", "list:hv", "town:home-visits", data_dir=own)
    same = {row["field"]: row["agrees"] for row in services["fields"]}
    assert same["provided by"] is True
    run_nwd("export", "nquads", "--out", str(own / "taken.nq"), data_dir=own)
    taken = (own / "taken.nq").read_text()
    assert "we called" not in taken
    assert "tester" not in taken
    again = run_nwd("matches", "accept", ONE, OTHER, *BY, data_dir=own)
    assert "counts already" in again.stderr
    run_nwd("matches", "undo", ONE, OTHER, *BY, data_dir=own)
    assert listed(own, "--decided") == []
    shown = read_json("matches", "show", ONE, OTHER, data_dir=own)
    assert [d["decision"] for d in shown["decisions"]] == ["accepted", "withdrawn"]
    history = read_json("history", data_dir=own)
    assert [row["kind"] for row in history][:2] == ["match", "match"]


def test_who_decided_is_told_where_nobody_says(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "rosa")
    done = run_nwd("matches", "reject", ONE, OTHER, data_dir=own)
    assert "decided by 'rosa'" in done.stderr
    assert listed(own, "--decided")[0]["by"] == "rosa"


def test_accepting_says_where_the_records_differ(own: Path) -> None:
    done = run_nwd("matches", "accept", "list:hv", "town:home-visits", *BY, data_dir=own)
    assert "they differ in:" in done.stderr
    assert "status" in done.stderr


def test_an_analysis_counts_an_accepted_pair_once(own: Path) -> None:
    def services() -> int:
        coverage = read_json("coverage", "--no-save", data_dir=own)
        count: int = coverage["completeness"]["services"]
        return count

    assert services() == 3
    run_nwd("matches", "accept", "list:hv", "town:home-visits", *BY, data_dir=own)
    assert services() == 2
    run_nwd("matches", "undo", "list:hv", "town:home-visits", *BY, data_dir=own)
    assert services() == 3


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("accept", "list:nobody", ONE), "no loaded partner or service is 'list:nobody'"),
        (("accept", ONE, ONE), "given twice"),
        (("accept", ONE, "list:hv"), "cannot be one"),
        (("undo", ONE, OTHER), "nothing is decided of"),
        (("accept", ONE, OTHER, "--by", ""), "say who decides"),
    ],
)
def test_what_is_refused_says_why_in_one_line(
    own: Path, arguments: tuple[str, ...], told: str
) -> None:
    before = version(own)
    by = () if "--by" in arguments else BY
    result = run_nwd("matches", *arguments, *by, data_dir=own, exit_code=1)
    assert told in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert version(own) == before


@pytest.mark.slow
def test_what_follows_from_other_decisions_is_not_asked_again(own: Path) -> None:
    """Two of three are one and the third is another: nothing is left to decide of the last pair."""
    third = (
        "id,name,website,phone\n"
        "head,Head Start (Linn County),https://headstart.example,541 555 0101\n"
    )
    folder = own.parent / "third"
    folder.mkdir()
    (folder / "partners.csv").write_text(third)
    load_source(EmbeddedStore(own), folder, source="third")
    run_nwd("matches", "accept", ONE, OTHER, *BY, data_dir=own)
    run_nwd("matches", "reject", ONE, "third:head", *BY, data_dir=own)
    (row,) = (row for row in listed(own) if pair_of(row) == ("third:head", OTHER))
    assert (row["decision"], row["follows"]) == (None, "rejected")
    assert pair_of(row) not in [pair_of(row) for row in listed(own, "--undecided")]
    assert (
        "would make one record of"
        in run_nwd("matches", "accept", OTHER, "third:head", *BY, data_dir=own, exit_code=1).stderr
    )


# Many at once --------------------------------------------------------------------------------


def filled(data_dir: Path, path: Path, words: dict[tuple[str, str], str]) -> Path:
    """The list as CSV, with decisions filled in as a person would."""
    text = run_nwd("matches", "list", "--format", "csv", data_dir=data_dir).stdout
    rows = list(csv.DictReader(io.StringIO(text)))
    for row in rows:
        row["decision"] = words.get((row["left"], row["right"]), row["decision"])
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_filled_in_list_is_applied_and_again_changes_nothing(own: Path, tmp_path: Path) -> None:
    wic = ("list:wic2", "town:wic")
    path = filled(own, tmp_path / "decided.csv", {(ONE, OTHER): "accepted", wic: "Reject"})
    done = run_nwd("matches", "apply", path, *BY, data_dir=own)
    assert "2 decided, 0 as before" in done.stderr
    decided = {pair_of(row): row["decision"] for row in listed(own, "--decided")}
    assert decided == {(ONE, OTHER): "accepted", wic: "rejected"}
    assert "0 decided, 2 as before" in run_nwd("matches", "apply", path, *BY, data_dir=own).stderr


@pytest.mark.parametrize("separator", [";", pytest.param("\t", marks=pytest.mark.slow)])
def test_a_file_as_a_spreadsheet_saves_it(own: Path, tmp_path: Path, separator: str) -> None:
    path = tmp_path / "decided.csv"
    lines = [
        ("Left", "Right", "Decision", "By"),
        (ONE, OTHER, "accepted", "Rosa"),
        ("", "", "", ""),
    ]
    path.write_text("\ufeff" + "\r\n".join(separator.join(line) for line in lines))
    run_nwd("matches", "apply", path, *BY, data_dir=own)
    assert listed(own, "--decided")[0]["by"] == "Rosa"


@pytest.mark.slow
def test_who_decided_is_asked_only_where_the_file_does_not_say(own: Path, tmp_path: Path) -> None:
    path = tmp_path / "decided.csv"
    path.write_text(f"left,right,decision,by\n{ONE},{OTHER},accepted,Rosa\n")
    assert "logged in" not in run_nwd("matches", "apply", path, data_dir=own).stderr
    path.write_text(f"left,right,decision,by\n{ONE},{OTHER},undo,\n")
    assert "logged in" in run_nwd("matches", "apply", path, data_dir=own).stderr


def test_bad_rows_are_named_and_nothing_is_done(own: Path, tmp_path: Path) -> None:
    path = tmp_path / "decided.csv"
    path.write_text(
        f"left,right,decision\n{ONE},{OTHER},accepted\n{ONE},,accepted\n{ONE},{OTHER},maybe\n"
    )
    before = version(own)
    wrong = run_nwd("matches", "apply", path, *BY, data_dir=own, exit_code=1).stderr
    assert "row 3: right is blank" in wrong
    assert "row 4: 'maybe' is no decision" in wrong
    path.write_text(
        f"left,right,decision\n{ONE},{OTHER},accepted\n\n{ONE},nobody,accepted\n"
        f"town:wic,town:wic,accepted\n"
    )
    wrong = run_nwd("matches", "apply", path, *BY, data_dir=own, exit_code=1).stderr
    assert "row 4: no loaded partner or service is 'nobody'" in wrong
    path.write_text(f"left,right,decision\n{ONE},{OTHER},accepted\nwic,wic,accepted\n")
    wrong = run_nwd("matches", "apply", path, *BY, data_dir=own, exit_code=1).stderr
    assert "row 3: " in wrong
    assert version(own) == before


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "has no columns left, right, decision"),
        (b"a,b\n1,2\n", "has no columns"),
        (b"%PDF-1.4", "is a PDF"),
        (b'left,right,decision\n"x', "never closed"),
    ],
)
def test_a_file_that_is_none(own: Path, tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "decided.csv"
    path.write_bytes(content)
    assert told in run_nwd("matches", "apply", path, *BY, data_dir=own, exit_code=1).stderr
    missing = run_nwd("matches", "apply", tmp_path / "none", *BY, data_dir=own, exit_code=1)
    assert "cannot be read" in missing.stderr


def test_a_decision_waits_for_a_record_that_is_not_loaded(own: Path) -> None:
    run_nwd("matches", "accept", ONE, OTHER, *BY, data_dir=own)
    drop_source(EmbeddedStore(own), "list")
    (row,) = listed(own, "--decided")
    assert (row["left"], row["loaded"]) == (iri(ONE), False)
    assert "accepted, but not loaded" in run_nwd("matches", "list", data_dir=own).stdout
    run_nwd("matches", "undo", iri(ONE), OTHER, *BY, data_dir=own)
    assert listed(own, "--decided") == []


# Over HTTP -----------------------------------------------------------------------------------


def post(service: WritableService, *decisions: dict[str, str], key: str | None = "editor") -> Any:
    return service.ask("POST", "/api/matches", key=key, json={"decisions": list(decisions)})


ACCEPT = {"left": ONE, "right": OTHER, "decision": "accepted"}


def test_decisions_over_http(service: WritableService) -> None:
    answer = post(service, {**ACCEPT, "note": "we called"})
    assert answer.status_code == 200, answer.text
    made = answer.json()
    assert made["decided"][0]["by"] == "editor"
    assert sorted(made["decided"][0]["one_record"]) == [iri(ONE), iri(OTHER)]
    assert made["unchanged"] == 0
    shown = service.client.get("/api/matches", params={"decided": "true"}).json()
    assert [row["decision"] for row in shown["contents"]] == ["accepted"]
    (kept,) = listed(service.settings.data_dir, "--decided")
    assert kept["by"] == "editor"
    assert shown["contents"] == [{**kept, "by": None, "note": ""}]
    pair = service.client.get("/api/matches/pair", params={"left": ONE, "right": OTHER}).json()
    assert [(each["by"], each["note"]) for each in pair["decisions"]] == [(None, "")]
    taken = service.client.get("/api/export/trig").text
    assert "we called" not in taken
    assert '"editor"' not in taken
    assert post(service, ACCEPT).json() == {"generation": None, "decided": [], "unchanged": 1}
    undone = post(service, {**ACCEPT, "decision": "withdrawn", "by": "Rosa"})
    assert undone.json()["decided"][0]["by"] == "Rosa"
    assert '"action":"match"' in service.audited[-1].replace(" ", "")
    clash = post(service, ACCEPT, {"left": ONE, "right": ONE, "decision": "rejected"})
    check_problem(clash, 409, "given twice")
    assert service.client.get("/api/matches", params={"decided": "true"}).json()["empty"]


def test_who_may_decide(service: WritableService, loaded: Path) -> None:
    check_problem(post(service, ACCEPT, key=None), 401)
    check_problem(post(service, ACCEPT, key="reader"), 403, "edit is needed")
    check_problem(post(service, ACCEPT, key="clinic"), 403, "for some sources only")
    reading = Client(create_app(Workspace(Settings(data_dir=loaded))))
    check_problem(reading.post("/api/matches", json={"decisions": [ACCEPT]}), 403, "only reads")


@pytest.mark.parametrize(
    ("body", "status", "word"),
    [
        ({"decisions": []}, 422, "decisions"),
        ({"decisions": [{**ACCEPT, "decision": "perhaps"}]}, 422, "decision"),
        ({"decisions": [{"left": ONE, "decision": "accepted"}]}, 422, "right"),
        ({"decisions": [{**ACCEPT, "who": "me"}]}, 422, "who"),
        ({"decisions": [{**ACCEPT, "right": "nobody"}]}, 404, "nobody"),
        ({"decisions": [{**ACCEPT, "right": "list:hv"}]}, 409, "cannot be one"),
    ],
)
def test_a_body_that_does_not_fit(
    service: WritableService, body: dict[str, Any], status: int, word: str
) -> None:
    check_problem(service.ask("POST", "/api/matches", json=body), status, word)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/matches?band=sure", 422),
        ("/api/matches?page=0", 422),
        ("/api/matches?sort=name", 422),
        ("/api/matches?source=nowhere", 404),
        ("/api/matches/pair?left=list:hs", 422),
        ("/api/matches/pair?left=list:hs&right=nobody", 404),
    ],
)
def test_what_is_asked_wrongly(service: WritableService, path: str, status: int) -> None:
    check_problem(service.client.get(path), status)


def test_proposals_are_kept_until_the_records_change(own: Path) -> None:
    """A decision changes no record, so the file stays; a damaged one is made again."""
    rows = listed(own)
    kept = own / "matches.json.gz"
    written = kept.stat().st_mtime_ns
    run_nwd("matches", "accept", ONE, OTHER, *BY, data_dir=own)
    assert kept.stat().st_mtime_ns == written
    kept.write_bytes(b"damaged")
    assert [pair_of(row) for row in listed(own)] == [pair_of(row) for row in rows]
    assert kept.stat().st_size > len(b"damaged")
