"""What each measure says in plain words, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Meaning:
    """One measure: its key in the result, what it says, what to beware of, its source."""

    measure: str
    of: str
    """`partner` or `network`."""
    meaning: str
    caution: str
    source: str

    def as_dict(self) -> dict[str, str]:
        return {
            "measure": self.measure,
            "of": self.of,
            "meaning": self.meaning,
            "caution": self.caution,
            "source": self.source,
        }


_GOULD = "Gould & Fernandez 1989"
_OPEN_CHAIN = "Counts only chains whose first partner does not send to the last one itself."
_BY_SECTOR = "Follows the sectors as coded; a partner without a sector makes the role unknown."

MEANINGS: tuple[Meaning, ...] = (
    Meaning(
        "in_degree",
        "partner",
        "How many partners refer families to this one.",
        "Told by the others, so it holds up best when some partners have not answered.",
        "Freeman 1979; Smith & Moody 2013",
    ),
    Meaning(
        "in_degree_range",
        "partner",
        "Where in-degree would lie had as many of those who answered stayed silent as did.",
        "Shows what missing answers can do; it is no range for the true number.",
        "Costenbader & Valente 2003; Smith & Moody 2013",
    ),
    Meaning(
        "out_degree",
        "partner",
        "How many partners this one refers families to.",
        "Missing, not zero, for a partner that has not declared its referrals.",
        "Freeman 1979",
    ),
    Meaning(
        "degree",
        "partner",
        "Partners sent to plus partners received from; one that does both counts twice.",
        "Mixes what the partner says with what others say of it.",
        "Freeman 1979",
    ),
    Meaning(
        "betweenness",
        "partner",
        "Share of all pairs of other partners whose shortest referral chain runs through this one.",
        "A high share may be a bottleneck as well as a bridge, and it changes much with missing "
        "partners. Families seldom go by the shortest chain.",
        "Freeman 1977; Brandes 2001; Brandes & Pich 2007",
    ),
    Meaning(
        "core",
        "partner",
        "The largest k such that the partner belongs to a group in which each is tied to at "
        "least k others of the group.",
        "The direction of referrals is not looked at.",
        "Seidman 1983; Batagelj & Zaversnik 2003",
    ),
    Meaning(
        "community",
        "partner",
        "A group of partners that refer more among themselves than chance would have it; "
        "1 is the largest.",
        "Found by search, so another run may differ: read it with its agreement.",
        "Blondel et al. 2008",
    ),
    Meaning(
        "community_agreement",
        "partner",
        "Share of the other runs of the search that put the partner in the matching community.",
        "Low values mark partners between communities.",
        "Hubert & Arabie 1985; Danon et al. 2005 for the whole network",
    ),
    Meaning(
        "reciprocity",
        "partner",
        "Share of the partner's arcs that are answered by one back.",
        "Too low where the other side has not declared its referrals.",
        "Wasserman & Faust 1994",
    ),
    Meaning(
        "coordinator",
        "partner",
        "Chains in which it passes families on within its own sector.",
        f"{_OPEN_CHAIN} {_BY_SECTOR}",
        _GOULD,
    ),
    Meaning(
        "itinerant",
        "partner",
        "Chains in which it passes families on between two partners of one other sector "
        "(also called consultant).",
        f"{_OPEN_CHAIN} {_BY_SECTOR}",
        _GOULD,
    ),
    Meaning(
        "gatekeeper",
        "partner",
        "Chains in which it passes families from another sector into its own.",
        f"{_OPEN_CHAIN} {_BY_SECTOR}",
        _GOULD,
    ),
    Meaning(
        "representative",
        "partner",
        "Chains in which it passes families from its own sector to another.",
        f"{_OPEN_CHAIN} {_BY_SECTOR}",
        _GOULD,
    ),
    Meaning(
        "liaison",
        "partner",
        "Chains in which it passes families on between two sectors, neither of them its own.",
        f"{_OPEN_CHAIN} {_BY_SECTOR}",
        _GOULD,
    ),
    Meaning(
        "brokerage_unknown",
        "partner",
        "Chains through it in which a sector is not known, so that the role is not either.",
        _OPEN_CHAIN,
        _GOULD,
    ),
    Meaning(
        "articulation_point",
        "partner",
        "Whether the network would fall into more pieces without this partner.",
        "A sketch: it looks at ties, not at what families need. Resilience tests what is lost.",
        "Hopcroft & Tarjan 1973",
    ),
    Meaning(
        "cut_off",
        "partner",
        "How many partners would be cut off from the largest piece of what it holds together.",
        "A sketch, as articulation_point is.",
        "Hopcroft & Tarjan 1973",
    ),
    Meaning(
        "density",
        "network",
        "Arcs as a share of all that could be.",
        "Falls as a network grows, so it must not rank places; and density is not effectiveness.",
        "Wasserman & Faust 1994; Provan & Milward 1995",
    ),
    Meaning(
        "components",
        "network",
        "Pieces of the network that no referral joins, and how many partners have no tie at all.",
        "A missing record is no proof of a missing tie.",
        "Wasserman & Faust 1994",
    ),
    Meaning(
        "agreement",
        "network",
        "Share of the arcs with a stated claim that sender and receiver both claim.",
        "People tend to name more ties than the other side confirms.",
        "Self-report: sender's and receiver's word are kept apart",
    ),
    Meaning(
        "response",
        "network",
        "Share of the partners that have declared to whom they refer.",
        "Below the least response no ranks are given.",
        "Kossinets 2006; Smith, Moody & Morgan 2017",
    ),
)
