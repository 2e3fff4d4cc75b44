"""Help, and the pages that a public body's site must have: accessibility, privacy, cookies.

They are open before signing in, for they tell nothing of the data: who cannot get in needs them.
"""

from flask import current_app, render_template, url_for

from queries.coverage.judge import STATES
from webapp.access import ANYBODY, Route
from webapp.caller import caller
from webapp.roles import ROLES
from webapp.routes import routes
from webapp.site import site

MEANINGS = {
    "gap": "Somebody whom the policy asks for was not there, and not enough else makes up for it.",
    "no_meeting": "No meeting was held by the day that the clock of the level allows.",
    "unknown": "What would decide it is not on record. It counts neither as there nor as missing.",
    "at_risk": "It is met so far, but nobody is on record who could come next time.",
    "not_due": "The rule began so lately that no meeting could have met it yet.",
    "met": "Somebody who answers for it was there, or sent a report where that is enough.",
    "not_asked": "Nobody has recorded whether the circumstance that asks for it holds.",
    "not_required": "The rule does not ask for anybody here.",
}
"""By state of coverage; design section 6.2 says exactly what each is."""
LEADS_TO = frozenset(
    {
        "panels.listed", "coverage.shown", "what_if.shown", "questions.listed", "directory.home",
        "loads.listed", "my_agency.shown", "totals.shown",
    }
)  # fmt: skip
"""Pages that a job begins with."""
PICTURE_KEYS = (
    ("Tab", "into the picture, and out of it again"),
    ("Arrow keys", "to the next thing in that direction"),
    ("Page Down, Page Up", "through all things, one after the other"),
    ("Home", "back to the middle"),
    ("Enter", "opens the page of the thing, where it has one"),
    ("+ and -", "nearer and further away"),
    ("0", "shows all of it"),
    ("E", "shows more round the thing, where there is more"),
    ("H", "hides the thing"),
    ("Ctrl and Z", "takes back what was shown or hidden"),
    ("T", "goes to the table that says the same"),
    ("Escape", "leaves the picture"),
)


def shown() -> str:
    """Say how the jobs are done, what the states mean, and which keys there are."""
    return render_template(
        "help.html",
        states=[
            {"state": state, "text": text.capitalize(), "meaning": MEANINGS[state]}
            for state, text in STATES.items()
        ],
        keys=PICTURE_KEYS,
        roles=ROLES,
        ways=_ways(),
    )


def accessibility() -> str:
    """State how accessible the site is, and what is not met."""
    return render_template("accessibility.html")


def privacy() -> str:
    """Say what is kept of whom, what for, and for how long."""
    return render_template("privacy.html", settings=site().settings)


def cookies() -> str:
    """Name the one cookie, and why there is no banner."""
    return render_template(
        "cookies.html", settings=site().settings, cookie=current_app.config["SESSION_COOKIE_NAME"]
    )


def _ways() -> dict[str, str]:
    """Return the pages that help leads to, of those that the caller may open."""
    person = caller().person
    return {
        name: url_for(name)
        for name, route in routes()
        if name in LEADS_TO and person is not None and route.access.allows(person)
    }


ROUTES = (
    Route("/help", "shown", shown, ANYBODY, footer="Help"),
    Route("/accessibility", "accessibility", accessibility, ANYBODY,
          footer="Accessibility statement"),
    Route("/privacy", "privacy", privacy, ANYBODY, footer="Privacy"),
    Route("/cookies", "cookies", cookies, ANYBODY, footer="Cookies"),
)  # fmt: skip
