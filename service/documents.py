"""JSON documents that are made once and sent often: packed, and with an entity tag."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Request, Response


@dataclass(frozen=True)
class Document:
    """A document as it is sent."""

    plain: bytes
    packed: bytes
    tag: str


def make_document(value: object) -> Document:
    """The JSON of a value, also compressed, and its entity tag."""
    plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    # Weak, since the same document may be sent compressed and not.
    tag = f'W/"{hashlib.sha256(plain).hexdigest()[:20]}"'
    return Document(plain, gzip.compress(plain, 6), tag)


def send_document(
    request: Request, document: Document, headers: Mapping[str, str] | None = None
) -> Response:
    """The document as the client takes it; 304 where it has it already."""
    told = {
        **(headers or {}),
        "ETag": document.tag,
        "Cache-Control": "no-cache",
        "Vary": "Accept-Encoding",
    }
    if document.tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=told)
    body = document.plain
    if "gzip" in request.headers.get("accept-encoding", ""):
        body, told["Content-Encoding"] = document.packed, "gzip"
    return Response(body, media_type="application/json", headers=told)
