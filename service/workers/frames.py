"""How the front and a worker talk: frames of one byte kind, four bytes length, and content.

A request is one frame, JSON. An answer is any number of `BODY` frames and one `END` frame, or one
`ERROR` frame. An END frame holds its JSON header, preceded by its length, and the rest of the body.
"""

from __future__ import annotations

import json
import socket
import struct
from typing import Any

READY, REQUEST, BODY, END, ERROR = b"R", b"Q", b"B", b"E", b"X"

PREFIX = struct.Struct("!cI")
_LENGTH = struct.Struct("!I")


def encode(kind: bytes, content: bytes = b"") -> bytes:
    """A frame."""
    return PREFIX.pack(kind, len(content)) + content


def encode_json(kind: bytes, value: object) -> bytes:
    """A frame with JSON."""
    return encode(kind, json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def encode_end(header: dict[str, Any], body: bytes) -> bytes:
    """The last frame of an answer, with what of the body was not sent before."""
    head = json.dumps(header, ensure_ascii=False).encode()
    return encode(END, _LENGTH.pack(len(head)) + head + body)


def decode_end(content: bytes) -> tuple[dict[str, Any], bytes]:
    """The header and the rest of the body."""
    (length,) = _LENGTH.unpack_from(content)
    start = _LENGTH.size
    return json.loads(content[start : start + length]), content[start + length :]


def read_frame(connection: socket.socket) -> tuple[bytes, bytes] | None:
    """The next frame, waiting for it; None where the other side has gone."""
    prefix = _read(connection, PREFIX.size)
    if prefix is None:
        return None
    kind, length = PREFIX.unpack(prefix)
    content = _read(connection, length)
    return None if content is None else (kind, content)


def _read(connection: socket.socket, size: int) -> bytes | None:
    parts = []
    while size:
        part = connection.recv(min(size, 1 << 20))
        if not part:
            return None
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
