"""The proposals for a store, kept in a file until the records are others."""

from __future__ import annotations

import gzip
import hashlib
import json
import logging
import os
import secrets
from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from graph.store import ReadableStore
from loaders.matching import MatchRecords, Proposal, Reason, propose_matches, read_records
from loaders.matching.records import MatchRecord

_log = logging.getLogger(__name__)

FILE = "matches.json.gz"


def open_proposals(store: ReadableStore, data_dir: Path) -> Sequence[Proposal]:
    """Every proposal, the best first.

    Weighing the records takes much longer than reading them, and a decision changes none of them:
    so the proposals are kept in the data directory, under a hash of the records and of the code.
    Where the directory cannot be written to, they are made each time.
    """
    records = read_records(store)
    path, label = data_dir / FILE, _label(records)
    try:
        return _read(path, label)
    except FileNotFoundError:
        pass
    except (OSError, ValueError, KeyError, TypeError, EOFError) as error:
        _log.info("matches are proposed again reason=%s", error)
    proposals = propose_matches(records)
    try:
        _write(path, label, proposals)
    except OSError as error:
        _log.info("proposals are not kept path=%s error=%s", path, error)
    return proposals


def _label(records: MatchRecords) -> str:
    digest = hashlib.sha256(_hash_code().encode())
    names = [each.name for each in fields(MatchRecord)]
    for record in (*records.partners, *records.services):
        values = (getattr(record, name) for name in names)
        # Sets come in no order. There may be tens of thousands of records, for which `asdict` and
        # JSON take longer than reading them.
        told = [sorted(value) if isinstance(value, frozenset) else value for value in values]
        digest.update(repr(told).encode())
    digest.update(json.dumps(sorted(records.places)).encode())
    return digest.hexdigest()


@cache
def _hash_code() -> str:
    digest = hashlib.sha256()
    for module in sorted(files("loaders.matching").iterdir(), key=_name):
        if module.is_file():
            digest.update(module.name.encode() + b"\0" + module.read_bytes() + b"\0")
    return digest.hexdigest()


def _name(module: Traversable) -> str:
    return module.name


def _read(path: Path, label: str) -> list[Proposal]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        if json.loads(next(file)) != label:
            raise ValueError("the records have changed")
        return [_proposal(*json.loads(line)) for line in file]


def _proposal(
    kind: str, left: str, right: str, score: float, band: str, reasons: list[list[object]]
) -> Proposal:
    made = tuple(Reason(*reason) for reason in reasons)  # type: ignore[arg-type]
    return Proposal(kind, left, right, score, band, made)  # type: ignore[arg-type]


def _write(path: Path, label: str, proposals: Sequence[Proposal]) -> None:
    """Others see the file whole or not at all."""
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        with gzip.open(temporary, "wt", encoding="utf-8", compresslevel=1) as file:
            file.write(json.dumps(label) + "\n")
            for each in proposals:
                reasons = [(r.key, r.left, r.right, r.agreement, r.sentence) for r in each.reasons]
                line = (each.kind, each.left, each.right, each.score, each.band, reasons)
                file.write(json.dumps(line, ensure_ascii=False, allow_nan=False) + "\n")
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
