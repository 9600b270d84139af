"""What coverage came to in earlier data, as the first page compares it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from graph.parameters import CoverageParameters
from graph.public import PublicStore
from graph.store import EmbeddedStore
from service.demo import AS_OF
from service.headlines import (
    KEPT,
    NAME,
    Headline,
    headline_before,
    note_headline,
    read_headlines,
    summarise,
)
from service.pages.rendering import answer_page
from service.settings import Settings
from service.workers.job import JobData

ASKED: dict[str, object] = {"as_of": "2026-11-21", "handoffs": 1, "mode": "warm"}


def headline(number: int, *, parameters: dict[str, object] | None = None) -> Headline:
    return Headline(
        generation=number,
        version=f"v{number}",
        published_at="2026-11-20T10:00:00+00:00",
        parameters=parameters or ASKED,
        every_door=[0.4, 0.6],
        any_door=[0.5, 0.7],
        gaps=number,
        counts={"partners": number},
    )


def test_the_data_before_is_what_was_served_before(tmp_path: Path) -> None:
    for number in (1, 2, 3):
        note_headline(tmp_path, headline(number))
    assert headline_before(tmp_path, "v3", ASKED) == headline(2)
    assert headline_before(tmp_path, "v1", ASKED) is None
    # A state that is not noted yet comes after all of them.
    assert headline_before(tmp_path, "v4", ASKED) == headline(3)


def test_data_brought_back_come_after_those_they_replace(tmp_path: Path) -> None:
    for number in (1, 2, 1):
        note_headline(tmp_path, headline(number))
    assert [each.version for each in read_headlines(tmp_path)] == ["v2", "v1"]
    assert headline_before(tmp_path, "v1", ASKED) == headline(2)


def test_only_what_was_asked_alike_is_compared(tmp_path: Path) -> None:
    note_headline(tmp_path, headline(1))
    note_headline(tmp_path, headline(2, parameters={**ASKED, "mode": "any"}))
    assert headline_before(tmp_path, "v3", {**ASKED, "as_of": "2026-12-01"}) == headline(1)
    assert headline_before(tmp_path, "v3", {**ASKED, "handoffs": 2}) is None


@pytest.mark.parametrize("damaged", ["", "{", "[1]", '[{"version": "v1"}]', "7"])
def test_a_damaged_file_compares_nothing_and_is_replaced(tmp_path: Path, damaged: str) -> None:
    (tmp_path / NAME).write_text(damaged)
    assert headline_before(tmp_path, "v2", ASKED) is None
    note_headline(tmp_path, headline(1))
    assert read_headlines(tmp_path) == [headline(1)]


def test_only_so_many_are_kept(tmp_path: Path) -> None:
    for number in range(KEPT + 3):
        note_headline(tmp_path, headline(number))
    assert [each.generation for each in read_headlines(tmp_path)] == list(range(3, KEPT + 3))
    assert len(json.loads((tmp_path / NAME).read_text())) == KEPT


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    note_headline(tmp_path / "file", headline(1))
    assert read_headlines(tmp_path / "file") == []


def test_the_first_page_compares_with_the_data_before(loaded_demo: Path, tmp_path: Path) -> None:
    public = PublicStore(EmbeddedStore(loaded_demo).read())
    data = JobData.over(public, Settings(data_dir=tmp_path, as_of=AS_OF))
    told = CoverageParameters(as_of=AS_OF).as_dict()

    def home() -> str:
        answer = answer_page(data, page="home", parameters=told, path={}, asked=[])
        return b"".join(answer.chunks).decode()

    coverage = data.analyses.coverage(CoverageParameters(as_of=AS_OF), routes="none")
    now = summarise(coverage, data.generation)
    note_headline(tmp_path, now)
    assert "Gaps: " not in home()
    before = replace(now, version="before", every_door=[0.125, 0.25], gaps=now.gaps + 7,
                     counts={**now.counts, "services": now.counts["services"] - 2})  # fmt: skip
    note_headline(tmp_path, before)
    note_headline(tmp_path, now)
    page = home()
    assert "12.5% to 25.0% was reached from every door" in page
    assert f"Gaps: {before.gaps} before, {now.gaps} now." in page
    assert f"Services: {before.counts['services']} before, {now.counts['services']} now" in page
    assert now.gaps == len(data.analyses.gaps(CoverageParameters(as_of=AS_OF))["gaps"])
