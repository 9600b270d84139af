"""The catalogues hold every message, each translated with the values that it has in English."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from service.language import LANGUAGES, select_language
from service.language.update import FOLDER, extract_messages, update_catalogue, write_catalogue

VALUE = re.compile(r"%\((\w+)\)[sd]")


@pytest.fixture(scope="module")
def messages() -> Catalog:
    return extract_messages()


def read(code: str) -> Catalog:
    return read_po(BytesIO((FOLDER / f"{code}.po").read_bytes()), locale=code)


def texts(told: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [told] if isinstance(told, str) else list(told or [])


def test_messages_are_found_in_code_templates_and_code_lists(messages: Catalog) -> None:
    assert "Skip to the content" in messages
    assert "Gaps" in messages
    assert messages.get("Home visiting", context="code") is not None


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_catalogue_is_up_to_date(messages: Catalog, code: str) -> None:
    written = (FOLDER / f"{code}.po").read_bytes()
    assert write_catalogue(update_catalogue(code, messages)) == written, (
        "run python -m service.language.update"
    )


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_message_is_translated(code: str) -> None:
    lacking = [each.id for each in read(code) if each.id and not all(texts(each.string) or [""])]
    assert lacking == []
    assert not [each.id for each in read(code) if each.id and each.fuzzy]


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_translation_takes_the_values_of_its_message(code: str) -> None:
    """Each text of a plural may leave the count out, as English does for one."""
    for each in filter(lambda message: message.id, read(code)):
        known = {name for text in texts(each.id) for name in VALUE.findall(text)}
        for text in texts(each.string):
            told = set(VALUE.findall(text))
            assert told == known or (each.pluralizable and told <= known), each.id
            assert text % dict.fromkeys(known, "x") if known else text


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_translation_holds_markup(code: str) -> None:
    for each in filter(lambda message: message.id, read(code)):
        assert not any(re.search(r"<\w", text) for text in texts(each.string)), each.id


def test_numbers_shares_and_days_are_written_as_the_language_does() -> None:
    english, spanish = select_language("en"), select_language("es")
    assert english.number(1234567.5, 1) == "1,234,567.5"
    assert spanish.number(1234567.5, 1) == "1.234.567,5"
    assert english.interval([0.39, 0.5993]) == "39.0% to 59.9%"
    assert english.interval([0.5, 0.5]) == "50.0%"
    assert english.day("2026-11-21") == "Nov 21, 2026"
    assert spanish.day("2026-11-21") == "21 nov 2026"
    assert english.number(None) == english.share(None) == english.day(None) == "–"


def test_a_message_that_nobody_translated_is_told_in_english() -> None:
    assert select_language("es").gettext("No such message: %(x)s", x=1) == "No such message: 1"
