"""What communities share: barriers, solutions, and the network of those who help."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graph.planning.collaboratives.assistance import OPEN, stand
from graph.planning.collaboratives.community import Communities
from graph.planning.collaboratives.peers import PeerNetwork
from graph.planning.collaboratives.solutions import Solution, read_solutions
from graph.register import Register
from graph.words import count, listed

MOST_NAMED = 5
"""Most needs that a link between peers names; the count is of all."""


def tell_barriers(communities: Communities) -> list[dict[str, Any]]:
    """One row a gap type and need: how many local collaboratives have it in their places.

    `communities` are those with a certain gap of the type, `may_be` those without one where some
    cell of the need is unknown. A place in two collaboratives counts for both.
    """
    net, every = communities.net, communities.collaboratives
    local = [k for k, each in enumerate(every) if each.kind == "local"]
    barriers, cells, unknown = communities.barriers
    inside = communities.inside
    rows: list[dict[str, Any]] = []
    for b, (gap_type, need) in enumerate(barriers):
        having = [k for k in local if cells[inside[k], b].any()]
        may_be = [k for k in local if k not in having and unknown[inside[k], b].any()]
        if having:
            rows.append(
                {
                    "gap_type": gap_type,
                    "need": net.needs.ids[need],
                    "name": net.needs.names[need],
                    "communities": len(having),
                    "may_be": len(may_be),
                    "of": len(local),
                    "cells": int(cells[inside[having].any(axis=0), b].sum()),
                    "collaboratives": [every[k].id for k in having],
                }
            )
    rows.sort(key=lambda row: (-row["communities"], -row["cells"], row["need"], row["gap_type"]))
    return rows


def tell_solved(
    network: PeerNetwork, register: Register, rows: Sequence[int]
) -> list[dict[str, Any]]:
    """One row a life stage and need that a local collaborative lacks and another has solved.

    Named is the community with most cells of it, with what its routes use: the services at the
    end, the referral pathways on the way and the agreements these rest on.
    """
    communities = network.communities
    rows = [k for k in rows if communities.collaboratives[k].kind == "local"]
    lacked = {
        unit: _helpers(network, unit, rows)
        for unit in range(len(communities.units))
        if communities.lacking[rows, unit].any()
    }
    best = {
        unit: _most_cells(communities, unit, list(found)) for unit, found in lacked.items() if found
    }
    solutions = read_solutions(communities, register, ((k, unit) for unit, k in best.items()))
    told = [
        _tell_unit(communities, unit, lacked[unit], k, solutions[k, unit], rows)
        for unit, k in best.items()
    ]
    told.sort(key=lambda row: (-row["lacking"], row["need"], row["life_stage"] or ""))
    return told


def tell_peers(network: PeerNetwork, rows: Sequence[int]) -> list[dict[str, Any]]:
    """One row a pair: what was given, and whom each could learn from, best first."""
    every, told = network.communities.collaboratives, set(rows)
    found = []
    for link in network.links:
        if not {link.helper, link.helped} & told:
            continue
        needs = _needs(network.communities, link.units)
        topics = sorted({request.topic for request in link.given})
        found.append(
            {
                "helped": every[link.helped].id,
                "helper": every[link.helper].id,
                "rank": link.rank,
                "could_help_with": len(link.units),
                "needs": needs[:MOST_NAMED],
                "given": len(link.given),
                "topics_given": topics,
                "sentence": _say_link(network, link.helper, link.helped, needs, topics),
            }
        )
    return found


def tell_proposals(
    network: PeerNetwork, rows: Sequence[int], answer_days: int
) -> list[dict[str, Any]]:
    """One row an open request and a peer that could meet it, best first."""
    every, told, found = network.communities.collaboratives, set(rows), []
    for request in network.requests:
        asking = network.communities.row[request.asked_by]
        if asking not in told or request.status(network.day) not in OPEN:
            continue
        for place, offer in enumerate(network.offers(request), start=1):
            found.append(
                {
                    "request": request.id,
                    "asked_by": every[asking].id,
                    "topic": request.topic,
                    "standing": stand(request, day=network.day, answer_days=answer_days),
                    "helper": every[offer.helper].id,
                    "rank": place,
                    "solved": _needs(network.communities, offer.units),
                    "gave_before": list(offer.gave),
                    "offers_topic": offer.offers,
                }
            )
    return found


def _helpers(network: PeerNetwork, unit: int, rows: Sequence[int]) -> dict[int, list[int]]:
    """Local collaborative that has solved it -> those told of that lack it."""
    found: dict[int, list[int]] = {}
    for helper, each in enumerate(network.communities.collaboratives):
        if each.kind == "local" and (network.counts[helper] > 0).any():
            helped = [k for k in rows if network.helps(helper)[k, unit]]
            if helped:
                found[helper] = helped
    return found


def _most_cells(communities: Communities, unit: int, helpers: Sequence[int]) -> int:
    """One that lacks it nowhere before one that does; then the one where most is asked."""
    every, lacking = communities.collaboratives, communities.lacking[:, unit]
    return min(
        helpers, key=lambda k: (lacking[k], -len(communities.cells_of(k, unit)), every[k].id)
    )


def _tell_unit(
    communities: Communities,
    unit: int,
    helpers: dict[int, list[int]],
    best: int,
    solution: Solution,
    rows: Sequence[int],
) -> dict[str, Any]:
    net, every = communities.net, communities.collaboratives
    stage, need = communities.units[unit]
    lacking = [k for k in rows if communities.lacking[k, unit]]
    return {
        "need": net.needs.ids[need],
        "name": net.needs.names[need],
        "life_stage": net.life_stages.ids[stage] if stage >= 0 else None,
        "lacking": len(lacking),
        "lacking_in": [every[k].id for k in lacking],
        "solved": len(helpers),
        "solved_in": sorted(every[k].id for k in helpers),
        "example": every[best].id,
        "services": sorted(solution.services),
        "pathways": sorted(solution.pathways),
        "warm_pathways": solution.warm,
        "agreements": sorted(solution.agreements),
        "sentence": _say_solved(communities, unit, best, solution, lacking),
    }


def _say_solved(
    communities: Communities, unit: int, best: int, solution: Solution, lacking: Sequence[int]
) -> str:
    net, every = communities.net, communities.collaboratives
    need = net.needs.names[communities.units[unit][1]]
    where = listed([every[k].name for k in lacking if k != best])
    names = [
        net.services.names[net.services.ids.index(id_)]
        for id_ in sorted(solution.services)
        if id_ in net.services.ids
    ]
    by = f" by {listed(names)}" if names else ""
    on = f" over {count(len(solution.pathways), 'referral pathway')}" if solution.pathways else ""
    return f"{need}: a gap at {where}; at {every[best].name} every door leads to it{by}{on}."


def _say_link(
    network: PeerNetwork, helper: int, helped: int, needs: Sequence[str], topics: Sequence[str]
) -> str:
    every = network.communities.collaboratives
    could = f"has solved {listed(needs)}, which {every[helped].name} lacks" if needs else ""
    gave = f"helped {every[helped].name} with {listed(topics)}" if topics else ""
    return f"{every[helper].name} {' and '.join(filter(None, [gave, could]))}."


def _needs(communities: Communities, units: Sequence[int]) -> list[str]:
    """Ids of the needs of units, each once."""
    needs = {communities.units[unit][1] for unit in units}
    return sorted(communities.net.needs.ids[need] for need in needs)
