"""Directories behind an API: pages in every form, what is asked, and what is continued."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from feeds.fake_api import NOT_FOUND, Asked, Reply, envelope, fake_api, paged, service
from feeds.reading import QUICK, Fetching

from graph.errors import SourceError

FIVE = [service(number) for number in range(1, 6)]
IDS = ["s1", "s2", "s3", "s4", "s5"]
MOCKS = Path(__file__).parents[3] / "shared" / "data" / "oruk-validator-mocks"


@pytest.fixture
def fetching(tmp_path: Path) -> Fetching:
    return Fetching(tmp_path / "data")


def test_every_page_is_read_and_told(fetching: Fetching) -> None:
    with fake_api(paged(FIVE)) as api:
        assert fetching.services(api.url) == IDS
        assert api.pages("services") == [None, "2", "3"]
        assert api.asked[0].parameters == {"full": "true", "per_page": "2"}
    assert fetching.progress == [("fetch services", n, 3) for n in (1, 2, 3)]
    assert fetching.codes() == ["list-absent"]
    assert fetching.kept() == []


def test_every_list_that_there_is_is_read(fetching: Fetching) -> None:
    lists: Mapping[str, list[dict[str, Any]]] = {
        "services": FIVE,
        "organizations": [{"id": "o2", "name": "Other", "description": "Alone", "website": "x"}],
        "taxonomies": [{"id": "t", "name": "Needs", "uri": "https://example.org/t"}],
        "taxonomy_terms": [{"id": "t1", "name": "Food", "taxonomy_id": "t"}],
    }

    def answer(asked: Asked) -> Reply:
        if asked.list not in lists:
            return NOT_FOUND
        return Reply(envelope(lists[asked.list], asked.page, 2))

    with fake_api(answer) as api:
        assert fetching.services(api.url + "/api/", keep=True) == IDS
        assert {one.path for one in api.asked} == {f"/api/{name}" for name in lists}
    assert fetching.kept() == [
        "organizations-00001.json", "services-00001.json", "services-00002.json",
        "services-00003.json", "taxonomies-00001.json", "taxonomy_terms-00001.json",
    ]  # fmt: skip


def test_places_are_read_where_services_do_not_hold_them(fetching: Fetching) -> None:
    bare = [{**one, "service_at_locations": None, "phones": []} for one in FIVE]
    for one in bare:
        del one["service_at_locations"]
    places = [
        {"id": "p1", "service_id": "s1", "location": {"id": "l1", "location_type": "physical"}}
    ]

    def answer(asked: Asked) -> Reply:
        found = {"services": bare, "service_at_locations": places}.get(asked.list)
        return NOT_FOUND if found is None else Reply(envelope(found, asked.page, 9))

    with fake_api(answer) as api:
        assert fetching.services(api.url, keep=True) == IDS
    assert "service_at_locations-00001.json" in fetching.kept()


def test_the_address_of_one_list_reads_that_list_with_its_parameters(fetching: Fetching) -> None:
    with fake_api(paged(FIVE)) as api:
        assert fetching.services(api.url + "/x/services?organization_id=7&per_page=3") == IDS
        assert {one.list for one in api.asked} == {"services"}
        assert {one.parameters["organization_id"] for one in api.asked} == {"7"}
        assert {one.parameters["per_page"] for one in api.asked} == {"3"}


@pytest.mark.parametrize(("told_from", "asked_from"), [(1, 1), (0, 0), (0, 1)])
def test_open_referral_uk_1_counts_from_0_or_1(
    fetching: Fetching, told_from: int, asked_from: int
) -> None:
    def answer(asked: Asked) -> Reply:
        if asked.list != "services":
            return NOT_FOUND
        place = int(asked.parameters.get("page", asked_from)) - asked_from
        held = FIVE[2 * place : 2 * place + 2]
        return Reply({
            "totalElements": 5, "totalPages": 3, "number": place + told_from, "size": 2,
            "first": place == 0, "last": place == 2, "empty": not held, "content": held,
        })  # fmt: skip

    with fake_api(answer) as api:
        assert fetching.services(api.url) == IDS
    assert fetching.codes() == ["list-absent"]


@pytest.mark.parametrize("how", ["header", "body", "hal"])
def test_links_to_the_next_page_are_followed(fetching: Fetching, how: str) -> None:
    def answer(asked: Asked) -> Reply:
        if asked.list != "services":
            return NOT_FOUND
        at = int(asked.parameters.get("after", 0))
        held, more = FIVE[at : at + 2], at + 2 < 5
        link = f"services?after={at + 2}"
        if how == "header":
            return Reply(held, headers={"Link": f'<{link}>; rel="next"'} if more else {})
        if how == "body":
            return Reply({"count": 5, "next": link if more else None, "results": held})
        return Reply({"items": held, "_links": {"next": {"href": link}} if more else {}})

    with fake_api(answer) as api:
        assert fetching.services(api.url + "/v1") == IDS
        assert [one.parameters.get("after") for one in api.asked][:3] == [None, "2", "4"]


def test_a_bare_list_is_one_page(fetching: Fetching) -> None:
    with fake_api(lambda asked: Reply(FIVE) if asked.list == "services" else NOT_FOUND) as api:
        assert fetching.services(api.url) == IDS
        assert len(api.pages("services")) == 1


def test_services_are_asked_for_one_by_one_where_the_list_is_short(fetching: Fetching) -> None:
    def answer(asked: Asked) -> Reply:
        if asked.list == "services":
            short = [{k: one[k] for k in ("id", "name", "status", "organization")} for one in FIVE]
            return Reply(envelope(short, asked.page, 2))
        if asked.path.startswith("/services/s") and asked.list != "s4":
            return Reply(FIVE[int(asked.list[1:]) - 1])
        return NOT_FOUND

    with fake_api(answer) as api:
        assert fetching.services(api.url, keep=True) == IDS
    (first,) = [p for p in fetching.folder.glob("fetched/*/pages/services-00001.json")]
    held = json.loads(first.read_text())["contents"]
    assert [one["service_at_locations"][0]["id"] for one in held] == ["sl1", "sl2"]
    (missing,) = [issue for issue in fetching.issues if issue.code == "item-missing"]
    assert (missing.file, missing.value) == ("services-00002.json", "s4")


def test_short_services_that_tell_no_more_by_themselves_are_not_asked_for(
    fetching: Fetching,
) -> None:
    short = [{"id": f"s{n}", "name": f"Service {n}", "organization_id": "o"} for n in range(1, 41)]

    def answer(asked: Asked) -> Reply:
        if asked.list == "services":
            return Reply(envelope(short, asked.page, 20))
        found = [one for one in short if one["id"] == asked.list]
        return Reply(found[0]) if found else NOT_FOUND

    with fake_api(answer) as api:
        assert len(fetching.services(api.url)) == 40
        assert sum(one.list.startswith("s") and one.list != "services" for one in api.asked) < 8


def test_an_id_with_a_slash_stays_one_part_of_the_path(fetching: Fetching) -> None:
    odd = {"id": "a/b?c é", "name": "Odd", "organization_id": "o"}

    def answer(asked: Asked) -> Reply:
        if asked.list == "services":
            return Reply([odd])
        if asked.path == "/services/a%2Fb%3Fc%20%C3%A9":
            return Reply({**odd, "description": "All of it"})
        return NOT_FOUND

    with fake_api(answer) as api:
        assert fetching.services(api.url) == ["a/b?c é"]
    assert "item-missing" not in fetching.codes()


def test_parameters_that_are_refused_are_left_out(fetching: Fetching) -> None:
    def answer(asked: Asked) -> Reply:
        if asked.list != "services":
            return NOT_FOUND
        if "per_page" in asked.parameters:
            return Reply({"error": "unknown parameter"}, status=400)
        return Reply(envelope(FIVE, asked.page, 3))

    with fake_api(answer) as api:
        assert fetching.services(api.url) == IDS
        assert [one.parameters for one in api.asked[:3]] == [
            {"full": "true", "per_page": "2"},
            {"full": "true"},
            {"full": "true", "page": "2"},
        ]


def test_lines_are_one_answer_where_they_are_offered(fetching: Fetching) -> None:
    def answer(asked: Asked) -> Reply:
        if asked.list != "services":
            return NOT_FOUND
        assert asked.parameters == {"full": "true", "format": "ndjson"}
        lines = "\n".join(json.dumps(one) for one in FIVE) + "\n"
        return Reply(lines.encode(), headers={"Content-Type": "application/x-ndjson"})

    with fake_api(answer) as api:
        assert fetching.services(api.url, lines=True) == IDS
        assert len(api.pages("services")) == 1


def test_pages_are_read_where_lines_are_not_offered(fetching: Fetching) -> None:
    with fake_api(paged(FIVE)) as api:
        assert fetching.services(api.url, lines=True) == IDS
        assert api.pages("services") == [None, "2", "3"]


def test_what_passes_is_tried_again_with_growing_pauses(fetching: Fetching) -> None:
    replies = [
        Reply(status=503),
        Reply(status=429, headers={"Retry-After": "7"}),
        Reply(b'{"contents": [{"id": "s1"', headers={}),
        Reply(FIVE, told=10_000),
    ]

    def answer(asked: Asked) -> Reply:
        if asked.list != "services":
            return NOT_FOUND
        return replies.pop(0) if replies else Reply(FIVE)

    with fake_api(answer) as api:
        assert fetching.services(api.url) == IDS
    assert fetching.waited == [1, 7, 4, 8]


def test_a_broken_download_is_continued(fetching: Fetching) -> None:
    broken = [True]

    def answer(asked: Asked) -> Reply:
        if asked.page == 3 and broken[0]:
            return Reply(status=502)
        return paged(FIVE, headers={"ETag": '"1"'})(asked)

    with fake_api(answer) as api:
        with pytest.raises(SourceError) as told:
            fetching.services(api.url)
        assert str(told.value).startswith(
            f"{api.url}, services, page 3: status 502 Bad Gateway (5 tries); 2 pages ("
        )
        assert "run it again to continue" in str(told.value)
        assert len(fetching.waited) == 4
        broken[0] = False
        api.asked.clear()
        assert fetching.services(api.url) == IDS
        assert api.pages("services") == [None, "3"]
        assert api.asked[0].headers["if-none-match"] == '"1"'
    assert fetching.codes()[0] == "fetched-before"
    assert "its first 2 pages were fetched at" in fetching.issues[0].message


@pytest.mark.parametrize("changed", ["etag", "total", "nothing-told"])
def test_what_changed_meanwhile_is_fetched_anew(fetching: Fetching, changed: str) -> None:
    broken = [True]
    etag = {} if changed == "total" else {"ETag": '"1"'}

    def answer(asked: Asked) -> Reply:
        if asked.list != "services":
            return NOT_FOUND
        if not broken[0]:
            items = FIVE if changed != "total" else [*FIVE, service(6)]
            return paged(items, headers={"ETag": '"2"'} if etag else {})(asked)
        if changed == "nothing-told":
            return (
                Reply(FIVE[:2], headers={"Link": '</services?page=2>; rel="next"'})
                if (asked.page == 1)
                else Reply(status=500)
            )
        return Reply(status=500) if asked.page == 2 else paged(FIVE, headers=etag)(asked)

    with fake_api(answer) as api:
        with pytest.raises(SourceError):
            fetching.services(api.url, limits=replace(QUICK, tries=1))
        broken[0] = False
        assert fetching.services(api.url)[:5] == IDS
    assert "fetched-anew" in fetching.codes()
    assert fetching.codes().count("repeated-key") == 0


def test_a_kept_download_is_used_once_more_and_fresh_fetches_it_again(fetching: Fetching) -> None:
    with fake_api(paged(FIVE)) as api:
        assert fetching.services(api.url, keep=True) == IDS
        asked = len(api.asked)
        assert fetching.services(api.url, keep=True) == IDS
        assert len(api.asked) == asked
        assert fetching.codes()[0] == "fetched-before"
        assert fetching.services(api.url, fresh=True) == IDS
        assert len(api.asked) == 2 * asked
    assert fetching.kept() == []


def test_a_damaged_state_begins_anew(fetching: Fetching) -> None:
    with fake_api(paged(FIVE)) as api:
        fetching.services(api.url, keep=True)
        for damage in (b"{", b"[]", b'{"format": 1}', b'{"format": 99}', b"\xff"):
            (state,) = fetching.folder.glob("fetched/*/state.json")
            state.write_bytes(damage)
            assert fetching.services(api.url, keep=True) == IDS
            assert "fetched-before" not in fetching.codes()
        next(fetching.folder.glob("fetched/*/pages/services-00002.json")).unlink()
        assert fetching.services(api.url) == IDS


def test_pages_are_for_their_owner_only(fetching: Fetching) -> None:
    with fake_api(paged(FIVE)) as api:
        fetching.services(api.url, keep=True)
    (folder,) = fetching.folder.glob("fetched/*")
    assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.skipif(not MOCKS.is_dir(), reason="the files are not part of the repository")
def test_the_mock_feed_of_open_referral_uk(fetching: Fetching) -> None:
    listed = json.loads((MOCKS / "V3.0-UK-Test" / "service_list.json").read_bytes())

    def answer(asked: Asked) -> Reply:
        if asked.list == "services":
            return Reply((MOCKS / "V3.0-UK-Test" / "service_list.json").read_bytes())
        if asked.path.startswith("/services/"):
            return Reply((MOCKS / "V3.0-UK-Test" / "service_full.json").read_bytes())
        single = MOCKS / "V3.0-UK-Test" / f"{asked.list[:-1]}_list.json"
        return Reply(single.read_bytes()) if single.is_file() else NOT_FOUND

    with fake_api(answer) as api:
        found = fetching.services(api.url + "/services")
    assert sorted(found) == sorted({one["id"] for one in listed["contents"]})
