"""Own settings: the key that leaves the site, and the language."""

from typing import Any

from flask import redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from webapp.access import SIGNED_IN, Route
from webapp.caller import caller, forget_caller
from webapp.database.preferences import Preferences
from webapp.forms import typed
from webapp.languages import LANGUAGE, LANGUAGES, TAGS, language
from webapp.settings import EXIT_KEYS
from webapp.site import site

AS_THE_SITE = "site"
KEYS = {
    "shift3": "Shift, pressed three times",
    "escape": "Escape, pressed once",
    "none": "No key: the button alone",
}
KEY_HINTS = {
    "escape": "Not while a dialog or a list is open, or while you type: there it closes or clears.",
    "none": "The button “Leave this site” stays on every page.",
}


def shown() -> tuple[str, int] | Response:
    """Show the settings of the caller, or keep what they chose."""
    if request.method == "GET":
        return _form({})
    told = {name: typed(name) for name in ("quick_exit_key", "language")}
    problems = {
        name: "Choose one of these"
        for name, allowed in (
            ("quick_exit_key", (AS_THE_SITE, *EXIT_KEYS)),
            ("language", tuple(LANGUAGES)),
        )
        if told[name] not in allowed
    }
    if problems:
        return _form(problems)
    _keep(told)
    return redirect(url_for("settings.shown", saved="yes"), 303)


def _keep(told: dict[str, str]) -> None:
    user = caller().user
    if user is None:
        raise RuntimeError("the door lets nobody in here who is not signed in")
    with site().database.writing() as database:
        kept = database.get(Preferences, user.id) or Preferences(user_id=user.id)
        key = told["quick_exit_key"]
        kept.quick_exit_key = None if key == AS_THE_SITE else key
        kept.language = told["language"]
        database.add(kept)
    session.pop(LANGUAGE, None)  # a language chosen for this session gives way to the kept one
    forget_caller()


def _form(problems: dict[str, str]) -> tuple[str, int]:
    text = render_template(
        "settings.html",
        problems=problems,
        keys=_keys(),
        languages=[_language(code, name) for code, name in LANGUAGES.items()],
        saved=request.args.get("saved") == "yes",
    )  # fmt: skip
    return text, 400 if problems else 200


def _language(code: str, name: str) -> dict[str, Any]:
    return {
        "value": code,
        "text": name,
        "checked": code == language(),
        "attributes": {"lang": TAGS[code]},
    }


def _keys() -> list[dict[str, Any]]:
    kept, default = caller().preferences, KEYS[site().settings.quick_exit_key]
    chosen = kept.quick_exit_key if kept and kept.quick_exit_key else AS_THE_SITE
    words = {AS_THE_SITE: f"As this site has it: {default[0].lower()}{default[1:]}", **KEYS}
    return [
        {
            "value": key,
            "text": text,
            "checked": key == chosen,
            "hint": {"text": KEY_HINTS[key]} if key in KEY_HINTS else None,
        }
        for key, text in words.items()
    ]


ROUTES = (Route("/account/settings", "shown", shown, SIGNED_IN, ("GET", "POST")),)
