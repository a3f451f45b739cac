"""Let an officer take back what was just recorded, and keep the points of a complaint with the finding on each.

The chain knows more actions and occasions, a case can be annulled with the import that it came with, a person's special
notes say how contact is kept, days off name the event that added them, and an import says when it was taken back. On
SQLite a table's conditions change only with the table, so each such table is made anew beside the old one.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ACTIONS_BEFORE = (
    "action IN ('log', 'acknowledge', 'allocate', 'assign', 'extend', 'respond', 'escalate', 'reopen', 'withdraw', "
    "'resolve', 'refuse', 'note', 'correct', 'restrict', 'unrestrict', 'founded', 'joined', 'imported', 'setting', "
    "'viewed', 'exported')"
)
_ACTIONS = (
    "action IN ('log', 'acknowledge', 'allocate', 'assign', 'extend', 'respond', 'escalate', 'reopen', 'withdraw', "
    "'resolve', 'refuse', 'note', 'correct', 'restrict', 'unrestrict', 'undo', 'point', 'recount', 'founded', "
    "'joined', 'imported', 'setting', 'viewed', 'exported', 'day-off', 'import-undone', 'service')"
)
_STATES_BEFORE = (
    "state IN ('new', 'stage-1', 'stage-1-answered', 'stage-2-new', 'stage-2', 'stage-2-answered', 'withdrawn', "
    "'resolved', 'refused', 'recorded')"
)
_STATES = _STATES_BEFORE.replace("'recorded')", "'recorded', 'annulled')")
_KINDS_BEFORE = "(kind = 'complaint') = (state <> 'recorded')"
_KINDS = f"state = 'annulled' OR {_KINDS_BEFORE}"
_CONDITIONS = (
    ("events", "action", _ACTIONS_BEFORE, _ACTIONS),
    ("events", "state", _STATES_BEFORE, _STATES),
    ("complaints", "state", _STATES_BEFORE, _STATES),
    ("complaints", "stages_of_complaints", _KINDS_BEFORE, _KINDS),
)
"""Table, name, and the condition as it was and as it is."""


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in ("closure_days", "complaints", "events"):
            _make_anew(table)
    else:
        for table, name, _, condition in _CONDITIONS:
            op.drop_constraint(op.f(f"ck_{table}__{name}"), table, type_="check")
            op.create_check_constraint(op.f(f"ck_{table}__{name}"), table, condition)
    op.add_column("adjustments", sa.Column("contact", sa.Text(), nullable=False, server_default=""))
    op.add_column("import_batches", sa.Column("undone_at", sa.Text(), nullable=True))
    for table in ("bank_holidays", "closure_days"):
        op.add_column(table, sa.Column("added_seq", sa.Integer(), nullable=True))
    _make_points()
    _make_findings()
    _make_findable()
    _make_countable()


def _make_points() -> None:
    op.create_table(
        "points",
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ordinal >= 1", name=op.f("ck_points__ordinal")),
        sa.CheckConstraint("length(trim(text, ' \t\r\n')) > 0", name=op.f("ck_points__text")),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaints.id"], name=op.f("fk_points__complaint_id__complaints")),
        sa.PrimaryKeyConstraint("complaint_id", "ordinal", name=op.f("pk_points")),
        sa.UniqueConstraint("complaint_id", "version", name=op.f("uq_points__complaint_id_version")),
        sqlite_with_rowid=False,
    )


def _make_findings() -> None:
    op.create_table(
        "findings",
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("point", sa.Integer(), nullable=False),
        sa.Column("finding", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("finding IN ('upheld', 'partly-upheld', 'not-upheld')", name=op.f("ck_findings__finding")),
        sa.ForeignKeyConstraint(
            ["complaint_id", "point"],
            ["points.complaint_id", "points.ordinal"],
            name=op.f("fk_findings__complaint_id_point__points"),
        ),
        sa.ForeignKeyConstraint(
            ["complaint_id", "stage", "attempt"],
            ["stages.complaint_id", "stages.number", "stages.attempt"],
            name=op.f("fk_findings__complaint_id_stage_attempt__stages"),
        ),
        sa.PrimaryKeyConstraint("complaint_id", "stage", "attempt", "point", name=op.f("pk_findings")),
        sqlite_with_rowid=False,
    )


def _make_findable() -> None:
    """The index by which words are found, which is filled after the upgrade, and what contacts of one person share."""
    end = "right({}, 9)"
    if op.get_bind().dialect.name == "sqlite":
        end = "substr({}, -9)"
        op.execute(
            "CREATE VIRTUAL TABLE search_index USING fts5(reference, person, service, summary, narrative, "
            "content = 'searchable', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2', "
            "prefix = '1 2 3')"
        )
    else:
        op.execute(
            "CREATE TABLE search_index (complaint_id INTEGER NOT NULL, words TSVECTOR NOT NULL, "
            "CONSTRAINT pk_search_index PRIMARY KEY (complaint_id), CONSTRAINT fk_search_index__complaint_id__complaints "
            "FOREIGN KEY (complaint_id) REFERENCES complaints (id))"
        )
        op.execute("CREATE INDEX ix_search_index__words ON search_index USING gin (words)")
    telephone = end.format("replace(replace(replace(replace(telephone, ' ', ''), '-', ''), '(', ''), ')', '')")
    for column, key in (
        ("email", "lower(email)"),
        ("telephone", telephone),
        ("postcode", "replace(upper(postcode), ' ', '')"),
    ):
        op.execute(f"CREATE INDEX ix_complainants__same_{column} ON complainants ({key}) WHERE {column} <> ''")


def _make_countable() -> None:
    """Open cases are counted, and listed by their urgency, by indexes that hold no closed one."""
    op.execute(
        "CREATE INDEX ix_complaints__urgency ON complaints (due_on, received_on DESC, id DESC) WHERE due_on IS NOT NULL"
    )
    for column in ("acknowledge_by", "handler_id", "state"):
        op.execute(
            f"CREATE INDEX ix_complaints__open_{column} ON complaints ({column}, due_on) WHERE due_on IS NOT NULL"
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
    op.execute(_as_now(table, made.pop(table)))
    op.execute(f"INSERT INTO {table}__new ({columns}) SELECT {columns} FROM {table}")  # noqa: S608  # names of our own
    op.execute(f"DROP TABLE {table}")
    op.execute(f"ALTER TABLE {table}__new RENAME TO {table}")
    for index in made.values():
        op.execute(index)


def _as_now(table: str, sql: str) -> str:
    # A table that was made anew before carries its name in quotes.
    sql = _replaced(sql, f'CREATE TABLE "{table}"', f"CREATE TABLE {table}__new")
    for changed, _, before, now in _CONDITIONS:
        if changed == table:
            sql = _replaced(sql, before, now)
    # A day off is kept for good now: SQLite's hidden number of its row would be one more key to replace it by.
    return f"{sql.rstrip()} WITHOUT ROWID" if table == "closure_days" else sql


def _replaced(sql: str, before: str, now: str) -> str:
    if before not in sql:
        raise RuntimeError(f"The store's schema is not that of version {down_revision}: {before} is missing.")
    return sql.replace(before, now)


def downgrade() -> None:
    raise NotImplementedError("Going back would lose what was recorded since; restore the backup the upgrade made.")
