"""What keeps pages readable where a community has thousands of records."""

from __future__ import annotations

import re

from service.language import select_language
from service.pages import page_environment
from service.pictures.referral_ring import RingDot, draw_ring
from service.pictures.resource_map import MapWords, Mark, Spot, draw_map, fit_view, is_shown

WORDS = MapWords("Map", "{count} sites", lambda n: f"{n:,}", "{number} km")


def test_templates_write_counts_as_the_language_does_and_escape_once() -> None:
    template = '{{ ngettext("%(num)s gap of %(name)s", "%(num)s gaps of %(name)s", n, name=name) }}'
    told = [
        page_environment(select_language(code)).from_string(template).render(n=50_000, name="A&B")
        for code in ("en", "es")
    ]
    assert told == ["50,000 gaps of A&amp;B", "50.000 gaps of A&amp;B"]


def test_a_mistyped_site_of_many_does_not_make_a_speck_of_the_others() -> None:
    points = [(43 + i / 1_000, -120 + i / 1_000) for i in range(300)]
    view = fit_view([*points, (0.0, 0.0)])
    assert view == fit_view(points)
    assert all(is_shown(view, *point) for point in points)
    few = [*points[:20], (0.0, 0.0)]
    assert all(is_shown(fit_view(few), *point) for point in few)


def test_a_large_disc_tells_its_number_and_hides_no_name() -> None:
    marks = [Mark(43, -120, f"Site {i}", 0) for i in range(1_200)]
    spots = [Spot(43, -120, "Middle"), Spot(43.003, -120, "Beside")]
    drawn = draw_map(fit_view([(43, -120)]), marks, spots, WORDS)
    assert "1,200 sites</title>" in drawn
    assert re.search(r'r="([\d.]+)"/><text [^>]*>1,200</text>', drawn)
    assert drawn.index(">Middle</text>") > drawn.rindex("<circle")


def test_a_ring_of_few_short_names_takes_little_room() -> None:
    def width(name: str) -> int:
        dots = [RingDot(str(i), name, "", 5) for i in range(6)]
        found = re.search(r'width="(\d+)"', draw_ring(dots, [], label="Ring"))
        return int(found[1]) if found else 0

    assert width("Housing") < width("Food and nutrition and more") < width("n" * 100) == 750
