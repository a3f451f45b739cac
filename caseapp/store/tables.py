"""The tables, as SQLModel classes. Rows are written by Work alone; nothing here validates.

What is true is declared here as keys and CHECKs. What no key can say, guards.py refuses by trigger.
Dates end in ``_on``, ``_by`` or ``_to``; an instant is text in UTC, as it is hashed; ``version`` points at the event
of that case which explains the row.
"""

from datetime import date
from itertools import chain

from sqlalchemy import (
    Index,
    MetaData,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlmodel import Field, SQLModel

from caseapp.rules.vocabulary import Action, Channel, Division, Ending, Kind, Occasion, Outcome, Role, State, Verdict
from caseapp.store.columns import KEYED, condition, date_column, dated, foreign_key, one_of, text_column, worded

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s__%(column_0_N_name)s",
    "uq": "uq_%(table_name)s__%(column_0_N_name)s",
    "ck": "ck_%(table_name)s__%(constraint_name)s",
    "fk": "fk_%(table_name)s__%(column_0_N_name)s__%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata: MetaData = SQLModel.metadata


def _of_open_cases(column: str) -> Index:
    """An index by which open cases are counted without a look at their rows; closed ones are not in it."""
    is_open = text("due_on IS NOT NULL")
    return Index(f"ix_complaints__open_{column}", column, "due_on", sqlite_where=is_open, postgresql_where=is_open)


class Setting(SQLModel, table=True):
    """What the store as a whole was told: the division, the default scheme, whether newcomers may join."""

    __tablename__ = "settings"
    __table_args__ = (KEYED,)
    name: str = text_column(primary_key=True)
    value: str = text_column()


class Officer(SQLModel, table=True):
    """People who work on cases, apart from those who complain."""

    __tablename__ = "officers"
    __table_args__ = (one_of("role", Role), worded("name"))
    id: int = Field(primary_key=True)
    name: str = text_column(unique=True)
    role: str = text_column()
    can_log_in: bool
    joined_at: str = text_column()


class Complainant(SQLModel, table=True):
    """Who complained. Reports never join this table."""

    __tablename__ = "complainants"
    __table_args__ = (Index("ix_complainants__email", "email"), Index("ix_complainants__name", "name"))
    id: int = Field(primary_key=True)
    name: str = text_column()
    email: str = text_column()
    telephone: str = text_column()
    address: str = text_column()
    postcode: str = text_column()


class Service(SQLModel, table=True):
    """A service of the council, as its reports name it."""

    __tablename__ = "services"
    id: int = Field(primary_key=True)
    name: str = text_column(unique=True)


class SubService(SQLModel, table=True):
    """A part of a service."""

    __tablename__ = "sub_services"
    __table_args__ = (UniqueConstraint("service_id", "name"),)
    id: int = Field(primary_key=True)
    service_id: int = Field(foreign_key="services.id")
    name: str = text_column()


class ChannelRow(SQLModel, table=True):
    """The ways in which a contact can reach the council (R87)."""

    __tablename__ = "channels"
    __table_args__ = (one_of("code", Channel), KEYED)
    code: str = text_column(primary_key=True)


class PolicyRow(SQLModel, table=True):
    """A policy version. The limits that guards read stand in columns; the document is the whole of it."""

    __tablename__ = "policies"
    __table_args__ = (
        condition("dates", "applies_until IS NULL OR applies_until >= applies_from"),
        *dated("applies_from", "applies_until"),
        condition("extensions", "stage1_most_extensions >= 0 AND stage2_most_extensions >= 0"),
        KEYED,
    )
    code: str = text_column(primary_key=True)
    scheme: str = text_column()
    title: str = text_column()
    applies_from: date = date_column()
    applies_until: date | None = date_column(nullable=True)
    stage1_most_extensions: int | None
    stage1_longest_extension_days: int | None
    stage2_most_extensions: int | None
    stage2_longest_extension_days: int | None
    document: str = text_column()


class BankHoliday(SQLModel, table=True):
    """The bank holidays that this store counts by: those published when it was made, and dated additions."""

    __tablename__ = "bank_holidays"
    __table_args__ = (
        one_of("division", Division),
        condition("origin", "origin IN ('published', 'added')"),
        *dated("held_on"),
        KEYED,
    )
    division: str = text_column(primary_key=True)
    held_on: date = date_column(primary_key=True)
    name: str = text_column()
    origin: str = text_column()
    added_seq: int | None
    """The event that added the day; none for those that the store was founded with."""


class ClosureDay(SQLModel, table=True):
    """A day on which the council itself is closed (R118)."""

    __tablename__ = "closure_days"
    __table_args__ = (*dated("closed_on"), KEYED)
    closed_on: date = date_column(primary_key=True)
    name: str = text_column()
    added_seq: int | None
    """The event that added the day; none for those that the store was founded with."""


class Counter(SQLModel, table=True):
    """The last number given out in each series; a number once given is never given again."""

    __tablename__ = "counters"
    __table_args__ = (condition("value", "value >= 0"), KEYED)
    name: str = text_column(primary_key=True)
    value: int


class ImportBatch(SQLModel, table=True):
    """One file that was imported, and how many of its rows were what."""

    __tablename__ = "import_batches"
    id: int = Field(primary_key=True)
    profile: str = text_column()
    file_name: str = text_column()
    file_digest: str = text_column()
    imported_at: str = text_column()
    imported_by: int = Field(foreign_key="officers.id")
    new: int
    duplicate: int
    changed: int
    skipped: int
    rejected: int
    undone_at: str | None = text_column(nullable=True)


class ImportRow(SQLModel, table=True):
    """What became of one row of an imported file. Reasons are caseapp's own words, never the row's text."""

    __tablename__ = "import_rows"
    __table_args__ = (one_of("verdict", Verdict), KEYED)
    batch_id: int = Field(primary_key=True, foreign_key="import_batches.id")
    row_number: int = Field(primary_key=True)
    verdict: str = text_column()
    submission: str | None = text_column(nullable=True)
    complaint_id: int | None
    reasons: str | None = text_column(nullable=True)


class Complaint(SQLModel, table=True):
    """A contact of any kind. ``state``, ``due_on`` and ``version`` are what its latest event says they are."""

    __tablename__ = "complaints"
    __table_args__ = (
        one_of("kind", Kind),
        one_of("state", State),
        condition("version", "version >= 1"),
        condition("stages_of_complaints", "state = 'annulled' OR (kind = 'complaint') = (state <> 'recorded')"),
        condition("due_when_open", "(due_on IS NOT NULL) = (state IN ('new', 'stage-1', 'stage-2-new', 'stage-2'))"),
        condition("waiting", "(acknowledge_by IS NOT NULL) = (state IN ('new', 'stage-2-new'))"),
        condition("restricted", "restricted IN (TRUE, FALSE)"),
        *dated("received_on", "due_on", "acknowledge_by", "issue_on", "aware_on"),
        Index("ix_complaints__due_on", "due_on", "id"),
        Index("ix_complaints__received_on", "received_on", "id"),
        Index("ix_complaints__complainant_id", "complainant_id"),
        *(_of_open_cases(column) for column in ("acknowledge_by", "handler_id", "state")),
    )
    id: int = Field(primary_key=True)
    reference: str = text_column(unique=True)
    kind: str = text_column()
    state: str = text_column()
    version: int
    received_on: date = date_column()
    logged_at: str = text_column()
    channel: str = Field(sa_type=Text, foreign_key="channels.code")
    policy: str = Field(sa_type=Text, foreign_key="policies.code")
    service_id: int | None = Field(foreign_key="services.id")
    sub_service_id: int | None = Field(foreign_key="sub_services.id")
    complainant_id: int | None = Field(foreign_key="complainants.id")
    handler_id: int | None = Field(foreign_key="officers.id")
    batch_id: int | None = Field(foreign_key="import_batches.id")
    due_on: date | None = date_column(nullable=True)
    acknowledge_by: date | None = date_column(nullable=True)
    issue_on: date | None = date_column(nullable=True)
    aware_on: date | None = date_column(nullable=True)
    summary: str = text_column()
    restricted: bool = Field(sa_column_kwargs={"server_default": false()})


class Narrative(SQLModel, table=True):
    """The long texts of a case, kept out of the rows that worklists read. ``version`` is the event that wrote them."""

    __tablename__ = "narratives"
    complaint_id: int = Field(primary_key=True, foreign_key="complaints.id")
    details: str = text_column()
    desired_outcome: str = text_column()
    raised_before: str = text_column()
    version: int = Field(sa_column_kwargs={"server_default": "1"})


class Adjustment(SQLModel, table=True):
    """A person's special notes, apart and out of exports (R127, R128).

    ``text`` is the reasonable adjustments asked for; ``contact`` is how the council and the person are in contact, such
    as through one named officer.
    """

    __tablename__ = "adjustments"
    complaint_id: int = Field(primary_key=True, foreign_key="complaints.id")
    text: str = text_column()
    version: int = Field(sa_column_kwargs={"server_default": "1"})
    contact: str = text_column(sa_column_kwargs={"server_default": ""})


class OtherService(SQLModel, table=True):
    """The services beside the lead service of a multi-service complaint (R82)."""

    __tablename__ = "other_services"
    __table_args__ = (KEYED,)
    complaint_id: int = Field(primary_key=True, foreign_key="complaints.id")
    service_id: int = Field(primary_key=True, foreign_key="services.id")


class Submission(SQLModel, table=True):
    """A submission taken from outside: the key says that it is taken once (guarantee 7)."""

    __tablename__ = "submissions"
    __table_args__ = (Index("ix_submissions__complaint_id", "complaint_id"), KEYED)
    source: str = text_column(primary_key=True)
    reference: str = text_column(primary_key=True)
    digest: str = text_column()
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
        condition(
            "of_a_case", "(complaint_id IS NULL) = (version IS NULL) AND (complaint_id IS NULL OR complaint_id > 0)"
        ),
        *dated("happened_on", "due_on", "target_on"),
        foreign_key(["complaint_id"], "complaints", ["id"], deferrable=True, initially="DEFERRED"),
    )
    seq: int = Field(primary_key=True)
    complaint_id: int | None
    version: int | None
    action: str = text_column()
    stage: int | None
    happened_on: date = date_column()
    recorded_at: str = text_column()
    officer_id: int = Field(foreign_key="officers.id")
    state: str | None = text_column(nullable=True)
    due_on: date | None = date_column(nullable=True)
    target_on: date | None = date_column(nullable=True)
    content: str = text_column()
    text: str | None = text_column(nullable=True)
    salt: str | None = text_column(nullable=True)
    text_digest: str | None = text_column(nullable=True)
    previous: str = text_column()
    hash: str = text_column()


