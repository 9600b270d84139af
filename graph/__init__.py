"""The store and the analysis: projection to arrays, coverage, gaps, overlap, findings."""
