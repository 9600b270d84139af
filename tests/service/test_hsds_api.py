"""The API of HSDS over HTTP: lists, their pages and filters, objects, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from served.asgi_client import Client
from served.problems import HOSTILE, SECRET, check_problem

Json = dict[str, Any]

LISTS = ("services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms")
ENVELOPE = (
    "total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty",
    "contents",
)  # fmt: skip


def read(client: Client, path: str) -> Json:
    response = client.get(f"/hsds/{path}")
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/json"
    found: Json = response.json()
    return found


def read_all(client: Client, path: str) -> list[Json]:
    response = client.get(f"/hsds/{path}", accept="application/x-ndjson")
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/x-ndjson"
    return [json.loads(line) for line in response.text.splitlines()]


def names(items: list[Json]) -> set[str]:
    return {item["name"] for item in items}


def id_of(client: Client, kind: str, name: str) -> str:
    (found,) = [each["id"] for each in read_all(client, kind) if each["name"] == name]
    return str(found)


def test_the_base_says_which_version_and_where_it_is_described(client: Client) -> None:
    about = read(client, "")
    assert about.keys() == {"version", "profile", "openapi_url"}
    assert about["version"] == "3.1"
    described = client.get(about["openapi_url"].removeprefix("http://test")).json()["paths"]
    for kind in LISTS:
        assert {"get", "post"} <= described[f"/hsds/{kind}"].keys()
        assert "get" in described[f"/hsds/{kind}/{{id}}"]


def term_id(client: Client, code: str, *, link: str = "need") -> str:
    """Id of a term of our code lists."""
    end = f"/code/{link}/{code}"
    terms = read_all(client, "taxonomy_terms")
    (found,) = [each["id"] for each in terms if each["term_uri"].endswith(end)]
    return str(found)


@pytest.mark.parametrize("kind", LISTS)
def test_pages_hold_every_item_once(client: Client, kind: str) -> None:
    every = read_all(client, kind)
    size = max(2, len(every) // 3)
    pages, number, link = [], 1, ""
    while True:
        response = client.get(f"/hsds/{kind}?per_page={size}&page={number}")
        page, link = response.json(), response.headers["link"]
        assert tuple(page) == ENVELOPE
        assert page["total_items"] == len(every)
        assert page["total_pages"] == -(-len(every) // size)
        assert (page["page_number"], page["first_page"]) == (number, number == 1)
        assert page["size"] == len(page["contents"])
        pages += page["contents"]
        if page["last_page"]:
            break
        assert f'</hsds/{kind}?per_page={size}&page={number + 1}>; rel="next"' in link
        number += 1
    assert 'rel="next"' not in link
    assert pages == every
    beyond = read(client, f"{kind}?per_page={size}&page={number + 1}")
    assert (beyond["empty"], beyond["size"], beyond["contents"]) == (True, 0, [])
    assert beyond["last_page"]


@pytest.mark.parametrize("kind", LISTS)
def test_each_item_is_found_by_its_id(client: Client, kind: str) -> None:
    for item in read(client, f"{kind}?per_page=3")["contents"]:
        whole = read(client, f"{kind}/{item['id'].upper()}")
        same = item.keys() - {"organization", "location", "service"}
        # What was changed for HSDS is told in full objects only.
        whole.get("program", {}).pop("metadata", None)
        assert {key: whole[key] for key in same} == {key: item[key] for key in same}
    check_problem(
        client.get(f"/hsds/{kind}/00000000-0000-4000-8000-000000000000"), 404, "has the id"
    )
    check_problem(client.get(f"/hsds/{kind}/nothing"), 404)


def test_a_post_asks_the_same_as_a_get(client: Client) -> None:
    got = read(client, "services?search=food&per_page=3&full=true")
    posted = client.post("/hsds/services", json={"search": "food", "per_page": 3, "full": True})
    assert posted.status_code == 200
    assert posted.json() == got
    assert "etag" not in posted.headers
    lines = client.post("/hsds/taxonomies", json={"format": "ndjson"}).text
    assert [json.loads(line) for line in lines.splitlines()] == read_all(client, "taxonomies")


def test_filters_hold_at_once(client: Client) -> None:
    food = term_id(client, "food")
    needs = id_of(client, "taxonomies", "Needs of families in the first 1,000 days")
    county = id_of(client, "organizations", "Alder County Public Health")
    by_term = read_all(client, f"services?taxonomy_term_id={food}")
    by_organization = read_all(client, f"services?organization_id={county}")
    assert {each["organization"]["id"] for each in by_organization} == {county}
    wic = read_all(client, "services?search=wic")
    both = read_all(client, f"services?search=wic&organization_id={county}&taxonomy_id={needs}")
    ids = {each["id"] for each in wic} & {each["id"] for each in by_organization}
    assert 0 < len(both) < len(wic)
    assert {each["id"] for each in both} == ids
    assert 0 < len(by_term) < 147
    nothing = read_all(client, f"services?taxonomy_term_id={food}&organization_id={needs}")
    assert nothing == []


def test_a_term_holds_for_its_narrower_ones(client: Client) -> None:
    basic, food = term_id(client, "basic-needs"), term_id(client, "food")
    broad = {each["id"] for each in read_all(client, f"services?taxonomy_term_id={basic}")}
    narrow = {each["id"] for each in read_all(client, f"services?taxonomy_term_id={food}")}
    assert narrow < broad
    children = read_all(client, f"taxonomy_terms?parent_id={basic}")
    assert {"Food", "Diapers and wipes"} <= names(children)
    assert {each["parent_id"] for each in children} == {basic}
    top = read_all(client, "taxonomy_terms?top_only=true")
    assert top
    assert all("parent_id" not in each for each in top)


def test_terms_are_searched_and_told_by_taxonomy(client: Client) -> None:
    listed = read_all(client, "taxonomies?search=open")
    assert names(listed) == {"Open Eligibility"}
    terms = read_all(client, f"taxonomy_terms?taxonomy_id={listed[0]['id']}&search=nutrition")
    assert names(terms) == {"Nutrition Education"}
    assert terms[0]["taxonomy_detail"] == listed[0]


def test_organizations_have_the_terms_of_their_services(client: Client) -> None:
    food, health = term_id(client, "food"), term_id(client, "health", link="sector")
    providers = {
        s["organization"]["id"] for s in read_all(client, f"services?taxonomy_term_id={food}")
    }
    found = read_all(client, f"organizations?taxonomy_term_id={food}")
    assert {each["id"] for each in found} == providers
    of_sector = read_all(client, f"organizations?taxonomy_term_id={health}&full=true")
    assert of_sector
    for each in of_sector:
        assert health in [a["taxonomy_term"]["id"] for a in each["attributes"]]


def test_organizations_nest_their_services(client: Client) -> None:
    county = id_of(client, "organizations", "Alder County Public Health")
    simple = read(client, f"organizations/{county}")
    whole = read(client, f"organizations/{county}?full_service=true")
    assert [each["id"] for each in simple["services"]] == [each["id"] for each in whole["services"]]
    assert "service_at_locations" not in simple["services"][0]
    assert any("service_at_locations" in each for each in whole["services"])
    assert {"locations", "phones", "programs", "services"} <= simple.keys()
    listed = read(client, "organizations?full_service=true&search=alder+public+health")["contents"]
    assert whole in listed
    assert "services" not in read(client, "organizations?per_page=1")["contents"][0]


def test_places_are_found_by_postcode_and_distance(client: Client) -> None:
    def sites(query: str) -> set[str]:
        found = read_all(client, f"service_at_locations?full=true&{query}")
        return {each["location"]["id"] for each in found}

    here, near, far = (
        sites("postcode=97991"),
        sites("postcode=97991&proximity=3000"),
        sites("postcode=97991&proximity=20100000"),
    )
    assert here
    assert near < far
    for each in read_all(client, "service_at_locations?full=true&postcode=97991-0001"):
        assert each["location"]["addresses"][0]["postal_code"] == "97991"
    at = {each["service"]["id"] for each in read_all(client, "service_at_locations?postcode=97991")}
    assert {each["id"] for each in read_all(client, "services?postcode=97991")} == at
    assert sites("postcode=00000") == set()
    unknown = "services?postcode=00000&proximity=10"
    check_problem(client.get(f"/hsds/{unknown}"), 404, "no location with coordinates")
    # Only the confidential shelter is beyond what is told.
    assert len(far) <= 77


def test_minimal_is_all_at_once(client: Client) -> None:
    page = read(client, "services?minimal=true")
    assert (page["size"], page["total_pages"]) == (147, 1)
    assert {tuple(each) for each in page["contents"]} == {("id", "last_modified")}
    assert read(client, "services?minimal=true&per_page=10")["size"] == 10


def test_changes_are_those_of_the_newest_source(client: Client) -> None:
    times = sorted({each["last_modified"] for each in read_all(client, "services?minimal=true")})
    newest = read_all(client, f"services?modified_after={times[-1]}")
    assert {each["last_modified"] for each in newest} == {times[-1]}
    assert len(read_all(client, f"services?modified_after={times[0]}")) == 147
    assert read_all(client, "services?modified_after=2999-01-01") == []


def test_a_confidential_place_is_in_no_answer(client: Client) -> None:
    for kind in LISTS:
        for form in ("full=true&", "") if kind in LISTS[:3] else ("",):
            text = client.get(f"/hsds/{kind}?{form}format=ndjson").text
            assert not any(secret in text for secret in SECRET)
    assert read_all(client, "service_at_locations?search=thistledown") == []


@pytest.mark.parametrize(
    ("query", "status", "word"),
    [
        ("services?page=0", 422, "page"),
        ("services?per_page=1001", 422, "per_page"),
        ("services?per_page=1_0", 422, "per_page"),
        ("services?full=yes", 422, "full"),
        ("services?format=xml", 422, "format"),
        ("services?organization_id=7", 422, "organization_id"),
        ("services?modified_after=yesterday", 422, "modified_after"),
        ("services?proximity=nan&postcode=1", 422, "proximity"),
        ("services?proximity=10", 404, "postcode"),
        ("services?nothing=1", 422, "no parameter 'nothing'"),
        ("services?search=a&search=b", 422, "one search"),
        ("taxonomies?full=true", 422, "full"),
        ("organizations/x?full=true", 422, "full"),
    ],
)
def test_what_does_not_fit_is_refused(client: Client, query: str, status: int, word: str) -> None:
    check_problem(client.get(f"/hsds/{query}"), status, word)


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b'{"per_page": "3"}', "per_page"),
        (b'{"search": null}', "search"),
        (b'{"nothing": 1}', "nothing"),
        (b'{"search": "\\ud800"}', "JSON"),
        (b"{", "JSON"),
        (b"[]", "body"),
    ],
)
def test_a_body_that_does_not_fit_is_refused(client: Client, body: bytes, word: str) -> None:
    headers = {"Content-Type": "application/json"}
    check_problem(client.post("/hsds/services", content=body, headers=headers), 422, word)


def test_other_media_are_refused(client: Client) -> None:
    check_problem(client.get("/hsds/services", accept="image/png"), 406)
    check_problem(client.post("/hsds/services", content=b"search=food"), 415)


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_values_do_no_harm(client: Client, value: str) -> None:
    for name in ("search", "postcode", "organization_id", "modified_after"):
        response = client.get("/hsds/services", params={name: value})
        assert response.status_code in (200, 422)
        if response.status_code == 200:
            assert response.json()["total_items"] == 0
    assert client.post("/hsds/services", json={"search": value}).status_code in (200, 422)


def test_without_data_every_list_says_so(empty_client: Client) -> None:
    check_problem(empty_client.get("/hsds/services"), 503, "load a source")
    assert empty_client.get("/hsds/").status_code == 200
