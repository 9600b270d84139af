"""How pages are made of templates, and the policies that they state."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from service.language import Language, select_language


@lru_cache
def page_environment(language: Language | None = None) -> Environment:
    """The templates of this package in a language, English by default; what is put in is escaped,
    and nothing may be lacking.
    """
    told = language or select_language("en")
    environment = Environment(
        loader=PackageLoader("service.pictures"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(  # type: ignore[attr-defined]
        told.messages, newstyle=True
    )
    environment.globals["language"] = told
    environment.filters["from_json"] = json.loads
    return environment


def policy_digest(text: str) -> str:
    """A script or a style sheet as a content security policy names it.

    >>> policy_digest("")
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
    """
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
