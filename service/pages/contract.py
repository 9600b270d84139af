"""What a module of `service.pages.explorer` says of itself: one page of the explorer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

from service.analyses.contract import Option

if TYPE_CHECKING:
    from service.pages.view import View
    from service.workers.job import Outcome

Group = Literal["map", "directory", "plan", "data"]
Runs = Literal["analysis", "catalogue", "sparql"]


@dataclass(frozen=True)
class Entry:
    """Where a page stands in the menu; `order` counts within the group."""

    group: Group
    order: int


class ExplorerPage(Protocol):
    """One page: `GET PATH` renders `templates/NAME.html` with what `build` gives."""

    NAME: str
    """The name of the module and of the template."""
    PATH: str
    """Its address, with `{name}` or `{name:path}` for what names a record."""
    TITLE: str
    """A message; what the menu says."""
    MENU: Entry | None
    RUNS: Runs
    """The lane of processes that builds it: by far the most pages are of `catalogue`, which reads;
    `analysis` computes; `sparql` runs what somebody wrote."""
    OPTIONS: tuple[Option, ...]
    """What its address may hold besides the parameters of coverage, `lang`, and those of LISTS."""
    LISTS: tuple[str, ...]
    """The names of its tables; each adds `<name>_sort`, `<name>_page` and may be downloaded."""

    def build(self, view: View) -> dict[str, Any] | Outcome:
        """What the template is given; or an answer of another kind, such as a picture.

        Raises NoSuchRecord for a record that is not there, BadParameter for what does not fit.
        """
