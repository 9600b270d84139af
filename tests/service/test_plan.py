"""Plans from the workbook to the command, the web and the take-away files."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from openpyxl import load_workbook
from served.asgi_client import Client
from served.command_line import read_csv, read_json, run_nwd

from graph.parameters import CoverageParameters
from graph.store import EmbeddedStore
from loaders.load import build_dataset, load_source
from loaders.workbook.definition import read_definition
from service.analyses import select_analysis
from service.analyses.options import read_options
from service.demo import AS_OF
from service.exports.plan_calendar import build_calendar
from service.workspace import Analyses

LAUREL = Path(__file__).parents[1] / "data" / "planning" / "laurel"
GROUPS = ("community", "plan")
DAY = ("--as-of", AS_OF.isoformat())


def copy_laurel(into: Path) -> Path:
    """The tables of the community and of its plan, and no others."""
    into.mkdir()
    for table in read_definition().tables:
        file = LAUREL / f"{table.name}.csv"
        if table.group in GROUPS and file.exists():
            shutil.copy(file, into)
    shutil.copy(LAUREL / "collaboratives.csv", into)
    return into


@pytest.fixture(scope="module")
def laurel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data directory with the gaps kept; not to be written to."""
    folder = tmp_path_factory.mktemp("plan")
    data_dir = folder / "nwd-data"
    load_source(EmbeddedStore(data_dir), copy_laurel(folder / "laurel"), source="laurel")
    run_nwd("gaps", *DAY, data_dir=data_dir)
    return data_dir


@pytest.fixture
def own(laurel: Path, tmp_path: Path) -> Path:
    """A copy of it, to be written to."""
    return Path(shutil.copytree(laurel, tmp_path / "own"))


@pytest.fixture(scope="module")
def demo(loaded_demo: Path) -> dict[str, Any]:
    """The result on the demonstration community, of which no findings are kept."""
    store = EmbeddedStore(loaded_demo).read()
    return select_result(Analyses(lambda: store))


def select_result(analyses: Analyses, **options: str) -> dict[str, Any]:
    module = select_analysis("plan")
    told = {name: [value] for name, value in options.items()}
    return analyses.analysis(module, CoverageParameters(as_of=AS_OF), read_options(module, told))


def by_id(rows: list[dict[str, Any]], name: str) -> dict[str, dict[str, Any]]:
    return {row[name]: row for row in rows}


class TestDemonstration:
    def test_states_of_actions(self, demo: dict[str, Any]) -> None:
        states = {row["action"]: row["state"] for row in demo["actions"]}
        assert len(states) == 24
        assert states["aff-wic-agreement"] == "done"
        assert states["aff-wic-call"] == "late"
        assert states["aff-form-training"] == "blocked"
        assert states["aff-evening-licence"] == "at-risk"
        assert states["aff-second-driver"] == "dropped"
        assert states["aff-class-spanish"] == "under-way"
        assert states["aff-class-grange"] == "unknown"
        assert by_id(demo["actions"], "action")["aff-wic-call"]["days_late"] == 21

    def test_its_flaws_are_found(self, demo: dict[str, Any]) -> None:
        found = {row["finding"] for row in demo["problems"]}
        assert {
            "plan/late>aff-van-call",
            "plan/ownerless>aff-mood-protocol",
            "plan/unmeasured>aff-van-call",
            "plan/undated>aff-class-grange",
            "plan/unchecked>aff-one-form",
            "plan/outside-horizon>aff-evening-open",
            "plan/status-differs>aff-class-spanish",
            "plan/done-without-day>aff-fund-list",
            "plan/depends-on-dropped>aff-rides-valley",
            "plan/priority-without-objective>aff-fathers",
            "plan/objective-without-action>aff-second-site",
            "plan/support-not-given>aff-s-form",
            "plan/plan-without-horizon>wbc-plan",
        } <= found

    def test_without_a_run_no_answer_is_judged(self, demo: dict[str, Any]) -> None:
        assert {row["finding_state"] for row in demo["answered"]} == {"unknown"}
        verdicts = {row["verdict"] for row in demo["answered"]}
        assert verdicts == {"not-judged", "not-done"}

    def test_http_takes_the_options(self, demo: dict[str, Any], client: Client) -> None:
        answer = client.get("/api/plan?collaborative=willow-bend-circle").json()
        assert [row["action"] for row in answer["actions"]] == ["wbc-talks"]
        assert answer["kept"] == demo["kept"]
        assert client.get("/api/plan?plan=nothing").status_code == 404


