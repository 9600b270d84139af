"""`nwd learning` and its report: the demonstration, another community, and what is not recorded."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from served.asgi_client import Client
from served.command_line import read_csv, read_json, run_nwd

from graph.store import EmbeddedStore
from loaders.load import load_source
from loaders.workbook.definition import read_definition
from service.demo import AS_OF
from service.pictures.learning import content_security_policy, render_learning

LAUREL = Path(__file__).parents[1] / "data" / "planning" / "laurel"
DAY = ("--as-of", AS_OF.isoformat())
MADE = datetime(2026, 11, 21, tzinfo=UTC)


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def values(self, name: str) -> list[str]:
        return [value or "" for key, value in self.attributes if key == name]


@pytest.fixture(scope="module")
def demo(loaded_demo: Path) -> dict[str, Any]:
    result: dict[str, Any] = read_json("learning", *DAY, "--no-save", data_dir=loaded_demo)
    return result


@pytest.fixture(scope="module")
def page(demo: dict[str, Any]) -> Page:
    return Page(render_learning(demo, generated_at=MADE))


class TestDemonstration:
    def test_its_flaws_are_found(self, demo: dict[str, Any]) -> None:
        told = {(p["kind"], p["record"]) for p in demo["problems"]}
        assert {
            ("not-borne-out", "cards-help"),
            ("its-own", "cards-help"),
            ("later", "written-too-soon"),
            ("from-nothing", "noon-is-empty"),
        } <= told
        assert "written-too-soon" not in {row["lesson"] for row in demo["lessons"]}

    def test_what_worked_in_one_place_and_not_in_another(self, demo: dict[str, Any]) -> None:
        told = {row["topic"]: row["differs"] for row in demo["topics"]}
        assert told["Reaching families"] is True
        assert told["Handing over by name"] is False

    def test_tests_without_a_lesson(self, demo: dict[str, Any]) -> None:
        keys = {row["key"] for row in demo["without"]}
        assert {"cycle>bv-ward-3", "cycle>fc-same-day-2"} <= keys

    def test_one_collaborative_and_days(self, loaded_demo: Path) -> None:
        asked = ("--collaborative", "north-fork-partners", "--since", "2026-06-01", "--no-save")
        rows = read_csv("learning", *DAY, *asked, "--list", "lessons", data_dir=loaded_demo)
        assert {row["lesson"] for row in rows} == {"noon-is-empty", "first-of-all"}

    @pytest.mark.slow
    def test_http_tells_what_is_wrong_and_gives_the_page(self, client: Client) -> None:
        problem = client.get("/api/learning?collaborative=x")
        assert problem.status_code == 404
        assert "alder-families-first" in problem.json()["detail"]
        answer = client.get("/api/export/learning-html?collaborative=willow-bend-circle")
        assert answer.status_code == 200
        assert "Willow Bend Family Circle" in answer.text


class TestPage:
    def test_nothing_runs_and_nothing_is_fetched(self, page: Page) -> None:
        assert "script" not in page.tags
        assert "img" not in page.tags
        assert "link" not in page.tags
        names = {name for name, _ in page.attributes}
        assert not {name for name in names if name.startswith("on") or name == "style"}
        assert [value for value in page.values("href") if not value.startswith("#")] == []
        assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", page.text)

    def test_its_policy_names_each_style_by_its_digest(self, page: Page) -> None:
        styles = set(re.findall(r"<style>(.*?)</style>", page.text, re.DOTALL))
        assert styles
        for style in styles:
            digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in content_security_policy()
        assert "unsafe" not in content_security_policy()
        assert content_security_policy() in page.values("content")

    def test_every_id_is_there_once_and_every_label_leads_somewhere(self, page: Page) -> None:
        ids = page.values("id")
        assert len(ids) == len(set(ids))
        for name in " ".join(page.values("aria-labelledby")).split():
            assert name in ids
        assert {value.removeprefix("#") for value in page.values("href")} <= set(ids)

    def test_each_picture_has_a_name_and_its_values_in_a_table(
        self, page: Page, demo: dict[str, Any]
    ) -> None:
        drawn = page.tags.count("svg")
        judged = [
            chart
            for chart in demo["charts"]
            if chart["verdict"] in ("signal", "no-signal") or chart["shift"]
        ]
        assert drawn == len(judged) + len(demo["last_snapshots"]["snapshots"])
        assert page.values("role").count("img") == drawn
        assert page.tags.count("figure") == page.tags.count("figcaption") == drawn
        for chart in judged:
            told = [point for point in chart["points"] if point["value"] is not None]
            assert told, "an empty picture"

    def test_what_is_not_recorded_is_said(self, page: Page) -> None:
        """North Fork and Willow Bend have tried nothing that is recorded."""
        assert page.words.count("Nothing recorded.") >= 2

    def test_a_report_on_one_has_no_table_of_places(self, loaded_demo: Path) -> None:
        asked = ("--collaborative", "willow-bend-circle", "--no-save")
        result = read_json("learning", *DAY, *asked, data_dir=loaded_demo)
        told = Page(render_learning(result, generated_at=MADE))
        assert "What worked where" not in told.words
        assert "svg" not in told.tags

    def test_texts_are_escaped(self, demo: dict[str, Any]) -> None:
        evil = '<script>alert("x")</script> <b onclick=1>'
        lessons = [{**row, "name": evil, "text": evil} for row in demo["lessons"]]
        told = Page(render_learning({**demo, "lessons": lessons}, generated_at=MADE))
        assert "script" not in told.tags
        assert "b" not in told.tags
        assert any(evil in words for words in told.words)

    def test_the_same_result_gives_the_same_page(self, demo: dict[str, Any], page: Page) -> None:
        assert render_learning(demo, generated_at=MADE) == page.text


def test_another_community_from_workbook_to_page(tmp_path: Path) -> None:
    folder = tmp_path / "laurel"
    folder.mkdir()
    for table in read_definition().tables:
        file = LAUREL / f"{table.name}.csv"
        wanted = table.group in ("community", "snapshot") or table.name in (
            "collaboratives",
            "lessons",
        )
        if wanted and file.exists():
            shutil.copy(file, folder)
    data_dir = tmp_path / "nwd-data"
    report = load_source(EmbeddedStore(data_dir), folder, source="laurel")
    assert [issue.message for issue in report.issues if issue.severity == "error"] == []
    shown = run_nwd("learning", *DAY, "--no-save", data_dir=data_dir).stdout
    assert "Family seats" in shown
    path = tmp_path / "report.html"
    run_nwd("export", "learning-html", *DAY, "--set", "collaborative=laurel-mica-soc",
            "--set", "since=2026-01-01", "--out", path, data_dir=data_dir)  # fmt: skip
    page = Page(path.read_text(encoding="utf-8"))
    assert page.tags.count("svg") == 1
    words = " ".join(page.words)
    assert "Parents come when another parent asks them by name." in words
    assert "From 2026-01-01 to 2026-11-21." in words
    assert page.words.count("Nothing recorded.") == 1
