"""The second database."""
