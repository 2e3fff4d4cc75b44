"""What a person may see, in words: it stands in the frame of every page."""

from collections.abc import Sequence

from graph.errors import StoreError
from graph.store import Store
from webapp.person import NOTHING, Person
from webapp.roles import SENSITIVE, roles_of

NAMES_TEXT = """UNWIND $codes AS wanted
MATCH (thing:{label} {{code: wanted}})
RETURN thing.code AS code, thing.name AS name
ORDER BY code"""
AREA_NAMES, AGENCY_NAMES = NAMES_TEXT.format(label="Area"), NAMES_TEXT.format(label="Agency")
MOST_NAMED = 3
NO_CATEGORY = "of no known category"


def in_words(person: Person, store: Store) -> str:
    """Say in which roles a person is here, and which cases they see."""
    titles = ", ".join(role.title for role in roles_of(person.roles)) or "no role"
    scope = person.scope
    if scope == NOTHING:
        return f"{titles}: no cases"
    if scope.agencies is not None:
        where = f"cases of {_named(store, AGENCY_NAMES, sorted(scope.agencies), 'no agency')}"
    elif scope.areas is None:
        where = "cases of every area"
    else:
        where = f"cases of {_named(store, AREA_NAMES, sorted(scope.areas), 'no area')}"
        where += " and those without any area" if scope.unplaced else ""
    if not person.may("cases"):
        where = f"totals of {where}"
    return f"{titles}: {where}, {_categories(person)}{_restricted(person)}{_unseen(person)}"


def _categories(person: Person) -> str:
    known = sorted(person.categories - {"unknown"})
    words = (
        [f"categories {_listed(known)}" if len(known) > 1 else f"category {known[0]}"]
        if known
        else []
    )
    if "unknown" in person.categories:
        words.append(NO_CATEGORY)
    return _listed(words) or "no category"


def _restricted(person: Person) -> str:
    number = len(person.grants)
    if not number:
        return ", none restricted"
    return f", {number} restricted by a grant"


def _unseen(person: Person) -> str:
    hidden = [name for name in SENSITIVE if name not in person.scope.sees]
    return f"; not shown: {_listed(hidden)}" if hidden else ""


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def _named(store: Store, text: str, codes: Sequence[str], nothing: str) -> str:
    """Return names in place of codes, of the first few; codes where the store does not answer."""
    if not codes:
        return nothing
    try:
        rows = store.read(text, {"codes": list(codes[:MOST_NAMED])})
    except StoreError:
        rows = []
    called = {row["code"]: row["name"] for row in rows}
    more = [f"{len(codes) - MOST_NAMED} more"] if len(codes) > MOST_NAMED else []
    return _listed([*(called.get(code, code) for code in codes[:MOST_NAMED]), *more])
