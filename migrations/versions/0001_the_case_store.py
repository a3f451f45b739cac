"""The first schema: the whole case store.

Cases with their stages, extensions, decisions and chained events; people, services and channels; policies and
days off; imports and what they took. It is the first version, so there are no rows to carry over.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "bank_holidays",
        sa.Column("division", sa.Text(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "division IN ('england-and-wales', 'scotland', 'northern-ireland', 'none')",
            name=op.f("ck_bank_holidays__division"),
        ),
        sa.CheckConstraint("origin IN ('published', 'added')", name=op.f("ck_bank_holidays__origin")),
        sa.CheckConstraint(
            "(held_on IS NULL OR (date(held_on) IS NOT NULL AND date(held_on) = held_on))",
            name=op.f("ck_bank_holidays__dated"),
        ),
        sa.PrimaryKeyConstraint("division", "held_on", name=op.f("pk_bank_holidays")),
    )
    op.create_table(
        "channels",
        sa.Column("code", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "code IN ('web', 'email', 'telephone', 'face-to-face', 'letter')", name=op.f("ck_channels__code")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_channels")),
    )
    op.create_table(
        "closure_days",
        sa.Column("closed_on", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(closed_on IS NULL OR (date(closed_on) IS NOT NULL AND date(closed_on) = closed_on))",
            name=op.f("ck_closure_days__dated"),
        ),
        sa.PrimaryKeyConstraint("closed_on", name=op.f("pk_closure_days")),
    )
    op.create_table(
        "complainants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("telephone", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("postcode", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complainants")),
    )
    with op.batch_alter_table("complainants", schema=None) as batch_op:
        batch_op.create_index("ix_complainants__email", ["email"], unique=False)
        batch_op.create_index("ix_complainants__name", ["name"], unique=False)

    op.create_table(
        "counters",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.CheckConstraint("value >= 0", name=op.f("ck_counters__value")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counters")),
    )
    op.create_table(
        "officers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("can_log_in", sa.Boolean(), nullable=False),
        sa.Column("joined_at", sa.Text(), nullable=False),
        sa.CheckConstraint("length(trim(name, ' \t\r\n')) > 0", name=op.f("ck_officers__name")),
        sa.CheckConstraint(
            "role IN ('officer', 'reviewer', 'lead', 'administrator', 'member')", name=op.f("ck_officers__role")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officers")),
        sa.UniqueConstraint("name", name=op.f("uq_officers__name")),
    )
    op.create_table(
        "policies",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("applies_from", sa.Date(), nullable=False),
        sa.Column("applies_until", sa.Date(), nullable=True),
        sa.Column("stage1_most_extensions", sa.Integer(), nullable=True),
        sa.Column("stage1_longest_extension_days", sa.Integer(), nullable=True),
        sa.Column("stage2_most_extensions", sa.Integer(), nullable=True),
        sa.Column("stage2_longest_extension_days", sa.Integer(), nullable=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(applies_from IS NULL OR (date(applies_from) IS NOT NULL AND date(applies_from) = applies_from)) AND (applies_until IS NULL OR (date(applies_until) IS NOT NULL AND date(applies_until) = applies_until))",
            name=op.f("ck_policies__dated"),
        ),
        sa.CheckConstraint("applies_until IS NULL OR applies_until >= applies_from", name=op.f("ck_policies__dates")),
        sa.CheckConstraint(
            "stage1_most_extensions >= 0 AND stage2_most_extensions >= 0", name=op.f("ck_policies__extensions")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_policies")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "services",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_services")),
        sa.UniqueConstraint("name", name=op.f("uq_services__name")),
    )
    op.create_table(
        "settings",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_settings")),
    )
    op.create_table(
        "import_batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_digest", sa.Text(), nullable=False),
        sa.Column("imported_at", sa.Text(), nullable=False),
        sa.Column("imported_by", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("duplicate", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("skipped", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["imported_by"], ["officers.id"], name=op.f("fk_import_batches__imported_by__officers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batches")),
    )
    op.create_table(
        "sub_services",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_sub_services__service_id__services")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sub_services")),
        sa.UniqueConstraint("service_id", "name", name=op.f("uq_sub_services__service_id_name")),
    )
    op.create_table(
        "complaints",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("logged_at", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.Column("sub_service_id", sa.Integer(), nullable=True),
        sa.Column("complainant_id", sa.Integer(), nullable=True),
        sa.Column("handler_id", sa.Integer(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("acknowledge_by", sa.Date(), nullable=True),
        sa.Column("issue_on", sa.Date(), nullable=True),
        sa.Column("aware_on", sa.Date(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(acknowledge_by IS NOT NULL) = (state IN ('new', 'stage-2-new'))", name=op.f("ck_complaints__waiting")
        ),
        sa.CheckConstraint(
            "(due_on IS NOT NULL) = (state IN ('new', 'stage-1', 'stage-2-new', 'stage-2'))",
            name=op.f("ck_complaints__due_when_open"),
        ),
        sa.CheckConstraint(
            "(kind = 'complaint') = (state <> 'recorded')", name=op.f("ck_complaints__stages_of_complaints")
        ),
        sa.CheckConstraint(
            "kind IN ('complaint', 'compliment', 'service-request', 'not-ours')", name=op.f("ck_complaints__kind")
        ),
        sa.CheckConstraint(
            "state IN ('new', 'stage-1', 'stage-1-answered', 'stage-2-new', 'stage-2', 'stage-2-answered', 'withdrawn', 'resolved', 'refused', 'recorded')",
            name=op.f("ck_complaints__state"),
        ),
        sa.CheckConstraint(
            "(received_on IS NULL OR (date(received_on) IS NOT NULL AND date(received_on) = received_on)) AND (due_on IS NULL OR (date(due_on) IS NOT NULL AND date(due_on) = due_on)) AND (acknowledge_by IS NULL OR (date(acknowledge_by) IS NOT NULL AND date(acknowledge_by) = acknowledge_by)) AND (issue_on IS NULL OR (date(issue_on) IS NOT NULL AND date(issue_on) = issue_on)) AND (aware_on IS NULL OR (date(aware_on) IS NOT NULL AND date(aware_on) = aware_on))",
            name=op.f("ck_complaints__dated"),
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_complaints__version")),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batches.id"], name=op.f("fk_complaints__batch_id__import_batches")
        ),
        sa.ForeignKeyConstraint(["channel"], ["channels.code"], name=op.f("fk_complaints__channel__channels")),
        sa.ForeignKeyConstraint(
            ["complainant_id"], ["complainants.id"], name=op.f("fk_complaints__complainant_id__complainants")
        ),
        sa.ForeignKeyConstraint(["handler_id"], ["officers.id"], name=op.f("fk_complaints__handler_id__officers")),
        sa.ForeignKeyConstraint(["policy"], ["policies.code"], name=op.f("fk_complaints__policy__policies")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_complaints__service_id__services")),
        sa.ForeignKeyConstraint(
            ["sub_service_id"], ["sub_services.id"], name=op.f("fk_complaints__sub_service_id__sub_services")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaints")),
        sa.UniqueConstraint("reference", name=op.f("uq_complaints__reference")),
    )
    with op.batch_alter_table("complaints", schema=None) as batch_op:
        batch_op.create_index("ix_complaints__complainant_id", ["complainant_id"], unique=False)
        batch_op.create_index("ix_complaints__due_on", ["due_on", "id"], unique=False)
        batch_op.create_index("ix_complaints__received_on", ["received_on", "id"], unique=False)

    op.create_table(
        "import_rows",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("submission", sa.Text(), nullable=True),
        sa.Column("complaint_id", sa.Integer(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "verdict IN ('new', 'duplicate', 'changed', 'skipped', 'rejected')", name=op.f("ck_import_rows__verdict")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batches.id"], name=op.f("fk_import_rows__batch_id__import_batches")
        ),
        sa.PrimaryKeyConstraint("batch_id", "row_number", name=op.f("pk_import_rows")),
    )
    op.create_table(
        "adjustments",
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaints.id"], name=op.f("fk_adjustments__complaint_id__complaints")
        ),
        sa.PrimaryKeyConstraint("complaint_id", name=op.f("pk_adjustments")),
    )
    op.create_table(
        "events",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("target_on", sa.Date(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("salt", sa.Text(), nullable=True),
        sa.Column("text_digest", sa.Text(), nullable=True),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "action IN ('log', 'acknowledge', 'allocate', 'assign', 'extend', 'respond', 'escalate', 'reopen', 'withdraw', 'resolve', 'refuse', 'note', 'founded', 'joined', 'imported')",
            name=op.f("ck_events__action"),
        ),
        sa.CheckConstraint(
            "state IN ('new', 'stage-1', 'stage-1-answered', 'stage-2-new', 'stage-2', 'stage-2-answered', 'withdrawn', 'resolved', 'refused', 'recorded')",
            name=op.f("ck_events__state"),
        ),
        sa.CheckConstraint(
            "(complaint_id IS NULL) = (version IS NULL) AND (complaint_id IS NULL OR complaint_id > 0)",
            name=op.f("ck_events__of_a_case"),
        ),
        sa.CheckConstraint(
            "(happened_on IS NULL OR (date(happened_on) IS NOT NULL AND date(happened_on) = happened_on)) AND (due_on IS NULL OR (date(due_on) IS NOT NULL AND date(due_on) = due_on)) AND (target_on IS NULL OR (date(target_on) IS NOT NULL AND date(target_on) = target_on))",
            name=op.f("ck_events__dated"),
        ),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaints.id"],
            name=op.f("fk_events__complaint_id__complaints"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_events__officer_id__officers")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_events")),
        sa.UniqueConstraint("complaint_id", "version", name=op.f("uq_events__complaint_id_version")),
        sa.UniqueConstraint("previous", name=op.f("uq_events__previous")),
    )
    op.create_table(
        "narratives",
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("desired_outcome", sa.Text(), nullable=False),
        sa.Column("raised_before", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaints.id"], name=op.f("fk_narratives__complaint_id__complaints")
        ),
        sa.PrimaryKeyConstraint("complaint_id", name=op.f("pk_narratives")),
    )
    op.create_table(
        "other_services",
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaints.id"], name=op.f("fk_other_services__complaint_id__complaints")
        ),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_other_services__service_id__services")),
        sa.PrimaryKeyConstraint("complaint_id", "service_id", name=op.f("pk_other_services")),
    )
    op.create_table(
        "stages",
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("acknowledge_by", sa.Date(), nullable=False),
        sa.Column("acknowledged_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due_version", sa.Integer(), nullable=False),
        sa.Column("handler_id", sa.Integer(), nullable=True),
        sa.Column("reviewed_stage", sa.Integer(), nullable=True),
        sa.Column("stage1_attempt", sa.Integer(), nullable=True),
        sa.Column("stage1_decider", sa.Integer(), nullable=True),
        sa.Column("override_reason", sa.Text(), nullable=True),
        sa.Column("override_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("length(trim(override_reason, ' \t\r\n')) > 0", name=op.f("ck_stages__override_reason")),
        sa.CheckConstraint(
            "(number = 1 AND reviewed_stage IS NULL AND stage1_attempt IS NULL AND stage1_decider IS NULL) OR (number = 2 AND reviewed_stage = 1 AND stage1_attempt IS NOT NULL AND stage1_decider IS NOT NULL)",
            name=op.f("ck_stages__reviews_stage_1"),
        ),
        sa.CheckConstraint(
            "(opened_on IS NULL OR (date(opened_on) IS NOT NULL AND date(opened_on) = opened_on)) AND (acknowledge_by IS NULL OR (date(acknowledge_by) IS NOT NULL AND date(acknowledge_by) = acknowledge_by)) AND (acknowledged_on IS NULL OR (date(acknowledged_on) IS NOT NULL AND date(acknowledged_on) = acknowledged_on)) AND (due_on IS NULL OR (date(due_on) IS NOT NULL AND date(due_on) = due_on))",
            name=op.f("ck_stages__dated"),
        ),
        sa.CheckConstraint(
            "(override_reason IS NULL AND override_by IS NULL) OR (override_reason IS NOT NULL AND override_by IS NOT NULL AND handler_id IS NOT NULL AND stage1_decider IS NOT NULL AND handler_id = stage1_decider)",
            name=op.f("ck_stages__override"),
        ),
        sa.CheckConstraint(
            "acknowledged_on IS NULL OR acknowledged_on >= opened_on", name=op.f("ck_stages__acknowledged")
        ),
        sa.CheckConstraint("attempt >= 1", name=op.f("ck_stages__attempt")),
        sa.CheckConstraint("due_on >= opened_on AND acknowledge_by >= opened_on", name=op.f("ck_stages__dates")),
        sa.CheckConstraint(
            "handler_id IS NULL OR stage1_decider IS NULL OR handler_id <> stage1_decider OR override_reason IS NOT NULL",
            name=op.f("ck_stages__another_reviewer"),
        ),
        sa.CheckConstraint("number IN (1, 2)", name=op.f("ck_stages__number")),
        sa.ForeignKeyConstraint(
            ["complaint_id", "reviewed_stage", "stage1_attempt", "stage1_decider"],
            ["decisions.complaint_id", "decisions.stage", "decisions.attempt", "decisions.decided_by"],
            name="fk_stages__stage1_decision__decisions",
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaints.id"], name=op.f("fk_stages__complaint_id__complaints")),
        sa.ForeignKeyConstraint(["handler_id"], ["officers.id"], name=op.f("fk_stages__handler_id__officers")),
        sa.ForeignKeyConstraint(["override_by"], ["officers.id"], name=op.f("fk_stages__override_by__officers")),
        sa.PrimaryKeyConstraint("complaint_id", "number", "attempt", name=op.f("pk_stages")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("stages", schema=None) as batch_op:
        batch_op.create_index("ix_stages__opened_on", ["opened_on"], unique=False)

    op.create_table(
        "submissions",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaints.id"], name=op.f("fk_submissions__complaint_id__complaints")
        ),
        sa.PrimaryKeyConstraint("source", "reference", name=op.f("pk_submissions")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.create_index("ix_submissions__complaint_id", ["complaint_id"], unique=False)

    op.create_table(
        "decisions",
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("ending", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column("resolution_theme", sa.Text(), nullable=True),
        sa.Column("root_cause", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(ending = 'answered') = (outcome IS NOT NULL)", name=op.f("ck_decisions__answer_has_outcome")
        ),
        sa.CheckConstraint(
            "ending IN ('answered', 'withdrawn', 'resolved-by-agreement', 'refused')", name=op.f("ck_decisions__ending")
        ),
        sa.CheckConstraint("outcome IN ('upheld', 'partly-upheld', 'not-upheld')", name=op.f("ck_decisions__outcome")),
        sa.CheckConstraint(
            "(decided_on IS NULL OR (date(decided_on) IS NOT NULL AND date(decided_on) = decided_on))",
            name=op.f("ck_decisions__dated"),
        ),
        sa.ForeignKeyConstraint(
            ["complaint_id", "stage", "attempt"],
            ["stages.complaint_id", "stages.number", "stages.attempt"],
            name=op.f("fk_decisions__complaint_id_stage_attempt__stages"),
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["officers.id"], name=op.f("fk_decisions__decided_by__officers")),
        sa.PrimaryKeyConstraint("complaint_id", "stage", "attempt", name=op.f("pk_decisions")),
        sa.UniqueConstraint(
            "complaint_id",
            "stage",
            "attempt",
            "decided_by",
            name=op.f("uq_decisions__complaint_id_stage_attempt_decided_by"),
        ),
        sa.UniqueConstraint("complaint_id", "version", name=op.f("uq_decisions__complaint_id_version")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.create_index("ix_decisions__decided_on", ["decided_on"], unique=False)

    op.create_table(
        "extensions",
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("extended_on", sa.Date(), nullable=False),
        sa.Column("extended_to", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(trim(reason, ' \t\r\n')) > 0", name=op.f("ck_extensions__reason")),
        sa.CheckConstraint(
            "(extended_on IS NULL OR (date(extended_on) IS NOT NULL AND date(extended_on) = extended_on)) AND (extended_to IS NULL OR (date(extended_to) IS NOT NULL AND date(extended_to) = extended_to))",
            name=op.f("ck_extensions__dated"),
        ),
        sa.CheckConstraint("days >= 1 AND days = CAST(days AS INTEGER)", name=op.f("ck_extensions__days")),
        sa.CheckConstraint("extended_to > extended_on", name=op.f("ck_extensions__later")),
        sa.CheckConstraint("ordinal >= 1", name=op.f("ck_extensions__ordinal")),
        sa.ForeignKeyConstraint(
            ["complaint_id", "stage", "attempt"],
            ["stages.complaint_id", "stages.number", "stages.attempt"],
            name=op.f("fk_extensions__complaint_id_stage_attempt__stages"),
        ),
        sa.PrimaryKeyConstraint("complaint_id", "stage", "ordinal", name=op.f("pk_extensions")),
        sa.UniqueConstraint("complaint_id", "version", name=op.f("uq_extensions__complaint_id_version")),
        sqlite_with_rowid=False,
    )

    # Stage 2 points at the stage 1 decision and a decision at its stage. SQLite takes both keys as it makes the
    # tables; PostgreSQL takes the second once both are there.
    if op.get_bind().dialect.name == "postgresql":
        op.create_foreign_key(
            "fk_stages__stage1_decision__decisions",
            "stages",
            "decisions",
            ["complaint_id", "reviewed_stage", "stage1_attempt", "stage1_decider"],
            ["complaint_id", "stage", "attempt", "decided_by"],
        )


def downgrade() -> None:
    raise NotImplementedError("Going back would lose cases; restore the backup that the upgrade made.")
