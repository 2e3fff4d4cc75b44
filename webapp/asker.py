"""On whose behalf a command asks: the operator's, who sees all, or a user's (`--as`)."""

import datetime

from graph.scope import OPERATOR, Scope
from webapp.access import Access, Refused
from webapp.accounts import user_named
from webapp.database.opening import open_database
from webapp.person import Person, person_of


def person_named(name: str, database_url: str, today: datetime.date) -> Person:
    """Return a user as a person. Raises NotFound, and Refused for one who is disabled."""
    database = open_database(database_url)
    with database.reading() as session:
        user = user_named(session, name)
        person = person_of(session, user, today, datetime.datetime.now(datetime.UTC))
    database.close()
    if user.disabled_at is not None:
        raise Refused(f"{user.name} is disabled and asks nothing. See: mappa users enable")
    return person


def scope_for(name: str | None, database_url: str, today: datetime.date, access: Access) -> Scope:
    """Return the scope to ask in. Raises Refused where the roles of the user do not reach."""
    if name is None:
        return OPERATOR
    person = person_named(name, database_url, today)
    if not access.allows(person):
        roles = ", ".join(person.roles) or "none"
        raise Refused(f"{person.name} may not ask this. Their roles: {roles}")
    return person.scope
