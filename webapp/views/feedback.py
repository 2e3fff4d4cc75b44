"""Feedback: said by whoever is signed in, read and marked done by those who look after the site."""

import datetime
from collections.abc import Sequence
from typing import Any

from flask import redirect, render_template, request, url_for
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from graph.errors import NotFound
from webapp.access import SIGNED_IN, Route, any_of
from webapp.caller import caller
from webapp.database.feedback import LONGEST, Feedback
from webapp.database.people import User
from webapp.lists import Page, page_links
from webapp.routes import routes
from webapp.site import site

LOOKS_AFTER = any_of("load", "people")
MOST_A_DAY = 20
"""From one person: whoever has more to say calls."""
ROWS_A_PAGE = 50
NOTHING = "Say what was wrong, missing or hard to find"
TOO_LONG = f"Say it in {LONGEST:,} letters or fewer"
TOO_MANY = f"You have sent {MOST_A_DAY} today. Send the rest tomorrow, or call whoever runs this"


def given() -> tuple[str, int] | Response:
    """Take what somebody says of the site, and the name of the page that it is about."""
    if request.method == "GET":
        return _form(_page_named(request.args.get("page", "")))
    said, page = request.form.get("said", "").strip(), _page_named(request.form.get("page", ""))
    problem = NOTHING if not said else TOO_LONG if len(said) > LONGEST else ""
    if problem:
        return _form(page, said[: LONGEST * 2], problem)
    here, user = site(), caller().user
    if user is None:
        raise RuntimeError("the door lets nobody in here who is not signed in")
    with here.database.writing() as database:
        if _sent_since(database, user, here.now() - datetime.timedelta(days=1)) >= MOST_A_DAY:
            return _form(page, said, TOO_MANY)
        database.add(Feedback(user_id=user.id, made_at=here.now(), page=page, said=said))
    return redirect(url_for("feedback.given", sent="yes"), 303)


def received() -> str:
    """List what people said, what is not done first, the latest first."""
    with site().database.reading() as database:
        total = database.scalar(select(func.count()).select_from(Feedback)) or 0
        open_ones = select(func.count()).where(Feedback.done_at.is_(None))
        page = Page.of(request.args.get("page", "1"), total, ROWS_A_PAGE)
        rows = database.execute(
            select(Feedback, User.name)
            .join(User, User.id == Feedback.user_id)
            .order_by(Feedback.done_at.is_not(None), Feedback.made_at.desc(), Feedback.id.desc())
            .offset(max(page.first - 1, 0))
            .limit(ROWS_A_PAGE)
        ).all()
        waiting = database.scalar(open_ones) or 0
    return render_template(
        "feedback_received.html",
        rows=_rows([(said, name) for said, name in rows]),
        waiting=waiting,
        total=total,
        page=page,
        pages=page_links(page, "feedback.received"),
    )


def done(number: int) -> Response:
    """Mark one as done."""
    user = caller().user
    with site().database.writing() as database:
        found = database.get(Feedback, number)
        if found is None:
            raise NotFound("There is no feedback of that number")
        if found.done_at is None and user is not None:
            found.done_at, found.done_by = site().now(), user.name
    return redirect(url_for("feedback.received"), 303)


def _form(page: str, said: str = "", problem: str = "") -> tuple[str, int]:
    person = caller().person
    text = render_template(
        "feedback.html",
        page=page,
        said=said,
        problem=problem,
        thanked=request.args.get("sent") == "yes",
        longest=LONGEST,
        may_read=person is not None and LOOKS_AFTER.allows(person),
    )
    return text, 400 if problem else 200


def _page_named(name: str) -> str:
    """Return the name of a page of ours; anything else is left out, for it may be anything."""
    return name if name in dict(routes()) else ""


def _sent_since(database: Session, user: User, moment: datetime.datetime) -> int:
    wanted = select(func.count()).where(Feedback.user_id == user.id, Feedback.made_at > moment)
    return database.scalar(wanted) or 0


def _rows(found: Sequence[tuple[Feedback, str]]) -> list[dict[str, Any]]:
    return [
        {
            "number": one.id,
            "said": one.said,
            "page": one.page,
            "by": name,
            "on": one.made_at.date(),
            "done": {"text": f"done by {one.done_by}", "note": ""} if one.done_at else None,
        }
        for one, name in found
    ]


ROUTES = (
    Route("/feedback", "given", given, SIGNED_IN, ("GET", "POST")),
    Route("/feedback/received", "received", received, LOOKS_AFTER),
    Route("/feedback/<int:number>/done", "done", done, LOOKS_AFTER, ("POST",)),
)