class TestLaurel:
    def test_the_command_tells_plans_and_names_findings(self, laurel: Path) -> None:
        shown = run_nwd("plan", *DAY, "--no-save", data_dir=laurel).stdout
        assert "Mountain families plan, year one, until 2027-09-30: 1 of 4 actions done" in shown
        rows = read_csv("plan", *DAY, "--no-save", "--list", "unanswered", data_dir=laurel)
        assert "gaps/well-child>food>kin-families>mica-county" in {row["finding"] for row in rows}
        assert "gaps/well-child>food>kin-families>laurel-county" not in {
            row["finding"] for row in rows
        }

    def test_an_unknown_plan_names_those_there_are(self, laurel: Path) -> None:
        refused = run_nwd("plan", "--plan", "nothing", data_dir=laurel, exit_code=1)
        assert "there are: laurel-plan" in refused.stderr

    def test_an_action_that_is_done_is_judged_by_the_next_run(self, own: Path) -> None:
        finding = "gaps/well-child>food>kin-families>laurel-county"

        def told() -> dict[str, Any]:
            rows = read_json("plan", *DAY, "--no-save", data_dir=own)["answered"]
            return by_id(rows, "finding")[finding]

        assert told()["verdict"] == "still-found"
        folder = copy_laurel(own.parent / "changed")
        with (folder / "referrals.csv").open("a", encoding="utf-8") as file:
            file.write(
                "call-wic,blue-ridge-pediatrics,wic,warm,food,,yes,,active,2,both,2026-10-28\n"
            )
        run_nwd("load", folder, "--source", "laurel", "--no-findings", data_dir=own)
        assert told()["verdict"] == "still-found", "the last run is what is judged by"
        run_nwd("gaps", "--as-of", "2026-10-27", data_dir=own)
        assert told()["verdict"] == "not-judged", "it looks at a day before the action was done"
        run_nwd("gaps", *DAY, data_dir=own)
        row = told()
        assert (row["finding_state"], row["cell"]) == ("gone", "covered")
        assert row["verdict"] == "no-longer-found"

    def test_a_name_that_nothing_bears_is_no_success(self, own: Path) -> None:
        folder = copy_laurel(own.parent / "misnamed")
        actions = folder / "actions.csv"
        text = actions.read_text(encoding="utf-8")
        name = "gaps/well-child>food>kin-families>laurel-county"
        assert name in text
        actions.write_text(text.replace(name, name + "-x"), encoding="utf-8")
        run_nwd("load", folder, "--source", "laurel", "--no-findings", data_dir=own)
        rows = read_json("plan", *DAY, "--no-save", data_dir=own)["answered"]
        row = by_id(rows, "finding")[name + "-x"]
        assert (row["finding_state"], row["cell"], row["verdict"]) == (
            "gone",
            "not-required",
            "not-judged",
        )
        assert "its name is wrong" in row["sentence"]

    def test_findings_can_be_cited_and_go_away(self, own: Path) -> None:
        run_nwd("plan", *DAY, data_dir=own)
        query = "SELECT ?n WHERE { ?f a nwd:PlanProblem ; dcterms:identifier ?n }"
        prefixes = (
            "PREFIX nwd: <https://w3id.org/nowrongdoor/ontology#> "
            "PREFIX dcterms: <http://purl.org/dc/terms/> "
        )

        def names() -> set[str]:
            rows = read_csv("sparql", prefixes + query, data_dir=own)
            return {row["n"] for row in rows}

        assert "plan/late>laurel-warm" in names()
        run_nwd("plan", "--as-of", "2026-11-10", data_dir=own)
        assert "plan/late>laurel-warm" not in names()


