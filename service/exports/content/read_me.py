"""The words that go with every file: what it is, when it was made, what it holds."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from service.exports.content.result_tables import describe_measure
from service.exports.content.words import describe_share

if TYPE_CHECKING:
    from service.exports.contract import ExportData

FILE_TITLE = "Family-service map"


def describe_run(data: ExportData) -> str:
    """When the file was made, of which data, by which version."""
    moment = data.generated_at.strftime("%Y-%m-%d %H:%M %Z").strip()
    return (
        f"Made {moment} by nowrongdoor {version('nowrongdoor')}, data version {data.store.version}."
    )


def describe_completeness(data: ExportData) -> str:
    """How much of the facts is stated, in one sentence."""
    counts = data.completeness
    senders = counts["senders_declared"] + counts["senders_undeclared"]
    return (
        f"{counts['senders_declared']:,} of {senders:,} partners have stated their referrals; "
        f"{counts['services_without_needs']:,} of {counts['services']:,} services have no coded "
        f"need; {counts['services_undated']:,} have no date of verification."
    )


def describe_parameters(data: ExportData) -> str:
    """The parameters the coverage is stated with, in one line."""
    return ", ".join(f"{name} {value}" for name, value in data.parameters.as_dict().items())


def describe_headline(data: ExportData) -> list[str]:
    """The headline numbers, a sentence each."""
    coverage = data.coverage
    parameters = coverage["parameters"]
    cells = f"{coverage['required']['cells']:,} required cells, by weight"
    lines = []
    for door, interval in coverage["headline"].items():
        measure = describe_measure(door, parameters["handoffs"], parameters["mode"])
        share = f"{describe_share(interval)} of {cells}" if interval else describe_share(None)
        lines.append(f"{measure}: {share}.")
    return lines


def describe_withheld(data: ExportData) -> str:
    """What was left out of the file on purpose."""
    count = len(data.withheld.sites)
    if not count:
        return "No site is marked confidential."
    sites = "1 site is" if count == 1 else f"{count:,} sites are"
    return f"{sites} confidential: address, coordinates and place are not in this file."


def describe_reading() -> list[str]:
    """How to read covered, unknown and gap."""
    return [
        "covered: holds on what is known for certain.",
        "unknown: depends on facts nobody has confirmed; the coverage table says whom to ask.",
        "gap: fails even if every unknown fact turns out well. A missing record is never a gap.",
        "A share of 42% to 61%: at least 42% for certain, 61% if every doubt turns out well.",
    ]
