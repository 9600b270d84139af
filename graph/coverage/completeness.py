"""How complete the loaded facts are: the counts that stand beside every result."""

from __future__ import annotations

import numpy as np

from graph.coverage.facts import Facts
from graph.projection import BLANK_DAY, Ternary


def compute_completeness(facts: Facts) -> dict[str, int]:
    """Counts over all loaded rows of any status.

    Keys: services, services_without_needs, services_without_segments, services_without_area (no
    served place stated), services_undated, services_stale, pathways, pathways_undated,
    pathways_stale, pathways_mode_unknown, senders_declared, senders_undeclared (of all partners),
    touchpoints_without_doors (no door record of any status).
    """
    net = facts.net
    listed = np.zeros(len(net.touchpoints), np.bool_)
    listed[net.door.touchpoint] = True
    service, pathway = net.service, net.pathway
    counts = {
        "services": len(net.services),
        "services_without_needs": service.needs.is_blank().sum(),
        "services_without_segments": service.segments.is_blank().sum(),
        "services_without_area": service.places.is_blank().sum(),
        "services_undated": (service.verified == BLANK_DAY).sum(),
        "services_stale": (~facts.fresh(service.verified)).sum(),
        "pathways": len(net.pathways),
        "pathways_undated": (pathway.verified == BLANK_DAY).sum(),
        "pathways_stale": (~facts.fresh(pathway.verified)).sum(),
        "pathways_mode_unknown": (pathway.mode == Ternary.UNKNOWN).sum(),
        "senders_declared": net.declared.sum(),
        "senders_undeclared": (~net.declared).sum(),
        "touchpoints_without_doors": (~listed).sum(),
    }
    return {name: int(count) for name, count in counts.items()}
