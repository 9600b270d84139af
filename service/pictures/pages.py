"""How pages are made of templates, and the policies that they state."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined


@lru_cache(maxsize=1)
def page_environment() -> Environment:
    """The templates of this package: what is put in is escaped, and nothing may be lacking."""
    environment = Environment(
        loader=PackageLoader("service.pictures"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["from_json"] = json.loads
    return environment


def policy_digest(text: str) -> str:
    """A script or a style sheet as a content security policy names it.

    >>> policy_digest("")
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
    """
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
