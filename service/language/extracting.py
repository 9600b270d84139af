"""Messages of Python code, for Babel: the calls whose argument is a text as it stands."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any

COUNTING = ("ngettext",)
"""Functions that take a text for one and a text for many."""
Found = tuple[int, str, str | tuple[str, ...], list[str]]
"""Line, function, message or (one, many), comments."""


def extract_python(
    file: IO[bytes],
    keywords: Collection[str],
    comments: Collection[str],
    options: Mapping[str, Any],
) -> Iterator[Found]:
    """Every call of a function of `keywords` that is given its message as a text.

    A message that is looked up, as in `gettext(NAMES[row["kind"]])`, is marked where it is written.
    Babel's own method would take the texts within such a call for a message.
    """
    for node in ast.walk(ast.parse(file.read())):
        if not isinstance(node, ast.Call):
            continue
        name = str(getattr(node.func, "attr", None) or getattr(node.func, "id", ""))
        if name not in keywords:
            continue
        wanted = 2 if name in COUNTING else 1
        texts = list(filter(None, map(_text_of, node.args[:wanted])))
        if len(texts) == wanted:
            yield node.lineno, name, texts[0] if wanted == 1 else tuple(texts), []


def _text_of(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None
