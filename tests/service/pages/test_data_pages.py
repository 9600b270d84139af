"""The pages on the data: the same as the commands, and forms that take a key as the API does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from served.asgi_client import Client

from graph.coverage import CoverageParameters, compute_coverage
from graph.errors import BadParameter, NoSuchRecord, UnknownSource
from graph.projection import open_projection
from graph.store import EmbeddedStore
from loaders.provenance import list_sources
from loaders.quality.codes import EFFECTS
from loaders.quality.measurements import quality_sources, read_quality
from loaders.quality.report import MEASURES, WAYS, describe_measure
from service import quality_words
from service.app import create_app
from service.crosswalks import gaps_of
from service.demo import AS_OF
from service.keys import KeyStore
from service.language import select_language
from service.matches import open_proposals, select_matches
from service.matches.listing import BANDS, KINDS
from service.pages.rendering import answer_page
from service.pages.words.matches import BANDS as BAND_WORDS
from service.pages.words.matches import KINDS as KIND_WORDS
from service.pages.words.outcomes import DONE, REFUSED
from service.quality_tables import of_sources
from service.routes.data_actions import WORDS
from service.settings import Settings
from service.workers.job import JobData
from service.workspace import Workspace

PAIR = ("community:alder-public-health", "directory:7d261f65-c60d-5c6a-a770-ddfb9b372b3c")


@pytest.fixture(scope="module")
def data(loaded_demo: Path) -> JobData:
    return JobData.over(
        EmbeddedStore(loaded_demo).read(), Settings(data_dir=loaded_demo, as_of=AS_OF)
    )


def ask(data: JobData, page: str, *asked: tuple[str, str], **path: str) -> bytes:
    parameters = {
        "handoffs": 1,
        "mode": "warm",
        "as_of": None,
        "stale_after_days": 365,
        "uncoded_services": "unknown",
    }
    outcome = answer_page(data, page=page, parameters=parameters, path=path, asked=asked)
    return b"".join(outcome.chunks)


def show(data: JobData, page: str, *asked: tuple[str, str], **path: str) -> Any:
    return html.fromstring(ask(data, page, *asked, **path))


def rows(tree: Any, table: str) -> list[list[str]]:
    found = tree.xpath(f"//div[@id='{table}']//tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row] for row in found]


def test_sources_and_what_is_lacking_are_those_of_the_store(data: JobData) -> None:
    page = show(data, "data")
    sources = list_sources(data.store)
    assert [row[4] for row in rows(page, "sources")] == [f"{s['loaded']:,}" for s in sources]
    links = page.xpath("//div[@id='sources']//tbody//a/@href")
    assert [link.partition("?")[0] for link in links] == [f"/quality/{s['name']}" for s in sources]
    net = open_projection(data.store)
    counts = compute_coverage(net, CoverageParameters(1, "warm", AS_OF)).completeness
    shown = {int(row[1]) for row in rows(page, "completeness")}
    assert {counts["services_without_needs"], counts["senders_undeclared"]} <= shown
    assert len(rows(page, "completeness")) == 10


def test_history_tells_what_and_when_but_not_who_it_was(data: JobData) -> None:
    kept = EmbeddedStore(data.settings.data_dir).history()
    page = show(data, "data_history")
    assert [row[0] for row in rows(page, "history")] == ["2, in use", "1"]
    assert [row[4] for row in rows(page, "history")] == [f"{each.triples:,}" for each in kept]
    assert rows(page, "history")[0][5] == f"+{kept[0].triples - kept[1].triples:,}"
    assert "nwd serve --writable" in page.text_content()
    assert not page.xpath("//input[@type='password']")


def test_matches_are_those_of_the_command(data: JobData) -> None:
    assert (set(BANDS), set(KINDS)) == (set(BAND_WORDS), set(KIND_WORDS))
    proposals = open_proposals(data.store, data.settings.data_dir)
    every = select_matches(data.store, proposals)
    page = show(data, "data_matches")
    assert len(rows(page, "matches")) == min(50, len(every)) > 0
    likely = show(data, "data_matches", ("band", "likely"), ("kind", "partner"))
    kinds = [(m.proposal.band, m.proposal.kind) for m in every if m.proposal]
    expected = [kind for kind in kinds if kind == ("likely", "partner")]
    assert len(rows(likely, "matches")) == len(expected) > 0
    assert rows(show(data, "data_matches", ("state", "decided")), "matches") == []
    with pytest.raises(UnknownSource):
        ask(data, "data_matches", ("source", "nobody"))


def test_two_records_stand_side_by_side_with_the_evidence(data: JobData) -> None:
    page = show(data, "data_match", ("left", PAIR[0]), ("right", PAIR[1]))
    text = " ".join(page.text_content().split())
    assert "Alder County Public Health and Alder Co. Public Health Department" in text
    assert "both say 541-555-0101" in text
    assert [each.get("lang") for each in page.xpath("//tbody//th[text()='Name']")] == [None]
    assert "nwd key create" in text
    assert not page.xpath("//form[@method='post']")
    with pytest.raises(BadParameter, match="needs right"):
        ask(data, "data_match", ("left", PAIR[0]))
    with pytest.raises(NoSuchRecord):
        ask(data, "data_match", ("left", PAIR[0]), ("right", "<script>"))


def test_terms_are_those_of_the_crosswalk_command(data: JobData) -> None:
    gaps = gaps_of(data.store)
    page = show(data, "data_crosswalk")
    assert f"{gaps.uncoded} of {gaps.services} services have no need" in page.text_content()
    assert len(rows(page, "terms")) == min(50, len(gaps.gaps))
    mapped = {row[0]: row[1:3] for row in rows(page, "mapped")}
    assert mapped["Baby Supplies"] == ["Baby gear", "3"]
    file = ask(data, "data_crosswalk", ("file", "suggestions")).decode()
    assert "maps_to" in file.splitlines()[0]
    csv = ask(data, "data_crosswalk", ("download", "csv"), ("list", "mapped")).decode("utf-8-sig")
    assert len(csv.splitlines()) == 1 + len(rows(page, "mapped"))


def test_quality_is_told_in_both_languages_with_the_figures_of_the_report(data: JobData) -> None:
    names = quality_sources(data.store)
    listed = rows(show(data, "quality"), "sources")
    expected = of_sources([read_quality(data.store, name) for name in names])
    assert [row[:2] for row in listed] == [[e["source"], f"{e['read']:,}"] for e in expected]
    report = read_quality(data.store, "directory")
    for language in ("en", "es"):
        page = show(data, "quality_source", ("lang", language), source="directory")
        counts = page.xpath("//section[@aria-labelledby='known']//tbody/tr/td[1]/text()")
        assert [int(each) for each in counts] == [m.count for m in report.measures if m.out_of]
        assert page.get("lang") == language
    with pytest.raises(UnknownSource):
        ask(data, "quality_source", source="nobody")


def test_every_measure_outcome_and_way_has_words() -> None:
    assert dict(quality_words.MEASURES) == {name: describe_measure(name) for name in MEASURES}
    assert set(quality_words.WAYS) == set(WAYS)
    told = {name.replace("_", "-"): line for name, (_, line) in quality_words.OUTCOMES.items()}
    assert {name: told[name] for name in EFFECTS} == dict(EFFECTS)
    english = select_language("en")
    shares = [quality_words.tell_share(english, part) for part in (0.004, 0.5, 0.999, 1, None)]
    assert shares == ["under 1%", "50%", "over 99%", "100%", ""]
    assert set(WORDS.values()) == set(REFUSED)
    assert not set(DONE) & set(REFUSED)


def test_forms_change_the_data_for_holders_of_a_key_only(own_demo: Path) -> None:
    keys = KeyStore(own_demo)
    anna, reader = keys.create("anna", "edit"), keys.create("reader", "read")
    clinic = keys.create("clinic", "edit", ["clinic"])
    settings = Settings(data_dir=own_demo, as_of=AS_OF, writable=True, query_timeout=60)
    service, store = Client(create_app(Workspace(settings))), EmbeddedStore(own_demo)
    form = {"left": PAIR[0], "right": PAIR[1], "decision": "accepted", "lang": "es"}

    def send(path: str, values: dict[str, str], **headers: str) -> tuple[int, str]:
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = service.post(path, data=values, headers=told)
        return answer.status_code, answer.headers.get("location", "")

    decide, back = "/data/matches/decide", "/data/history/rollback"
    for key, said in (("", "key"), ("nwd_wrong", "key"), (reader, "scope"), (clinic, "scope")):
        status, location = send(decide, {**form, "key": key})
        assert status == 303
        assert f"said={said}&lang=es" in location
        assert not key or key not in location
    held = {**form, "key": anna}
    assert send(decide, held, Sec_Fetch_Site="cross-site")[0] == 403
    assert send(decide, held, Origin="https://elsewhere.example")[0] == 403
    assert send(decide, held, Origin="null")[0] == 403
    assert send(decide, {**held, "decision": "perhaps"})[0] == 422
    assert send(back, {"key": anna, "to": "one"})[0] == 422
    assert store.read().generation.number == 2
    assert "said=accepted" in send(decide, held, Sec_Fetch_Site="same-origin")[1]
    assert store.read().generation.note.startswith("match accepted by anna")
    assert "said=gone" in send(back, {"key": anna, "to": "77"})[1]
    assert "said=rolled-back" in send(back, {"key": anna, "to": "2"}, Origin="http://test")[1]
    assert store.read().generation.note == "rollback to generation 2 over HTTP by anna"
    lines = [json.loads(line) for line in (own_demo / "audit.log").read_text().splitlines()]
    done = [(each["action"], each["key"]) for each in lines if each["outcome"] == "done"]
    assert done == [("match", "anna"), ("rollback", "anna")]
    page = service.get("/data/history?said=rolled-back").text
    assert "a holder of a key, over HTTP" in page
    assert "anna" not in page
    assert 'type="password"' in page
    assert anna not in page
    read_only = Client(create_app(Workspace(settings.model_copy(update={"writable": False}))))
    refused = read_only.post(decide, data=held)
    assert refused.status_code == 303
    assert "said=scope" in refused.headers["location"]
