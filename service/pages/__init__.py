"""The pages: Jinja2 templates, one style sheet, small scripts; `explorer` holds a module a page."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from service.language import Language, select_language
from service.pages.cells import show_cell

if TYPE_CHECKING:
    from service.pages.view import View


@cache
def page_environment(language: Language) -> Environment:
    """The templates in one language; what is put in is escaped, and nothing may be lacking."""
    made = Environment(
        loader=PackageLoader("service.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_translations(language.messages, newstyle=True)  # type: ignore[attr-defined]
    made.globals["ngettext"] = _count_in(language, made.globals["ngettext"])
    made.globals |= {"language": language, "show_cell": show_cell, "handoff_choices": _handoffs}
    return made


def _count_in(language: Language, count: Any) -> Callable[..., str]:
    """`ngettext` of the templates whose `%(num)s` is written as the language writes numbers."""

    @pass_context
    def counted(context: Context, one: str, many: str, number: int, **values: Any) -> str:
        written = {"num": language.number(number), **values}
        told: str = count(context, one, many, number, **written)
        return told  # Markup, where values were escaped into it.

    return counted


def _handoffs(view: View) -> list[tuple[int, int]]:
    """The handoffs that a form offers, that of the page among them."""
    return [(n, n) for n in sorted({0, 1, 2, 3, view.parameters.handoffs})]


def render_page(template: str, language: Language | None = None, **values: Any) -> str:
    """The HTML of a template of this package, every value escaped; in English by default."""
    made = page_environment(language or select_language("en"))
    return made.get_template(template).render(**values)
