"""What is asked before and after something is tried: on whose behalf, and for how long."""

from webapp.effect import Question
from webapp.site import site

SECONDS = 20.0
"""How long one question may take when something is tried on a page or by a script."""
TOO_LONG = (
    "The answer took too long, and nothing came of it. Suppose less at once, name single cases, or "
    "ask again in a few minutes: a load may be running."
)


def asked_about() -> Question:
    """Return the question that is asked before and after, on behalf of whoever is signed in."""
    here = site()
    asked = here.asked()
    return Question(
        here.policy, asked.as_of, asked.today, asked.scope, waivers=asked.waivers, seconds=SECONDS
    )
