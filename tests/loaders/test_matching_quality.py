"""Precision and recall on labelled records of real dialects, and on a copied community."""

from __future__ import annotations

import pytest
from communities.corruption import second_directory
from communities.demonstration import demonstration_records
from communities.match_quality import by_band, measure
from communities.servicenet import labelled_pairs, read_servicenet
from directories.facts_of import shared

from loaders.matching import propose_matches
from loaders.matching.bands import LEAST, LIKELY, POSSIBLE


def test_labelled_records_of_real_dialects() -> None:
    """Nothing wrong is possible or better; the lost ones conflict in every key but one."""
    found = read_servicenet(shared("servicenet-adapters"))
    truth = labelled_pairs()
    assert {iri for pair in truth for iri in pair} <= found.by_iri().keys()
    quality = by_band(propose_matches(found), truth)
    assert quality["likely"].precision == quality["possible or better"].precision == 1
    assert quality["likely"].recall >= 0.65
    assert quality["possible or better"].recall >= 0.85


def test_services_that_must_not_match() -> None:
    """The five services of one partner in `bad_matches.json`."""
    found = read_servicenet(shared("servicenet-adapters"))
    bad = {s.iri for s in found.services if s.source == "bad"}
    assert len(bad) == 5
    proposed = {iri for p in propose_matches(found) for iri in (p.left, p.right)}
    assert not bad & proposed


# What is asked is a little less than is found, so that a change for the worse is seen.
@pytest.mark.parametrize(
    ("rate", "likely", "possible"),
    [
        (0.0, (0.95, 0.99), (0.9, 0.99)),
        (0.1, (0.97, 0.94), (0.9, 0.98)),
        (0.25, (0.97, 0.86), (0.92, 0.95)),
        (0.5, (0.97, 0.6), (0.92, 0.85)),
    ],
)
def test_a_copy_of_the_demonstration_community(
    rate: float, likely: tuple[float, float], possible: tuple[float, float]
) -> None:
    """(precision, recall) of likely pairs, and of likely and possible ones, over two copies."""
    for seed in (1, 2):
        two = second_directory(demonstration_records(), rate=rate, seed=seed)
        assert len(two.truth) > 80
        proposals = propose_matches(two.records)
        for floor, (precision, recall) in ((LIKELY, likely), (POSSIBLE, possible)):
            quality = measure(proposals, two.truth, floor=floor)
            assert quality.precision >= precision, (seed, floor, quality)
            assert quality.recall >= recall, (seed, floor, quality)


def test_the_bands_are_apart() -> None:
    """Of likely pairs nearly all are right, of possible ones about half or more, of others few."""
    right = dict.fromkeys(("likely", "possible", "unlikely"), 0)
    told = dict(right)
    for seed in (1, 2, 3):
        two = second_directory(demonstration_records(), rate=0.3, seed=seed)
        for each in propose_matches(two.records, least=LEAST):
            told[each.band] += 1
            right[each.band] += (each.left, each.right) in two.truth
    share = {name: right[name] / told[name] for name in told}
    assert share["likely"] > 0.97
    assert 0.4 < share["possible"] < 0.95
    assert share["unlikely"] < 0.3
