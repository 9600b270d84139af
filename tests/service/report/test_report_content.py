"""What a report tells: the numbers of the analyses, in the part that was asked for."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from graph.errors import BadParameter
from graph.parameters import CoverageParameters
from graph.public import PublicStore
from graph.store import EmbeddedStore, ReadableStore
from service.demo import AS_OF
from service.language import select_language
from service.pages.directory.sites import list_all_sites
from service.pages.rendering import answer_page
from service.report.asked import Asked, read_asked
from service.report.building import build_report
from service.report.material import Material
from service.report.model import Bullets, Facts, Paragraph, Picture, Report, Section, Table
from service.report.redacting import redact
from service.report.sections import families, gaps, headline, network, risks, sites, touchpoints
from service.settings import Settings
from service.workers.job import JobData
from service.workspace import Analyses

PARAMETERS = CoverageParameters(as_of=AS_OF)
ENGLISH = select_language("en")
PLACE, SEGMENT = "tamarack-falls", "young-parents"


@pytest.fixture(scope="module")
def data(loaded_demo: Path) -> JobData:
    public = PublicStore(EmbeddedStore(loaded_demo).read())
    return JobData.over(public, Settings(data_dir=loaded_demo, as_of=AS_OF))


def material(data: JobData, **asked: Any) -> Material:
    return Material(data.analyses, PARAMETERS, Asked(**asked), floor=11)


def tables(section: Section | None) -> list[Table]:
    assert section is not None
    return [block for block in section.blocks if isinstance(block, Table)]


def texts(section: Section | None) -> str:
    assert section is not None
    return " ".join(block.text for block in section.blocks if isinstance(block, Paragraph))


def share(cells: list[dict[str, Any]], door: str) -> str:
    """The interval of some cells as `/api/coverage` tells them, in words."""
    weights = {
        state: sum(cell["weight"] for cell in cells if cell[door] == state)
        for state in ("covered", "unknown", "gap")
    }
    whole = sum(weights.values())
    low, high = weights["covered"], weights["covered"] + weights["unknown"]
    return ENGLISH.interval([low / whole, high / whole])


def test_the_headline_is_that_of_coverage(data: JobData) -> None:
    summary = data.analyses.coverage(PARAMETERS, routes="gaps").summary()
    section = headline.build(material(data))
    for door in ("every_door", "any_door"):
        assert ENGLISH.interval(summary["headline"][door]) in texts(section)
    rows = [row[1:] for row in tables(section)[0].rows]
    assert rows == [
        (ENGLISH.interval(each["every_door"]), ENGLISH.interval(each["any_door"]))
        for each in summary["variants"]
    ]


def test_a_part_has_the_numbers_of_its_cells(data: JobData) -> None:
    cells = list(data.analyses.coverage(PARAMETERS, routes="gaps").cells())
    part = [cell for cell in cells if cell["place"] == PLACE and cell["segment"] == SEGMENT]
    assert 0 < len(part) < len(cells)
    chosen = material(data, place=(PLACE,), segment=SEGMENT)
    section = headline.build(chosen)
    assert share(part, "every_door") in texts(section)
    assert share(part, "any_door") in texts(section)
    points = [
        each for block in section.blocks if isinstance(block, Bullets) for each in block.items
    ]
    assert points[0].startswith(f"{len(part)} combinations")
    table = tables(touchpoints.build(chosen))[0]
    told = {row[0].partition(". ")[2]: row[1:] for row in table.rows}
    names = dict(zip(chosen.net.touchpoints.ids, chosen.net.touchpoints.names, strict=True))
    assert len(told) > 3
    for touchpoint in {cell["touchpoint"] for cell in part}:
        own = [cell for cell in part if cell["touchpoint"] == touchpoint]
        failing = sum("gap" in (cell["any_door"], cell["every_door"]) for cell in own)
        assert told[names[touchpoint]] == (
            str(len(own)), share(own, "every_door"), share(own, "any_door"), str(failing)
        )  # fmt: skip


def test_a_place_holds_the_places_in_it(data: JobData) -> None:
    place = next(
        row for row in data.analyses.analysis(*equity())["places"] if row["place"] == "alder-county"
    )
    chosen = material(data, place=("Alder County",))
    assert chosen.count(chosen.coverage.every_door) != (0, 0, 0)
    assert chosen.interval(chosen.coverage.every_door) == pytest.approx(place["every_door"])
    inside = material(data, place=(PLACE,))
    assert inside.chosen.sum() < chosen.chosen.sum() == place["cells"]


def equity() -> tuple[Any, CoverageParameters, dict[str, Any]]:
    from service.analyses import select_analysis
    from service.analyses.options import read_public_options

    module = select_analysis("equity")
    return module, PARAMETERS, read_public_options(module, {}, floor=11)


def test_few_families_are_not_told(data: JobData) -> None:
    section = families.build(material(data, place=("cinder-butte",), top=50))
    told = {row[0]: row[1] for row in tables(section)[0].rows}
    assert told
    assert all(int(count) >= 11 for count in told.values())
    assert "not told" in texts(section)


def test_gaps_are_those_of_the_register(data: JobData) -> None:
    found = data.analyses.gaps(PARAMETERS)["gaps"]
    kinds, heaviest = tables(gaps.build(material(data, top=7)))
    assert sum(int(row[2]) for row in kinds.rows) == len(found)
    assert [row[2] for row in heaviest.rows] == [ENGLISH.number(g["weight"], 1) for g in found[:7]]
    assert heaviest.left_out.startswith(f"{len(found) - 7} more")
    own = [gap for gap in found if gap["place"] == PLACE]
    assert texts(gaps.build(material(data, place=(PLACE,)))).startswith(f"{len(own)} gaps")


def test_losses_of_a_part_are_of_what_is_covered_there(data: JobData) -> None:
    chosen = material(data, place=(PLACE,))
    lost = chosen.analysis("resilience")["lost_cells"]
    covered = [
        cell["weight"]
        for cell in chosen.coverage.cells()
        if cell["place"] == PLACE and cell["any_door"] == "covered"
    ]
    losses: dict[tuple[str, str], float] = {}
    for cell in lost:
        if cell["place"] == PLACE:
            key = cell["kind"], cell["unit"]
            losses[key] = losses.get(key, 0) + cell["weight"]
    worst = max(losses.values())
    row = tables(risks.build(chosen))[0].rows[0]
    assert row[2] == ENGLISH.share(worst / sum(covered))
    assert float(row[2].rstrip("%")) <= 100


def test_results_that_are_there_are_not_made_again(data: JobData) -> None:
    def fail() -> ReadableStore:
        raise AssertionError("computed again")

    given = Material(
        Analyses(fail),
        PARAMETERS,
        computed=data.analyses.coverage(PARAMETERS, routes="gaps"),
        results={"gaps": data.analyses.gaps(PARAMETERS)},
    )
    for build in (headline.build, touchpoints.build, gaps.build):
        assert build(given) == build(material(data))


def test_spanish_writes_numbers_in_its_way(data: JobData) -> None:
    section = headline.build(material(data, lang="es"))
    assert "39,0" in texts(section)


@pytest.mark.parametrize("name", ["place", "segment", "touchpoint"])
def test_an_id_that_is_nowhere_is_told(data: JobData, name: str) -> None:
    chosen = material(data, **{name: ("atlantis",) if name == "place" else "atlantis"})
    with pytest.raises(BadParameter, match=f"{name} = 'atlantis' does not fit"):
        _ = chosen.chosen


def test_options_that_do_not_fit_are_told() -> None:
    assert read_asked({"place": ["a", "b"], "top": ["3"]}, lang="es") == Asked(
        ("a", "b"), lang="es", top=3
    )
    for given in ({"top": ["0"]}, {"lang": ["fr"]}, {"colour": ["red"]}, {"segment": ["a", "b"]}):
        with pytest.raises(BadParameter):
            read_asked(given)


def test_what_takes_minutes_waits_until_it_is_asked_for(
    data: JobData, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.report.material.MOST_CELLS", 100)
    assert "/resilience" in texts(risks.build(material(data)))
    assert not material(data, compute="yes").waits


def test_the_page_leads_to_the_files_of_what_was_chosen(data: JobData) -> None:
    asked = [("place", PLACE), ("handoffs", "2")]
    parameters = {**PARAMETERS.as_dict(), "handoffs": 2, "as_of": None}
    answer = answer_page(data, page="report", parameters=parameters, path={}, asked=asked)
    html = b"".join(answer.chunks).decode()
    for name in ("docx", "html", "pdf"):
        assert f'href="/api/report/{name}?place={PLACE}&amp;handoffs=2&amp;lang=en"' in html
    cells = [
        cell
        for cell in data.analyses.coverage(
            CoverageParameters(handoffs=2, as_of=AS_OF), routes="gaps"
        ).cells()
        if cell["place"] == PLACE
    ]
    assert share(cells, "every_door") in html
    assert "Tamarack Falls" in html


def test_an_empty_store_has_a_report(tmp_path: Path) -> None:
    from loaders.load import load_source
    from service.workspace import Workspace

    rows = tmp_path / "rows"
    rows.mkdir()
    (rows / "partners.csv").write_text("id,name\nwic,WIC\n")
    workspace = Workspace(Settings(data_dir=tmp_path / "data"))
    load_source(workspace.store, rows, source="one", title="One partner", licence=None)
    report = build_report(Material(workspace, PARAMETERS))
    assert report.sections[0].name == "headline"
    assert "Nothing is asked here" in texts(report.sections[0])
    assert "not stated" in str(report.sections[-1])


def test_addresses_are_taken_out_of_every_text() -> None:
    import re
    from datetime import UTC, datetime

    from graph.public.withheld import Withheld

    secret = "12 Hidden Lane"
    section = Section("s", secret, [Paragraph(secret), Facts(secret, [(secret, secret)])])
    report = Report(secret, "en", [secret], [section], "", "", "", datetime.now(UTC))
    withheld = Withheld(frozenset(), frozenset(), re.compile(secret))
    assert secret in str(report)
    assert secret not in str(redact(report, withheld))


def test_the_map_has_the_sites_of_the_page(data: JobData) -> None:
    section = sites.build(material(data))
    page = answer_page(data, page="map", parameters=dict(PARAMETERS.as_dict()), path={}, asked=[])
    whole = b"".join(page.chunks).decode()
    said = re.search(r"Map with (\d+) sites", whole)
    assert said is not None
    count = int(said[1])
    assert count > 50
    assert texts(section).startswith(f"{count} sites")
    by_place = tables(section)[0]
    assert sum(int(row[1]) for row in by_place.rows) == count
    part = sites.build(material(data, place=(PLACE,)))
    named = {row[0]: row[1] for row in by_place.rows}
    assert texts(part).startswith(f"{named['Tamarack Falls']} sites")


def test_no_confidential_site_is_on_the_map_of_the_owner(loaded_demo: Path) -> None:
    store = EmbeddedStore(loaded_demo).read()
    own = Material(Analyses(lambda: store), PARAMETERS)
    assert "Quiet Harbor shelter" in own.net.sites.names
    section = sites.build(own)
    shown = {row["name"] for row in list_all_sites(own.speaker).rows}
    assert len(shown) > 50
    assert "Quiet Harbor shelter" not in shown
    assert "Quiet Harbor shelter" not in str(section.blocks)


def test_the_network_has_the_links_of_the_analysis(data: JobData) -> None:
    from service.analyses import select_analysis
    from service.analyses.options import read_public_options

    analysis = select_analysis("network")
    options = read_public_options(analysis, {}, floor=11)
    measured = data.analyses.analysis(analysis, PARAMETERS, options)
    section = network.build(material(data, top=200))
    by_sector, by_partner = tables(section)
    assert sum(int(row[2]) for row in by_sector.rows) == len(measured["arcs"])
    assert sum(int(row[3]) for row in by_sector.rows) == sum(a["warm"] for a in measured["arcs"])
    told = {row[0]: (int(row[2]), int(row[3])) for row in by_partner.rows}
    linked = [row for row in measured["partners"] if row["degree"]]
    assert told == {row["name"]: (row["in_degree"], row["out_degree"]) for row in linked}


def test_too_many_partners_stand_as_sectors(data: JobData, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = network.build(material(data))
    monkeypatch.setattr(network, "MOST_NAMES", 10)
    folded = network.build(material(data))
    assert tables(folded) == tables(whole)
    picture = next(block for block in folded.blocks if isinstance(block, Picture))
    assert "Public health (" in picture.svg
    assert "Child welfare (" in picture.svg
    assert "Alder County WIC" not in picture.svg
