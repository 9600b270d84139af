"""A cited finding is open, gone, or not known, as the last run of its kind says."""

from __future__ import annotations

from datetime import date

import pytest
from pyoxigraph import NamedNode

from graph.findings import FindingsWriter, build_findings
from graph.findings.states import read_finding_states
from graph.parameters import CoverageParameters
from graph.store import MemoryStore
from ontology.findings import cite_finding, name_finding

DAY = date(2026, 11, 21)
FOUND = "gaps/visit>food>all>linn"


def run(*keys: str) -> MemoryStore:
    def fill(write: FindingsWriter) -> None:
        for key in keys:
            write.finding("ReferralGap", key, f"Found {key}.")

    parameters = CoverageParameters(as_of=DAY).as_dict()
    return MemoryStore(build_findings("gaps", {"parameters": parameters}, fill).quads)


@pytest.mark.parametrize(
    ("store", "state", "sentence", "as_of"),
    [
        (run("visit>food>all>linn"), "open", "Found visit>food>all>linn.", DAY),
        (run("visit>rent>all>linn"), "gone", None, DAY),
        (run(), "gone", None, DAY),
        (MemoryStore(()), "unknown", None, None),
    ],
    ids=["found", "not found", "nothing found", "no run"],
)
def test_the_state_is_that_of_the_last_run(
    store: MemoryStore, state: str, sentence: str | None, as_of: date | None
) -> None:
    iri = cite_finding(FOUND)
    (told,) = read_finding_states(store, [iri, iri]).values()
    assert (told.state, told.sentence, told.as_of) == (state, sentence, as_of)
    assert (told.name, told.iri) == (FOUND, iri.value)


def test_another_kind_of_run_says_nothing() -> None:
    (told,) = read_finding_states(run(), [cite_finding("cliffs/title-v")]).values()
    assert told.state == "unknown"


@pytest.mark.parametrize("name", [FOUND, "plan/a b/c", "gaps/é%2F>x"])
def test_a_name_is_its_iri_and_back(name: str) -> None:
    assert name_finding(cite_finding(name)) == name
    assert cite_finding(cite_finding(name).value) == cite_finding(name)


@pytest.mark.parametrize("text", ["gaps", "gaps/", "/key", "https://example.org/x y", ""])
def test_what_names_no_finding_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="kind and key"):
        cite_finding(text)


def test_what_is_no_finding_has_no_name() -> None:
    with pytest.raises(ValueError, match="is no finding"):
        name_finding(NamedNode("urn:x"))
