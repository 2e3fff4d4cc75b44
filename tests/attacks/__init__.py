"""Attacks on the site as it is served; those on the loader (bombs, damage) are in tests/loaders."""
