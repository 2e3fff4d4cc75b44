"""Loads and undos that are asked for on the site: planned, looked at, then done or thrown away."""
