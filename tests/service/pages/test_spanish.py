"""What ships is told in Spanish: texts of queries, issues, goals and terms; nothing is left out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from graph.planning.maturity.rules import list_rules
from graph.store import EmbeddedStore
from loaders.quality.codes import issue_codes
from queries.catalogue import catalogue
from queries.run import run_query
from service.demo import AS_OF
from service.language import select_language
from service.language.shipped import list_shipped_texts
from service.language.translating import QUALITY
from service.pages.rendering import answer_page
from service.settings import Settings
from service.workers.job import JobData

SPANISH = select_language("es")
ENGLISH_WORD = re.compile(
    r"(?<![-\w])(the|which|whether|each|without|where|what|who)(?![-\w])", re.IGNORECASE
)
PAGES = [
    ("queries", {}),
    ("named_query", {"topic": "touchpoints", "name": "doors"}),
    ("quality", {}),
    ("quality_source", {"source": "community"}),
    ("data", {}),
    ("data_crosswalk", {}),
    ("plan_maturity", {}),
    ("plan_journeys", {}),
    ("plan_policy", {}),
    ("query", {}),
]


@pytest.fixture(scope="module")
def data(loaded_demo: Path) -> JobData:
    settings = Settings(data_dir=loaded_demo, as_of=AS_OF, row_limit=200)
    return JobData.over(EmbeddedStore(loaded_demo).read(), settings)


def show(data: JobData, page: str, *asked: tuple[str, str], **path: str) -> Any:
    parameters = {
        "handoffs": 1,
        "mode": "warm",
        "as_of": None,
        "stale_after_days": 365,
        "uncoded_services": "unknown",
    }
    told = [("lang", "es"), *asked]
    outcome = answer_page(data, page=page, parameters=parameters, path=path, asked=told)
    return html.fromstring(b"".join(outcome.chunks))


def texts(tree: Any, path: str) -> list[str]:
    return [" ".join(each.text_content().split()) for each in tree.xpath(path)]


@pytest.mark.parametrize(("page", "path"), PAGES, ids=[name for name, _ in PAGES])
def test_no_text_of_a_page_is_marked_english(
    data: JobData, page: str, path: dict[str, str]
) -> None:
    tree = show(data, page, **path)
    assert tree.get("lang") == "es"
    assert texts(tree, "//*[@lang='en' and not(@hreflang)]") == []


def test_every_query_has_its_question_in_spanish(data: JobData) -> None:
    page = show(data, "queries")
    listed = "//ul[@class='questions']/li"
    told = dict(zip(texts(page, f"{listed}/a"), texts(page, f"{listed}/p"), strict=True))
    assert len(told) == len(catalogue())
    for query in catalogue().values():
        question = told[SPANISH.query_text(query.summary)]
        assert question == SPANISH.query_text(query.question) != query.question
    for question in told.values():
        assert question.startswith("¿") or ": ¿" in question or ", ¿" in question, question


def test_words_of_a_question_are_looked_for_in_spanish(data: JobData) -> None:
    found = texts(show(data, "queries", ("words", "brechas necesidad")), "//main//li/a")
    assert "Brechas y brechas de puerta por necesidad" in found
    hits = texts(show(data, "search", ("q", "visitas al hogar")), "//a[@class='hit']")
    assert "Visitas al hogar" in hits


def test_no_shipped_text_is_left_in_english() -> None:
    """A text with an English word in its Spanish is one that nobody translated."""
    for context, shipped in list_shipped_texts().items():
        for text in shipped:
            told = SPANISH.shipped(context, text)
            assert told
            assert not ENGLISH_WORD.search(told), (context, text)


def test_an_answer_tells_codes_and_columns_in_spanish(data: JobData) -> None:
    page = show(data, "named_query", topic="touchpoints", name="doors")
    assert texts(page, "//thead//th")[:2] == ["id de la puerta", "tipo de lugar de la puerta"]
    kinds = texts(page, "//tbody//td[@data-label='tipo de lugar de la puerta']")
    table = run_query(data.store, "touchpoints/doors", {"touchpoint": "birth-registration"})
    at = [column.name for column in table.columns].index("at_kind")
    words = {"partner": "organización", "service": "servicio"}
    assert sorted(kinds) == sorted(words[str(row[at])] for row in table.rows)


def test_issues_are_told_in_spanish() -> None:
    for each in issue_codes().values():
        assert SPANISH.shipped(QUALITY, each.meaning) != each.meaning
        assert SPANISH.shipped(QUALITY, each.right) != each.right


def test_what_a_rule_asks_and_finds_is_told_by_its_limits(data: JobData) -> None:
    page = show(data, "plan_maturity")
    assert len(list_rules()) >= len(page.xpath("//*[@id='rules']//tbody/tr")) == 10
    asked = texts(page, "//*[@id='rules']//tbody/tr/th")
    assert all(each.startswith("¿") for each in asked)
    found = " ".join(texts(page, "//*[@id='rules']//tbody/tr/td[2]"))
    assert re.search(r"Proporción mínima [^:]+: se pide \d+,\d%; se halló \d+,\d%", found)


def test_the_narrative_of_a_budget_is_in_the_language_of_the_page(data: JobData) -> None:
    page = show(data, "plan_budget", ("costs", "yes"))
    (narrative,) = page.xpath("//*[@class='narrative']")
    titles = texts(narrative, "./h3")
    assert titles[0] == "Resumen"
    assert "Qué termina y cuándo" in titles
    assert narrative.get("lang") is None
