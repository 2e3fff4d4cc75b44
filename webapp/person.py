"""A person who asks: what their roles let them do, and the scope in which they ask."""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import bindparam, literal, select, union_all
from sqlalchemy.orm import Session

from graph.scope import Scope
from webapp.database.grants import Grant, not_over
from webapp.database.people import EVERYWHERE, User, UserAgency, UserArea, UserCategory, UserRole
from webapp.roles import BY_AGENCY, BY_AREA, roles_of

NOTHING = Scope(areas=frozenset(), categories=frozenset())
"""What somebody without a case to see asks in."""


ROLE, AREA, CATEGORY, AGENCY = "role", "area", "category", "agency"
GIVEN = union_all(
    *(
        select(literal(kind, literal_execute=True), code).where(mine == bindparam("user"))
        for kind, code, mine in (
            (ROLE, UserRole.role, UserRole.user_id),
            (AREA, UserArea.area, UserArea.user_id),
            (CATEGORY, UserCategory.category, UserCategory.user_id),
            (AGENCY, UserAgency.agency, UserAgency.user_id),
        )
    )
)
"""All that a user was given, in one statement: it is asked at every page."""


@dataclass(frozen=True)
class Person:
    """Somebody with an account, with all that they were given and that holds today."""

    id: int
    name: str
    shown: str
    roles: tuple[str, ...]
    areas: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    agencies: frozenset[str] = frozenset()
    grants: frozenset[str] = frozenset()
    glass_until: datetime.datetime | None = None
    """Until when the last of those that they opened by break-glass is open, if any is."""

    only: frozenset[str] | None = None
    """Where they ask by a token: of permissions and what is sensitive, no more than this."""

    def may(self, permission: str) -> bool:
        """Say whether any of the person's roles has a permission, and the token too if any."""
        return self._keeps(permission) and any(
            permission in role.may for role in roles_of(self.roles)
        )

    def _keeps(self, name: str) -> bool:
        return self.only is None or name in self.only

    @property
    def totals_alone(self) -> bool:
        """Say whether the person sees totals, and no case."""
        return self.may("totals") and not self.may("cases")

    @property
    def scope(self) -> Scope:
        """Return what the person may see of cases: nothing unless a role says so."""
        mine = roles_of(self.roles)
        # A role for totals alone must not widen which cases another of the person's roles opens.
        roles = [role for role in mine if "cases" in role.may and self._keeps("cases")] or [
            role for role in mine if "totals" in role.may and self._keeps("totals")
        ]
        limits = {role.limited_by for role in roles}
        sees = frozenset(one for role in roles for one in role.sees if self._keeps(one))
        if BY_AREA in limits:
            areas = None if EVERYWHERE in self.areas else self.areas
            # Whoever keeps the data right sees what lacks an area: nobody else would mend it.
            unplaced = any("load" in role.may for role in roles)
            return Scope(areas, self.categories, grants=self.grants, sees=sees, unplaced=unplaced)
        if BY_AGENCY in limits:
            return Scope(frozenset(), self.categories, self.agencies, self.grants, sees)
        return NOTHING


def person_of(session: Session, user: User, today: datetime.date, now: datetime.datetime) -> Person:
    """Return a user as a person, with what was given to them and holds today."""
    held = grants_of(session, user, today, now)
    given: dict[str, set[str]] = defaultdict(set)
    for kind, code in session.execute(GIVEN, {"user": user.id}):
        given[kind].add(code)
    return Person(
        user.id,
        user.name,
        user.shown or user.name,
        tuple(sorted(given[ROLE])),
        frozenset(given[AREA]),
        frozenset(given[CATEGORY]),
        frozenset(given[AGENCY]),
        frozenset(held),
        max((until for until in held.values() if until), default=None),
    )


def grants_of(
    session: Session, user: User, today: datetime.date, now: datetime.datetime
) -> dict[str, datetime.datetime | None]:
    """Return the restricted cases that are open to a user; by break-glass, until when."""
    wanted = select(Grant.case_ref, Grant.glass_until).where(
        Grant.user_id == user.id, Grant.starts_on <= today, *not_over(today, now)
    )
    held: dict[str, datetime.datetime | None] = {}
    for case, until in session.execute(wanted.order_by(Grant.glass_until.is_(None), Grant.id)):
        held[case] = until  # a grant that somebody gave comes last, and then there is no glass
    return held
