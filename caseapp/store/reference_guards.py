"""What the database refuses of what rows refer to: names in bytes, people and lists that are unknown or told otherwise.

Foreign keys say the same, but a bare SQLite connection does not ask them.
"""

from __future__ import annotations

from caseapp.store.guard import Guard, changed, kept


def _in_text(*columns: str) -> str:
    """That a text is made of bytes: SQLite would keep it beside the same text."""
    return " OR ".join(f"NEW.{column} <> CAST(NEW.{column} AS TEXT)" for column in columns)


def _unknown(column: str, table: str, key: str = "id") -> str:
    return f"(NEW.{column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {table} r WHERE r.{key} = NEW.{column}))"


_PART_OF_ANOTHER = (
    "(NEW.sub_service_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM sub_services b "
    "WHERE b.id = NEW.sub_service_id AND b.service_id = NEW.service_id))"
)
_OF_A_CASE = " OR ".join(
    (
        _unknown("channel", "channels", "code"),
        _unknown("policy", "policies", "code"),
        _unknown("service_id", "services"),
        _unknown("handler_id", "officers"),
        _unknown("complainant_id", "complainants"),
        _unknown("batch_id", "import_batches"),
        _PART_OF_ANOTHER,
    )
)

GUARDS = (
    Guard(
        "submissions_in_text",
        7,
        "submissions",
        "INSERT",
        _in_text("source", "reference"),
        "a submission is named in text, not in bytes",
    ),
    Guard("officers_in_text", 5, "officers", "INSERT", _in_text("name"), "a person is named in text, not in bytes"),
    Guard(
        "complaints_in_text", 5, "complaints", "INSERT", _in_text("reference"), "a case is named in text, not in bytes"
    ),
    *(
        Guard(
            f"complaints_refer_on_{verb.lower()}",
            8,
            "complaints",
            verb,
            _OF_A_CASE,
            "a case refers to what is on the lists",
        )
        for verb in ("INSERT", "UPDATE")
    ),
    *(
        Guard(
            f"stages_handled_on_{verb.lower()}",
            4,
            "stages",
            verb,
            _unknown("handler_id", "officers"),
            "a stage is handled by somebody known",
        )
        for verb in ("INSERT", "UPDATE")
    ),
    Guard(
        "other_services_refer",
        8,
        "other_services",
        "INSERT",
        f"{_unknown('complaint_id', 'complaints')} OR {_unknown('service_id', 'services')}",
        "another service is on the list",
    ),
    Guard(
        "sub_services_refer",
        8,
        "sub_services",
        "INSERT",
        _unknown("service_id", "services"),
        "a part belongs to a service",
    ),
    Guard(
        "import_rows_refer",
        7,
        "import_rows",
        "INSERT",
        _unknown("batch_id", "import_batches"),
        "a row belongs to an import",
    ),
    Guard(
        "import_batches_refer",
        7,
        "import_batches",
        "INSERT",
        _unknown("imported_by", "officers"),
        "an import names who did it",
    ),
    Guard(
        "decisions_not_by_a_member",
        3,
        "decisions",
        "INSERT",
        "EXISTS (SELECT 1 FROM officers o WHERE o.id = NEW.decided_by AND o.role = 'member')",
        "a member decides no case (R54)",
    ),
    *(
        Guard(
            f"stages_override_permitted_on_{verb.lower()}",
            4,
            "stages",
            verb,
            f"NEW.override_by IS NOT NULL{same} AND NOT EXISTS (SELECT 1 FROM officers o "
            "WHERE o.id = NEW.override_by AND o.role IN ('lead', 'administrator'))",
            "a lead officer or an administrator permits an override",
        )
        for verb, same in (("INSERT", ""), ("UPDATE", f" AND ({changed('override_by')})"))
    ),
    Guard("services_fixed", 5, "services", "UPDATE", "", "a service does not change; figures are counted by it"),
    Guard("sub_services_fixed", 5, "sub_services", "UPDATE", "", "a part of a service does not change"),
    *kept("channels", 8, "a channel", ("code",)),
    Guard("settings_kept", 5, "settings", "DELETE", "", "a setting is changed, never deleted"),
    Guard(
        "settings_named",
        5,
        "settings",
        "UPDATE",
        "NEW.name <> OLD.name OR (OLD.name = 'recorded_in_order_from' AND NEW.value <> OLD.value)",
        "a setting keeps its name, and the proof of the chain its beginning",
    ),
)
"""The guards of what rows refer to."""
