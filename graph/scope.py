"""Who asks: what every question about cases is told of what the asker may see."""

import datetime
from dataclasses import dataclass

RECENT_DAYS = 365
"""How long an invitation lets an agency's contact see a case (design: one year)."""

EVERY_CATEGORY = frozenset({"1", "2", "3", "4", "unknown"})


@dataclass(frozen=True)
class Scope:
    """What one asker may see; a required argument of every question.

    `areas` None = every area, and with it cases that have no area at all. `categories` are those
    that the asker may see, `unknown` a permission of its own. `agencies` None = not an agency
    contact; otherwise only what those agencies (with their branches) are part of. `grants` are the
    restricted cases opened to the asker today. `sees` are permissions for sensitive properties.
    """

    areas: frozenset[str] | None
    categories: frozenset[str]
    agencies: frozenset[str] | None = None
    grants: frozenset[str] = frozenset()
    sees: frozenset[str] = frozenset()
    restricted: bool = False
    """Whether every restricted case is open: the operator of the store alone."""
    unplaced: bool = False
    """Whether cases that have no area at all are seen beside those of the areas."""

    def parameters(self, today: datetime.date) -> dict[str, object]:
        """Return what the predicates of `queries/predicates.py` read, as plain sorted values."""
        return {
            "today": today,
            "scope_all_areas": self.areas is None and self.agencies is None,
            "scope_unplaced": self.unplaced and self.agencies is None,
            "scope_areas": sorted(self.areas or ()) if self.agencies is None else [],
            "scope_all_categories": self.categories >= EVERY_CATEGORY,
            "scope_categories": sorted(self.categories),
            "scope_unknown_category": "unknown" in self.categories,
            "scope_contact": self.agencies is not None,
            "scope_agencies": sorted(self.agencies or ()),
            "scope_recent": today - datetime.timedelta(days=RECENT_DAYS),
            "scope_grants": sorted(self.grants),
            "scope_restricted": self.restricted,
        }


OPERATOR = Scope(
    areas=None,
    categories=EVERY_CATEGORY,
    sees=frozenset({"names", "identifiers", "actions", "links"}),
    restricted=True,
)
"""The command line: the whole of what the store holds."""
