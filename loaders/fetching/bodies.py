"""Bodies of answers: unpacked piece by piece, and decoded."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import httpx2

from loaders.hsds.reading.decoding import decode

_CHUNK = 64 * 1024


class BrokenAnswer(Exception):
    """What an answer holds is not whole; it may be when it is asked for again."""


class UnknownPacking(Exception):
    """An answer is packed in a way that was not asked for."""


def unpacked(response: httpx2.Response) -> Iterator[bytes]:
    """Pieces of a body, none larger than a chunk however well it was packed.

    Raises UnknownPacking, or BrokenAnswer where it is not packed as it says or is cut short.
    """
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding in ("", "identity"):
        yield from response.iter_raw(_CHUNK)
        return
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise UnknownPacking(f"the answer is packed as {coding!r}, which was not asked for")
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 32)
    try:
        for raw in response.iter_raw(_CHUNK):
            piece = raw
            while piece and not unpacker.eof:
                yield unpacker.decompress(piece, _CHUNK)
                piece = unpacker.unconsumed_tail
    except zlib.error as error:
        raise BrokenAnswer(f"the answer is not packed as it says ({coding})") from error
    if not unpacker.eof:
        raise BrokenAnswer("the answer is cut short")


def decoded(body: bytes, charset: str | None) -> tuple[str, str]:
    """(text, name of the encoding): what the header says where it fits, else as the bytes look."""
    if charset is not None and charset.lower().replace("_", "-") not in ("utf-8", "utf8"):
        try:
            return body.decode(charset), charset.lower()
        except (LookupError, UnicodeDecodeError):
            # What the header says is not so; the bytes are judged themselves.
            return decode(body)
    return decode(body)
