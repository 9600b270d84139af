"""Records of the store as plain entries, class by class, for analyses that read few of them."""

from graph.register.entries import Entry
from graph.register.register import Register

__all__ = ["Entry", "Register"]
