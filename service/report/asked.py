"""What a report may be asked to be of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from service.analyses.contract import Option
from service.analyses.options import read_options

NAME = "report"
"""What errors call it."""
TOP = 10
MOST = 200
OPTIONS = (
    Option(
        "place",
        "text",
        "Only what is asked in the place of this id or name and in the places in it.",
        many=True,
        default=(),
    ),
    Option("segment", "text", "Only what is asked for the segment of this id or name."),
    Option("touchpoint", "text", "Only what is asked at the touchpoint of this id or name."),
    Option("lang", "choice", "Language of the report.", choices=("en", "es")),
    Option(
        "compute",
        "choice",
        "Whether what takes minutes is computed too; when-small: up to 20,000 required "
        "combinations.",
        default="when-small",
        choices=("when-small", "yes"),
    ),
    Option("top", "whole", "Most rows of each list.", default=TOP, least=1, most=MOST),
)


@dataclass(frozen=True)
class Asked:
    """Which part of the community, how long lists are, and in what language."""

    place: tuple[str, ...] = ()
    segment: str | None = None
    touchpoint: str | None = None
    lang: str = "en"
    top: int = field(default=TOP)
    compute: str = "when-small"

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out."""
        return not (self.place or self.segment or self.touchpoint)


@dataclass
class _Optioned:
    NAME: str = NAME
    OPTIONS: tuple[Option, ...] = OPTIONS


def read_asked(given: Mapping[str, Iterable[str]], *, lang: str = "en") -> Asked:
    """What texts ask; raises BadParameter for what does not fit. `lang` holds where none does."""
    values: dict[str, Any] = read_options(_Optioned(), given)
    return Asked(**{**values, "lang": values["lang"] or lang})
