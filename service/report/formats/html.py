"""The report as one page that needs no connection and prints well."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined

from service.language import N_
from service.pictures.pages import policy_digest
from service.report.model import Report

NAME = "html"
TITLE = N_("a page for the browser")
SUFFIX = ".html"
MEDIA_TYPE = "text/html"


def render(report: Report) -> bytes:
    """The page with its style and pictures inside; what is put in is escaped."""
    style = files("service.report").joinpath("templates/report.css").read_text("utf-8")
    page = _templates().get_template("report.html")
    text = page.render(report=report, style=style, digest=policy_digest(style))
    return text.encode("utf-8", "replace")


@cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("service.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["kind"] = lambda block: type(block).__name__
    made.filters["encoded"] = lambda svg: b64encode(svg.encode("utf-8", "replace")).decode()
    return made
