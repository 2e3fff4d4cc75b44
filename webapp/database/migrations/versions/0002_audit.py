"""The audit, which the database itself lets nobody change."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
KEPT = "The audit is not changed: entries are only added, and removed by mappa audit retain"
REMOVABLE = {
    "audit_entries": "OLD.number <= (SELECT removing_to FROM audit_head)",
    "audit_lists": "OLD.digest NOT IN (SELECT cases_digest FROM audit_entries)",
    "audit_cases": "NOT EXISTS (SELECT 1 FROM audit_entries "
    "JOIN audit_lists ON digest = cases_digest "
    "WHERE audit_lists.id = OLD.list_id)",
    "audit_head": "1 = 0",
}
"""What may be removed, by table."""
CHANGEABLE = {
    "audit_head": "NEW.id = OLD.id AND NEW.number BETWEEN OLD.number AND OLD.number + 1",
}
"""What may be changed; of the others nothing."""


def upgrade() -> None:
    """Make the tables, with the row where the chain begins, and what guards them."""
    op.create_table(
        "audit_entries",
        sa.Column("number", NUMBER, primary_key=True, autoincrement=False),
        _text("at", 27), _text("who", 200), _text("address", 64), _text("event", 40),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("row_count", sa.Integer),
        sa.Column("case_count", sa.Integer, nullable=False),
        _text("cases_digest", 64), _text("before", 64), _text("hash", 64),
        sa.UniqueConstraint("hash", name="uq_audit_entries_hash"),
    )  # fmt: skip
    op.create_table(
        "audit_lists",
        sa.Column("id", NUMBER, primary_key=True),
        _text("digest", 64),
        sa.UniqueConstraint("digest", name="uq_audit_lists_digest"),
    )
    op.create_table(
        "audit_cases",
        sa.Column(
            "list_id", NUMBER,
            sa.ForeignKey("audit_lists.id", name="fk_audit_cases_list_id_audit_lists"),
            primary_key=True, autoincrement=False,
        ),
        sa.Column("case_ref", sa.String(100), primary_key=True),
    )  # fmt: skip
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", NUMBER, nullable=False),
        _text("hash", 64),
        sa.Column("removing_to", NUMBER, nullable=False),
    )
    for column in ("at", "who", "event", "cases_digest"):
        op.create_index(f"ix_audit_entries_{column}", "audit_entries", [column])
    op.create_index("ix_audit_cases_case_ref", "audit_cases", ["case_ref"])
    op.bulk_insert(head, [{"id": 1, "number": 0, "hash": "0" * 64, "removing_to": 0}])
    guard = _guard_postgresql if op.get_bind().dialect.name == "postgresql" else _guard_sqlite
    for table, removable in REMOVABLE.items():
        guard(table, "delete", removable)
        guard(table, "update", CHANGEABLE.get(table, "1 = 0"))


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False)


def _guard_sqlite(table: str, verb: str, allowed: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_{verb} BEFORE {verb} ON {table} FOR EACH ROW "
        f"WHEN NOT ({allowed}) BEGIN SELECT RAISE(ABORT, '{KEPT}'); END"
    )


def _guard_postgresql(table: str, verb: str, allowed: str) -> None:
    kept = "OLD" if verb == "delete" else "NEW"
    op.execute(
        f"CREATE FUNCTION {table}_{verb}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {allowed} THEN RETURN {kept}; END IF; RAISE EXCEPTION '{KEPT}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_{verb} BEFORE {verb} ON {table} FOR EACH ROW "
        f"EXECUTE FUNCTION {table}_{verb}()"
    )
    if verb == "delete":
        op.execute(
            f"CREATE FUNCTION {table}_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"RAISE EXCEPTION '{KEPT}'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT "
            f"EXECUTE FUNCTION {table}_truncate()"
        )


def downgrade() -> None:
    """Take the tables away, with all that is in them and what guards them."""
    for table in ("audit_cases", "audit_lists", "audit_entries", "audit_head"):
        op.drop_table(table)
        if op.get_bind().dialect.name == "postgresql":
            for verb in ("delete", "update", "truncate"):
                op.execute(f"DROP FUNCTION {table}_{verb}()")
