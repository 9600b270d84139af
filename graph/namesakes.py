"""Records of services that bear the same names, and so may be of one service."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from graph.projection import Projection


def find_possible_duplicates(net: Projection) -> Iterator[dict[str, Any]]:
    """Pairs of records of the same service name under the same partner or partner name.

    Pairs that someone decided to be different services are left out.
    """
    alike: dict[tuple[str, str], list[int]] = defaultdict(list)
    partners = [normalise(name) for name in net.partners.names]
    behind = net.service.partner.tolist()
    for service, (name, partner) in enumerate(zip(net.services.names, behind, strict=True)):
        if partner >= 0:
            alike[normalise(name), partners[partner]].append(service)
    for key in sorted(alike):
        for i, first in enumerate(alike[key]):
            for second in alike[key][i + 1 :]:
                if second in net.services_apart.row(first):
                    continue
                same = net.node_partner(first) == net.node_partner(second)
                whose = "same partner" if same else "same partner name"
                yield {
                    "first": net.services.ids[first],
                    "second": net.services.ids[second],
                    "names": {
                        "first": net.services.names[first],
                        "second": net.services.names[second],
                    },
                    "reasons": ["same service name", whose],
                }


def may_be_one(net: Projection, first: int, second: int) -> bool:
    """Whether two services are one of the pairs that `find_possible_duplicates` gives."""
    one, other = sorted((first, second))
    if one == other or other in net.services_apart.row(one):
        return False
    return _alike(net, one) is not None and _alike(net, one) == _alike(net, other)


def normalise(name: str) -> str:
    """A name without case, accents, punctuation and legal forms.

    >>> normalise("Niños & Familias, Inc.")
    'ninos familias'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    words = re.findall(r"[a-z0-9]+", plain)
    return " ".join(word for word in words if word not in ("inc", "llc", "the", "of", "and"))


def _alike(net: Projection, service: int) -> tuple[str, str] | None:
    """The names that two records of one service have in common; None without a partner."""
    partner = net.node_partner(service)
    if partner < 0:
        return None
    return normalise(net.services.names[service]), normalise(net.partners.names[partner])
