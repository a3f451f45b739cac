"""The tables, as SQLModel classes. Rows are written by Work alone; nothing here validates.

What is true is declared here as keys and CHECKs. What no key can say, guards.py refuses by trigger.
Dates end in ``_on``, ``_by`` or ``_to``; an instant is text in UTC, as it is hashed; ``version`` points at the event
of that case which explains the row.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from itertools import chain
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKeyConstraint, Index, MetaData, Text, UniqueConstraint, false
from sqlmodel import Field, SQLModel

from caseapp.rules.vocabulary import Action, Channel, Division, Ending, Kind, Occasion, Outcome, Role, State, Verdict

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s__%(column_0_N_name)s",
    "uq": "uq_%(table_name)s__%(column_0_N_name)s",
    "ck": "ck_%(table_name)s__%(constraint_name)s",
    "fk": "fk_%(table_name)s__%(column_0_N_name)s__%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata: MetaData = SQLModel.metadata


def one_of(column: str, words: Iterable[StrEnum]) -> CheckConstraint:
    """A CHECK that a column holds one of an enum's values (guarantee 8). NULL passes where the column allows it."""
    listed = ", ".join(f"'{word.value}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def _check(name: str, condition: str) -> CheckConstraint:
    return CheckConstraint(condition, name=name)


def _dated(*columns: str) -> tuple[CheckConstraint, CheckConstraint]:
    """A CHECK that dates are dates that a person could mean, in the words of each engine.

    In SQLite a column takes any text: ``2024-4-9`` would sort after May, and ``date('2024-02-30')`` is taken as it
    stands unless it is moved, if by nothing. PostgreSQL's own type knows infinity and years that no calendar here has.
    """
    for_files = " AND ".join(f"{name} IS date({name}, '+0 days')" for name in columns)
    for_servers = " AND ".join(f"({name} BETWEEN '0001-01-01' AND '9999-12-31') IS NOT FALSE" for name in columns)
    return (
        CheckConstraint(for_files, name="dated").ddl_if(dialect="sqlite"),
        CheckConstraint(for_servers, name="dated").ddl_if(dialect="postgresql"),
    )


def _worded(column: str) -> CheckConstraint:
    """A CHECK that a text says something."""
    return CheckConstraint(f"length(trim({column}, ' \t\r\n')) > 0", name=column)


_KEYED: dict[str, Any] = {"sqlite_with_rowid": False}
"""For tables whose rows are never replaced: the hidden number of a row would be one more key to replace it by."""


def _key(columns: list[str], target: str, target_columns: list[str], **options: Any) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(columns, [f"{target}.{column}" for column in target_columns], **options)


def _text(**options: Any) -> Any:
    """A text column; an indexable one of any length on both engines."""
    return Field(sa_type=Text, **options)


def _date(**options: Any) -> Any:
    return Field(sa_type=Date, **options)


class Setting(SQLModel, table=True):
    """What the store as a whole was told: the division, the default scheme, whether newcomers may join."""

    __tablename__ = "settings"
    __table_args__ = (_KEYED,)
    name: str = _text(primary_key=True)
    value: str = _text()


class Officer(SQLModel, table=True):
    """People who work on cases, apart from those who complain."""

    __tablename__ = "officers"
    __table_args__ = (one_of("role", Role), _worded("name"))
    id: int = Field(primary_key=True)
    name: str = _text(unique=True)
    role: str = _text()
    can_log_in: bool
    joined_at: str = _text()


class Complainant(SQLModel, table=True):
    """Who complained. Reports never join this table."""

    __tablename__ = "complainants"
    __table_args__ = (Index("ix_complainants__email", "email"), Index("ix_complainants__name", "name"))
    id: int = Field(primary_key=True)
    name: str = _text()
    email: str = _text()
    telephone: str = _text()
    address: str = _text()
    postcode: str = _text()


class Service(SQLModel, table=True):
    """A service of the council, as its reports name it."""

    __tablename__ = "services"
    id: int = Field(primary_key=True)
    name: str = _text(unique=True)


class SubService(SQLModel, table=True):
    """A part of a service."""

    __tablename__ = "sub_services"
    __table_args__ = (UniqueConstraint("service_id", "name"),)
    id: int = Field(primary_key=True)
    service_id: int = Field(foreign_key="services.id")
    name: str = _text()


class ChannelRow(SQLModel, table=True):
    """The ways in which a contact can reach the council (R87)."""

    __tablename__ = "channels"
    __table_args__ = (one_of("code", Channel), _KEYED)
    code: str = _text(primary_key=True)


class PolicyRow(SQLModel, table=True):
    """A policy version. The limits that guards read stand in columns; the document is the whole of it."""

    __tablename__ = "policies"
    __table_args__ = (
        _check("dates", "applies_until IS NULL OR applies_until >= applies_from"),
        *_dated("applies_from", "applies_until"),
        _check("extensions", "stage1_most_extensions >= 0 AND stage2_most_extensions >= 0"),
        _KEYED,
    )
    code: str = _text(primary_key=True)
    scheme: str = _text()
    title: str = _text()
    applies_from: date = _date()
    applies_until: date | None = _date(nullable=True)
    stage1_most_extensions: int | None
    stage1_longest_extension_days: int | None
    stage2_most_extensions: int | None
    stage2_longest_extension_days: int | None
    document: str = _text()


class BankHoliday(SQLModel, table=True):
    """The bank holidays that this store counts by: those published when it was made, and dated additions."""

    __tablename__ = "bank_holidays"
    __table_args__ = (
        one_of("division", Division),
        _check("origin", "origin IN ('published', 'added')"),
        *_dated("held_on"),
        _KEYED,
    )
    division: str = _text(primary_key=True)
    held_on: date = _date(primary_key=True)
    name: str = _text()
    origin: str = _text()


class ClosureDay(SQLModel, table=True):
    """A day on which the council itself is closed (R118)."""

    __tablename__ = "closure_days"
    __table_args__ = _dated("closed_on")
    closed_on: date = _date(primary_key=True)
    name: str = _text()


class Counter(SQLModel, table=True):
    """The last number given out in each series; a number once given is never given again."""

    __tablename__ = "counters"
    __table_args__ = (_check("value", "value >= 0"), _KEYED)
    name: str = _text(primary_key=True)
    value: int


class ImportBatch(SQLModel, table=True):
    """One file that was imported, and how many of its rows were what."""

    __tablename__ = "import_batches"
    id: int = Field(primary_key=True)
    profile: str = _text()
    file_name: str = _text()
    file_digest: str = _text()
    imported_at: str = _text()
    imported_by: int = Field(foreign_key="officers.id")
    new: int
    duplicate: int
    changed: int
    skipped: int
    rejected: int


class ImportRow(SQLModel, table=True):
    """What became of one row of an imported file. Reasons are caseapp's own words, never the row's text."""

    __tablename__ = "import_rows"
    __table_args__ = (one_of("verdict", Verdict), _KEYED)
    batch_id: int = Field(primary_key=True, foreign_key="import_batches.id")
    row_number: int = Field(primary_key=True)
    verdict: str = _text()
    submission: str | None = _text(nullable=True)
    complaint_id: int | None
    reasons: str | None = _text(nullable=True)


class Complaint(SQLModel, table=True):
    """A contact of any kind. ``state``, ``due_on`` and ``version`` are what its latest event says they are."""

    __tablename__ = "complaints"
    __table_args__ = (
        one_of("kind", Kind),
        one_of("state", State),
        _check("version", "version >= 1"),
        _check("stages_of_complaints", "(kind = 'complaint') = (state <> 'recorded')"),
        _check("due_when_open", "(due_on IS NOT NULL) = (state IN ('new', 'stage-1', 'stage-2-new', 'stage-2'))"),
        _check("waiting", "(acknowledge_by IS NOT NULL) = (state IN ('new', 'stage-2-new'))"),
        _check("restricted", "restricted IN (TRUE, FALSE)"),
        *_dated("received_on", "due_on", "acknowledge_by", "issue_on", "aware_on"),
        Index("ix_complaints__due_on", "due_on", "id"),
        Index("ix_complaints__received_on", "received_on", "id"),
        Index("ix_complaints__complainant_id", "complainant_id"),
    )
    id: int = Field(primary_key=True)
    reference: str = _text(unique=True)
    kind: str = _text()
    state: str = _text()
    version: int
    received_on: date = _date()
    logged_at: str = _text()
    channel: str = Field(sa_type=Text, foreign_key="channels.code")
    policy: str = Field(sa_type=Text, foreign_key="policies.code")
    service_id: int | None = Field(foreign_key="services.id")
    sub_service_id: int | None = Field(foreign_key="sub_services.id")
    complainant_id: int | None = Field(foreign_key="complainants.id")
    handler_id: int | None = Field(foreign_key="officers.id")
    batch_id: int | None = Field(foreign_key="import_batches.id")
    due_on: date | None = _date(nullable=True)
    acknowledge_by: date | None = _date(nullable=True)
    issue_on: date | None = _date(nullable=True)
    aware_on: date | None = _date(nullable=True)
    summary: str = _text()
    restricted: bool = Field(sa_column_kwargs={"server_default": false()})


class Narrative(SQLModel, table=True):
    """The long texts of a case, kept out of the rows that worklists read. ``version`` is the event that wrote them."""

    __tablename__ = "narratives"
    complaint_id: int = Field(primary_key=True, foreign_key="complaints.id")
    details: str = _text()
    desired_outcome: str = _text()
    raised_before: str = _text()
    version: int = Field(sa_column_kwargs={"server_default": "1"})


class Adjustment(SQLModel, table=True):
    """Reasonable adjustments asked for: special-category data, apart and out of exports (R127, R128)."""

    __tablename__ = "adjustments"
    complaint_id: int = Field(primary_key=True, foreign_key="complaints.id")
    text: str = _text()
    version: int = Field(sa_column_kwargs={"server_default": "1"})


class OtherService(SQLModel, table=True):
    """The services beside the lead service of a multi-service complaint (R82)."""

    __tablename__ = "other_services"
    __table_args__ = (_KEYED,)
    complaint_id: int = Field(primary_key=True, foreign_key="complaints.id")
    service_id: int = Field(primary_key=True, foreign_key="services.id")


class Submission(SQLModel, table=True):
    """A submission taken from outside: the key says that it is taken once (guarantee 7)."""

    __tablename__ = "submissions"
    __table_args__ = (Index("ix_submissions__complaint_id", "complaint_id"), _KEYED)
    source: str = _text(primary_key=True)
    reference: str = _text(primary_key=True)
    digest: str = _text()
    complaint_id: int = Field(foreign_key="complaints.id")


class Event(SQLModel, table=True):
    """What happened, in a chain: each event carries the hash of the one before. Only ever added (guarantee 5).

    ``state``, ``due_on`` and ``target_on`` are as the event left them: guards let the case and its stages hold
    nothing else (guarantee 6). ``text`` is outside the hash and its salted digest inside it, so that words can be
    erased when their retention ends and the chain still holds (R133).
    """

    __tablename__ = "events"
    __table_args__ = (
        UniqueConstraint("complaint_id", "version"),
        UniqueConstraint("previous"),
        one_of("action", chain(Action, Occasion)),
        one_of("state", State),
        _check(
            "of_a_case", "(complaint_id IS NULL) = (version IS NULL) AND (complaint_id IS NULL OR complaint_id > 0)"
        ),
        *_dated("happened_on", "due_on", "target_on"),
        _key(["complaint_id"], "complaints", ["id"], deferrable=True, initially="DEFERRED"),
    )
    seq: int = Field(primary_key=True)
    complaint_id: int | None
    version: int | None
    action: str = _text()
    stage: int | None
    happened_on: date = _date()
    recorded_at: str = _text()
    officer_id: int = Field(foreign_key="officers.id")
    state: str | None = _text(nullable=True)
    due_on: date | None = _date(nullable=True)
    target_on: date | None = _date(nullable=True)
    content: str = _text()
    text: str | None = _text(nullable=True)
    salt: str | None = _text(nullable=True)
    text_digest: str | None = _text(nullable=True)
    previous: str = _text()
    hash: str = _text()


class StageRow(SQLModel, table=True):
    """One attempt at one stage. It is open until it has a decision.

    A stage 2 row carries whose stage 1 answer it reviews, so that a key says there was one (guarantee 1) and a CHECK
    says that somebody else handles it (guarantee 4).
    """

    __tablename__ = "stages"
    __table_args__ = (
        _check("number", "number IN (1, 2)"),
        _check("attempt", "attempt >= 1"),
        _check("acknowledged", "acknowledged_on IS NULL OR acknowledged_on >= opened_on"),
        _check("dates", "due_on >= opened_on AND acknowledge_by >= opened_on"),
        *_dated("opened_on", "acknowledge_by", "acknowledged_on", "due_on"),
        _check(
            "reviews_stage_1",
            "(number = 1 AND reviewed_stage IS NULL AND stage1_attempt IS NULL AND stage1_decider IS NULL) OR "
            "(number = 2 AND reviewed_stage = 1 AND stage1_attempt IS NOT NULL AND stage1_decider IS NOT NULL)",
        ),
        _check(
            "another_reviewer",
            "handler_id IS NULL OR stage1_decider IS NULL OR handler_id <> stage1_decider "
            "OR override_reason IS NOT NULL",
        ),
        _check(
            "override",
            "(override_reason IS NULL AND override_by IS NULL) OR (override_reason IS NOT NULL "
            "AND override_by IS NOT NULL AND handler_id IS NOT NULL AND number = 2)",
        ),
        _worded("override_reason"),
        _key(
            ["complaint_id", "reviewed_stage", "stage1_attempt", "stage1_decider"],
            "decisions",
            ["complaint_id", "stage", "attempt", "decided_by"],
            name="fk_stages__stage1_decision__decisions",
            use_alter=True,
        ),
        Index("ix_stages__opened_on", "opened_on"),
        _KEYED,
    )
    complaint_id: int = Field(primary_key=True, foreign_key="complaints.id")
    number: int = Field(primary_key=True)
    attempt: int = Field(primary_key=True)
    opened_on: date = _date()
    acknowledge_by: date = _date()
    acknowledged_on: date | None = _date(nullable=True)
    due_on: date = _date()
    due_version: int
    handler_id: int | None = Field(foreign_key="officers.id")
    reviewed_stage: int | None
    stage1_attempt: int | None
    stage1_decider: int | None
    override_reason: str | None = _text(nullable=True)
    override_by: int | None = Field(foreign_key="officers.id")


class ExtensionRow(SQLModel, table=True):
    """More time for a stage. Its ordinal is in the key, so a single extension cannot be had twice (guarantee 2)."""

    __tablename__ = "extensions"
    __table_args__ = (
        _check("ordinal", "ordinal >= 1"),
        _check("days", "days >= 1 AND days = CAST(days AS INTEGER)"),
        _worded("reason"),
        _check("later", "extended_to > extended_on"),
        *_dated("extended_on", "extended_to"),
        UniqueConstraint("complaint_id", "version"),
        _key(["complaint_id", "stage", "attempt"], "stages", ["complaint_id", "number", "attempt"]),
        _KEYED,
    )
    complaint_id: int = Field(primary_key=True)
    stage: int = Field(primary_key=True)
    ordinal: int = Field(primary_key=True)
    attempt: int
    days: int
    extended_on: date = _date()
    extended_to: date = _date()
    reason: str = _text()
    version: int


class DecisionRow(SQLModel, table=True):
    """How a stage ended, by whom. Its key is the stage's, so a stage ends once (guarantee 3)."""

    __tablename__ = "decisions"
    __table_args__ = (
        one_of("ending", Ending),
        one_of("outcome", Outcome),
        _check("answer_has_outcome", "(ending = 'answered') = (outcome IS NOT NULL)"),
        *_dated("decided_on"),
        UniqueConstraint("complaint_id", "version"),
        UniqueConstraint("complaint_id", "stage", "attempt", "decided_by"),
        Index("ix_decisions__decided_on", "decided_on"),
        _key(["complaint_id", "stage", "attempt"], "stages", ["complaint_id", "number", "attempt"]),
        _KEYED,
    )
    complaint_id: int = Field(primary_key=True)
    stage: int = Field(primary_key=True)
    attempt: int = Field(primary_key=True)
    ending: str = _text()
    outcome: str | None = _text(nullable=True)
    decided_on: date = _date()
    decided_by: int = Field(foreign_key="officers.id")
    resolution_theme: str | None = _text(nullable=True)
    root_cause: str | None = _text(nullable=True)
    version: int
