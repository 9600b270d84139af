"""Ages and income limits in free text: read where certain, and nothing where not."""

from __future__ import annotations

from pathlib import Path

import pytest
from directories.facts_of import Facts, facts_of
from hypothesis import given
from hypothesis import strategies as st

from loaders.hsds.parts.ages_in_words import parse_ages
from loaders.hsds.parts.income import parse_income

AGES: dict[str, tuple[int | None, int | None]] = {
    "Children ages 0-5": (0, 2191),
    "Ages 0 – 3": (0, 1461),
    "Birth to 3 years": (0, 1461),
    "birth through age five": (0, 2191),
    "Newborn to 24 months": (0, 730),
    "Families with children from birth to age three": (0, 1461),
    "Prenatal through age 5": (-280, 2191),
    "pregnancy to 3 years": (-280, 1461),
    "Pregnant women": (-280, 0),
    "Must be pregnant.": (-280, 0),
    "Expectant mothers only": (-280, 0),
    "Children under 6": (None, 2191),
    "children under the age of 2": (None, 730),
    "Infants up to 12 months": (None, 365),
    "0 - 36 months": (0, 1095),
    "Infants 6-11 months": (182, 365),
    "6 weeks to 5 years": (42, 2191),
    "Ages: 6 weeks - 12 years": (42, 4748),
    "Children 5 and under": (None, 2191),
    "children, ages 3-5, who live in Linn County": (1095, 2191),
    "Kids 12 and younger": (None, 4748),
    "3-5 year olds": (1095, 2191),
    "Ages 3 and up": (1095, None),
    "Children under 18 living in the county": (None, 6574),
    "Parents of children 0-3": (0, 1461),
    "Pregnant women and children under 5": (None, 1826),
    "Pregnant women and children ages 0-5": (-280, 2191),
    "Ages 0-3, income under 200% FPL": (0, 1461),
    "Children ages 0-5. For children 0-5.": (0, 2191),
}
NO_AGES = [
    "18 and older",
    "Must be 18 years or older",
    "Adults 18-64",
    "Seniors 60+",
    "Age 55 or over for most programs, age 60 or over for lunch program",
    "Age 21-60, detoxed, physically able to participate",
    "Teens 13-19",
    "Pregnant and parenting teens",
    "Mothers under 21",
    "Women 18 and older with children 0-5",
    "Not for children under 2",
    "No children under 3",
    "Children over 2, except infants under 6 months",
    "Ages 0-5 and 6-12",
    "Infants (0-12 months) and toddlers (12-36 months)",
    "Ages 3-5; siblings 6 years old",
    "Children 3-5 and pregnant women",
    "Children 0-5 and adults with disabilities",
    "All ages",
    "Open 2 to 5 days a week",
    "Children 3 - 5 times a week",
    "Children for 2-3 hours",
    "Two bags for children 2-5 items each",
    "Call 740-634-0023",
    "Sober for at least 6 months",
    "Residents of 97321",
    "Founded 25 years ago",
    "Grades K-5",
    "Children 5-3",
    "Pregnant women and new mothers",
    "Income 100-200% FPL",
    "Ages vary by program",
    "",
]


@pytest.mark.parametrize(("said", "days"), AGES.items())
def test_ages_that_are_certain(said: str, days: tuple[int | None, int | None]) -> None:
    found = parse_ages(said)
    assert found is not None
    assert (found.from_day, found.to_day) == days
    assert found.words in said.replace("–", "-")


@pytest.mark.parametrize("said", NO_AGES)
def test_nothing_is_better_than_a_wrong_age(said: str) -> None:
    assert parse_ages(said) is None


