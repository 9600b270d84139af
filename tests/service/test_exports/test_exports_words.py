from __future__ import annotations

import pytest

from service.exports import ExportData
from service.exports.content.names import Names
from service.exports.content.result_tables import describe_measure

PANTRY, CLINIC = "Pantry\x01 \ufffe", "Niños Clinic <b>"


@pytest.mark.parametrize(
    ("fact", "subject", "about", "words"),
    [
        (
            "open",
            "pantry",
            None,
            f"whether {PANTRY} is open, and the date it was confirmed",
        ),
        ("meets", "beds", "food", "whether -Beds meets the need Food"),
        ("access", "beds", "alder", "whether -Beds serves Alder"),
        (
            "usable",
            "r2",
            "food",
            f"whether the referral {CLINIC} > Shelter is in use for Food",
        ),
        ("warm", "r2", None, f"whether the referral {CLINIC} > Shelter is warm"),
        ("door", "clinic", "birth", f"whether Birth happens at {CLINIC} for these families"),
        ("refers", "shelter", "pantry", f"whether it refers families to {PANTRY}"),
    ],
)
def test_each_unknown_fact_in_words(
    county: ExportData, fact: str, subject: str, about: str | None, words: str
) -> None:
    names = Names(county.net)
    item = {"fact": fact, "subject": subject, "object": about, "with": "shelter"}
    assert names.verify([item]) == f"Ask Shelter {words}"
    assert names.ask([item, item]) == "Shelter"


def test_only_one_warm_handoff_through_every_door_is_called_no_wrong_door() -> None:
    assert describe_measure("every_door", 1, "warm").startswith("No-wrong-door coverage")
    for door, handoffs, mode in (
        ("every_door", 2, "warm"),
        ("every_door", 1, "any"),
        ("any_door", 1, "warm"),
    ):
        assert "wrong" not in describe_measure(door, handoffs, mode)
