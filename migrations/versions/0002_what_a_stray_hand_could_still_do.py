"""Close what a stray hand could still do: impossible dates, words changed without an event, an override of too few.

Cases can be restricted, words carry the event that wrote them, and the chain knows more occasions. On SQLite a table's
conditions change only with the table, so each such table is made anew beside the old one, filled and put in its place.
"""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_DATED = re.compile(r"\((\w+) IS NULL OR \(date\(\1\) IS NOT NULL AND date\(\1\) = \1\)\)")
_DATED_TABLES = {
    "bank_holidays": ("held_on",),
    "closure_days": ("closed_on",),
    "complaints": ("received_on", "due_on", "acknowledge_by", "issue_on", "aware_on"),
    "decisions": ("decided_on",),
    "events": ("happened_on", "due_on", "target_on"),
    "extensions": ("extended_on", "extended_to"),
    "policies": ("applies_from", "applies_until"),
    "stages": ("opened_on", "acknowledge_by", "acknowledged_on", "due_on"),
}
_KEYED_TABLES = ("bank_holidays", "channels", "counters", "import_rows", "other_services", "settings")
"""Rows that are kept for good: SQLite's hidden number of a row would be one more key to replace it by."""
_ACTIONS_BEFORE = (
    "action IN ('log', 'acknowledge', 'allocate', 'assign', 'extend', 'respond', 'escalate', 'reopen', 'withdraw', "
    "'resolve', 'refuse', 'note', 'founded', 'joined', 'imported')"
)
_ACTIONS = (
    "action IN ('log', 'acknowledge', 'allocate', 'assign', 'extend', 'respond', 'escalate', 'reopen', 'withdraw', "
    "'resolve', 'refuse', 'note', 'correct', 'restrict', 'unrestrict', 'founded', 'joined', 'imported', 'setting', "
    "'viewed', 'exported')"
)
_OVERRIDE_BEFORE = "AND handler_id IS NOT NULL AND stage1_decider IS NOT NULL AND handler_id = stage1_decider)"
_OVERRIDE_NOW = "AND handler_id IS NOT NULL AND number = 2)"
_OVERRIDE = (
    "(override_reason IS NULL AND override_by IS NULL) OR "
    f"(override_reason IS NOT NULL AND override_by IS NOT NULL {_OVERRIDE_NOW}"
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in sorted({*_DATED_TABLES, *_KEYED_TABLES}):
            _make_anew(table)
    else:
        _change_conditions()
    restricted = "restricted BOOLEAN DEFAULT FALSE NOT NULL CONSTRAINT ck_complaints__restricted"
    op.execute(f"ALTER TABLE complaints ADD COLUMN {restricted} CHECK (restricted IN (TRUE, FALSE))")
    for table in ("narratives", "adjustments"):
        op.add_column(table, sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.execute("INSERT INTO counters (name, value) VALUES ('registers', 0)")
    # What was recorded before this version may be out of order; from here on nothing is.
    op.execute(
        "INSERT INTO settings (name, value) "
        "SELECT 'recorded_in_order_from', CAST(COALESCE(MAX(seq), 0) + 1 AS VARCHAR(20)) FROM events"
    )


def _make_anew(table: str) -> None:
    connection = op.get_bind()
    made: dict[str, str] = dict(
        connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL AND type IN ('table', 'index')",
            (table,),
        ).all()
    )
    columns = ", ".join(row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({table})"))
    op.execute(_as_now(table, made.pop(table)).replace(f"CREATE TABLE {table}", f"CREATE TABLE {table}__new", 1))
    op.execute(f"INSERT INTO {table}__new ({columns}) SELECT {columns} FROM {table}")  # noqa: S608  # names of our own
    op.execute(f"DROP TABLE {table}")
    op.execute(f"ALTER TABLE {table}__new RENAME TO {table}")
    for index in made.values():
        op.execute(index)


def _as_now(table: str, sql: str) -> str:
    changed = _DATED.sub(r"\1 IS date(\1, '+0 days')", sql)
    if table == "events":
        changed = _replaced(changed, _ACTIONS_BEFORE, _ACTIONS)
    if table == "stages":
        changed = _replaced(changed, _OVERRIDE_BEFORE, _OVERRIDE_NOW)
    return f"{changed.rstrip()} WITHOUT ROWID" if table in _KEYED_TABLES else changed


def _replaced(sql: str, before: str, now: str) -> str:
    if before not in sql:
        raise RuntimeError(f"The store's schema is not that of version {down_revision}: {before} is missing.")
    return sql.replace(before, now)


def _change_conditions() -> None:
    between = "({} BETWEEN '0001-01-01' AND '9999-12-31') IS NOT FALSE"
    for name, table, condition in (
        *(
            (f"ck_{table}__dated", table, " AND ".join(map(between.format, _DATED_TABLES[table])))
            for table in _DATED_TABLES
        ),
        ("ck_events__action", "events", _ACTIONS),
        ("ck_stages__override", "stages", _OVERRIDE),
    ):
        op.drop_constraint(op.f(name), table, type_="check")
        op.create_check_constraint(op.f(name), table, condition)


def downgrade() -> None:
    raise NotImplementedError("Going back would lose what was recorded since; restore the backup the upgrade made.")
