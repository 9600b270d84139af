"""The data in another engine, with the interface of the embedded store."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from pyoxigraph import Store

from graph.errors import RemoteStoreError, StoreMissing
from graph.public import SMALL_CELL_FLOOR
from graph.store.faults import explain_fault, faults_explained, is_disk_full
from graph.store.generation import Generation
from graph.store.protocol import Results
from graph.store.publishing import reseed
from graph.store.remote.answers import query_remote
from graph.store.remote.connection import Connection
from graph.store.remote.draft import RemoteDraft, copy_graphs, open_draft
from graph.store.remote.endpoint import Endpoint
from graph.store.remote.publishing import publish
from graph.store.remote.state import State, read_state
from graph.store.seed import SHIPPED, Seed

_log = logging.getLogger(__name__)

ANSWER_LIMIT = 1 << 30
"""Most bytes of one answer."""


class RemoteSnapshot:
    """A ReadableStore over an engine, with what it held when this was made.

    Another write shows in the answers at once, and in `version` only when the store is read again.
    """

    def __init__(self, connection: Connection, state: State) -> None:
        self._connection = connection
        self._state = state

    @property
    def generation(self) -> Generation:
        """What the engine tells of the last write; number 0 where it was not one of ours."""
        return self._state.generation

    @property
    def version(self) -> str:
        """The generation's number; with its time while a write goes on, or when one broke off."""
        return self._state.version

    def query(self, sparql: str) -> Results:
        """The results of a SPARQL query; see `RemoteStore.query`."""
        return query_remote(self._connection, sparql)

    @contextmanager
    def copied(self) -> Iterator[Store]:
        """All graphs of ours in a store of this machine, for as long as the block lasts."""
        with TemporaryDirectory(prefix="nwd-remote-") as folder:
            path = Path(folder) / "store"
            copy_graphs(self._connection, path).flush()
            # Opened anew, since one that may write still does so while its folder is removed.
            yield Store.read_only(str(path))


class RemoteStore:
    """A store in another engine, asked over the SPARQL 1.1 protocol; making one sends nothing.

    What may not be told is never sent there. Times are in seconds; `answer_limit` is the most
    bytes of one answer. Not for use by several threads at once.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        connect_timeout: float = 5,
        read_timeout: float = 60,
        answer_limit: int = ANSWER_LIMIT,
        small_cell_floor: int = SMALL_CELL_FLOOR,
        seed: Seed = SHIPPED,
    ) -> None:
        self.endpoint = endpoint
        self._floor = small_cell_floor
        self._seed = seed
        self._connection = Connection(
            endpoint,
            connect_timeout=connect_timeout,
            read_timeout=read_timeout,
            answer_limit=answer_limit,
        )

    @property
    def version(self) -> str:
        """That of the data as it is now; asks the engine each time."""
        return self.read().version

    def query(self, sparql: str) -> Results:
        """The results of a SPARQL query, sent as it is; the default graph is the union of all.

        The whole answer is read and checked first. Raises QueryError where the engine refuses the
        text, QueryTimeout, QueryTooLarge where the answer was cut, else RemoteStoreError.
        """
        return query_remote(self._connection, sparql)

    def exists(self) -> bool:
        """Whether the engine holds data of ours."""
        return read_state(self._connection) is not None

    def read(self) -> RemoteSnapshot:
        """The data as it is now; StoreMissing when there is none of ours."""
        state = read_state(self._connection)
        if state is None:
            raise StoreMissing(
                f"{self.endpoint.shown}: no data yet; load a source first",
                data_dir=self.endpoint.shown,
            )
        return RemoteSnapshot(self._connection, state)

    @contextmanager
    def write(
        self, *, note: str, kind: str = "load", wait_seconds: float = 0
    ) -> Iterator[RemoteDraft]:
        """A draft of the data: sent to the engine when the block ends, dropped when it raises.

        The draft is a local copy of all graphs of ours. Graphs are replaced one after the other, so
        others may read the new of one and the old of another for a moment; a write that breaks off
        leaves the graphs it did not reach as they were, and says so in the version. There is no
        lock: StoreLocked when another write came in between. `wait_seconds` is of no use here.
        """
        if self.endpoint.find_graph_url() is None:
            self.endpoint.find_update_url()
        here = Path(gettempdir())
        state = read_state(self._connection)
        if state is not None and state.unfinished:
            graphs = ",".join(sorted(graph.value for graph in state.unfinished))
            _log.warning("unfinished write url=%s graphs=%s", self.endpoint.shown, graphs)
        with faults_explained(here):
            draft = open_draft(self._connection, state, note=note, kind=kind)
        try:
            with faults_explained(here):
                reseed(draft, self._seed)
            yield draft
            with faults_explained(here):
                draft.published = publish(self._connection, draft, small_cell_floor=self._floor)
        except OSError as error:
            if is_disk_full(error):
                raise explain_fault(error, here) from error
            raise
        finally:
            draft.close()

    def history(self) -> list[Generation]:
        """Not kept in another engine."""
        raise self._not_here("the history")

    def rollback(
        self, to: int | None = None, *, by: str = "", wait_seconds: float = 0
    ) -> Generation:
        """Not possible in another engine."""
        raise self._not_here("rollback")

    def backup(self, target: Path) -> None:
        """Not possible in another engine."""
        raise self._not_here("backup")

    def restore(self, archive: Path, *, wait_seconds: float = 0) -> Generation:
        """Not possible in another engine."""
        raise self._not_here("restore")

    def _not_here(self, what: str) -> RemoteStoreError:
        return RemoteStoreError(
            f"{what} is only for the embedded store; use the engine's own means, or load again",
            url=self.endpoint.shown,
        )