@pytest.mark.parametrize(
    ("said", "percent", "basis"),
    [
        ("At or below 185% of the federal poverty level", 185, "fpl"),
        ("200% FPL", 200, "fpl"),
        ("Household income no more than 250 percent of the Federal Poverty Guidelines", 250, "fpl"),
        ("Income under 80% AMI", 80, "ami"),
        ("Income may not exceed 60% of the state median income", 60, "smi"),
        ("Medicaid eligible", None, "medicaid"),
        ("Must be enrolled in Medicaid", None, "medicaid"),
    ],
)
def test_income_limits(said: str, percent: int | None, basis: str) -> None:
    found = parse_income(said)
    assert found is not None
    assert (found.percent, found.basis) == (percent, basis)
    assert found.words in said


@pytest.mark.parametrize(
    "said",
    [
        "Low income",
        "Above 200% FPL",
        "Between 138% and 200% FPL",
        "185% FPL or receiving Medicaid",
        "80% of area median income, 200% FPL for others",
        "Serves 90% of families below 200% FPL",
        "No income limits",
        "Priority to families under 100% FPL",
        "Medicaid or private insurance",
        "Helps people who are eligible for Medicaid",
        "Not enrolled in Medicaid",
        "10% discount",
        "5% FPL",
        "",
    ],
)
def test_no_income_limit_where_it_is_not_certain(said: str) -> None:
    assert parse_income(said) is None


@given(st.text(max_size=200))
def test_any_text_is_read(said: str) -> None:
    found = parse_ages(said)
    assert found is None or found.from_day is not None or found.to_day is not None
    parse_income(said)


@pytest.mark.parametrize("said", ["1 " * 2000, "children " * 400, "0-" * 2000, "under " * 600])
def test_long_texts_take_no_time(said: str) -> None:
    assert parse_ages(said) is None
    assert parse_income(said) is None


def load(folder: Path, columns: str, row: str) -> Facts:
    (folder / "organizations.csv").write_text("id,name\no1,One\n")
    (folder / "services.csv").write_text(f"id,organization_id,name,{columns}\ns1,o1,A,{row}\n")
    return facts_of(folder)


def test_what_was_read_says_from_which_words(tmp_path: Path) -> None:
    said = "Children under 6 in families at or below 185% of the federal poverty level"
    facts = load(tmp_path, "eligibility_description", said)
    assert facts.of("service/s1", "eligibilityText") == [said]
    assert facts.of("service/s1", "toDay") == facts.of("parsed/s1>ages", "toDay") == ["2191"]
    assert facts.of("service/s1", "fromDay") == facts.of("service/s1", "rawMaximumAge") == []
    assert facts.of("parsed/s1>ages", "parsedFrom") == ["Children under 6"]
    assert facts.of("parsed/s1>ages", "parsedBy") == ["ages: under"]
    assert facts.of("parsed/s1>ages", "aboutSubject") == ["service/s1"]
    assert facts.of("service/s1", "incomeLimitPercent") == ["185"]
    assert facts.of("service/s1", "incomeLimitBasis") == ["fpl"]
    assert facts.of("parsed/s1>income", "parsedFrom") == ["185% of the federal poverty level"]


@pytest.mark.parametrize("given_age", ["3", "18", "old"])
def test_ages_that_are_given_apart_win(tmp_path: Path, given_age: str) -> None:
    facts = load(tmp_path, "eligibility_description,minimum_age", f"Ages 0-5,{given_age}")
    assert facts.of("parsed/s1>ages", "parsedFrom") == []
    assert facts.of("service/s1", "toDay") == []


def test_a_status_and_a_date_that_were_rewritten_stay_as_given(tmp_path: Path) -> None:
    facts = load(tmp_path, "status,assured_date", "paused,3/1/2026")
    assert facts.of("service/s1", "serviceStatus") == ["unknown"]
    assert facts.of("service/s1", "rawStatus") == ["paused"]
    assert facts.of("service/s1", "verifiedOn") == ["2026-03-01"]
    assert facts.of("service/s1", "rawVerifiedOn") == ["3/1/2026"]
    plain = load(tmp_path, "status,assured_date", "Active,2026-03-01")
    assert plain.of("service/s1", "rawStatus") == plain.of("service/s1", "rawVerifiedOn") == []
