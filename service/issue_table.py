"""The kinds of issues and their effects as tables in Markdown, for the documentation."""

from __future__ import annotations

from loaders.quality.codes import EFFECTS, issue_codes
from ontology.files import read_ontology
from ontology.terms import CODE, SKOS


def render_effects() -> str:
    """What becomes of a row, one line an outcome."""
    lines = [f"| {name.replace('-', ' ')} | {meaning} |" for name, meaning in EFFECTS.items()]
    return "\n".join(["| a row is | which means |", "|---|---|", *lines])


def render_issue_codes() -> str:
    """The kinds of issues by code."""
    lines = [
        f"| `{one.code}` | {one.severity} | {one.effect.replace('-', ' ')} | {one.meaning} "
        f"| {one.right} |"
        for one in issue_codes().values()
    ]
    head = ["| code | severity | a warning's effect | meaning | what would be right |"]
    return "\n".join([*head, "|---|---|---|---|---|", *lines])


def render_metrics() -> str:
    """What is measured, by the concepts of the code list."""
    scheme, words = f"{CODE}quality-metric/", (f"{SKOS}prefLabel", f"{SKOS}definition")
    found: dict[str, dict[str, str]] = {}
    for quad in read_ontology():
        name = str(quad.subject).strip("<>")
        if name.startswith(scheme) and quad.predicate.value in words:
            value = getattr(quad.object, "value", "")
            found.setdefault(name.removeprefix(scheme), {})[quad.predicate.value] = value
    lines = [f"| `{name}` | {each[words[1]]} |" for name, each in sorted(found.items())]
    return "\n".join(["| metric | meaning |", "|---|---|", *lines])
