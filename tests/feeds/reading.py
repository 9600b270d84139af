"""Fetching from an API in a test: without waiting, into a folder of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from loaders import hsds
from loaders.fetching.address import parse_address
from loaders.fetching.fetch import fetched
from loaders.fetching.limits import Limits
from loaders.source import Issue, LoadContext

QUICK = Limits(page_size=2, silence=5, page_seconds=5)


@dataclass
class Fetching:
    """One data directory, and what was met while fetching into it."""

    folder: Path
    waited: list[float] = field(default_factory=list)
    """Seconds of each pause that would have been made."""
    progress: list[tuple[str, int, int | None]] = field(default_factory=list)
    issues: tuple[Issue, ...] = ()

    def services(self, url: str, *, limits: Limits = QUICK, **options: Any) -> list[str]:
        """Ids of the services that the loader finds in the fetched pages, in order."""
        with fetched(
            parse_address(url),
            self.folder,
            limits=limits,
            progress=lambda *told: self.progress.append(told),
            sleep=self.waited.append,
            **options,
        ) as found:
            reading = hsds.read(found.folder, LoadContext(source="feed"))
            self.issues = (*found.origin.issues, *reading.issues)
            return [str(r.values["id"]) for r in reading.records if r.table == "service"]

    def codes(self) -> list[str]:
        """Codes of what was told, in order."""
        return [issue.code for issue in self.issues]

    def kept(self) -> list[str]:
        """Names of the page files that are there."""
        return sorted(path.name for path in self.folder.glob("fetched/*/pages/*"))

    def everything(self) -> str:
        """All that is written of the download, but for the pages."""
        states = sorted(self.folder.glob("fetched/*/state.json"))
        return "\n".join([str(path) + path.read_text() for path in states])
