"""How much memory this process has had at most."""

import re
import resource
import sys
from pathlib import Path


def peak_mb() -> float:
    """Return the largest resident size so far in megabytes.

    Where the kernel tells it of the program itself: what else is told begins with the size of the
    process that started this one.
    """
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"^VmHWM:\s+(\d+) kB$", status.read_text(encoding="ascii"), re.MULTILINE)
        if found:
            return int(found[1]) / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)
