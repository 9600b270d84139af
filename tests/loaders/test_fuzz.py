"""No parser raises anything but our own errors, whatever bytes it is given."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fuzz.targets import TARGETS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loaders.hsds.columns import names_of

FEW = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
MANY = settings(max_examples=3_000, deadline=None, suppress_health_check=list(HealthCheck))

_TEXTS = (
    '"',
    ",",
    ";",
    "\r\n",
    "\n",
    "\t",
    "id,name\n",
    "id,organization_id,name\n",
    "s1,o1,A\n",
    "Mon-Fri 9am-5pm",
    "9:00",
    "24:00",
    "1st Mon",
    "FREQ=WEEKLY;BYDAY=MO;UNTIL=99991231T000000Z",
    "birth to 3",
    "6 weeks to 99999999999 years",
    "200% FPL",
    "prenatal",
    "-1",
    "1e999",
    "0001-01-01",
    "9999-12-31",
    "Spanish (limited)",
    "CA - Alder County - Elm",
    '{"type":"FeatureCollection","features":[{}]}',
    '[{"scope":"county"}]',
    "QA-1000.1500 * YB-9500",
    "Agency",
    "Site",
    "Program",
    "ProgramAtSite",
    "<a><b/></a>",
    "<!ENTITY a 'b'>",
    "@prefix a: <b> . a:b a:c a:d .",
    "<http://a> <http://b> <http://c> .",
    '{"@context": {"a": "http://b"}, "a": 1}',
    "mailto:",
    "===",
    "\u2028",
    "\ud800",
    "İ",
    "١٢",
    "\x00",
)
TEXT = st.lists(st.one_of(st.sampled_from(_TEXTS), st.text(max_size=6)), max_size=14).map(
    lambda parts: "".join(parts).encode("utf-8", "surrogatepass")
)
KEYS = sorted(
    names_of(
        "id name type names value purpose contactDetails contact related isConfidential "
        "taxonomy hours days dayOfWeek opens closes coverage city county line1 number url "
        "address organization services service_at_locations location schedules freq byday "
        "until resources long_description verified_at schedule_days open_time extent "
        "extent_type features geometry contents data"
    )
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.sampled_from(["Agency", "Program", "Site", "ProgramAtSite", "", "1", "MO", "9am", "x"]),
    st.text(max_size=5),
)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)
    ),
    max_leaves=25,
)
ICAROL = st.lists(
    st.fixed_dictionaries({"type": SCALARS, "contactDetails": TREES, "related": TREES}).flatmap(
        lambda whole: TREES.map(lambda tree: {**(tree if isinstance(tree, dict) else {}), **whole})
    ),
    min_size=1,
    max_size=3,
)
SHELTER = st.lists(
    st.fixed_dictionaries(
        {"long_description": SCALARS, "services": TREES, "verified_at": SCALARS, "id": SCALARS}
    ),
    min_size=1,
    max_size=3,
)
TREE_BYTES = st.one_of(TREES, ICAROL, SHELTER).map(lambda tree: json.dumps(tree).encode())
INPUTS = st.one_of(TEXT, TREE_BYTES, st.binary(max_size=60))


@pytest.mark.parametrize("name", TARGETS)
@FEW
@given(data=INPUTS)
def test_only_our_errors(name: str, data: bytes) -> None:
    TARGETS[name](data)


@pytest.mark.slow
@pytest.mark.parametrize("name", TARGETS)
@MANY
@given(data=INPUTS)
def test_only_our_errors_at_length(name: str, data: bytes) -> None:
    TARGETS[name](data)


SEEDS: tuple[tuple[str, Any], ...] = (
    ("icarol-json", [{"type": "Agency", "contactDetails": [{"contact": {"type": "Website"}}]}]),
    ("icarol-json", [{"type": ["Agency"], "contactDetails": {}, "related": [{"type": "Site"}]}]),
    ("hours", {"weekday": [[1]], "opens_at": {"time": 9}, "interval": -1, "until": "x"}),
    ("areas", {"extent": '{"type": "Feature", "properties": null}', "name": {"a": []}}),
)


@pytest.mark.parametrize(("name", "root"), SEEDS)
def test_forms_that_were_found(name: str, root: Any) -> None:
    TARGETS[name](json.dumps(root).encode())


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("rdf-xml", b"id,name\n"),
        ("rdf-turtle", b"\x1b[2J\n" * 200),
        ("pages", b'{"total_pages\x1d:1}'),
        ("pages", b"http://a\nb"),
        ("crosswalk", b"\x1d\n" * 3),
    ],
)
def test_bytes_that_were_found(name: str, data: bytes) -> None:
    TARGETS[name](data)
