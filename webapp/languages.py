"""In which language a page is: English, or Welsh as far as it is translated.

The words stand in `translations/cy/LC_MESSAGES/messages.po` and are read as the site starts: there
is nothing to compile, and nothing that could be older than the words (docs/decisions/0020).
"""

import datetime
import io
from functools import cache
from pathlib import Path
from typing import Any

import flask
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import g, request, session
from flask_babel import Babel, Domain, get_babel, gettext, ngettext  # type: ignore[import-untyped]

from webapp.caller import caller
from webapp.lists import is_told

ONCE = frozenset({"provider.came_back"})
"""Pages whose address holds what counts once, and is not repeated."""
LANGUAGE = "lang"
"""In the address: read this page so. In the cookie: what was chosen for this session."""
ENGLISH, WELSH = "en", "cy"
LANGUAGES = {ENGLISH: "English", WELSH: "Cymraeg"}
"""By code, each called as its speakers call it."""
TAGS = {ENGLISH: "en-GB", WELSH: "cy"}
"""What the attribute `lang` of a page says."""
LOCALES = {ENGLISH: "en_GB", WELSH: "cy_GB"}
TRANSLATIONS = Path(__file__).parent / "translations"
DAY = "d MMMM y"
"""A day as GOV.UK writes it, in either language: 31 January 2026, 31 Ionawr 2026."""


def language() -> str:
    """Return the language of the request: asked for by address, else chosen, else the person's."""
    if "language" not in g:
        asked = request.args.get(LANGUAGE, "")
        if asked in LANGUAGES and session.get(LANGUAGE) != asked:
            session[LANGUAGE] = asked
        kept = caller().preferences
        found = session.get(LANGUAGE) or (kept.language if kept else None)
        g.language = found if found in LANGUAGES else ENGLISH
    told: str = g.language
    return told


def said(text: str) -> str:
    """Return a text of ours in the language of the request, where it has words for it."""
    return str(gettext(text))


def said_of(number: int, one: str, many: str) -> str:
    """Return the text for a number of things, by the plurals of the language of the request."""
    told: str = ngettext(one, many, number)
    return told


def as_is(text: str, **told: str) -> str:
    """Say a text in English, as `_` says it: for what stands in a part that is not translated."""
    return text % told if told else text


def later(text: str) -> str:
    """Mark a text for the catalogue; whoever shows it says it in the language of the request."""
    return text


def language_links(*, again: bool = True) -> list[dict[str, str]]:
    """Return the other languages with the address of this page in each.

    Of what cannot be looked at again, and of what went wrong, the first page.
    """
    rule = request.url_rule
    again = again and rule is not None and "GET" in (rule.methods or ())
    again = again and request.endpoint not in ONCE
    asked = {name: value for name, value in request.args.items() if is_told(name)}
    told: dict[str, Any] = {**asked, **(request.view_args or {})} if again else {}
    endpoint = request.endpoint if again and request.endpoint else "home.home"
    return [
        {"text": name, "code": code, "href": flask.url_for(endpoint, **{**told, LANGUAGE: code})}
        for code, name in LANGUAGES.items()
        if code != language()
    ]


def clear_cookie() -> None:
    """Empty the cookie of all but the language, which is nobody's secret."""
    chosen = session.get(LANGUAGE)
    session.clear()
    if chosen in LANGUAGES:
        session[LANGUAGE] = chosen


def written_day(day: datetime.date, code: str = ENGLISH) -> str:
    """Return a day as it is written in a language."""
    return format_date(day, DAY, LOCALES[code])


def is_said(text: str) -> bool:
    """Say whether a text of ours has words in the language of the request."""
    return language() == ENGLISH or text in known(language())


def lang_of(text: str) -> str:
    """Return what the attribute `lang` of a text of ours must say; empty where the page's does."""
    return "" if is_said(text) else TAGS[ENGLISH]


@cache
def known(code: str) -> frozenset[str]:
    """Return the texts that a language has words for."""
    path = TRANSLATIONS / code / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return frozenset(
            found.id if isinstance(found.id, str) else found.id[0]
            for found in read_po(file, locale=code)
            if found.id and found.string
        )


@cache
def words_of(code: str) -> NullTranslations:
    """Read the words of a language; English is what the program itself says."""
    if code == ENGLISH:
        return NullTranslations()
    compiled = io.BytesIO()
    with (TRANSLATIONS / code / "LC_MESSAGES" / "messages.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return Translations(compiled)


class Words(Domain):  # type: ignore[misc]
    """The one catalogue, read from what is kept in the repository."""

    def get_translations(self) -> NullTranslations:
        """Return the words of the request; outside of one there is English alone."""
        return words_of(language() if flask.has_request_context() else ENGLISH)


def speak(app: flask.Flask) -> None:
    """Let templates and views of a site say things in the language of the request."""
    Babel(app, locale_selector=lambda: LOCALES[language()])
    get_babel(app).instance.domain_instance = Words()
    app.jinja_env.globals.update(
        language=language, as_is=as_is, lang_of=lang_of, written_day=written_day, lang_tags=TAGS
    )
