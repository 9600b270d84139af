"""One published state of the data, and the file that describes it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from graph.errors import StoreError

FORMAT = 1
"""Format of what is on disk; raised when older releases could not read it."""


@dataclass(frozen=True)
class Generation:
    """One published state of the data."""

    number: int
    """Counts up from 1; never used twice."""
    published_at: datetime
    """With time zone."""
    note: str
    kind: str
    """`load`, `drop`, `update`, `match`, `findings`, `rollback` or `restore`."""
    triples: int
    """Triples over all graphs, each graph counted for itself."""
    ontology: str = field(default="", compare=False)
    """Version of the ontology that is in it."""


def render_generation(generation: Generation) -> bytes:
    """The metadata file of a generation: a JSON object with `format` and its fields."""
    fields = {"format": FORMAT, **asdict(generation)}
    fields["published_at"] = generation.published_at.isoformat()
    return (json.dumps(fields, indent=2, ensure_ascii=False) + "\n").encode()


def parse_generation(text: bytes, *, path: Path, data_dir: Path) -> Generation:
    """The generation that a metadata file describes.

    Raises StoreError when it is damaged, or was written by a newer release.
    """
    try:
        fields: dict[str, Any] = json.loads(text)
        written = int(fields["format"])
        if written > FORMAT:
            raise StoreError(
                f"{path}: format {written} was written by a newer release (this one reads up to"
                f" {FORMAT}); upgrade nowrongdoor, or roll back to an older generation",
                data_dir=data_dir,
            )
        return Generation(
            number=int(fields["number"]),
            published_at=datetime.fromisoformat(fields["published_at"]),
            note=str(fields["note"]),
            kind=str(fields["kind"]),
            triples=int(fields["triples"]),
            ontology=str(fields["ontology"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(
            f"{path} is damaged ({type(error).__name__}: {error}); roll back to another generation"
            " or restore a backup",
            data_dir=data_dir,
        ) from error
