"""Addresses of APIs: which are read, and how they are shown without what must stay secret."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

import httpx2

from graph.errors import SourceError

LISTS = ("services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms")
"""The lists of the HSDS API; the first must be there."""

_NAME = re.compile(r"[^\w.]+")


@dataclass(frozen=True)
class Address:
    """Where an API is."""

    url: httpx2.URL
    """Without user, password and parameters."""
    parameters: tuple[tuple[str, str], ...]
    """Those that the address had; sent with every request."""
    user: str
    password: str
    only: str | None
    """The list it names, where it does not name the whole API."""

    @property
    def shown(self) -> str:
        """The address for people and provenance: no user, no password, no parameters."""
        return str(self.url)

    @property
    def source_name(self) -> str:
        """A name for the source, made of host and path.

        >>> parse_address("https://www.example.org/hsds/").source_name
        'www.example.org-hsds'
        """
        port = f"-{self.url.port}" if self.url.port else ""
        plain = _NAME.sub("-", f"{self.url.host}{port}{self.url.path}".casefold())
        return plain.strip("-.") or "source"

    def of_list(self, name: str) -> httpx2.URL:
        """The address of one of the lists."""
        if self.only is not None:
            return self.url
        return self.url.copy_with(path=self.url.path.rstrip("/") + "/" + name)

    def of_item(self, name: str, identifier: str) -> httpx2.URL:
        """The address of one object of a list."""
        # A slash or question mark in it must not end this part of the path.
        path = self.of_list(name).raw_path.decode("ascii").rstrip("/")
        return self.url.copy_with(raw_path=f"{path}/{quote(identifier, safe='')}".encode("ascii"))


def parse_address(text: str) -> Address:
    """The address of an API or of one of its lists; SourceError for one that is not read.

    >>> parse_address("https://me:secret@example.org/hsds?key=abc").shown
    'https://example.org/hsds'
    >>> parse_address("https://example.org/api/services?organization_id=7").only
    'services'
    """
    shown = re.sub(r"(?<=//)[^/@]*@", "", text).partition("?")[0].partition("#")[0]
    try:
        url = httpx2.URL(text)
    except (httpx2.InvalidURL, ValueError) as error:
        raise SourceError("this is not an address that can be read", path=shown) from error
    if url.scheme not in ("http", "https"):
        raise SourceError(
            f"addresses of the kind {url.scheme}: are not read; give one that begins with https:"
            " or http:, or the path of a file",
            path=shown,
        )
    if not url.host:
        raise SourceError("the address names no host", path=shown)
    last = url.path.rstrip("/").rpartition("/")[2]
    return Address(
        url=url.copy_with(userinfo=b"", query=None, fragment=None),
        parameters=tuple(url.params.multi_items()),
        user=url.username,
        password=url.password,
        only=last if last in LISTS else None,
    )
