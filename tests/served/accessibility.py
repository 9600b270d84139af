"""axe-core in a page: what it finds against WCAG 2.2 AA and good practice."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@cache
def _script() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


def violations(page: Page) -> list[str]:
    """One line for each rule that the page breaks: rule, how often, the first element."""
    page.evaluate(_script())
    result = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES
    )
    return [
        f"{each['id']} x{len(each['nodes'])}: {each['nodes'][0]['html'][:200]}"
        for each in result["violations"]
    ]
