"""A meeting's pack: the agenda pages as an accessible PDF, the same bytes for the same facts."""


def marking_text() -> str:
    """Return the marking that every page of a file carries; empty where none is set."""
    return ""
