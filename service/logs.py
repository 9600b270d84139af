"""Log lines of the service: fields in one line, as text or JSON, without what clients asked.

Queries and values of parameters may be about families, and keys are secrets, so none of them is
logged: requests are named by their route, and of an error only its kind and place are told.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import threading
import time
import traceback
from collections.abc import Mapping
from pathlib import PurePath
from types import TracebackType
from typing import Any, Literal, TextIO

Fields = Mapping[str, Any]
FLUSH_SECONDS = 0.2
"""Longest that a line waits to be written."""
MOST_WAITING = 4 << 20
"""Letters that may wait to be written; what comes then is dropped, and the loss is told."""
END_SECONDS = 1.0
FRAMES = 12
"""Innermost places of an error that are told."""


def log_event(logger: logging.Logger, level: int, event: str, fields: Fields) -> None:
    """Log an event with its fields.

    The record is made here, since looking for the caller would take longer than the rest.
    """
    if logger.isEnabledFor(level):
        record = logging.LogRecord(logger.name, level, "", 0, event, (), None)
        record.fields = fields
        logger.handle(record)


def log_fault(logger: logging.Logger, error: BaseException, fields: Fields) -> None:
    """Log an error that nobody expected: its kind and where it arose, not what it says."""
    told = {**fields, "error": type(error).__name__, "at": describe_place(error.__traceback__)}
    log_event(logger, logging.ERROR, "fault", told)


def describe_place(trace: TracebackType | None) -> str:
    """The innermost frames of a traceback, the outermost first: file, line and function."""
    frames = traceback.extract_tb(trace)[-FRAMES:]
    return " > ".join(f"{PurePath(f.filename).name}:{f.lineno}:{f.name}" for f in frames)


def configure_logs(
    form: Literal["text", "json"], *, debug: bool = False, stream: TextIO | None = None
) -> LineHandler:
    """Log to a stream (standard error) from now on; close the handler at the end.

    Requests and writes are logged from INFO on, all else from WARNING on, or everything.
    """
    # Looked up for every record, and not told.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    handler = LineHandler(sys.stderr if stream is None else stream)
    handler.setFormatter(JsonFormatter() if form == "json" else TextFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.DEBUG if debug else logging.WARNING)
    logging.getLogger("nwd").setLevel(logging.DEBUG if debug else logging.INFO)
    return handler


class _FieldsFormatter(logging.Formatter):
    """Collects the fields of a record."""

    def __init__(self) -> None:
        super().__init__()
        self._second = (0, "")

    def collect(self, record: logging.LogRecord) -> dict[str, Any]:
        """Time, level, logger and event, then the record's own fields."""
        told = {
            "time": self._time(record.created),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _message(record),
        }
        own = getattr(record, "fields", None)
        if own is not None:
            told.update(own)
        if record.exc_info and record.exc_info[0]:
            told["error"] = record.exc_info[0].__name__
            told["at"] = describe_place(record.exc_info[2])
        return told

    def _time(self, seconds: float) -> str:
        whole = int(seconds)
        if self._second[0] != whole:
            self._second = (whole, time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(whole)))
        return f"{self._second[1]}.{int((seconds - whole) * 1000):03d}Z"


class TextFormatter(_FieldsFormatter):
    """`key=value` pairs; a field that is None is left out, text with blanks is quoted."""

    def format(self, record: logging.LogRecord) -> str:
        told = self.collect(record)
        return " ".join(f"{k}={_plain(v)}" for k, v in told.items() if v is not None)


class JsonFormatter(_FieldsFormatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(self.collect(record), default=str)


class LineHandler(logging.Handler):
    """Writes lines in a thread of its own, some at a time.

    So a reader of the stream that has stopped reading cannot stop the service. Errors are written
    at once. In a forked child there is no such thread: lines are written where they are logged.
    """

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream
        self._descriptor = _descriptor_of(stream)
        self._parts: list[str] = []
        self._size = 0
        self._dropped = 0
        self._wake = threading.Event()
        self._ending = False
        self._owner = os.getpid()
        self._thread = threading.Thread(target=self._work, name="log", daemon=True)
        self._thread.start()

    def emit(self, record: logging.LogRecord) -> None:
        line = self.format(record) + "\n"
        if self._ending or os.getpid() != self._owner:
            self._put(line)
        elif self._size > MOST_WAITING:
            self._dropped += 1
        else:
            self._parts.append(line)
            self._size += len(line)
            if record.levelno >= logging.ERROR:
                self._wake.set()

    def close(self) -> None:
        """Write what is left, if the stream takes it within a second."""
        # Called again by the logging module when the interpreter ends.
        if not self._ending and os.getpid() == self._owner:
            self._ending = True
            self._wake.set()
            self._thread.join(END_SECONDS)
        super().close()

    def _work(self) -> None:
        while not self._ending:
            self._wake.wait(FLUSH_SECONDS)
            self._wake.clear()
            self._write_waiting()
        self._write_waiting()

    def _write_waiting(self) -> None:
        self.acquire()
        parts, self._parts = self._parts, []
        dropped, self._dropped = self._dropped, 0
        self.release()
        if not parts:
            return
        text = "".join(parts)
        self._put(text + (self._tell(dropped) if dropped else ""))
        self.acquire()
        self._size -= len(text)
        self.release()

    def _tell(self, dropped: int) -> str:
        record = logging.LogRecord("nwd.log", logging.ERROR, "", 0, "lines dropped", (), None)
        record.fields = {"lines": dropped}
        return self.format(record) + "\n"

    def _put(self, text: str) -> None:
        try:
            if self._descriptor is None:
                self._stream.write(text)
                return
            left = text.encode("utf-8", "backslashreplace")
            while left:
                left = left[os.write(self._descriptor, left) :]
        except (OSError, ValueError):
            # Nobody reads any more, and there is nowhere left to say so.
            return


def _descriptor_of(stream: TextIO) -> int | None:
    """What to write to past the stream: a lock of its own, held for ever, would bar the exit."""
    try:
        return stream.fileno()
    except (OSError, AttributeError):
        return None


def _message(record: logging.LogRecord) -> str:
    """The message; asyncio's own goes on with the error that it met, and that is cut."""
    text = record.getMessage()
    return text.partition("\n")[0] if record.name == "asyncio" else text


def _plain(value: object) -> str:
    if isinstance(value, int | float):
        return str(value)
    text = value if isinstance(value, str) else str(value)
    if not text or " " in text or '"' in text or "=" in text or not text.isprintable():
        return json.dumps(text)
    return text
