"""The store of a deployment and its analyses, each computed once for a version of the data."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeVar

from graph.store import EmbeddedStore, PublishedStore, ReadableStore, WritableStore
from service.settings import Settings

if TYPE_CHECKING:
    from graph.coverage import Coverage, Routes
    from graph.parameters import CoverageParameters
    from graph.projection import Projection
    from graph.whatif import Baseline
    from service.analyses.contract import Analysis

# The analyses are imported where they are used: commands that only read or write the store need
# not wait for numpy and scipy.

REMEMBERED = 32
"""Results kept for the generation being read."""

Result = TypeVar("Result")


class Analyses:
    """The analyses of what `read` gives, remembered while its version stays the same."""

    def __init__(self, read: Callable[[], ReadableStore]) -> None:
        self._read = read
        self._lock = RLock()
        self._results: OrderedDict[tuple[object, ...], Any] = OrderedDict()

    def read_store(self) -> ReadableStore:
        """What is read now."""
        return self._read()

    def projection(self) -> Projection:
        """The store as arrays."""
        from graph.projection import open_projection

        store = self._read()
        return self._remember("projection", store.version, lambda: open_projection(store))

    def coverage(self, parameters: CoverageParameters, *, routes: Routes) -> Coverage:
        """Coverage of every required cell; `routes` as in `compute_coverage`."""
        from graph.coverage import compute_coverage
        from graph.coverage.kept import open_coverage

        net = self.projection()
        if routes == "none":
            compute = partial(open_coverage, self._read(), net, parameters)
        else:
            compute = partial(compute_coverage, net, parameters, routes=routes)
        return self._remember("coverage", net.version, compute, parameters, routes)

    def keep_coverage(self, parameters: CoverageParameters) -> None:
        """Have coverage without routes kept beside the data, for other processes and later ones."""
        from graph.coverage.kept import keep_coverage

        keep_coverage(self._read(), self.coverage(parameters, routes="none"))

    def gaps(self, parameters: CoverageParameters) -> dict[str, Any]:
        """The gap register."""
        from graph.gaps import select_gaps

        coverage = self.coverage(parameters, routes="gaps")
        version = coverage.net.version
        return self._remember("gaps", version, lambda: select_gaps(coverage), parameters)

    def overlaps(self, parameters: CoverageParameters) -> dict[str, Any]:
        """Overlapping services and possible duplicate records."""
        from graph.overlap import compute_overlaps

        net = self.projection()
        compute = partial(compute_overlaps, net, parameters)
        return self._remember("overlaps", net.version, compute, parameters)

    def analysis(
        self, analysis: Analysis, parameters: CoverageParameters, options: dict[str, Any]
    ) -> dict[str, Any]:
        """The result of a module of `service.analyses`."""
        version = self._read().version
        compute = partial(analysis.compute, self, parameters, **options)
        given = tuple(sorted(options.items()))
        return self._remember(analysis.NAME, version, compute, parameters, given)

    def what_if(
        self, parameters: CoverageParameters, told: Sequence[Mapping[str, Any]], threshold: float
    ) -> dict[str, Any]:
        """Coverage before and after changes; the baseline is kept for the next ones."""
        from graph.whatif import ask_what_if

        return ask_what_if(self.baseline(parameters), told, threshold=threshold)

    def baseline(self, parameters: CoverageParameters) -> Baseline:
        """Coverage with the reach of every door, for changes that are tried out."""
        from graph.whatif import Baseline

        net = self.projection()
        make = partial(Baseline, net, parameters)
        return self._remember("baseline", net.version, make, parameters)

    def _remember(
        self, what: str, version: str, compute: Callable[[], Result], *parameters: object
    ) -> Result:
        """One computation at a time, so that two askers do not do the same work."""
        key = (version, what, *parameters)
        with self._lock:
            if key not in self._results:
                for old in [known for known in self._results if known[0] != version]:
                    del self._results[old]
                self._results[key] = compute()
                while len(self._results) > REMEMBERED:
                    self._results.popitem(last=False)
            self._results.move_to_end(key)
            found: Result = self._results[key]
            return found


def open_store(settings: Settings, *, read_timeout: float | None = None) -> WritableStore:
    """The store that the settings name: in the data directory, or in another engine.

    `read_timeout` is how long another engine may take for an answer, in seconds; by default as long
    as an analysis may. SettingError where the engine or its address is not known.
    """
    if settings.store_url is None:
        return EmbeddedStore(settings.data_dir, keep_generations=settings.keep_generations)
    # Imported here: who has no other engine need not wait for the HTTP client.
    from graph.store.remote import Endpoint, RemoteStore, find_engine

    password = settings.store_password
    endpoint = Endpoint(
        settings.store_url,
        engine=find_engine(settings.store_engine),
        update_url=settings.store_update_url,
        graph_url=settings.store_graph_url,
        user=settings.store_user,
        password=password.get_secret_value() if password is not None else None,
    )
    return RemoteStore(
        endpoint,
        read_timeout=settings.analysis_timeout if read_timeout is None else read_timeout,
        small_cell_floor=settings.small_cell_floor,
    )


class Workspace(Analyses):
    """What a command works with: the store as its owner sees it, and its analyses."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.store = open_store(settings)
        super().__init__(self.snapshot)

    def snapshot(self) -> PublishedStore:
        """The published generation, read-only."""
        return self.store.read()
