"""Every kind of issue is listed in one place, with what it does and what would be right."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from directories.facts_of import facts_of, shared

from loaders.quality.codes import EFFECTS, TOLD, effect_of, find_code, issue_codes
from service.issue_table import render_effects, render_issue_codes

ROOT = Path(__file__).parents[2]
LOADERS = ROOT / "loaders"
TELLING = {
    "tell", "tally", "tell_file", "report", "refuse", "_refuse", "_report",
    "Issue", "CellError", "Notice", "BadRow", "BadValue", "_issue",
}  # fmt: skip
"""Functions that are given the code of an issue."""
WORD = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")


def codes_in(tree: ast.AST) -> Iterator[str]:
    """Words with hyphens that are given to a function that tells an issue, or named `code`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            if name in TELLING:
                given = [*node.args[:3], *(k.value for k in node.keywords if k.arg == "code")]
                yield from _words(given)
        elif isinstance(node, ast.Assign):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
            if "code" in names:
                yield from _words([node.value])


def _words(nodes: list[ast.expr]) -> Iterator[str]:
    for node in nodes:
        for inner in ast.walk(node):
            value = inner.value if isinstance(inner, ast.Constant) else None
            if isinstance(value, str) and WORD.fullmatch(value):
                yield value


def used_codes() -> dict[str, str]:
    """Code -> a file that tells it."""
    return {
        code: str(path.relative_to(ROOT))
        for path in sorted(LOADERS.rglob("*.py"))
        for code in codes_in(ast.parse(path.read_text(encoding="utf-8")))
    }


def test_every_code_that_a_loader_tells_is_listed() -> None:
    used = used_codes()
    assert len(used) > 45
    missing = {code: where for code, where in used.items() if find_code(code) is None}
    assert missing == {}


def test_every_listed_code_is_told_somewhere() -> None:
    text = "\n".join(path.read_text("utf-8") for path in sorted(LOADERS.rglob("*.py")))
    for code in issue_codes():
        assert f'"{code.removesuffix("*")}' in text, code


@pytest.mark.parametrize("code", issue_codes().values(), ids=lambda code: str(code.code))
def test_a_code_says_what_it_does_and_what_is_right(code: object) -> None:
    from loaders.quality.codes import IssueCode

    assert isinstance(code, IssueCode)
    assert code.severity in ("error", "warning", "either")
    assert code.effect in {*EFFECTS, TOLD}
    assert (code.effect == "refused") <= (code.severity == "error")
    for sentence in (code.meaning, code.right):
        assert sentence[0].isupper()
        assert sentence.endswith(".")


def test_a_new_code_is_noticed() -> None:
    tree = ast.parse('remarks.tell(record, "no-such-code", "text")\ncode = "other-one"\nx("a-b")')
    assert sorted(codes_in(tree)) == ["no-such-code", "other-one"]
    assert find_code("no-such-code") is None
    assert effect_of("no-such-code", "warning") == TOLD


def test_the_docs_list_every_code() -> None:
    text = (ROOT / "docs" / "loading" / "quality.md").read_text("utf-8")
    for code in issue_codes():
        assert f"| `{code}` |" in text, code
    assert render_issue_codes() in text
    assert render_effects() in text


@pytest.mark.parametrize(
    "name", ["transformer-florida", "servicenet-adapters/healthleads", "transformer-ilao/output"]
)
def test_issues_of_real_sets_are_listed(name: str) -> None:
    for code in facts_of(shared(name)).codes():
        assert find_code(code) is not None, code
