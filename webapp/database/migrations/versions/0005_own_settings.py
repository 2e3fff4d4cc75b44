"""What people want the site to be like, and what they say about it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "preferences",
        sa.Column(
            "user_id", sa.Integer,
            sa.ForeignKey("users.id", name="fk_preferences_user_id_users"),
            primary_key=True, autoincrement=False,
        ),
        sa.Column("quick_exit_key", sa.String(20)),
        sa.Column("language", sa.String(10)),
    )  # fmt: skip
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "user_id", sa.Integer,
            sa.ForeignKey("users.id", name="fk_feedback_user_id_users"), nullable=False,
        ),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("page", sa.String(100), nullable=False),
        sa.Column("said", sa.String(2_000), nullable=False),
        sa.Column("done_at", MOMENT),
        sa.Column("done_by", sa.String(200)),
    )  # fmt: skip
    for column in ("user_id", "made_at"):
        op.create_index(f"ix_feedback_{column}", "feedback", [column])


def downgrade() -> None:
    """Take them away, with all that is in them."""
    op.drop_table("feedback")
    op.drop_table("preferences")
