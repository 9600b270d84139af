"""From what was asked of a page to its answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graph.errors import BadParameter, StoreMissing
from service.analyses.options import read_public_options
from service.jobs.analysis import read_parameters
from service.language import select_language
from service.pages import render_page
from service.pages.downloads import download
from service.pages.explorer import select_page
from service.pages.menu import build_menu
from service.pages.view import View
from service.workers.job import JobData, Outcome

HTML = "text/html; charset=utf-8"


def answer_page(
    data: JobData,
    *,
    page: str,
    parameters: Mapping[str, Any],
    path: Mapping[str, str],
    asked: Sequence[Sequence[str]],
) -> Outcome:
    """A page of the explorer as HTML, or a table of it as a file.

    `parameters` are those of coverage as JSON values, `path` what the address names, and `asked`
    the name and value of every parameter as sent. Where nothing is loaded, it says how to begin.
    """
    chosen = select_page(page)
    pairs = [(name, value) for name, value in asked if value != ""]
    told = dict(pairs)
    language = select_language(told.get("lang", data.settings.language))
    names = [option.name for option in chosen.OPTIONS]
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        if name in names:
            given.setdefault(name, []).append(value)
    view = View(
        data=data,
        page=chosen,
        language=language,
        parameters=read_parameters(parameters, data.settings),
        options=read_public_options(chosen, given, floor=data.settings.small_cell_floor),
        path=path,
        asked=pairs,
    )
    frame = {"view": view, "page": chosen, "menu": build_menu(view)}
    try:
        values = chosen.build(view)
        if isinstance(values, Outcome):
            return values
        if "download" in told:
            return download(view, told["download"], told.get("list", ""))
        frame["generation"] = data.generation
        text = render_page(f"{chosen.NAME}.html", language, **frame, **values)
    except StoreMissing:
        text = render_page("start.html", language, **frame, data_dir=str(data.settings.data_dir))
    return Outcome([text.encode()], HTML, headers=view.headers)


def check_language(code: str) -> None:
    """Raises BadParameter for a language that there is not."""
    from service.language import LANGUAGES

    if code and code not in LANGUAGES:
        expected = "one of " + ", ".join(LANGUAGES)
        raise BadParameter(
            f"lang = {code[:20]!r} does not fit: expected {expected}",
            query="",
            name="lang",
            value=code,
            expected=expected,
        )
