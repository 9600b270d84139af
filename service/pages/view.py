"""What a page is built from: the data, what was asked, the language, and links that keep both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from graph.errors import BadParameter
from graph.parameters import CoverageParameters
from service.language import LANGUAGES, Language
from service.pages.addresses import COVERAGE, KEPT, accepted, join
from service.pages.contract import ExplorerPage
from service.pages.tables import Listing, Shown
from service.things.addresses import address_of
from service.workers.job import JobData

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.coverage import Coverage
    from graph.projection import Projection

SHIPPED = (("segments", "all"), ("places", "everywhere"))
"""The kind of family and the place that are there without any source, by kind and id."""
Choices = list[tuple[str, str]]
"""(id, name) of what can be chosen."""


@dataclass
class View:
    """One request for one page."""

    data: JobData
    page: ExplorerPage
    language: Language
    parameters: CoverageParameters
    options: Mapping[str, Any]
    """The values of the page's OPTIONS."""
    path: Mapping[str, str]
    """What the address names, by the names in PATH."""
    asked: Sequence[tuple[str, str]]
    """Name and value of every parameter as sent, without blank ones."""
    listings: dict[str, Listing] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    """Headers of the answer in place of those that every page has."""

    # Words

    def gettext(self, message: str, **values: Any) -> str:
        """A message in the language of the page."""
        return self.language.gettext(message, **values)

    def ngettext(self, one: str, many: str, count: int, **values: Any) -> str:
        """A message that counts."""
        return self.language.ngettext(one, many, count, **values)

    def code(self, name: str | None) -> str:
        """The name of a code in the language of the page; a dash for None."""
        return self.language.code_name(name) if name else "–"

    # Links

    def link(self, path: str, **changes: Any) -> str:
        """The address of a page of the explorer; keeps day, handoffs, mode, language, and place and
        segment where that page takes them.

        `path` is quoted already (`quote_id` quotes an id). A change to None or "" leaves a
        parameter out; a list is told value by value.
        """
        takes = accepted(path.partition("#")[0])
        kept = [(n, v) for n, v in self.asked if n in KEPT and n in takes and n not in changes]
        return join(path, [*kept, *changes.items()])

    def here(self, **changes: Any) -> str:
        """The address of this page with changes; everything else that was asked stays."""
        path = self.page.PATH
        for name, value in self.path.items():
            path = path.replace(f"{{{name}:path}}", quote(value))
            path = path.replace(f"{{{name}}}", quote(value, safe=""))
        kept = [(name, value) for name, value in self.asked if name not in changes]
        return join(path, [*kept, *changes.items()])

    def api(self, path: str, names: Collection[str] = (), **changes: Any) -> str:
        """An address of the API with the parameters of coverage that were asked, and `names`."""
        kept = [(n, v) for n, v in self.asked if n in COVERAGE or n in names]
        return join(path, [*(pair for pair in kept if pair[0] not in changes), *changes.items()])

    def told_of(self, iri: str) -> str | None:
        """Where all that is said of an IRI stands here, in the language asked for; None for one
        that is told of elsewhere.
        """
        address = address_of(iri, self.data.settings.base_iri)
        if not address or not address.startswith("/"):
            return None
        return join(address, [(name, value) for name, value in self.asked if name == "lang"])

    def quote_id(self, identifier: str) -> str:
        """An id as one part of a path."""
        return quote(identifier, safe="")

    # Data that most pages need

    @cached_property
    def net(self) -> Projection:
        """The community as arrays."""
        return self.data.analyses.projection()

    @cached_property
    def coverage(self) -> Coverage:
        """Coverage of every required cell, without routes: in a large community these take minutes,
        and a page that tells some asks for those of its own cells.
        """
        return self.data.analyses.coverage(self.parameters, routes="none")

    def choices(self, kind: str) -> Choices:
        """(id, name) of all `touchpoints`, `needs`, `segments` or `places`, by name.

        Names that several records bear have the id beside them.
        """
        collection = getattr(self.net, kind)
        pairs = list(zip(collection.ids, collection.names, strict=True))
        often = Counter(name for _, name in pairs)
        named = [(id_, self.named(kind, id_, name), often[name] > 1) for id_, name in pairs]
        told = [(id_, f"{name} ({id_})" if twice else name) for id_, name, twice in named]
        return sorted(told, key=lambda pair: pair[1].casefold())

    def named(self, kind: str, identifier: str, name: str) -> str:
        """The name of a record; of needs, of all families and of everywhere, in the language of
        the page, as these ship.
        """
        ships = kind == "needs" or (kind, identifier) in SHIPPED
        return self.language.code_name(name) if ships else name

    # Tables

    def listing(
        self,
        name: str,
        title: str,
        columns: Sequence[Shown],
        rows: Sequence[Mapping[str, Any]],
        *,
        sort: str = "",
        per_page: int = 50,
    ) -> Listing:
        """A table of the page: sorted and cut to a page as the address says; downloadable whole.

        `name` is one of the page's LISTS; `title` a message; `sort` the key it is sorted by where
        nothing is asked, with "-" in front for the largest first, "" for the order of `rows`.
        """
        if name not in self.page.LISTS:
            raise ValueError(f"{self.page.NAME} does not name {name!r} in LISTS")
        asked = dict(self.asked)
        made = Listing(
            name=name,
            title=title,
            columns=tuple(columns),
            rows=rows,
            sort=asked.get(f"{name}_sort", sort),
            page=_whole(asked.get(f"{name}_page", "1"), f"{name}_page"),
            per_page=per_page,
        )
        self.listings[name] = made
        return made

    def languages(self) -> list[tuple[str, str, str]]:
        """(code, own name, this page's address in it) of every language."""
        return [
            (code, name, self.here(lang=None if code == self.data.settings.language else code))
            for code, name in LANGUAGES.items()
        ]


def _whole(text: str, name: str) -> int:
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:10]) <= 10**9:
        raise BadParameter(
            f"{name} = {text!r} does not fit: expected a whole number of at least 1",
            query="",
            name=name,
            value=text,
            expected="a whole number of at least 1",
        )
    return int(text)
