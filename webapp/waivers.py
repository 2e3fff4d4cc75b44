"""Rules that somebody waived for a case, as the questions take them."""

import datetime
from typing import Any

from sqlalchemy import select

from webapp.database.grants import Waiver
from webapp.database.opening import Database


def waivers_on(database: Database, today: datetime.date) -> list[dict[str, Any]]:
    """Return the waivers that have not ended; a question shows those of cases it may speak of."""
    wanted = (
        select(Waiver)
        .where(Waiver.ends_on > today, Waiver.withdrawn_at.is_(None))
        .order_by(Waiver.case_ref, Waiver.rule, Waiver.level, Waiver.id)
    )
    with database.reading() as session:
        return [
            {"case": one.case_ref, "rule": one.rule, "level": one.level, "until": one.ends_on}
            for one in session.scalars(wanted)
        ]
