"""The audit: its chain, its pages, its commands."""
