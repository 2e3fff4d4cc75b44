"""Tokens by which scripts ask the JSON interface."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "tokens",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "user_id", sa.Integer,
            sa.ForeignKey("users.id", name="fk_tokens_user_id_users"), nullable=False,
        ),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("may", sa.JSON, nullable=False),
        sa.Column("way", sa.String(20), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT),
        sa.Column("revoked_at", MOMENT),
        sa.UniqueConstraint("token_hash", name="uq_tokens_token_hash"),
    )  # fmt: skip
    op.create_index("ix_tokens_user_id", "tokens", ["user_id"])


def downgrade() -> None:
    """Take it away: every script must be given a new token."""
    op.drop_table("tokens")
