"""The catalogue: every `queries/<topic>/<name>.rq`, found by scanning, checked and described.

A new file needs no entry anywhere. It gets the name `<topic>/<name>`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

from graph.errors import QueryError, UnknownQuery
from queries.binder import check_text
from queries.header import Column, Header, Param, parse_header
from queries.tokens import projection

__all__ = ["Column", "NamedQuery", "Param", "catalogue", "find_query", "read_catalogue"]

_SUFFIX = ".rq"
_NAME = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True, kw_only=True)
class NamedQuery(Header):
    """One query of the catalogue: what its header says, and its text with `$` parameters."""

    name: str
    """`topic/name`."""
    text: str
    """The whole file, header included; legal SPARQL as it stands."""

    @property
    def topic(self) -> str:
        return self.name.partition("/")[0]


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, NamedQuery]:
    """The shipped queries by name, in alphabetical order; raises QueryError on a bad file."""
    return MappingProxyType(read_catalogue(files("queries")))


def read_catalogue(folder: Traversable) -> dict[str, NamedQuery]:
    """The queries of a folder of topics, by name; raises QueryError with file and line."""
    found = (_parse_query(topic, file) for topic, file in _query_files(folder))
    return {query.name: query for query in sorted(found, key=lambda query: query.name)}


def find_query(name: str, known: Mapping[str, NamedQuery] | None = None) -> NamedQuery:
    """The query of that name; raises UnknownQuery with the nearest names."""
    known = catalogue() if known is None else known
    if name in known:
        return known[name]
    by_last_part: dict[str, list[str]] = {}
    for full in known:
        by_last_part.setdefault(full.partition("/")[2], []).append(full)
    nearest = get_close_matches(name, known, n=3, cutoff=0.5)
    for part in get_close_matches(name.rpartition("/")[2], by_last_part, n=3, cutoff=0.5):
        nearest += [full for full in by_last_part[part] if full not in nearest]
    raise UnknownQuery(name, nearest[:5])


def _query_files(folder: Traversable) -> Iterator[tuple[str, Traversable]]:
    for topic in folder.iterdir():
        if topic.is_dir():
            for file in topic.iterdir():
                if file.name.endswith(_SUFFIX):
                    yield topic.name, file


def _parse_query(topic: str, file: Traversable) -> NamedQuery:
    path = f"{topic}/{file.name}"
    name = path.removesuffix(_SUFFIX)
    for part in name.split("/"):
        if not _NAME.fullmatch(part):
            raise QueryError(f"{path}: names are lower case letters, digits and -", query=name)
    text = file.read_text(encoding="utf-8")
    query = NamedQuery(name=name, text=text, **vars(parse_header(text, path=path)))
    described = [column.name for column in query.columns]
    returned = projection(text)
    if described != returned:
        raise QueryError(
            f"{path}: the header's columns ({', '.join(described)}) are not the query's "
            f"({', '.join(returned)})",
            query=name,
        )
    check_text(text, query.params, path=path)
    return query