class StageRow(SQLModel, table=True):
    """One attempt at one stage. It is open until it has a decision.

    A stage 2 row carries whose stage 1 answer it reviews, so that a key says there was one (guarantee 1) and a CHECK
    says that somebody else handles it (guarantee 4).
    """

    __tablename__ = "stages"
    __table_args__ = (
        condition("number", "number IN (1, 2)"),
        condition("attempt", "attempt >= 1"),
        condition("acknowledged", "acknowledged_on IS NULL OR acknowledged_on >= opened_on"),
        condition("dates", "due_on >= opened_on AND acknowledge_by >= opened_on"),
        *dated("opened_on", "acknowledge_by", "acknowledged_on", "due_on"),
        condition(
            "reviews_stage_1",
            "(number = 1 AND reviewed_stage IS NULL AND stage1_attempt IS NULL AND stage1_decider IS NULL) OR "
            "(number = 2 AND reviewed_stage = 1 AND stage1_attempt IS NOT NULL AND stage1_decider IS NOT NULL)",
        ),
        condition(
            "another_reviewer",
            "handler_id IS NULL OR stage1_decider IS NULL OR handler_id <> stage1_decider "
            "OR override_reason IS NOT NULL",
        ),
        condition(
            "override",
            "(override_reason IS NULL AND override_by IS NULL) OR (override_reason IS NOT NULL "
            "AND override_by IS NOT NULL AND handler_id IS NOT NULL AND number = 2)",
        ),
        worded("override_reason"),
        foreign_key(
            ["complaint_id", "reviewed_stage", "stage1_attempt", "stage1_decider"],
            "decisions",
            ["complaint_id", "stage", "attempt", "decided_by"],
            name="fk_stages__stage1_decision__decisions",
            use_alter=True,
        ),
        Index("ix_stages__opened_on", "opened_on"),
        KEYED,
    )
    complaint_id: int = Field(primary_key=True, foreign_key="complaints.id")
    number: int = Field(primary_key=True)
    attempt: int = Field(primary_key=True)
    opened_on: date = date_column()
    acknowledge_by: date = date_column()
    acknowledged_on: date | None = date_column(nullable=True)
    due_on: date = date_column()
    due_version: int
    handler_id: int | None = Field(foreign_key="officers.id")
    reviewed_stage: int | None
    stage1_attempt: int | None
    stage1_decider: int | None
    override_reason: str | None = text_column(nullable=True)
    override_by: int | None = Field(foreign_key="officers.id")


