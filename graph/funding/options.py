"""What a run on funding cliffs is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from graph.errors import BadParameter, NoSuchRecord
from graph.projection import Projection

HORIZONS = (90, 180, 365, 730, 1825)
THRESHOLDS = (1.0, 0.75, 0.5)


@dataclass(frozen=True)
class CliffOptions:
    """Horizons in days from the day asked, thresholds of the remaining share of a budget.

    `renewal` is the probability that a stream is renewed, `stream_renewal` that of some streams,
    by id. `fiscal_year_starts` is the month in which fiscal years begin; a year is named by the
    calendar year in which it ends.
    """

    horizons: Sequence[int] = HORIZONS
    thresholds: Sequence[float] = THRESHOLDS
    renewal: float = 0.0
    stream_renewal: Mapping[str, float] = field(default_factory=dict)
    fiscal_year_starts: int = 1

    def as_dict(self) -> dict[str, Any]:
        return {
            "horizons": sorted(set(self.horizons)),
            "thresholds": sorted(set(self.thresholds), reverse=True),
            "renewal": self.renewal,
            "stream_renewal": dict(sorted(self.stream_renewal.items())),
            "fiscal_year_starts": self.fiscal_year_starts,
        }

    def renewals(self, net: Projection) -> dict[int, Fraction]:
        """Stream -> probability. Raises BadParameter for a stream that is not loaded."""
        renewals = {stream: Fraction(str(self.renewal)) for stream in range(len(net.streams))}
        position = {identifier: i for i, identifier in enumerate(net.streams.ids)}
        for identifier, probability in self.stream_renewal.items():
            if identifier not in position:
                raise NoSuchRecord(identifier, f"no funding stream has the id {identifier!r}")
            renewals[position[identifier]] = Fraction(str(probability))
        return renewals


def read_renewal(texts: Sequence[str]) -> tuple[float, dict[str, float]]:
    """(probability of all streams, probability by stream) from texts such as 0.2 and `id=0.5`.

    Raises BadParameter where a text is neither, or two probabilities are given for all.

    >>> read_renewal(["0.25", "title-v=0.9"])
    (0.25, {'title-v': 0.9})
    """
    common: list[float] = []
    of_stream: dict[str, float] = {}
    for text in texts:
        identifier, equals, number = text.rpartition("=")
        try:
            probability = float(number)
        except ValueError:
            raise _misfit(text, EXPECTED) from None
        if not 0 <= probability <= 1 or (equals and (not identifier or identifier in of_stream)):
            raise _misfit(text, EXPECTED)
        if equals:
            of_stream[identifier] = probability
        else:
            common.append(probability)
    if len(common) > 1:
        raise _misfit(", ".join(texts), "one probability for all streams")
    return (common[0] if common else 0.0), of_stream


EXPECTED = "a probability from 0 to 1, or a stream's id, = and its probability, once a stream"


def _misfit(value: str, expected: str) -> BadParameter:
    return BadParameter(
        f"renewal = {value!r} does not fit: expected {expected}",
        query="",
        name="renewal",
        value=value,
        expected=expected,
    )
