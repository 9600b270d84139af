"""Schedules: every form of the same hours becomes the same nodes, and none loses its words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from directories.facts_of import Facts, facts_of, local
from pyoxigraph import Literal, NamedNode, Quad

from loaders.hsds.parts.hours import hours_line
from loaders.hsds.parts.hours_in_words import parse_hours
from loaders.hsds.parts.schedules import raw_hours, read_holidays, read_schedules

ORGANIZATIONS = "id,name\no1,One\n"
SERVICES = "id,organization_id,name\ns1,o1,A\n"
LOCATIONS = "id,organization_id,name\nl1,o1,L\n"
AT = "id,service_id,location_id\nsl1,s1,l1\n"


def write(folder: Path, **tables: str) -> Path:
    folder.mkdir(exist_ok=True)
    tables = {
        "organizations": ORGANIZATIONS,
        "services": SERVICES,
        "locations": LOCATIONS,
        "services_at_location": AT,
        **tables,
    }
    for name, content in tables.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    return folder


def schedules_of(facts: Facts, owner: str) -> list[dict[str, str]]:
    """What each schedule of a record says, in order of its rule and opening time."""
    found = []
    for node in facts.of(owner, "hasSchedule"):
        said = {
            local(quad.predicate): quad.object.value
            for quad in facts.quads
            if isinstance(quad.subject, NamedNode)
            and quad.subject.value.endswith(node)
            and isinstance(quad.object, Literal | NamedNode)
            and local(quad.predicate) != "type"
        }
        found.append(said)
    return sorted(found, key=lambda one: (one.get("recurrenceRule", ""), one.get("opens", "")))


def about_hours(facts: Facts) -> set[Quad]:
    names = ("hasSchedule", "hoursText", "rawHours")
    return {
        quad
        for quad in facts.quads
        if "/schedule/" in str(quad.subject) or local(quad.predicate) in names
    }


OLD_TABLE = {
    "regular_schedules": (
        "id,service_id,weekday,opens_at,closes_at\n"
        "1,s1,Monday,09:00,17:00\n2,s1,Tuesday,9:00,17:00:00\n3,s1,Wednesday,09:00,17:00\n"
        "4,s1,Saturday,10:00,12:00\n"
    )
}
NUMBERED = {
    "regular_schedules": (
        "id,service_id,weekday,opens_at,closes_at\n"
        "1,s1,1,09:00,17:00\n2,s1,2,09:00,17:00\n3,s1,3,09:00,17:00\n4,s1,6,10:00,12:00\n"
    )
}
RULES = {
    "schedules": (
        "id,service_id,freq,interval,wkst,byday,opens_at,closes_at\n"
        'x,s1,WEEKLY,1,MO,"MO,TU,WE",09:00,17:00\ny,s1,WEEKLY,,,SA,10:00,12:00\n'
    )
}
RULES_A_DAY = {
    "schedules": (
        "id,service_id,freq,byday,opens_at,closes_at\n"
        "a,s1,weekly,WE,09:00,17:00\nb,s1,WEEKLY,SA,10:00,12:00\n"
        "c,s1,WEEKLY,MO,09:00,17:00\nd,s1,WEEKLY,TU,09:00,17:00\n"
    )
}


@pytest.mark.parametrize("tables", [NUMBERED, RULES, RULES_A_DAY], ids=["1-7", "rules", "a-day"])
def test_old_weekday_tables_and_rules_of_the_same_hours_are_one_graph(
    tmp_path: Path, tables: dict[str, str]
) -> None:
    old = about_hours(facts_of(write(tmp_path / "old", **OLD_TABLE)))
    assert len(old) == 1 + 2 * 5
    assert about_hours(facts_of(write(tmp_path / "other", **tables))) == old


def test_nested_json_of_the_same_hours_is_the_same_graph(tmp_path: Path) -> None:
    service = {
        "id": "s1",
        "name": "A",
        "organization": {"id": "o1", "name": "One"},
        "schedules": [
            {
                "freq": "WEEKLY",
                "days": ["MO", "TU", "WE"],
                "times": [{"start_time": "09:00", "end_time": "17:00"}],
            },
            {"rrule": "FREQ=WEEKLY;BYDAY=SA", "time_open": "10:00", "time_close": "12:00"},
        ],
    }
    path = tmp_path / "services.json"
    path.write_text(json.dumps([service]))
    expected = about_hours(facts_of(write(tmp_path / "old", **OLD_TABLE)))
    assert about_hours(facts_of(path)) == expected


def test_every_part_of_a_rule_is_kept(tmp_path: Path) -> None:
    rows = (
        "id,service_id,valid_from,valid_to,dtstart,timezone,until,count,wkst,freq,interval,byday,"
        "bymonthday,description,opens_at,closes_at,schedule_link,attending_type,notes\n"
        "x,s1,2026-01-01,2026-06-30,2026-01-07,-8,2026-06-30,5,SU,MONTHLY,2,3WE,,Group,"
        "10:00Z,11:30,https://x.example/book,walk-in,Ring first\n"
        "y,s1,,,,,,,,MONTHLY,,,15,,13:00,14:00,,,\n"
    )
    (first, second) = schedules_of(facts_of(write(tmp_path / "d", schedules=rows)), "service/s1")
    assert second == {
        "recurrenceRule": "FREQ=MONTHLY;INTERVAL=2;COUNT=5;UNTIL=20260630;BYDAY=3WE;WKST=SU",
        "opens": "10:00:00Z",
        "closes": "11:30:00",
        "validFrom": "2026-01-01",
        "validThrough": "2026-06-30",
        "startDate": "2026-01-07",
        "scheduleTimezone": "-8",
        "attendingType": "walk-in",
        "url": "https://x.example/book",
        "description": "Group",
        "note": "Ring first",
    }
    assert first["recurrenceRule"] == "FREQ=MONTHLY;BYMONTHDAY=15"


def test_days_of_closing_are_kept_as_exceptions(tmp_path: Path) -> None:
    facts = facts_of(
        write(
            tmp_path / "d",
            **OLD_TABLE,
            holiday_schedules=(
                "id,service_id,closed,opens_at,closes_at,start_date,end_date\n"
                "1,s1,true,,,2026-12-24,2026-12-26\n2,s1,false,10:00,12:00,2026-12-31,2026-12-31\n"
                '3,s1,true,,,"January 01, 0001","January 01, 0001"\n'
            ),
        )
    )
    found = schedules_of(facts, "service/s1")
    assert [one for one in found if "validFrom" in one] == [
        {"isClosed": "true", "validFrom": "2026-12-24", "validThrough": "2026-12-26"},
        {
            "opens": "10:00:00",
            "closes": "12:00:00",
            "validFrom": "2026-12-31",
            "validThrough": "2026-12-31",
        },
    ]
    rules = [
        one["recurrenceRule"] for one in found if one.get("isClosed") and "validFrom" not in one
    ]
    assert rules == ["FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1"]
    assert facts.of("service/s1", "hoursText") == ["Mon-Wed 09:00-17:00; Sat 10:00-12:00"]


def test_a_schedule_at_a_location_says_where(tmp_path: Path) -> None:
    facts = facts_of(
        write(
            tmp_path / "d",
            schedules=(
                "id,service_id,location_id,service_at_location_id,byday,opens_at,closes_at\n"
                "a,,,sl1,MO,09:00,10:00\nb,,l1,,TU,11:00,12:00\n"
            ),
        )
    )
    (there,) = schedules_of(facts, "service/s1")
    assert there["onlyAtSite"].endswith("/site/l1")
    (of_site,) = schedules_of(facts, "site/l1")
    assert of_site["recurrenceRule"] == "FREQ=WEEKLY;BYDAY=TU"
    assert "onlyAtSite" not in of_site
    assert facts.of("service/s1", "hoursText") == ["Mon 09:00-10:00"]
    assert facts.of("site/l1", "hoursText") == ["Tue 11:00-12:00"]


def test_the_words_stay_beside_what_was_rewritten(tmp_path: Path) -> None:
    rows = "id,service_id,weekday,opens_at,closes_at\n1,s1,Monday,9am,noon\n2,s1,TR,10:00,11:00\n"
    facts = facts_of(write(tmp_path / "d", regular_schedules=rows))
    assert facts.of("service/s1", "rawHours") == ["Monday 9am-noon", "TR 10:00-11:00"]
    assert facts.of("service/s1", "hoursText") == ["Mon 09:00-12:00"]
    services = 'id,organization_id,name,hours\ns1,o1,A,"Mon-Fri 8:30am - 5pm, Sat closed"\n'
    facts = facts_of(write(tmp_path / "words", services=services))
    assert facts.of("service/s1", "hoursText") == ["Mon-Fri 08:30-17:00"]
    assert facts.of("service/s1", "rawHours") == ["Mon-Fri 8:30am - 5pm, Sat closed"]
    services = "id,organization_id,name,hours\ns1,o1,A,Weekdays by appointment\n"
    facts = facts_of(write(tmp_path / "free", services=services))
    assert facts.of("service/s1", "hoursText") == ["Weekdays by appointment"]
    assert facts.of("service/s1", "hasSchedule") == []


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("Monday: 9:00-17:00 Tuesday: 9:00-17:00 Sunday: Closed", "Mon-Tue 09:00-17:00"),
        ("Monday through Friday, 8 a.m. to 4:30 p.m.", "Mon-Fri 08:00-16:30"),
        ("Mon, Wed & Fri 9am-12pm, 1-4pm; Sat 10am-2pm",
         "Mon, Wed, Fri 09:00-12:00, 13:00-16:00; Sat 10:00-14:00"),
        ("Tuesdays 6-8pm", "Tue 18:00-20:00"),
        ("Thurs 9-5pm", "Thu 09:00-17:00"),
        ("Mon 9:00-12:00", "Mon 09:00-12:00"),
        ("Mon 7:00-9:00", None),
        ("Mon 1:00-17:00", None),
        ("Mon 12:30-2pm", "Mon 12:30-14:00"),
        ("Fri 22:00-02:00", None),
        ("Monday 9-5", None),
        ("Monday 9:00-5:00", None),
        ("Mon-Fri 9am-5pm by appointment", None),
        ("1st Monday 9am-5pm", None),
        ("Mon-Fri 9am-5pm except holidays", None),
        ("not Monday 9am-5pm", None),
        ("9am-5pm", None),
        ("", None),
    ],
)  # fmt: skip
def test_free_text_is_read_where_there_is_one_way(said: str, read: str | None) -> None:
    assert hours_line(parse_hours(said)) == read


def test_nested_times_that_were_rewritten_stay_as_given() -> None:
    row = {"weekday": ["MO", "TU"], "times": [{"start_time": "9am", "end_time": "12:00"}]}
    assert raw_hours([row]) == ["MO; TU 9am-12:00"]
    assert hours_line(read_schedules([row])) == "Mon-Tue 09:00-12:00"


def test_a_long_text_is_left() -> None:
    assert parse_hours("Mon 9am-5pm; " * 1000) == []


@pytest.mark.parametrize(
    ("row", "rules"),
    [
        ({"freq": "WEEKLY"}, []),
        ({"weekday": "MO", "opens_at": "x", "closes_at": "10:00"}, ["FREQ=WEEKLY;BYDAY=MO"]),
        ({"weekday": "-1FR,1MO"}, ["FREQ=MONTHLY;BYDAY=1MO,-1FR"]),
        ({"freq": "DAILY", "opens_at": "9:00", "closes_at": "10:00"}, ["FREQ=DAILY"]),
        (
            {"freq": "WEEKLY", "dtstart": "2025-08-12T16:30", "dtend": "2025-08-12T18:00"},
            ["FREQ=WEEKLY;BYDAY=TU"],
        ),
        ({"date": "2025-08-12", "opens_at": "9:00", "closes_at": "10:00"}, [None]),
        ({"rrule": "RRULE:FREQ=WEEKLY;INTERVAL=2;UNTIL=20261231T000000Z;BYDAY=WE"},
         ["FREQ=WEEKLY;INTERVAL=2;UNTIL=20261231;BYDAY=WE"]),
        ({"weekday": "MO", "count": "x", "interval": "-1", "until": "soon", "bymonthday": "many"},
         ["FREQ=WEEKLY;BYDAY=MO"]),
    ],
)  # fmt: skip
def test_rules(row: dict[str, str], rules: list[str | None]) -> None:
    assert [one.rule.text() if one.rule else None for one in read_schedules([row])] == rules


def test_a_description_that_says_the_hours(tmp_path: Path) -> None:
    rows = (
        "id,service_id,freq,description\n1,s1,WEEKLY,Tuesdays 9 AM-12 PM\n"
        "2,s1,MONTHLY,Mon 9am-10am\n"
    )
    facts = facts_of(write(tmp_path / "d", schedules=rows))
    assert facts.of("service/s1", "hoursText") == ["Tue 09:00-12:00; Mon 9am-10am"]
    (monthly, weekly) = schedules_of(facts, "service/s1")
    assert (weekly["opens"], weekly["description"]) == ("09:00:00", "Tuesdays 9 AM-12 PM")
    assert monthly == {"recurrenceRule": "FREQ=MONTHLY", "description": "Mon 9am-10am"}


def test_a_holiday_that_says_nothing_is_none() -> None:
    assert read_holidays([{"valid_from": "2026-01-01"}]) == []
