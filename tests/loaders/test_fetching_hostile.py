"""APIs that loop, stall, lie, flood or answer something else: one clear line, nothing to load."""

from __future__ import annotations

import gzip
import json
import time
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from feeds.fake_api import NOT_FOUND, Answerer, Asked, Reply, envelope, fake_api, paged, service
from feeds.reading import QUICK, Fetching
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import SourceError
from loaders.fetching.address import parse_address
from loaders.fetching.limits import Limits
from loaders.fetching.pages import NotAPage, Page, parse_lines, parse_page

FIVE = [service(number) for number in range(1, 6)]
IDS = ["s1", "s2", "s3", "s4", "s5"]
ONCE = replace(QUICK, tries=1)


@pytest.fixture
def fetching(tmp_path: Path) -> Fetching:
    return Fetching(tmp_path / "data")


def only_services(reply: Callable[[Asked], Reply]) -> Answerer:
    return lambda asked: reply(asked) if asked.list == "services" else NOT_FOUND


def bomb() -> Reply:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = b"".join(packer.compress(b" " * 1024**2) for _ in range(64)) + packer.flush()
    return Reply(packed, headers={"Content-Encoding": "gzip"})


def linked(target: str) -> Callable[[Asked], Reply]:
    return lambda asked: Reply(
        [FIVE[asked.page - 1]], headers={"Link": f'<{target.format(asked.page + 1)}>; rel="next"'}
    )


