"""Attacks on what rows refer to: people and lists that are unknown or told otherwise, and names made of bytes."""

from __future__ import annotations

from tests.store.attack import ON_SQLITE, Attack, Script, attack, changed
from tests.store.record_attacks import told
from tests.store.scene import (
    ADA_ID,
    FRESH,
    LEE_ID,
    OLGA_ID,
    OPEN,
    RITA_ID,
    Sql,
    answered,
    complaint,
    escalated,
    insert,
    logged,
    permitted,
)


def in_bytes(text: str) -> Sql:
    """A text as SQLite keeps bytes."""
    return Sql(f"CAST('{text}' AS BLOB)")


def unknown(column: str, value: object) -> Attack:
    """A new case that refers to nothing."""
    return attack(
        8,
        f"a case with an unknown {column}",
        logged()[0],
        complaint(100, **{column: value}),
    )


REFERENCE_ATTACKS: tuple[Attack, ...] = (
    attack(
        7,
        "a submission taken twice, once in bytes",
        insert("submissions", source=in_bytes("web"), reference="S-1", digest="x", complaint_id=FRESH),
        engines=ON_SQLITE,
    ),
    attack(
        7,
        "a submission's reference in bytes",
        insert("submissions", source="web", reference=in_bytes("S-1"), digest="x", complaint_id=FRESH),
        engines=ON_SQLITE,
    ),
    attack(
        5,
        "a person twice, once in bytes",
        insert("officers", id=99, name=in_bytes("Olga Officer"), role="lead", can_log_in=True, joined_at=""),
        engines=ON_SQLITE,
    ),
    attack(
        5,
        "a case twice, once in bytes",
        logged()[0],
        complaint(100, reference=in_bytes("C24-00002")),
        engines=ON_SQLITE,
    ),
    *(
        unknown(column, value)
        for column, value in {
            "channel": "pigeon",
            "policy": "none",
            "service_id": 999,
            "handler_id": 999,
            "complainant_id": 999,
            "batch_id": 999,
            "sub_service_id": 999,
        }.items()
    ),
    attack(8, "a case with a part of another service", logged()[0], complaint(100, service_id=2, sub_service_id=1)),
    attack(8, "a case given to nobody known", *told("assign", "handler_id = 999")),
    attack(4, "a stage handled by nobody known", *logged(handler_id=999)),
    attack(4, "a stage given to nobody known", changed("stages", "handler_id = 999", f"complaint_id = {OPEN}")),
    attack(
        4,
        "the stage 1 decider in bytes handles stage 2",
        *escalated(handler_id=in_bytes(str(RITA_ID))),
        engines=ON_SQLITE,
    ),
    attack(8, "an unknown other service", *logged(), insert("other_services", complaint_id=100, service_id=999)),
    attack(8, "a part of no service", insert("sub_services", id=999, service_id=999, name="Raw")),
    attack(7, "a row of no import", insert("import_rows", batch_id=999, row_number=1, verdict="rejected")),
    attack(
        7,
        "an import by nobody known",
        insert(
            "import_batches",
            id=99,
            profile="raw",
            file_name="raw.csv",
            file_digest="raw",
            imported_at="2024-04-15T12:00:00Z",
            imported_by=999,
            new=0,
            duplicate=0,
            changed=0,
            skipped=0,
            rejected=0,
        ),
    ),
    attack(
        3,
        "a decision by a member",
        insert("officers", id=99, name="New Member", role="member", can_log_in=True, joined_at=""),
        *answered(decided_by=99),
    ),
    attack(4, "an override by an officer", *permitted(override_by=OLGA_ID, happening={"officer_id": OLGA_ID})),
    attack(4, "an override by whom it is for", *permitted(override_by=RITA_ID, happening={"officer_id": RITA_ID})),
    attack(
        4,
        "an override by an officer, at once",
        *escalated(
            handler_id=RITA_ID,
            override_reason="Trust me",
            override_by=OLGA_ID,
            happening={"text": "Trust me", "content": '{"override":true}'},
        ),
    ),
    attack(5, "a service renamed", changed("services", "name = 'Raw'", "id = 1")),
    attack(5, "a part moved to another service", changed("sub_services", "service_id = 2", "id = 1")),
    attack(8, "a channel deleted", "DELETE FROM channels WHERE code = 'letter'"),
    attack(8, "a channel replaced", insert("channels", verb="INSERT OR REPLACE", code="web"), engines=ON_SQLITE),
    attack(5, "a setting deleted", "DELETE FROM settings WHERE name = 'scheme'"),
    attack(5, "every setting deleted", "DELETE FROM settings"),
    attack(5, "a setting renamed", changed("settings", "name = 'raw'", "name = 'scheme'")),
)

REFERENCE_LAWFUL: tuple[Script, ...] = (
    Script(
        "a case of a service and a part of it",
        (
            logged()[0],
            complaint(100, service_id=Sql("(SELECT service_id FROM sub_services WHERE id = 1)"), sub_service_id=1),
        ),
    ),
    Script("a case given to somebody", told("assign", f"handler_id = {ADA_ID}")),
    Script("an override by a lead officer", permitted(override_by=LEE_ID)),
    Script("an override by an administrator", permitted(override_by=ADA_ID, happening={"officer_id": ADA_ID})),
    Script("a setting changed", (changed("settings", "value = 'closed'", "name = 'joining'"),)),
)
