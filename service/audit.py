"""The audit log: one line for each write over HTTP, whether it was done or refused."""

from __future__ import annotations

import errno
import json
import logging
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from starlette.requests import Request

from graph.store.faults import faults_explained
from service.keys import Key
from service.logs import log_event
from service.middleware.scopes import address_of, method_of, template_of

FILE = "audit.log"
REFUSED = "refused"
_log = logging.getLogger("nwd.audit")


def record_write(
    request: Request,
    key: Key | None,
    *,
    action: str,
    target: str,
    outcome: str,
    generation: int | None = None,
) -> None:
    """Append a line on a write to `audit.log` in the data directory, and log it.

    `target` is what was written to, such as a graph or a source, never what was written. The line
    is on disk when this returns, so call it in a thread; StoreError where it cannot be written.
    """
    _append(request, _describe(request, key, action, target, outcome, generation), sync=True)


def record_refusal(request: Request, key: Key | None, *, target: str = "") -> None:
    """Append a line on a write that was refused before it began.

    The target is by default its route. It is not waited for, and never an error: who is refused
    must not be able to hold up the service.
    """
    where = target or template_of(request.scope)
    fields = _describe(request, key, method_of(request.scope), where, REFUSED, None)
    try:
        _append(request, fields, sync=False)
    except OSError as error:
        log_event(_log, logging.ERROR, "not recorded", {"error": error.strerror})


def _describe(
    request: Request,
    key: Key | None,
    action: str,
    target: str,
    outcome: str,
    generation: int | None,
) -> dict[str, Any]:
    state = request.state
    return {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "id": getattr(state, "request_id", None),
        "trace": getattr(state, "trace_id", None),
        "client": address_of(request.scope),
        "key": key.name if key else None,
        "scope": key.scope if key else None,
        "action": action,
        "target": target,
        "outcome": outcome,
        "generation": generation,
    }


def _append(request: Request, fields: dict[str, Any], *, sync: bool) -> None:
    data_dir: Path = request.app.state.workspace.settings.data_dir
    line = (json.dumps(fields) + "\n").encode()
    if sync:
        with faults_explained(data_dir):
            data_dir.mkdir(parents=True, exist_ok=True)
            _write(data_dir / FILE, line, sync=True)
    elif data_dir.is_dir():
        _write(data_dir / FILE, line, sync=False)
    level = logging.WARNING if fields["outcome"] == REFUSED else logging.INFO
    log_event(_log, level, "write", {name: fields[name] for name in fields if name != "time"})


def _write(path: Path, line: bytes, *, sync: bool) -> None:
    """One write to the end of the file, so that lines of several processes do not mix."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
    descriptor = os.open(path, flags, 0o600)
    try:
        if os.write(descriptor, line) < len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        if sync:
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
