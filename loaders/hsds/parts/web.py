"""Addresses on the web as directories write them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_URI = re.compile(r"(?:[!#$&'()*+,\-./0-9:;=?@A-Z_a-z~]|%[0-9A-Fa-f]{2})+")
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?::\d+)?(?:/\S*)?", re.IGNORECASE)


def uri_of(said: str | None) -> str | None:
    """An address as a URI; one without `http:` gets it, and what is no address is left out.

    >>> uri_of("www.example.org/a"), uri_of("https://example.org"), uri_of("on request")
    ('http://www.example.org/a', 'https://example.org', None)
    """
    text = (said or "").strip()
    if _HOST.fullmatch(text):
        text = f"http://{text}"
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    fits = parts.scheme.lower() in ("http", "https") and parts.hostname and _URI.fullmatch(text)
    return text if fits else None
