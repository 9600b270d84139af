"""Languages: the words as given, and codes of ISO 639-3 where they are certain."""

from __future__ import annotations

from pathlib import Path

import pytest
from directories.facts_of import facts_of
from hypothesis import given
from hypothesis import strategies as st

from ontology.languages import code_of, name_of, read_language, split_languages


@pytest.mark.parametrize(
    ("said", "code", "note"),
    [
        ("Spanish", "spa", None),
        ("SPANISH", "spa", None),
        ("Spanish (limited)", "spa", "limited"),
        ("Spanish - by phone", "spa", "by phone"),
        ("Spanish-speaking staff", "spa", "speaking staff"),
        ("Español", "spa", None),
        ("es", "spa", None),
        ("spa", "spa", None),
        ("en-US", "eng", None),
        ("ASL", "ase", None),
        ("Sign Language (ASL)", "ase", "ASL"),
        ("Mandarin Chinese", "cmn", None),
        ("Chinese (Mandarin)", "cmn", None),
        ("Chinese", "zho", None),
        ("Farsi", "fas", None),
        ("Haitian Creole", "hat", None),
        ("Nepali", "nep", None),
        ("S'gaw Karen", "ksw", None),
        ("Arabic language", "ara", None),
        ("other languages available upon request", None, None),
        ("Spanish (not available)", None, None),
        ("Spanish (Arabic)", None, None),
        ("No", None, None),
        ("no", None, None),
        ("tty", None, None),
        ("Karen", None, None),
        ("Creole", None, None),
        ("Sign Language", None, None),
        ("Even", None, None),
        ("Ancient Greek", None, None),
        ("", None, None),
    ],
)
def test_only_what_is_certain_gets_a_code(said: str, code: str | None, note: str | None) -> None:
    found = read_language(said)
    assert (found.text, found.code, found.note) == (said, code, note)


def test_a_code_beside_the_name() -> None:
    assert read_language("Spanish", "es").code == "spa"
    assert read_language("Mandarin", "zh").code == "cmn"  # a member of Chinese
    assert read_language("Home language", "UR").code == "urd"
    assert read_language("Spanish", "xx").code == "spa"
    assert read_language("Spanish", "fr").code is None
    assert code_of("tty") == "tty"  # a code, in a column of codes
    assert (name_of("spa"), name_of("nep"), name_of("xxx")) == ("Spanish", "Nepali", None)


@given(st.text(max_size=60))
def test_any_text_is_kept_as_it_is(said: str) -> None:
    assert read_language(said).text == " ".join(said.split())
    assert split_languages(said)


def test_words_and_codes_of_services_and_sites(tmp_path: Path) -> None:
    for name, rows in {
        "organizations": "id,name\no1,One\n",
        "services": "id,organization_id,name,languages\n"
        "s1,o1,A,English/Spanish; ASL; others\ns2,o1,B,\ns3,o1,C,\n",
        "locations": "id,organization_id,name\nl1,o1,L\n",
        "services_at_location": "id,service_id,location_id\n1,s2,l1\n",
        "languages": "id,service_id,location_id,name,code,note\n"
        "1,,l1,Urdu,ur,mornings\n2,s3,,Spanish,fr,\n3,s3,,,hmn,\n",
    }.items():
        (tmp_path / f"{name}.csv").write_text(rows)
    facts = facts_of(tmp_path)
    assert facts.of("service/s1", "language") == ["ASL", "English", "Spanish", "others"]
    assert facts.of("service/s1", "languageCode") == ["ase", "eng", "spa"]
    for record in ("site/l1", "service/s2"):
        assert facts.of(record, "language") == ["Urdu (mornings)"]
        assert facts.of(record, "languageCode") == ["urd"]
    assert facts.of("service/s3", "language") == ["Spanish", "hmn"]
    assert facts.of("service/s3", "languageCode") == ["hmn"]
    assert facts.issue("language-differs").value == "Spanish, fr"