HTML = Reply(b"<!DOCTYPE html><html><body>Sign in</body>", headers={"Content-Type": "text/html"})
CASES: dict[str, tuple[Callable[[Asked], Reply], Limits, str]] = {
    "html": (lambda _: HTML, QUICK, "the answer holds a page of HTML or XML, not JSON"),
    "error-with-200": (
        lambda _: Reply({"error": {"code": 7, "message": "Quota\n exceeded"}}),
        QUICK,
        "the answer holds an error instead of a list: Quota exceeded",
    ),
    "other-object": (
        lambda _: Reply({"version": "3.0", "profile": "x"}),
        QUICK,
        "the answer holds no list of items, but an object of profile, version",
    ),
    "a-number": (lambda _: Reply(7), QUICK, "the answer holds no list of items, but 7"),
    "empty-body": (lambda _: Reply(b" \n"), ONCE, "the answer holds nothing at all"),
    "zip": (
        lambda _: Reply(b"PK\x03\x04\x14", headers={"Content-Type": "application/zip"}),
        QUICK,
        "the answer holds a zip file; download it and load the file",
    ),
    "cut-json": (
        lambda _: Reply(json.dumps(FIVE).encode()[:-40]),
        ONCE,
        "the answer holds JSON that is cut short",
    ),
    "cut-body": (lambda _: Reply(FIVE, told=99_999), ONCE, "the answer is cut short"),
    "too-deep": (
        lambda _: Reply(b"[" * 200_000 + b"]" * 200_000),
        QUICK,
        "JSON nested too deeply to be HSDS",
    ),
    "same-page-again": (
        lambda _: Reply(envelope(FIVE, 1, 2)),
        QUICK,
        "page 2 holds the same items as page 1: the API goes in a circle",
    ),
    "link-to-itself": (linked("/services"), QUICK, "page 2 holds the same items as page 1"),
    "links-in-a-circle": (
        lambda asked: linked("/services?page={}" if asked.page < 3 else "/services?page=1")(asked),
        QUICK,
        "page 4 holds the same items as page 1",
    ),
    "link-elsewhere": (
        linked("https://elsewhere.example/services?page={}"),
        QUICK,
        "the next page is at https://elsewhere.example, which was not asked for",
    ),
    "link-to-a-file": (linked("file:///etc/passwd"), QUICK, "which was not asked for"),
    "stall": (
        lambda _: Reply(FIVE, told=99_999, drip=30),
        replace(ONCE, silence=0.2),
        "nothing more was sent for 0.2 s",
    ),
    "drip": (
        lambda _: Reply(FIVE, drip=0.05),
        replace(ONCE, page_seconds=0.4),
        "no whole answer within 0.4 s",
    ),
    "drip-in-the-head": (
        lambda _: Reply(FIVE, drip_head=0.05),
        replace(ONCE, page_seconds=0.4),
        "no whole answer within 0.4 s",
    ),
    "bomb": (
        lambda _: bomb(),
        replace(ONCE, page_mib=2),
        "one answer is larger than 2 MiB, the most allowed (--max-page-mib)",
    ),
    "unknown-packing": (
        lambda _: Reply(b"x", headers={"Content-Encoding": "br"}),
        QUICK,
        "the answer is packed as 'br', which was not asked for",
    ),
    "not-packed-as-told": (
        lambda _: Reply(FIVE, headers={"Content-Encoding": "gzip"}),
        ONCE,
        "the answer is not packed as it says (gzip)",
    ),
    "large-page": (
        lambda _: Reply(FIVE),
        replace(QUICK, page_mib=0.0005),
        "one answer is larger than 0.0005 MiB",
    ),
    "large-in-all": (
        paged(FIVE),
        replace(QUICK, total_mib=0.001),
        "all answers together are larger than 0.001 MiB",
    ),
    "many-pages": (
        paged(FIVE),
        replace(QUICK, pages=2),
        "more than 2 pages, the most allowed (--max-pages)",
    ),
    "many-items": (
        paged(FIVE),
        replace(QUICK, items=3),
        "more than 3 items, the most allowed (--max-items)",
    ),
    "redirect-elsewhere": (
        lambda _: Reply(status=302, headers={"Location": "http://elsewhere.example/x"}),
        QUICK,
        "a redirect to http://elsewhere.example, which was not asked for",
    ),
    "redirect-to-another-port": (
        lambda _: Reply(status=302, headers={"Location": "http://127.0.0.1:1/x"}),
        QUICK,
        "a redirect to http://127.0.0.1:1, which was not asked for",
    ),
    "redirects-in-a-circle": (
        lambda asked: Reply(status=307, headers={"Location": "/services"}),
        QUICK,
        "more than 5 redirects",
    ),
    "refused": (lambda _: Reply(status=401), QUICK, "the API refuses the request (status 401)"),
    "not-there": (
        lambda _: NOT_FOUND,
        QUICK,
        "there is no list of services at this address (status 404)",
    ),
    "down": (lambda _: Reply(status=503), QUICK, "status 503 Service Unavailable (5 tries)"),
    "asks-to-wait-for-long": (
        lambda _: Reply(status=429, headers={"Retry-After": "86400"}),
        QUICK,
        "it asks to wait 86,400 s: try later",
    ),
    "nothing-listed": (
        lambda _: Reply(envelope([], 1, 2)),
        QUICK,
        "the API answers, but lists nothing",
    ),
    "endless-empty-pages": (
        lambda asked: Reply({"contents": [], "total_pages": 10**9, "page_number": asked.page}),
        QUICK,
        "the API answers, but lists nothing",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_one_clear_line_and_nothing_to_load(fetching: Fetching, case: str) -> None:
    reply, limits, expected = CASES[case]
    started = time.monotonic()
    with fake_api(only_services(reply)) as api:
        with pytest.raises(SourceError) as told:
            fetching.services(api.url, limits=limits)
        message = str(told.value)
        assert message.startswith(api.url)
        assert expected in message
        assert message.isprintable()
        assert len(api.asked) < 20
    assert time.monotonic() - started < 5


LIES: dict[str, tuple[Answerer, list[str], list[str]]] = {
    "fewer-than-told": (
        lambda asked: Reply(envelope(FIVE, asked.page, 2, total_items=9)),
        ["total-differs"],
        IDS,
    ),
    "more-than-told": (
        lambda asked: Reply(envelope(FIVE, asked.page, 2, total_items=3)),
        ["total-differs"],
        IDS,
    ),
    "more-pages-than-there-are": (
        lambda asked: Reply(envelope(FIVE, asked.page, 2, total_pages=4, last_page=False)),
        ["empty-page"],
        IDS,
    ),
    "pages-that-are-not-there": (
        lambda asked: (
            NOT_FOUND if asked.page > 3 else Reply(envelope(FIVE, asked.page, 2, total_pages=5))
        ),
        ["page-missing"],
        IDS,
    ),
    "last-and-yet-more": (
        lambda asked: Reply(envelope(FIVE[:2], 1, 2, total_pages=2)),
        ["pages-differ"],
        ["s1", "s2"],
    ),
    "total-changes": (
        lambda asked: Reply(
            envelope(FIVE if asked.page < 3 else [*FIVE, service(6)], asked.page, 2)
        ),
        ["total-changed"],
        [*IDS, "s6"],
    ),
    "empty-page-between": (
        lambda asked: Reply(
            envelope(
                [FIVE[0], FIVE[1], FIVE[2]], 1, 3, total_pages=3, last_page=False, total_items=5
            )
            if asked.page == 1
            else envelope([], 2, 2, total_pages=3, total_items=5, last_page=False)
            if asked.page == 2
            else envelope(FIVE[3:], 1, 2, total_pages=3, page_number=3, total_items=5)
        ),
        [],
        IDS,
    ),
    "repeated-over-pages": (
        lambda asked: Reply(envelope([*FIVE[:3], FIVE[2], *FIVE[3:]], asked.page, 3)),
        ["repeated-key"],
        IDS,
    ),
    "one-id-for-all": (
        lambda asked: Reply(
            envelope([service(1, name=f"Service {n}") for n in range(4)], asked.page, 2)
        ),
        ["repeated-key"],
        ["s1"],
    ),
    "not-utf-8": (
        lambda asked: Reply(
            json.dumps(envelope([service(1, name="Caf\u00e9")], 1, 2), ensure_ascii=False).encode(
                "cp1252"
            )
        ),
        ["not-utf8"],
        ["s1"],
    ),
    "marked-utf-8": (lambda asked: Reply(b"\xef\xbb\xbf" + json.dumps(FIVE).encode()), [], IDS),
    "html-type-but-json": (
        lambda asked: Reply(FIVE, headers={"Content-Type": "text/html; charset=nonsense"}),
        [],
        IDS,
    ),
    "packed": (
        lambda asked: Reply(
            gzip.compress(json.dumps(FIVE).encode()), headers={"Content-Encoding": "gzip"}
        ),
        [],
        IDS,
    ),
    "moved": (
        lambda asked: (
            Reply(FIVE)
            if asked.parameters.get("v") == "2"
            else Reply(status=308, headers={"Location": "/services?v=2"})
        ),
        [],
        IDS,
    ),
    "absurd-numbers": (
        lambda asked: Reply(
            b'{"total_items": ' + b"9" * 5000 + b', "contents": [{"id": "s1", "name": "One", '
            b'"minimum_age": 1' + b"0" * 5000 + b', "service_at_locations": []}]}'
        ),
        [],
        ["s1"],
    ),
    "items-that-are-none": (
        lambda asked: Reply({"contents": [None, 7, "x", [], {}, FIVE[0]]}),
        [],
        ["s1"],
    ),
}


@pytest.mark.parametrize("case", LIES)
def test_what_can_be_read_is_read_and_what_is_wrong_is_told(fetching: Fetching, case: str) -> None:
    reply, expected, ids = LIES[case]
    with fake_api(only_services(reply)) as api:
        assert fetching.services(api.url) == ids
    codes = [code for code in fetching.codes() if code != "list-absent"]
    assert codes[: len(expected)] == expected
    if not expected:
        assert not {"total-differs", "empty-page", "not-utf8"} & set(codes)


def test_no_host_of_that_name_is_said_at_once(fetching: Fetching) -> None:
    with pytest.raises(SourceError, match=r"services, page 1: no connection: "):
        fetching.services("http://127.0.0.1:1/hsds")
    assert fetching.waited == []


def test_one_process_fetches_an_address_at_a_time(fetching: Fetching) -> None:
    other = Fetching(fetching.folder)

    def answer(asked: Asked) -> Reply:
        with pytest.raises(SourceError, match="fetches it already"):
            other.services(api.url)
        return Reply(FIVE)

    with fake_api(only_services(answer)) as api:
        assert fetching.services(api.url) == IDS


SECRET = "s3cr3t-t0ken"


def test_keys_go_to_the_host_that_was_named_and_are_kept_nowhere(fetching: Fetching) -> None:
    with fake_api(paged(FIVE)) as other:

        def answer(asked: Asked) -> Reply:
            return Reply(status=307, headers={"Location": f"{there}/services?page={asked.page}"})

        with fake_api(only_services(answer)) as api:
            # Another name of this machine is another host.
            there = other.url.replace("127.0.0.1", "localhost")
            url = api.url.replace("//", f"//me:{SECRET}@") + f"/?key={SECRET}"
            headers = {"Authorization": SECRET, "X-Key": SECRET}
            found = fetching.services(url, headers=headers, also=["localhost"], keep=True)
            assert found == IDS
            assert api.asked[0].headers["x-key"] == SECRET
            assert api.asked[0].parameters["key"] == SECRET
    assert "authorization" in api.asked[0].headers
    for asked in other.asked:
        assert "x-key" not in asked.headers
        assert "authorization" not in asked.headers
        assert "key" not in asked.parameters
    assert SECRET not in fetching.everything()
    assert SECRET not in repr(fetching.issues)


@pytest.mark.parametrize(
    "text",
    ["file:///etc/passwd", "ftp://example.org/x", "data:text/plain,x", "gopher://x/", "s3://b"],
)
def test_other_schemes_are_refused(text: str) -> None:
    with pytest.raises(SourceError, match="are not read; give one that begins with https:"):
        parse_address(text)


@pytest.mark.parametrize(
    "text", ["http://", "https:///x", "http://[::1", "http://a:b:c/", "http:x"]
)
def test_broken_addresses_are_refused(text: str) -> None:
    with pytest.raises(SourceError):
        parse_address(text)


def test_a_message_about_an_address_tells_no_password() -> None:
    with pytest.raises(SourceError) as told:
        parse_address(f"ftp://me:{SECRET}@example.org/?key={SECRET}#{SECRET}")
    assert SECRET not in str(told.value)
    assert "example.org" in str(told.value)


def test_a_shown_address_has_no_secret() -> None:
    address = parse_address(f"https://me:{SECRET}@example.org/hsds/?key={SECRET}#{SECRET}")
    assert address.shown == "https://example.org/hsds/"
    assert SECRET not in address.source_name


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["contents", "content", "id", "total_items", "next", "links", "error"])
            | st.text(),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(st.text() | JSON.map(json.dumps), st.booleans())
def test_any_answer_is_a_page_or_is_told_not_to_be(text: str, lines: bool) -> None:
    told, page = "", Page([])
    try:
        page = Page(parse_lines(text)) if lines else parse_page(text)
    except NotAPage as error:
        told = str(error)
    assert told.isprintable()
    assert isinstance(page.items, list)
    assert page.total_items is None or page.total_items >= 0


@given(st.text() | st.text().map("http://{}".format) | st.text().map("https://h/{}".format))
def test_any_text_is_an_address_or_is_refused(text: str) -> None:
    try:
        address = parse_address(text)
    except SourceError:
        return
    assert address.url.host
    assert address.of_item("services", text).host == address.url.host
    assert address.source_name
