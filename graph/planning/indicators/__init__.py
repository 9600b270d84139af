"""Indicators and their values over time, without what may not be told of families."""

from graph.planning.indicators.records import (
    Indicator,
    Observation,
    read_indicators,
    read_observations,
)
from graph.planning.indicators.series import Series, build_series
from graph.planning.indicators.telling import Told, protect_observations

__all__ = [
    "Indicator",
    "Observation",
    "Series",
    "Told",
    "build_series",
    "protect_observations",
    "read_indicators",
    "read_observations",
]
