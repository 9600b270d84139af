"""What coverage came to in each state of the data that was served, to be compared with the next.

One JSON file in the data directory. It can be lost without harm: then nothing is compared until the
data changes again.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from service.exports.contract import write_atomically

if TYPE_CHECKING:
    from graph.coverage import Coverage
    from graph.store import Generation

_log = logging.getLogger(__name__)

NAME = "headlines.json"
KEPT = 50
"""States of the data that are remembered."""
COUNTED = ("partners", "services", "touchpoints", "pathways")


@dataclass(frozen=True)
class Headline:
    """The coverage of one generation; what may be told to anybody."""

    generation: int
    version: str
    published_at: str
    """ISO 8601."""
    parameters: Mapping[str, Any]
    every_door: list[float] | None
    """Share of the weight that is covered, least and most; None where nothing is required."""
    any_door: list[float] | None
    gaps: int
    """Required combinations that no door, or not every door, leads to for certain."""
    counts: Mapping[str, int]
    """Records, by the names of COUNTED."""

    @property
    def moment(self) -> datetime:
        """When the generation was published."""
        return datetime.fromisoformat(self.published_at)


def summarise(coverage: Coverage, generation: Generation) -> Headline:
    """The headline of a coverage result."""
    from graph.gaps import select_gap_rows

    net, told = coverage.net, coverage.summary()["headline"]
    return Headline(
        generation=generation.number,
        version=net.version,
        published_at=generation.published_at.isoformat(),
        parameters=coverage.parameters.as_dict(),
        every_door=told["every_door"],
        any_door=told["any_door"],
        gaps=len(select_gap_rows(coverage)),
        counts={name: len(getattr(net, name)) for name in COUNTED},
    )


def note_headline(folder: Path, headline: Headline) -> None:
    """Put a headline last, in place of an earlier one of the same version.

    Where there is no such folder or nothing can be written, nothing is kept, and the log says so.
    """
    kept = [each for each in read_headlines(folder) if each.version != headline.version]
    text = json.dumps([asdict(each) for each in [*kept, headline][-KEPT:]], indent=1)
    try:
        with write_atomically(folder / NAME) as part:
            part.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        _log.info("the headline is not kept folder=%s error=%s", folder, error)


def read_headlines(folder: Path) -> list[Headline]:
    """The headlines in the order they were noted; none where the file is absent or damaged."""
    try:
        told = json.loads((folder / NAME).read_text(encoding="utf-8"))
        return [Headline(**each) for each in told]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError) as error:
        _log.warning("headlines cannot be read folder=%s error=%s", folder, error)
        return []


def headline_before(folder: Path, version: str, parameters: Mapping[str, Any]) -> Headline | None:
    """That of the data served before `version`, where it was asked alike but for the day."""
    kept = read_headlines(folder)
    place = next((i for i, each in enumerate(kept) if each.version == version), len(kept))
    asked = {**parameters, "as_of": None}
    alike = [each for each in kept[:place] if {**each.parameters, "as_of": None} == asked]
    return alike[-1] if alike else None
