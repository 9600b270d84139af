"""Known errors across processes: as JSON there, and as the same error here."""

from __future__ import annotations

import json
from typing import Any

from graph import errors as graph_errors
from graph.errors import KnowledgeGraphError
from service import errors as service_errors


def encode_error(error: KnowledgeGraphError) -> dict[str, Any]:
    """The error's class, message and attributes; what is no JSON value becomes text."""
    return {
        "kind": type(error).__name__,
        "message": str(error),
        "attributes": {name: _plain(value) for name, value in vars(error).items()},
    }


def decode_error(told: dict[str, Any]) -> KnowledgeGraphError:
    """The error again, with the same class, message and attributes."""
    name = told["kind"]
    here = graph_errors if hasattr(graph_errors, name) else service_errors
    kind: type[KnowledgeGraphError] = getattr(here, name, KnowledgeGraphError)
    error = kind.__new__(kind)
    Exception.__init__(error, told["message"])
    vars(error).update(told["attributes"])
    return error


def _plain(value: object) -> object:
    try:
        json.dumps(value)
    except (TypeError, ValueError):
        return str(value)
    return value
