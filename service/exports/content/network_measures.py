"""The measures of the partner network as attributes of nodes, and what they rest on in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from service.pictures.model import Value

if TYPE_CHECKING:
    from service.exports.contract import ExportData

# `degree` is left out: Gephi makes a column of that name of its own.
MEASURES = (
    "declared",
    "rank",
    "in_degree",
    "out_degree",
    "betweenness",
    "betweenness_error",
    "core",
    "community",
    "community_agreement",
    "reciprocity",
    "coordinator",
    "itinerant",
    "gatekeeper",
    "representative",
    "liaison",
    "brokerage_unknown",
    "articulation_point",
    "cut_off",
)


def read_measures(data: ExportData) -> dict[str, dict[str, Value]]:
    """IRI of a partner -> its measures; one that is not defined is left out, to keep types."""
    iris = dict(zip(data.net.partners.ids, data.net.partners.iris, strict=True))
    return {iris[item["partner"]]: _attributes(item) for item in data.network["partners"]}


def _attributes(item: Mapping[str, Any]) -> dict[str, Value]:
    found: dict[str, Value] = {name: item[name] for name in MEASURES if item[name] is not None}
    if item["in_degree_range"] is not None:
        found["in_degree_low"], found["in_degree_high"] = item["in_degree_range"]
    return found


def describe_measures(data: ExportData) -> str:
    """How the measures were made, and how far to trust them."""
    network, response = data.network["network"], data.network["response"]
    betweenness = data.network["betweenness"]
    parameters = data.network["parameters"]
    said = [
        f"Measures of partners: {network['sentence']}",
        f"Ranks: {response['reason'] or 'given by ' + parameters['rank_by'] + '.'}",
        f"Pathways: {parameters['status']}; claims: {parameters['claims']}.",
        f"{data.network['communities']['sentence']}",
    ]
    if betweenness["method"] == "sampled":
        said.append(
            f"Betweenness is sampled from {betweenness['sources']:,} partners, with its standard "
            "error beside it."
        )
    return " ".join(said)
