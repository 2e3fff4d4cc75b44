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
    """
    return (
        f"({_in_areas(matter)}\n       OR {_in_agencies(matter)})\n"
        f"  AND {_in_categories(matter)}\n"
        f"  AND ($scope_restricted OR {matter}.restricted IS NULL OR NOT {matter}.restricted "
        f"OR {matter}.ref IN $scope_grants)"
    )


def _in_areas(matter: str) -> str:
    return (
        f"$scope_all_areas\n"
        f"       OR EXISTS {{ MATCH ({matter})-[seen:IN_AREA]->(place:Area)\n"
        f"                   WHERE place.code IN $scope_areas\n"
        f"                     AND ((({matter}.closed_on IS NULL OR {matter}.closed_on > $today)\n"
        f"                           AND {current('seen', '$today')})\n"
        f"                          OR ({matter}.closed_on <= $today AND seen.standing = 'home'\n"
        f"                              AND (seen.valid_to IS NULL"
        f" OR seen.valid_to >= {matter}.closed_on))) }}"
    )


def _in_categories(matter: str) -> str:
    return (
        f"($scope_all_categories\n"
        f"       OR (EXISTS {{ MATCH ({matter})-[:IN_CATEGORY]->(had:Category)"
        f" WHERE had.code IN $scope_categories }}\n"
        f"           AND NOT EXISTS {{ MATCH ({matter})-[:IN_CATEGORY]->(had:Category)"
        f" WHERE NOT had.code IN $scope_categories }})\n"
        f"       OR ($scope_unknown_category"
        f" AND NOT EXISTS {{ MATCH ({matter})-[:IN_CATEGORY]->(had:Category) }}))"
    )


def _in_agencies(matter: str) -> str:
    """Return what an agency's contact may see: work of the agency or of a branch of it."""
    return (
        f"($scope_contact AND (\n"
        f"         EXISTS {{ MATCH ({matter})-[works:INVOLVES|LED_BY]->(:Agency)"
        f"-[:PART_OF*0..3]->(own:Agency)\n"
        f"                  WHERE own.code IN $scope_agencies AND {current('works', '$today')} }}\n"
        f"         OR EXISTS {{ MATCH ({matter})<-[:CONSIDERS]-(talk:Discussion)"
        f"-[:INVITED]->(:Agency)-[:PART_OF*0..3]->(own:Agency)\n"
        f"                     MATCH (talk)-[:AT_MEETING]->(sitting:Meeting)\n"
        f"                     WHERE own.code IN $scope_agencies AND (sitting.state = 'planned'\n"
        f"                       OR sitting.on > $scope_recent) }}\n"
        f"         OR EXISTS {{ MATCH ({matter})<-[:CONSIDERS]-(:Discussion)<-[:RAISED_AT]-"
        f"(task:Action)-[:OWNED_BY]->(:Agency)-[:PART_OF*0..3]->(own:Agency)\n"
        f"                     WHERE own.code IN $scope_agencies AND task.closed_on IS NULL }}))"
    )
