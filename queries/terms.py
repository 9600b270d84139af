"""RDF terms as they are written in a query."""

from __future__ import annotations

import re

from pyoxigraph import Literal, NamedNode

Term = Literal | NamedNode

_ESCAPES = re.compile(r"\\\\([uU])|\\.")


def render_term(term: Term) -> str:
    r"""The N-Triples form, with one change that makes it mean the same to every engine.

    Some engines resolve `\u0041` before they read strings, others inside them, so an escaped
    backslash must not stand before a `u`: the `u` is written as a code point itself.

    >>> print(render_term(Literal("a\"b")), render_term(Literal(r"\u0022")))
    "a\"b" "\\\U000000750022"
    """
    return _ESCAPES.sub(
        lambda match: rf"\\\U{ord(match[1]):08X}" if match[1] else match[0], str(term)
    )
