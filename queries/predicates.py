"""The predicates that every text about cases needs, written once: current and visible.

Both return Cypher text that is put into a constant; nothing is built from input.
"""


def current(edge: str, day: str = "$as_of") -> str:
    """Return the predicate that a dated edge holds on a day; no start means always."""
    return (
        f"({edge}.valid_from IS NULL OR {edge}.valid_from <= {day}) "
        f"AND ({edge}.valid_to IS NULL OR {edge}.valid_to > {day})"
    )


def is_open(matter: str, day: str = "$as_of") -> str:
    """Return the predicate that a case is open on a day."""
    closed = f"{matter}.closed_on"
    return f"{matter}.opened_on <= {day} AND ({closed} IS NULL OR {closed} > {day})"


def visible(matter: str) -> str:
    """Return the predicate that the asker may see a case, from the parameters of a scope.

    What an asker may see is decided by what holds today (`$today`), whatever day is asked about.
    Its own variables begin with `seen_`: an EXISTS sees the variables round it.
    """
    return (
        f"($scope_all_areas\n       OR {in_areas(matter)}\n"
        f"       OR ($scope_unplaced AND {has_no_area(matter)})\n"
        f"       OR ($scope_contact AND {in_agencies(matter)}))\n"
        f"  AND ($scope_all_categories\n       OR {in_categories(matter)})\n"
        f"  AND ($scope_restricted OR {is_granted(matter)})"
    )


def in_areas(matter: str) -> str:
    """Return the predicate that an area of the case is the asker's, today or when it was closed."""
    return (
        f"EXISTS {{ MATCH ({matter})-[seen_spell:IN_AREA]->(seen_place:Area)\n"
        f"                   WHERE seen_place.code IN $scope_areas\n"
        f"                     AND ((({matter}.closed_on IS NULL OR {matter}.closed_on > $today)\n"
        f"                           AND {current('seen_spell', '$today')})\n"
        f"                          OR ({matter}.closed_on <= $today\n"
        f"                              AND seen_spell.standing = 'home'\n"
        f"                              AND (seen_spell.valid_to IS NULL"
        f" OR seen_spell.valid_to >= {matter}.closed_on))) }}"
    )


def has_no_area(matter: str) -> str:
    """Return the predicate that no area was ever recorded for a case."""
    return f"NOT EXISTS {{ MATCH ({matter})-[:IN_AREA]->(:Area) }}"


def in_categories(matter: str) -> str:
    """Return the predicate that every category the case ever had is permitted to the asker."""
    return (
        f"((EXISTS {{ MATCH ({matter})-[:IN_CATEGORY]->(seen_had:Category)"
        f" WHERE seen_had.code IN $scope_categories }}\n"
        f"           AND NOT EXISTS {{ MATCH ({matter})-[:IN_CATEGORY]->(seen_had:Category)"
        f" WHERE NOT seen_had.code IN $scope_categories }})\n"
        f"       OR ($scope_unknown_category"
        f" AND NOT EXISTS {{ MATCH ({matter})-[:IN_CATEGORY]->(seen_had:Category) }}))"
    )


def in_agencies(matter: str) -> str:
    """Return what an agency's contact may see: work of the agency or of a branch of it.

    One chain an EXISTS: of a second MATCH in one, kglite begins at every meeting there is.
    """
    return (
        f"(EXISTS {{ MATCH ({matter})-[seen_works:INVOLVES|LED_BY]->(:Agency)"
        f"-[:PART_OF*0..3]->(seen_own:Agency)\n"
        f"                  WHERE seen_own.code IN $scope_agencies\n"
        f"                    AND {current('seen_works', '$today')} }}\n"
        f"         OR EXISTS {{ MATCH ({matter})<-[:CONSIDERS]-(seen_talk:Discussion)"
        f"-[:AT_MEETING]->(seen_sitting:Meeting)\n"
        f"                     WHERE (seen_sitting.state = 'planned'\n"
        f"                            OR seen_sitting.on > $scope_recent)\n"
        f"                       AND EXISTS {{ MATCH (seen_talk)-[:INVITED]->(:Agency)"
        f"-[:PART_OF*0..3]->(seen_own:Agency)\n"
        f"                                    WHERE seen_own.code IN $scope_agencies }} }}\n"
        f"         OR EXISTS {{ MATCH ({matter})<-[:CONSIDERS]-(:Discussion)<-[:RAISED_AT]-"
        f"(seen_task:Action)-[:OWNED_BY]->(:Agency)-[:PART_OF*0..3]->(seen_own:Agency)\n"
        f"                     WHERE seen_own.code IN $scope_agencies\n"
        f"                       AND seen_task.closed_on IS NULL }})"
    )


def owned_by_own(task: str) -> str:
    """Return the predicate that an action may be read whole: of a contact's own agencies alone."""
    return (
        f"(NOT $scope_contact\n"
        f"        OR EXISTS {{ MATCH ({task})-[:OWNED_BY]->(:Agency)"
        f"-[:PART_OF*0..3]->(seen_own:Agency)\n"
        f"                    WHERE seen_own.code IN $scope_agencies }})"
    )


def is_own(agency: str) -> str:
    """Return the predicate that a contact is told of an agency's attendance: their own alone."""
    return (
        f"(NOT $scope_contact\n"
        f"        OR EXISTS {{ MATCH ({agency})-[:PART_OF*0..3]->(seen_own:Agency)\n"
        f"                    WHERE seen_own.code IN $scope_agencies }})"
    )


OWN_AGENCIES = f"""MATCH (agency:Agency)
WHERE $scope_contact AND {is_own("agency")}
RETURN agency.code AS code
ORDER BY code"""
"""A contact's agencies with their branches, for texts whose answers know no directory."""


def is_granted(matter: str) -> str:
    """Return the predicate that a case is not restricted, or opened to the asker by a grant."""
    return (
        f"({matter}.restricted IS NULL OR NOT {matter}.restricted OR {matter}.ref IN $scope_grants)"
    )
