"""Bytes of an export as text: byte order marks, UTF-8, and two old encodings met in practice."""

from __future__ import annotations

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAC_BYTES = frozenset(b"\x87\x8e\x8f\x92\x96\x97\x9c\x9f\xa5\xca\xd0\xd1\xd2\xd3\xd4\xd5")
"""Curly quotes, dashes and accented small letters of MacRoman; in cp1252 mostly rare capitals."""
_WINDOWS_BYTES = frozenset(b"\x85\x91\x92\x93\x94\x96\x97\xa0\xae\xe1\xe9\xed\xf1\xf3\xfa\xfc")


def decode(raw: bytes) -> tuple[str, str]:
    """(text, name of the encoding): the mark's encoding, UTF-8, or the likelier of the old two.

    Bytes that the encoding does not define become the replacement character; it never raises.
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return raw.decode(encoding, errors="replace"), encoding
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        high = [byte for byte in raw if byte > 0x7F]
        mac = sum(byte in _MAC_BYTES for byte in high)
        windows = sum(byte in _WINDOWS_BYTES for byte in high)
        encoding = "mac_roman" if mac > windows else "cp1252"
        return raw.decode(encoding, errors="replace"), encoding


def looks_binary(raw: bytes) -> bool:
    """Whether the front of a file holds what no text file does."""
    head = raw[:4096]
    if any(head.startswith(mark) for mark, _ in _MARKS):
        return False
    return b"\x00" in head or head.startswith((b"PK\x03\x04", b"%PDF", b"\x1f\x8b"))
