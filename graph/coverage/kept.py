"""Coverage without routes, kept in a file beside its generation for the next process to map.

One result is kept of a generation, that of the parameters which most people ask for: whoever keeps
another one replaces it.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from graph.coverage.required import RequiredCells
from graph.coverage.result import Coverage, FailingDoors
from graph.coverage.run import compute_coverage
from graph.parameters import MODES, CoverageParameters
from graph.projection import Projection
from graph.projection.arrays import Bools, Floats, Ints, Small
from graph.projection.keeping import hash_data, hash_modules, keep, map_kept
from graph.store import OnDisk, ReadableStore, coverage_file

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Kept:
    """A coverage result but for its projection, as it is written."""

    origin: str
    touchpoint: Ints
    need: Ints
    segment: Ints
    place: Ints
    weight: Floats
    completeness: str
    """JSON."""
    handoffs: Ints
    """[variant]"""
    mode: Ints
    """[variant]: position in MODES."""
    any_door: Small
    """[variant, cell]"""
    every_door: Small
    known_doors: Ints
    possible_doors: Ints
    share_low: Ints
    share_high: Ints
    gap_type: Small
    failing_cell: Ints
    failing_node: Ints
    failing_warmth: Bools


def open_coverage(
    store: ReadableStore, net: Projection, parameters: CoverageParameters
) -> Coverage:
    """Coverage without routes: mapped where it was kept with these parameters, else computed.

    A file that is damaged, of other parameters, or made by other code or from other data is not
    used, and stays until `keep_coverage` replaces it.
    """
    # A store may have moved on since its projection was opened.
    if isinstance(store, OnDisk) and store.version == net.version:
        kept = _map(store.directory, store.version, parameters)
        if kept is not None:
            return _unpack(kept, net, parameters)
    return compute_coverage(net, parameters, routes="none")


def keep_coverage(store: ReadableStore, coverage: Coverage) -> None:
    """Keep a result for `open_coverage`, in place of what is kept, unless it is there already.

    Nothing is kept of a store that is not in a directory, or where nothing can be written.
    """
    if not isinstance(store, OnDisk) or store.version != coverage.net.version:
        return
    directory, version = store.directory, store.version
    if _map(directory, version, coverage.parameters) is not None:
        return
    path = coverage_file(directory)
    try:
        keep(_pack(coverage), path, _label(directory, version, coverage.parameters))
    except OSError as error:
        _log.info("coverage is not kept path=%s error=%s", path, error)


def _map(directory: Path, version: str, parameters: CoverageParameters) -> _Kept | None:
    labels = _label(directory, version, parameters)
    found: _Kept | None = map_kept(_Kept, coverage_file(directory), labels)
    return found


def _label(directory: Path, version: str, parameters: CoverageParameters) -> dict[str, str]:
    return {
        "code": _hash_code(),
        "data": hash_data(directory),
        "version": version,
        "parameters": json.dumps(parameters.as_dict(), sort_keys=True),
    }


@cache
def _hash_code() -> str:
    """Of the modules that make the projection and what follows from it."""
    packages = ("graph.coverage", "graph.identity", "graph.projection", "ontology")
    return hash_modules(packages, ("graph.parameters",))


def _pack(coverage: Coverage) -> _Kept:
    required, variants = coverage.required, sorted(coverage.status)
    failing, nothing = coverage.failing, np.zeros(0, np.int64)
    return _Kept(
        origin=required.origin,
        touchpoint=required.touchpoint,
        need=required.need,
        segment=required.segment,
        place=required.place,
        weight=required.weight,
        completeness=json.dumps(coverage.completeness),
        handoffs=np.array([handoffs for handoffs, _ in variants], np.int64),
        mode=np.array([MODES.index(mode) for _, mode in variants], np.int64),
        any_door=np.stack([coverage.status[each][0] for each in variants]),
        every_door=np.stack([coverage.status[each][1] for each in variants]),
        known_doors=coverage.known_doors,
        possible_doors=coverage.possible_doors,
        share_low=coverage.share_low,
        share_high=coverage.share_high,
        gap_type=coverage.gap_type,
        failing_cell=np.concatenate([nothing, *(block.cell for block in failing)]),
        failing_node=np.concatenate([nothing, *(block.node for block in failing)]),
        failing_warmth=np.concatenate([nothing > 0, *(block.warmth for block in failing)]),
    )


def _unpack(kept: _Kept, net: Projection, parameters: CoverageParameters) -> Coverage:
    variants = [
        (handoffs, MODES[mode])
        for handoffs, mode in zip(kept.handoffs.tolist(), kept.mode.tolist(), strict=True)
    ]
    return Coverage(
        net=net,
        parameters=parameters,
        required=RequiredCells(
            "declared" if kept.origin == "declared" else "derived",
            kept.touchpoint,
            kept.need,
            kept.segment,
            kept.place,
            kept.weight,
        ),
        completeness=json.loads(kept.completeness),
        status={
            variant: (kept.any_door[row], kept.every_door[row])
            for row, variant in enumerate(variants)
        },
        known_doors=kept.known_doors,
        possible_doors=kept.possible_doors,
        share_low=kept.share_low,
        share_high=kept.share_high,
        gap_type=kept.gap_type,
        failing=[FailingDoors(kept.failing_cell, kept.failing_node, kept.failing_warmth)],
    )
