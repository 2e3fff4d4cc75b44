"""docs/access.md: which role opens what, written from the declarations."""

from collections.abc import Iterator, Mapping

from queries.catalogue import catalogue
from webapp.access import ANYBODY, PARTLY, Access, access_to
from webapp.roles import BY_AGENCY, BY_AREA, NO_CASES, PERMISSIONS, ROLES, SENSITIVE, Role
from webapp.routes import routes

LIMITED = {
    BY_AREA: "cases of their areas",
    BY_AGENCY: "cases that their agencies are part of",
    NO_CASES: "none",
}
YES, NO = "yes", "no"


def access_page() -> Iterator[str]:
    """Yield the page."""
    yield "# Who may open what\n"
    yield (
        "A person may have several roles: what they may adds up, and where one of them works by "
        "area, so does the person. Roles say what somebody may do; which cases they see follows "
        "from what the person was given besides: areas, categories, agencies, grants. Category 4 "
        "is a permission of its own that no role brings. A case with no area at all is seen by "
        "those who see every area, and by directory administrators. A restricted case is seen by "
        "whoever has "
        "a grant for it that holds today, and by nobody else. A case that may not be seen and one "
        "that is not there answer alike.\n"
    )
    yield "## The roles\n"
    yield "| role | name to type | what for | whose cases | what it sees of what is sensitive |"
    yield "|---|---|---|---|---|"
    for name, role in ROLES.items():
        sees = ", ".join(one for one in SENSITIVE if one in role.sees) or "nothing"
        yield f"| {role.title} | `{name}` | {role.help} | {LIMITED[role.limited_by]} | {sees} |"
    yield "\nWhat is sensitive:\n"
    for name, words in SENSITIVE.items():
        yield f"- {name}: {words[0].lower()}{words[1:]}"
    yield "\n## Permissions\n"
    may = {f"{what} (`{name}`)": _may(name) for name, what in PERMISSIONS.items()}
    yield from _table("permission", may)
    yield "## Pages and actions\n"
    yield (
        "POST is an action: it changes something, and asks for the token of a page of ours. What "
        "anybody may open tells nothing of the data.\n"
    )
    yield from _table("page or action", _pages())
    yield "## Questions\n"
    yield "By page, by `/api/v1/analysis/` and by `mappa ask --as USER` alike.\n"
    asked = {f"`{slug}`": _roles(access_to(found)) for slug, found in catalogue().items()}
    yield from _table("question", asked)


def _pages() -> Mapping[str, list[str]]:
    rows: dict[str, list[str]] = {}
    for _, route in sorted(routes(), key=lambda found: found[1].address):
        note = ", in the demonstration alone" if route.demo_only else ""
        note = ", where a provider is named" if route.provider_only else note
        title = f"`{route.address}` {' and '.join(route.methods)}{note}"
        rows[title] = (
            [route.access.words] * len(ROLES)
            if route.access in {ANYBODY, PARTLY}
            else _roles(route.access)
        )
    return rows


def _roles(access: Access) -> list[str]:
    return [_word(not access.needs or bool(access.needs & role.may)) for role in ROLES.values()]


def _may(permission: str) -> list[str]:
    return [_word(permission in role.may) for role in ROLES.values()]


def _word(allowed: bool) -> str:
    return YES if allowed else NO


def _table(what: str, rows: Mapping[str, list[str]]) -> Iterator[str]:
    titles: list[Role] = list(ROLES.values())
    yield f"| {what} | {' | '.join(role.title for role in titles)} |"
    yield "|---" * (len(titles) + 1) + "|"
    for name, cells in rows.items():
        shown = [cells[0], *[""] * (len(cells) - 1)] if len(cells[0]) > len(YES) else cells
        yield f"| {name} | {' | '.join(shown)} |"
    yield ""