class ExtensionRow(SQLModel, table=True):
    """More time for a stage. Its ordinal is in the key, so a single extension cannot be had twice (guarantee 2)."""

    __tablename__ = "extensions"
    __table_args__ = (
        condition("ordinal", "ordinal >= 1"),
        condition("days", "days >= 1 AND days = CAST(days AS INTEGER)"),
        worded("reason"),
        condition("later", "extended_to > extended_on"),
        *dated("extended_on", "extended_to"),
        UniqueConstraint("complaint_id", "version"),
        foreign_key(["complaint_id", "stage", "attempt"], "stages", ["complaint_id", "number", "attempt"]),
        KEYED,
    )
    complaint_id: int = Field(primary_key=True)
    stage: int = Field(primary_key=True)
    ordinal: int = Field(primary_key=True)
    attempt: int
    days: int
    extended_on: date = date_column()
    extended_to: date = date_column()
    reason: str = text_column()
    version: int


class DecisionRow(SQLModel, table=True):
    """How a stage ended, by whom. Its key is the stage's, so a stage ends once (guarantee 3)."""

    __tablename__ = "decisions"
    __table_args__ = (
        one_of("ending", Ending),
        one_of("outcome", Outcome),
        condition("answer_has_outcome", "(ending = 'answered') = (outcome IS NOT NULL)"),
        *dated("decided_on"),
        UniqueConstraint("complaint_id", "version"),
        UniqueConstraint("complaint_id", "stage", "attempt", "decided_by"),
        Index("ix_decisions__decided_on", "decided_on"),
        foreign_key(["complaint_id", "stage", "attempt"], "stages", ["complaint_id", "number", "attempt"]),
        KEYED,
    )
    complaint_id: int = Field(primary_key=True)
    stage: int = Field(primary_key=True)
    attempt: int = Field(primary_key=True)
    ending: str = text_column()
    outcome: str | None = text_column(nullable=True)
    decided_on: date = date_column()
    decided_by: int = Field(foreign_key="officers.id")
    resolution_theme: str | None = text_column(nullable=True)
    root_cause: str | None = text_column(nullable=True)
    version: int


class PointRow(SQLModel, table=True):
    """One point of a complaint, each with an event of its own (R42)."""

    __tablename__ = "points"
    __table_args__ = (
        condition("ordinal", "ordinal >= 1"),
        worded("text"),
        UniqueConstraint("complaint_id", "version"),
        KEYED,
    )
    complaint_id: int = Field(primary_key=True, foreign_key="complaints.id")
    ordinal: int = Field(primary_key=True)
    text: str = text_column()
    version: int


class FindingRow(SQLModel, table=True):
    """What an answer found on one point; every answer finds on all of them anew (R42)."""

    __tablename__ = "findings"
    __table_args__ = (
        one_of("finding", Outcome),
        foreign_key(["complaint_id", "point"], "points", ["complaint_id", "ordinal"]),
        foreign_key(["complaint_id", "stage", "attempt"], "stages", ["complaint_id", "number", "attempt"]),
        KEYED,
    )
    complaint_id: int = Field(primary_key=True)
    stage: int = Field(primary_key=True)
    attempt: int = Field(primary_key=True)
    point: int = Field(primary_key=True)
    finding: str = text_column()
    version: int
