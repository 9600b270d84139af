"""Results JSON of Virtuoso, as the standard has it."""

from __future__ import annotations

from typing import Any

from ontology.terms import XSD

_ASKED = "__ASK_RETVAL"
_BLANK = "nodeID://"
_TRUTH = {"0": "false", "1": "true"}


def rewrite_results(found: dict[str, Any]) -> dict[str, Any]:
    """ASK as a boolean, booleans as words, blank nodes by their label alone.

    Virtuoso answers ASK as a SELECT with one row or none, and writes stored booleans as 0 and 1.
    Computed ones it types as integers; they cannot be told from numbers here.

    >>> rewrite_results({"head": {"vars": ["__ASK_RETVAL"]}, "results": {"bindings": []}})
    {'head': {}, 'boolean': False}
    """
    bindings: list[dict[str, dict[str, str]]] = found["results"]["bindings"]
    if found["head"]["vars"] == [_ASKED]:
        asked = bool(bindings) and bindings[0][_ASKED]["value"] != "0"
        return {"head": {}, "boolean": asked}
    for row in bindings:
        for term in row.values():
            if term["type"] == "bnode":
                term["value"] = term["value"].removeprefix(_BLANK)
            elif term.get("datatype") == f"{XSD}boolean":
                term["value"] = _TRUTH.get(term["value"], term["value"])
    return found
