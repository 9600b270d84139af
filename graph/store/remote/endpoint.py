"""Where an engine answers, and who asks."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

from graph.errors import RemoteStoreError, SettingError
from graph.store.remote.engines import GENERIC
from graph.store.remote.profile import EngineProfile, Paths


@dataclass(frozen=True)
class Endpoint:
    """The addresses of one engine; those not given follow from the query address, if they can."""

    query_url: str
    engine: EngineProfile = GENERIC
    update_url: str | None = None
    graph_url: str | None = None
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        for name in ("query_url", "update_url", "graph_url"):
            check_address(getattr(self, name), name=f"store_{name}".replace("query_", ""))

    @property
    def shown(self) -> str:
        """The query address without a user and a password in it, for messages."""
        return shown_address(self.query_url)

    @property
    def may_sign(self) -> bool:
        """Whether there is a user or a token to show."""
        return bool(self.user or self.password)

    def find_update_url(self) -> str:
        """Where updates go; RemoteStoreError when nobody said and it does not follow."""
        if self.update_url:
            return self.update_url
        found = self._paths()
        if found is None:
            raise RemoteStoreError(
                "this address does not tell where updates go; set NWD_STORE_UPDATE_URL",
                url=self.shown,
            )
        end = found.update_with_user if self.may_sign else None
        return self._beside(found, end or found.update)

    def find_graph_url(self) -> str | None:
        """Where the Graph Store Protocol is spoken; None where it is not."""
        if self.graph_url:
            return self.graph_url
        found = self._paths()
        if found is None or found.graph is None:
            return None
        end = found.graph_with_user if self.may_sign else None
        return self._beside(found, end or found.graph)

    def _paths(self) -> Paths | None:
        path = urlsplit(self.query_url).path
        return next((each for each in self.engine.paths if path.endswith(each.query)), None)

    def _beside(self, paths: Paths, end: str) -> str:
        parts = urlsplit(self.query_url)
        path = parts.path.removesuffix(paths.query) + end
        return urlunsplit(parts._replace(path=path))


def check_address(url: str | None, *, name: str) -> None:
    """SettingError unless it is an address of HTTP, or none."""
    if url is None:
        return
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound:
        raise SettingError(f"{name} = {url!r} is no address of http or https", names=[name])


def shown_address(url: str) -> str:
    """An address without a user and a password in it.

    >>> shown_address("http://me:secret@localhost:7878/query")
    'http://localhost:7878/query'
    """
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
