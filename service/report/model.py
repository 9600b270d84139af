"""What a report is made of, whatever the format it is written in: plain texts, tables, pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True)
class Paragraph:
    """Words; a `lead` stands out, a `quiet` one is small print."""

    text: str
    kind: Literal["plain", "lead", "quiet"] = "plain"


@dataclass(frozen=True)
class Bullets:
    """Short statements below each other."""

    items: Sequence[str]


@dataclass(frozen=True)
class Heading:
    """Begins a part of a section."""

    text: str


@dataclass(frozen=True)
class Facts:
    """Names with their values."""

    title: str
    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Column:
    """`share` says how wide it is, next to the others; numbers stand at the right."""

    title: str
    share: float = 1
    right: bool = False


@dataclass(frozen=True)
class Table:
    """Texts in rows; the first of a row names it. `left_out` tells what the table does not hold."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    left_out: str = ""


@dataclass(frozen=True)
class Picture:
    """A drawing as SVG, with the words that stand for it where it is not seen."""

    svg: str
    alt: str
    caption: str = ""


Block = Paragraph | Bullets | Heading | Facts | Table | Picture


@dataclass(frozen=True)
class Section:
    """A chapter; `name` is the same in every language."""

    name: str
    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Report:
    """The whole of it. `about` says of what and when it is, below the title."""

    title: str
    language: str
    about: Sequence[str]
    sections: Sequence[Section]
    contents: str
    """The heading of the list of sections."""
    page: str
    """`Page %(number)s of %(count)s` in its language, with the names left to be filled."""
    undrawn: str
    """What is said where letters cannot be drawn; `%(letters)s` in it are those."""
    made_at: datetime
