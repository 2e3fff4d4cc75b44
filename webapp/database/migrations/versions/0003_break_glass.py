"""When a restricted case that was opened by break-glass closes again: a moment, not a day."""

import datetime

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the column."""
    op.add_column("grants", sa.Column("glass_until", MOMENT))


def downgrade() -> None:
    """Withdraw what would otherwise go on to the end of its day, then drop the column."""
    grants = sa.table(
        "grants",
        sa.column("glass_until", MOMENT),
        sa.column("withdrawn_at", MOMENT),
        sa.column("withdrawn_by", sa.String),
    )
    now = datetime.datetime.now(datetime.UTC)
    op.execute(
        grants.update()
        .where(grants.c.glass_until.is_not(None), grants.c.withdrawn_at.is_(None))
        .values(withdrawn_at=now, withdrawn_by="downgrade")
    )
    op.drop_column("grants", "glass_until")
