"""Loading, step by step."""
