"""The pages: Jinja2 templates and one style sheet; no scripts."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from service.quality_tables import render_share
from service.summary import render_interval

_templates = Environment(
    loader=PackageLoader("service.pages"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters["interval"] = render_interval
_templates.filters["share"] = render_share


def render_page(template: str, **values: Any) -> str:
    """The HTML of a template of this package, every value escaped."""
    return _templates.get_template(template).render(**values)
