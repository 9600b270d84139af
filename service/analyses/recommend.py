"""`nwd recommend`: what to connect next?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.parameters import CoverageParameters
from service.analyses.contract import Listed, Option, Part
from service.exports.content.tables import INTEGER, LONG, NUMBER, TEXT, Column
from service.workspace import Analyses

if TYPE_CHECKING:
    from graph.findings import Findings
    from graph.projection import Projection

NAME = "recommend"
SUMMARY = "What to connect next: actions that close gaps, chosen together."
DESCRIPTION = """Proposals for people to discuss: pathways, doors and facts that would close gaps.

Actions are chosen together by the weight of the doors that one action each would lead on; the cards
tell what each brings on the changed network, a route before and after, and what that rests on. No
pathway is proposed toward services that are known to be full. Nobody named has been asked.
"""
KINDS = (
    "verify-fact",
    "cold-to-warm",
    "new-warm-pathway",
    "widen-eligibility",
    "widen-area",
    "add-door",
)
PART: Part = "map"
OPTIONS = (
    Option(
        "count", kind="whole", default=25, least=1, most=500, meaning="Most actions to propose."
    ),
    Option(
        "budget",
        kind="number",
        least=0,
        meaning="Most that they may cost together. Without it cost settles ties only.",
    ),
    Option(
        "cost",
        kind="text",
        many=True,
        default=(),
        pattern=rf"({'|'.join(KINDS)})=([1-9][0-9]{{0,8}}(\.[0-9]{{1,9}})?|0\.[0-9]{{0,8}}[1-9])",
        written="a kind of action, =, and a number above 0, such as add-door=4",
        meaning="Cost of a kind of action, such as add-door=4; an effort class from 1 to 4 holds "
        "for kinds not named.",
    ),
    Option(
        "actions",
        kind="choice",
        many=True,
        choices=KINDS,
        default=KINDS,
        meaning="Kinds of action considered.",
    ),
    Option(
        "exact",
        kind="choice",
        choices=("when-small", "yes", "no"),
        default="when-small",
        meaning="Whether the best possible gain is computed too; when-small: up to 300 candidates "
        "and 3,000 doors.",
    ),
)
LISTS = (
    Listed(
        "recommendations",
        title="What to connect next",
        grain="One row an action proposed, best first",
        columns=(
            Column("rank", INTEGER, "Place in the order chosen, from 1"),
            Column("kind", TEXT, "Kind of action"),
            Column("action", LONG, "What is proposed"),
            Column("fact", TEXT, "The fact to verify"),
            Column("subject", TEXT, "Id of what it is about: sender, pathway, service or partner"),
            Column("object", TEXT, "Id of the second thing it names: receiver, place, segment ..."),
            Column("place", TEXT, "Id of the place of a door"),
            Column("cost", NUMBER, "Cost, an effort class where none was given"),
            Column("gain", NUMBER, "Weight of doors led on, given the earlier actions"),
            Column("gain_alone", NUMBER, "The same without any other action"),
            Column("doors_gained", INTEGER, "Doors led on, each for one required cell"),
            Column("true_gain", LONG, "Cells and weight covered on the changed network"),
            Column(
                "true_gain_together",
                LONG,
                "The same with all earlier ones; blank if not told",
            ),
            Column("segments", LONG, "Weight of doors led on by segment"),
            Column("example", LONG, "One required cell, with the route after"),
            Column("evidence", LONG, "Records of that route and when they were verified"),
            Column("to_verify", LONG, "Unknown facts relied on"),
            Column("capacity", LONG, "Slots, free slots and wait of the services that would serve"),
            Column("talk_to", LONG, "Partners to talk to"),
            Column("next_best", LONG, "The candidate that covers most of the same"),
            Column("sentence", LONG, "What it means, and what it rests on"),
        ),
        read=("rank", "action", "cost", "gain", "gain_alone"),
    ),
)


def compute(
    analyses: Analyses,
    parameters: CoverageParameters,
    *,
    count: int,
    budget: float | None,
    cost: tuple[str, ...],
    actions: tuple[str, ...],
    exact: str,
) -> dict[str, Any]:
    """The result of `compute_recommendations`."""
    from graph.closing.recommend import Wanted, compute_recommendations

    wanted = Wanted(
        count=count,
        budget=budget,
        actions=actions,
        cost=dict(read_cost(each) for each in cost),
        exact={"yes": True, "no": False}.get(exact),
    )
    base = analyses.baseline(parameters)
    return compute_recommendations(base.net, parameters, wanted, base=base)


def read_cost(given: str) -> tuple[str, float]:
    """(kind, cost) of a text such as `add-door=4`; raises AnalysisError for another form."""
    from graph.errors import AnalysisError

    kind, _, cost = given.partition("=")
    try:
        return kind.strip(), float(cost)
    except ValueError:
        raise AnalysisError(f"cost must read kind=number, not {given!r}") from None


def tell(result: dict[str, Any]) -> list[str]:
    """What the proposals are, and how good the choice is."""
    gain = result["gain"]
    return [
        result["statement"],
        f"{result['considered']['candidates']:,} candidates were considered. Together the actions "
        f"lead on doors of weight {gain['doors_weight']:g}, and cover weight "
        f"{gain['any_door']['weight']:g} at some door and {gain['every_door']['weight']:g} at "
        "every door.",
        result["guarantee"]["sentence"],
    ]


def find(net: Projection, result: dict[str, Any]) -> Findings:
    from graph.findings.recommend import build_recommend_findings

    return build_recommend_findings(net, result)
