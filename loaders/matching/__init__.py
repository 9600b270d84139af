"""Which records of partners and services may be of one and the same: proposals, never a merge."""

from loaders.matching.proposals import Matching, Proposal, Reason, match_records, propose_matches
from loaders.matching.records import Address, MatchRecord, MatchRecords, read_records

__all__ = [
    "Address",
    "MatchRecord",
    "MatchRecords",
    "Matching",
    "Proposal",
    "Reason",
    "match_records",
    "propose_matches",
    "read_records",
]
