"""The page of how good the loaded sources are."""

from __future__ import annotations

from graph.errors import StoreMissing
from loaders.quality.measurements import quality_sources, read_quality
from service.pages import render_page
from service.quality_tables import of_sources
from service.quality_values import page_values
from service.workers.job import JobData, Lane, Outcome

LANE: Lane = "catalogue"

HTML = "text/html; charset=utf-8"


def run(data: JobData, *, source: str | None) -> Outcome:
    """The page of one source, or the list of all; raises UnknownSource for one not loaded.

    Where only one source is loaded, the list is its page.
    """
    try:
        page = _render(data, source)
    except StoreMissing:
        page = render_page("start.html", data_dir=data.settings.data_dir)
    return Outcome([page.encode()], HTML)


def _render(data: JobData, source: str | None) -> str:
    names = quality_sources(data.store)
    if source is None and len(names) != 1:
        rows = of_sources([read_quality(data.store, name) for name in names])
        return render_page("quality_list.html", rows=rows, generation=data.generation)
    report = read_quality(data.store, names[0] if source is None else source)
    return render_page(
        "quality.html", several=len(names) > 1, generation=data.generation, **page_values(report)
    )
