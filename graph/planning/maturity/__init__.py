"""Maturity: how far the goals of a model are reached, as people rate them and as the map shows.

`graph.planning.maturity.run.compute_maturity` is the way in; `rules` holds what the map can judge.
"""
