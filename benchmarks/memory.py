"""How much memory this process has had at most."""

import resource
import sys


def peak_mb() -> float:
    """Return the largest resident size so far in megabytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)
