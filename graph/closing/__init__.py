"""What to connect next: actions that close gaps, chosen together.

`compute_recommendations` is the way in; `docs/analysis/recommend.md` says what its figures mean.
"""
