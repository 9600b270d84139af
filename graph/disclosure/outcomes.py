"""How the outcomes of referrals relate, by the definitions of the code list referral-outcome.

A count of an outcome is of all referrals of a period that got so far, whatever came after.
"""

from __future__ import annotations

SENT = "sent"
PENDING = "pending"

STAGES = (
    SENT,
    "acknowledged",
    "accepted",
    "contacted",
    "service-started",
    "need-met",
    "completed",
)
"""Ways along; a referral may be counted at several."""

ENDINGS = ("rejected", "failed", "cancelled", PENDING)
"""Other results; a referral has one of these at most, and none where it is completed."""

NOT_MORE_THAN = {
    "acknowledged": (SENT,),
    "accepted": ("acknowledged", SENT),
    "contacted": ("acknowledged", SENT),
    "service-started": ("accepted", "contacted", "acknowledged", SENT),
    "need-met": ("service-started", "accepted", "contacted", "acknowledged", SENT),
    "completed": ("accepted", "acknowledged", SENT),
    "rejected": ("acknowledged", SENT),
    "failed": (SENT,),
    "cancelled": (SENT,),
    PENDING: (SENT,),
}
"""Outcome -> those that whoever has it has had before.

A receiver may speak with a family before it accepts, and a referral may end as intended without
the family saying so: of these pairs neither comes first.
"""
