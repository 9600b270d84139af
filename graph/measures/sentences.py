"""What the measures of a network mean, in one plain sentence."""

from __future__ import annotations

from typing import Any

from graph.measures.communities import Communities

Item = dict[str, Any]

FIRM, LOOSE = 0.8, 0.5
"""Adjusted Rand index from which communities are called firm, or loose."""


def describe_partner(item: Item) -> str:
    """One sentence on a partner of the result of `compute_network`."""
    received, sent = item["in_degree"], item["out_degree"]
    said = [
        f"{_partners(received)} {'refers' if received == 1 else 'refer'} families to it",
        f"it refers to {_partners(sent)}"
        if item["declared"]
        else f"its own referrals are not declared (at least {sent})",
    ]
    if item["betweenness"] > 0:
        about = "about " if item["betweenness_error"] is not None else ""
        said.append(
            f"{about}{item['betweenness']:.2%} of the pairs of others have it on their shortest "
            "referral chain"
        )
    if item["articulation_point"]:
        said.append(f"without it {_partners(item['cut_off'])} would be cut off from the rest")
    return f"{item['name']}: {'; '.join(said)}."


def describe_network(network: Item, response: Item) -> str:
    """One sentence on the whole network, with the response it rests on."""
    if not network["partners"]:
        return "There are no partners, so there is no network."
    arcs = network["arcs"]
    return (
        f"{_partners(network['partners'])} with {arcs:,} "
        f"{'arc' if arcs == 1 else 'arcs'} from sender to receiver, in "
        f"{network['components']:,} {'piece' if network['components'] == 1 else 'pieces'}; "
        f"{response['declared']:,} of them ({response['rate']:.0%}) have declared their referrals."
    )


def describe_communities(communities: Communities) -> str:
    """One sentence on the communities, and on how far to trust them."""
    number, rand = len(communities.sizes), communities.adjusted_rand
    if rand is None:
        return "No partner has a tie, so there are no communities."
    found = "1 community" if number == 1 else f"{number:,} communities"
    firm = "firm" if rand >= FIRM else "loose" if rand >= LOOSE else "not to be relied on"
    return (
        f"{found}, {firm}: runs of the search agree with an adjusted Rand index of {rand:.2f} "
        "(1 is the same every time, 0 is chance)."
    )


def _partners(number: int) -> str:
    return f"{number:,} {'partner' if number == 1 else 'partners'}"