class TestCalendar:
    @pytest.fixture
    def parsed(self, demo: dict[str, Any]) -> Calendar:
        return Calendar.from_ical(self.text(demo))

    def text(self, result: dict[str, Any]) -> bytes:
        made = datetime(2026, 11, 21, 9, 30, 15, 999, tzinfo=UTC)
        written: bytes = build_calendar(result, made).to_ical()
        return written

    def events(self, calendar: Calendar) -> dict[str, Any]:
        return {str(event["summary"]): event for event in calendar.walk("VEVENT")}

    def test_it_is_in_the_form_of_the_standard(
        self, demo: dict[str, Any], parsed: Calendar
    ) -> None:
        lines = self.text(demo).split(b"\r\n")
        assert lines[:2] == [b"BEGIN:VCALENDAR", b"VERSION:2.0"]
        assert max(map(len, lines)) <= 75
        events: list[Any] = list(parsed.walk("VEVENT"))
        uids = [str(event["uid"]) for event in events]
        assert len(set(uids)) == len(uids)
        for event in events:
            assert event["dtstamp"].to_ical() == b"20261121T093015Z"
            assert (event["dtend"].dt - event["dtstart"].dt).days == 1

    def test_days_due_and_to_look_at_it(self, parsed: Calendar) -> None:
        events = self.events(parsed)
        due = events["Due: One referral form for the first prenatal visit"]
        assert due["dtstart"].dt == date(2026, 12, 15)
        assert "Who: Tamarack Falls Hospital, women's clinic manager" in str(due["description"])
        assert "gaps/first-prenatal-visit>home-visiting>" in str(due["description"])
        look = events["Look at: The levy takes over the parents' evenings"]
        assert look["dtstart"].dt == date(2026, 12, 1)
        assert look["rrule"].to_ical() == b"FREQ=DAILY;UNTIL=20261215;INTERVAL=14"
        assert str(events["Due: A second driver paid by Hearthside"]["status"]) == "CANCELLED"
        assert "Was due, and is done: Nurses hand families on for diapers" in events

    def test_a_moved_day_keeps_its_identifier(self, demo: dict[str, Any], parsed: Calendar) -> None:
        moved = [
            row | {"target_date": "2027-03-01"} if row["target_date"] else row
            for row in demo["actions"]
        ]
        later = self.events(Calendar.from_ical(self.text(demo | {"actions": moved})))
        name = "Due: One referral form for the first prenatal visit"
        assert later[name]["uid"] == self.events(parsed)[name]["uid"]
        assert later[name]["dtstart"].dt == date(2027, 3, 1)

    def test_text_that_looks_like_calendar_lines_stays_text(self, demo: dict[str, Any]) -> None:
        odd = "a\r\nEND:VEVENT\nBEGIN:VALARM; x, \\y"
        rows = [demo["actions"][0] | {"name": odd, "note": odd}]
        parsed = Calendar.from_ical(self.text(demo | {"actions": rows}))
        assert not parsed.walk("VALARM")
        assert any(
            "BEGIN:VALARM; x, \\y" in str(event["summary"]) for event in parsed.walk("VEVENT")
        )

    def test_what_has_no_day_is_told(self, loaded_demo: Path, tmp_path: Path) -> None:
        path = tmp_path / "plan.ics"
        written = run_nwd(
            "export", "plan-calendar", "--out", path, *DAY, "--set", "plan=aff-plan",
            data_dir=loaded_demo,
        )  # fmt: skip
        assert "not in the calendar: A childbirth class by video at the Grange" in written.stderr
        assert "Willow Bend" not in path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def book(laurel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook of the plan of the second community."""
    path = tmp_path_factory.mktemp("book") / "plan.xlsx"
    run_nwd("export", "plan-xlsx", "--out", path, *DAY, data_dir=laurel)
    return path


class TestWorkbook:
    def test_the_page_to_print_says_who_by_when_and_how_far(self, book: Path) -> None:
        sheet: Any = load_workbook(book)["plan laurel-plan"]
        assert sheet["A1"].value == "Mountain families plan, year one"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == "$4:$5"
        rows = {row[0]: row for row in sheet.iter_rows(values_only=True)}
        late = rows["The hotline stays on the phone"]
        assert late[1:6] == (
            "Laurel County Department of Social Services, intake supervisor",
            "2026-11-15",
            "late, 6 days",
            None,
            "nobody yet",
        )
        months = [*rows["What"][6:]]
        assert len(months) == 12
        assert late[6:] == (None, "!", *[None] * 10)
        room = rows["A room in Mica County"]
        assert room[1] == "nobody yet"
        assert room[6:] == (None, "▪", "▪", "◆", *[None] * 8)
        assert rows["Two kin learn to lead the group"][4] == (
            "training from State kinship institute: asked"
        )

    def test_its_tables_have_drop_downs(self, book: Path) -> None:
        sheet: Any = load_workbook(book)["actions"]
        shown = {
            str(each.sqref).split(":")[0]: each.formula1
            for each in sheet.data_validations.dataValidation
        }
        heads = {cell.value.rstrip("*"): cell.column_letter for cell in sheet[1]}
        assert shown[f"{heads['status']}3"].startswith("'lists'!")
        assert shown[f"{heads['objective']}3"].startswith("'objectives'!")

    def test_it_is_loaded_again_as_it_was(self, book: Path, laurel: Path, tmp_path: Path) -> None:
        apart = Path(shutil.copytree(laurel, tmp_path / "apart"))
        folder = copy_laurel(tmp_path / "without")
        for table in read_definition().tables:
            if table.group == "plan":
                (folder / f"{table.name}.csv").unlink(missing_ok=True)
        store = EmbeddedStore(apart)
        load_source(store, folder, source="laurel")
        report = load_source(store, book, source="our-plan")
        assert [issue for issue in report.issues if issue.severity == "error"] == []
        assert {issue.code for issue in report.issues} == {"unknown-table"}
        before = read_json("plan", *DAY, "--no-save", data_dir=laurel)
        after = read_json("plan", *DAY, "--no-save", data_dir=apart)
        assert plain(after["actions"]) == plain(before["actions"])
        assert plain(after["support"]) == plain(before["support"])
        assert plain(after["problems"]) == plain(before["problems"])

    def test_text_is_never_run_as_a_formula(self, tmp_path: Path) -> None:
        evil = '=HYPERLINK("http://x","y")'
        tables = {
            "plans": [{"id": "p", "name": evil, "success": evil}],
            "plan_priorities": [{"id": "q", "plan": "p", "name": evil}],
            "objectives": [{"id": "o", "priority": "q", "statement": evil}],
            "actions": [{"id": "a", "objective": "o", "name": evil, "role": evil, "note": evil}],
            "support_requests": [{"id": "s", "supports": "a", "kind": "data", "topic": evil}],
        }
        folder = tmp_path / "tables"
        folder.mkdir()
        for name, rows in tables.items():
            with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)
        data_dir, path = tmp_path / "store", tmp_path / "x.xlsx"
        load_source(EmbeddedStore(data_dir), folder, source="evil")
        run_nwd("export", "plan-xlsx", "--out", path, *DAY, data_dir=data_dir)
        cells = list(every_cell(path))
        assert sum(str(cell.value or "").endswith(evil) for cell in cells) >= 5
        assert not [cell for cell in cells if cell.data_type == "f"]


def every_cell(path: Path) -> Iterator[Any]:
    for sheet in load_workbook(path).worksheets:
        for row in sheet.iter_rows():
            yield from row


def plain(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows without the IRIs, which name the source."""
    return [{key: value for key, value in row.items() if "iri" not in key} for row in rows]


def test_a_long_chain_is_followed_to_its_end() -> None:
    """Three hundred actions, each waiting for the one before."""
    tables = {
        "plans": [{"id": "p", "name": "P"}],
        "plan_priorities": [{"id": "q", "plan": "p", "name": "Q"}],
        "objectives": [{"id": "o", "priority": "q", "statement": "O"}],
        "actions": [
            {
                "id": f"a{number:04}",
                "name": f"A {number}",
                "objective": "o",
                "starts_on": "2026-12-01",
                "target_date": "2026-12-02",
                "depends_on": f"a{number - 1:04}" if number else "",
            }
            for number in range(300)
        ],
    }
    store, _ = build_dataset({"s": tables})
    result = select_result(Analyses(lambda: store))
    assert len(result["critical_path"]) == 300
    assert result["critical_path"][-1]["earliest_end"] == "2027-09-27"
