"""From files to the store: read, check, plan, apply; the same four steps for every source."""
