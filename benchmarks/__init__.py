"""Timings beside a baseline in the same run, printed as ratios; no test depends on them."""
