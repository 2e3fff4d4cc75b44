"""People, what they may see, and their sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "users",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("shown", sa.String(200), nullable=False),
        *_made(),
        sa.Column("disabled_at", MOMENT),
        sa.Column("password_hash", sa.String(300)),
        sa.Column("password_at", MOMENT),
        sa.Column("temporary_until", MOMENT),
        sa.Column("factor_secret", sa.String(300)),
        sa.Column("factor_at", MOMENT),
        sa.Column("factor_step", sa.Integer),
        sa.Column("issuer", sa.String(300)),
        sa.Column("subject", sa.String(300)),
        sa.UniqueConstraint("name", name="uq_users_name"),
        sa.UniqueConstraint("issuer", "subject", name="uq_users_issuer"),
    )
    for table, column, length in GIVEN:
        op.create_table(
            table,
            _of_a_user(table, primary_key=True),
            sa.Column(column, sa.String(length), primary_key=True),
            *_made(),
        )
    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.Integer, primary_key=True),
        _of_a_user("recovery_codes"),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT),
    )
    _exceptions()
    _sign_ins()
    op.create_table(
        "saved_views",
        sa.Column("id", sa.Integer, primary_key=True),
        _of_a_user("saved_views", "owner_id"),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("page", sa.String(100), nullable=False),
        sa.Column("holds", sa.JSON, nullable=False),
        sa.Column("shared_with", sa.String(40)),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.UniqueConstraint("owner_id", "name", name="uq_saved_views_owner_id"),
    )
    for table, column in INDEXED:
        op.create_index(f"ix_{table}_{column}", table, [column])


def _exceptions() -> None:
    op.create_table(
        "grants",
        sa.Column("id", sa.Integer, primary_key=True),
        _of_a_user("grants"),
        sa.Column("case_ref", sa.String(100), nullable=False),
        sa.Column("why", sa.String(500), nullable=False),
        sa.Column("starts_on", sa.Date, nullable=False),
        sa.Column("ends_on", sa.Date, nullable=False),
        *_made(),
        *_withdrawn(),
        sa.CheckConstraint("starts_on < ends_on", name="ck_grants_ends_after_it_starts"),
    )
    op.create_table(
        "waivers",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_ref", sa.String(100), nullable=False),
        sa.Column("rule", sa.String(100), nullable=False),
        sa.Column("level", sa.String(20), nullable=False),
        sa.Column("why", sa.String(500), nullable=False),
        sa.Column("ends_on", sa.Date, nullable=False),
        *_made(),
        *_withdrawn(),
    )


def _sign_ins() -> None:
    op.create_table(
        "sessions",
        sa.Column("id_hash", sa.String(64), primary_key=True),
        _of_a_user("sessions"),
        sa.Column("way", sa.String(20), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("factor_at", MOMENT),
    )
    op.create_table(
        "sign_ins",
        sa.Column("id", sa.Integer, primary_key=True),
        _of_a_user("sign_ins", nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("way", sa.String(20), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
    )
    op.create_table(
        "waits",
        sa.Column("subject", sa.String(64), primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.Column("free_at", MOMENT, nullable=False),
    )


def _made() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by", sa.String(200), nullable=False),
    )


def _withdrawn() -> tuple[sa.Column[object], ...]:
    return sa.Column("withdrawn_at", MOMENT), sa.Column("withdrawn_by", sa.String(200))


def _of_a_user(
    table: str, column: str = "user_id", *, primary_key: bool = False, nullable: bool = False
) -> sa.Column[int]:
    return sa.Column(
        column,
        sa.Integer,
        sa.ForeignKey("users.id", name=f"fk_{table}_{column}_users"),
        primary_key=primary_key,
        nullable=nullable,
    )


GIVEN = (
    ("user_roles", "role", 40),
    ("user_areas", "area", 100),
    ("user_categories", "category", 20),
    ("user_agencies", "agency", 100),
)
INDEXED = (
    ("recovery_codes", "user_id"),
    ("grants", "user_id"),
    ("grants", "case_ref"),
    ("waivers", "case_ref"),
    ("sessions", "user_id"),
    ("sessions", "ends_at"),
    ("sign_ins", "user_id"),
    ("sign_ins", "at"),
    ("waits", "last_at"),
    ("saved_views", "owner_id"),
)
OTHERS = ("recovery_codes", "grants", "waivers", "sessions", "sign_ins", "waits", "saved_views")


def downgrade() -> None:
    """Take the tables away, with all that is in them."""
    for table in (*OTHERS, *(table for table, _, _ in GIVEN), "users"):
        op.drop_table(table)
