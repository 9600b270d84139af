"""Measures of the network of partners: one family of algorithms a module."""

from graph.measures.claims import read_claims
from graph.measures.network import compute_network, count_network
from graph.measures.options import NetworkOptions

__all__ = ["NetworkOptions", "compute_network", "count_network", "read_claims"]
