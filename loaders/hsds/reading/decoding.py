"""Bytes of an export as text: byte order marks, UTF-8, and two old encodings met in practice.

Files glued together of several exports hold UTF-8 and an old encoding at once. So bytes that are
not UTF-8 are read as the old encoding one by one, and whatever is UTF-8 around them stays so.
"""

from __future__ import annotations

import codecs
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

MAX_LINE = 16 * 1024**2
"""The most characters of one line: more than any row of a directory, yet little memory."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UTF_8 = ("utf-8", "utf-8-sig")
_MAC_BYTES = frozenset(b"\x87\x8e\x8f\x92\x96\x97\x9c\x9f\xa5\xca\xd0\xd1\xd2\xd3\xd4\xd5")
"""Curly quotes, dashes and accented small letters of MacRoman; in cp1252 mostly rare capitals."""
_WINDOWS_BYTES = frozenset(b"\x85\x91\x92\x93\x94\x96\x97\xa0\xae\xe1\xe9\xed\xf1\xf3\xfa\xfc")
_ESCAPED = re.compile("[\udc80-\udcff]")
_BEYOND_ASCII = re.compile("[\x80-\ud7ff\ue000-\U0010ffff]")
_CHUNK = 1024**2


@dataclass(frozen=True)
class Encoding:
    """How the bytes of a file are read."""

    name: str
    """The name to tell: of the byte order mark, `utf-8`, or of the old encoding."""
    codec: str
    """The codec that reads it: UTF-8 for files with bytes of an old encoding, too."""
    old: Mapping[int, str] | None = None
    """Escaped byte -> character of the old encoding, for bytes that are not UTF-8."""
    mixed: bool = False
    """Whether UTF-8 and an old encoding both occur."""


def sound_encoding(stream: IO[bytes], *, declared: str | None = None) -> Encoding:
    """The encoding of a stream, read once in small pieces; `declared` decides between old ones."""
    head = stream.read(_CHUNK)
    marked = next((name for mark, name in _MARKS if head.startswith(mark)), "utf-8")
    if marked not in _UTF_8:
        return Encoding(marked, marked)
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    bad: Counter[int] = Counter()
    good, chunk = 0, head
    while True:
        if not (chunk.isascii() and chunk):
            text = decoder.decode(chunk, not chunk)
            found = _ESCAPED.findall(text)
            bad.update(ord(one) - 0xDC00 for one in found)
            good += len(_BEYOND_ASCII.findall(text)) if found or bad or not good else 0
        if not chunk:
            break
        chunk = stream.read(_CHUNK)
    if not bad:
        return Encoding(marked, marked)
    name = declared or _old_encoding(bad)
    return Encoding(name, marked, _characters(name), mixed=good > (marked != "utf-8"))


@contextmanager
def open_lines(stream: IO[bytes], encoding: Encoding) -> Iterator[Iterator[str]]:
    """Lines with their ends (`\\n`, `\\r\\n` or `\\r`); one beyond MAX_LINE comes in parts.

    Bytes that the encoding does not define become the replacement character; it never raises.
    """
    errors = "surrogateescape" if encoding.codec in _UTF_8 else "replace"
    wrapper = io.TextIOWrapper(stream, encoding=encoding.codec, errors=errors, newline="")
    try:
        yield _lines(wrapper, encoding.old)
    finally:
        wrapper.detach()


def _lines(wrapper: io.TextIOWrapper, old: Mapping[int, str] | None) -> Iterator[str]:
    while line := wrapper.readline(MAX_LINE):
        yield line.translate(old) if old and not line.isascii() else line


def decode(raw: bytes) -> tuple[str, str]:
    """(text, name of the encoding) of bytes that are held whole.

    Bytes that the encoding does not define become the replacement character; it never raises.
    """
    encoding = sound_encoding(io.BytesIO(raw))
    if encoding.codec not in _UTF_8:
        return raw.decode(encoding.codec, errors="replace"), encoding.name
    content = raw.decode(encoding.codec, errors="surrogateescape")
    return content.translate(encoding.old) if encoding.old else content, encoding.name


def looks_binary(raw: bytes) -> bool:
    """Whether the front of a file holds what no text file does."""
    head = raw[:4096]
    if any(head.startswith(mark) for mark, _ in _MARKS):
        return False
    return b"\x00" in head or head.startswith((b"PK\x03\x04", b"%PDF", b"\x1f\x8b"))


def known_codec(name: str | None) -> str | None:
    """A codec for text by the name an export gives its character set; None where there is none.

    >>> known_codec("Windows-1252"), known_codec("MacRoman"), known_codec("UTF-8"), known_codec("x")
    ('cp1252', 'mac-roman', None, None)
    """
    plain = (name or "").strip().lower().replace("_", "-")
    try:
        found = codecs.lookup({"macroman": "mac-roman", "ansi": "cp1252"}.get(plain, plain)).name
        front = bytes(range(128))
        one_byte = front.decode(found) == front.decode("ascii")
        one_byte = one_byte and len(bytes(range(256)).decode(found, "replace")) == 256
    except (LookupError, UnicodeError, ValueError, TypeError, AttributeError):
        return None
    return found if one_byte and not found.startswith(("utf", "ascii")) else None


def _old_encoding(bad: Counter[int]) -> str:
    mac = sum(number for byte, number in bad.items() if byte in _MAC_BYTES)
    windows = sum(number for byte, number in bad.items() if byte in _WINDOWS_BYTES)
    return "mac_roman" if mac > windows else "cp1252"


def _characters(name: str) -> dict[int, str]:
    return {
        0xDC00 + byte: bytes([byte]).decode(name, errors="replace") for byte in range(0x80, 0x100)
    }
