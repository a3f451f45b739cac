"""Attacks on words, people, services, imports and counters: what a case was, not how it went."""

from __future__ import annotations

from typing import Any

from tests.store.attack import ON_SQLITE, Attack, Script, attack, changed
from tests.store.scene import ADA_ID, FRESH, OPEN, Sql, event, following, insert, latest, noted, standing

CORRECTED = "2024-04-22"
"""The due date of the open case, which no correction here moves."""


def corrected(case: int = OPEN, **columns: Any) -> str:
    """The event of a correction of an open case."""
    return event(case, "correct", **{"state": "stage-1", "due_on": CORRECTED, **columns})


def told(action: str, sets: str, case: int = OPEN, **columns: Any) -> tuple[str, str]:
    """A change of a case, with an event that leaves it where it stands."""
    return (
        event(case, action, **{"state": "stage-1", "due_on": CORRECTED, **columns}),
        changed("complaints", f"version = {latest(case)}, {sets}", f"id = {case}"),
    )


def words(case: int = OPEN) -> str:
    """The correction of what a person wrote."""
    return changed("narratives", f"details = 'Other words', version = {latest(case)}", f"complaint_id = {case}")


def adjustment(case: int = OPEN, *, verb: str = "INSERT", **columns: Any) -> str:
    row = {"complaint_id": case, "text": "A ramp", "version": latest(case)}
    return insert("adjustments", verb=verb, **{**row, **columns})


def complainant(number: int = 99, *, verb: str = "INSERT") -> str:
    return insert("complainants", verb=verb, id=number, name="Someone", email="", telephone="", address="", postcode="")


def batch(number: int = 99, *, verb: str = "INSERT", **columns: Any) -> str:
    counts = dict.fromkeys(("new", "duplicate", "changed", "skipped", "rejected"), 0)
    row = {"profile": "raw", "file_name": "raw.csv", "file_digest": "raw", "imported_at": "2024-04-15T12:00:00Z"}
    return insert("import_batches", verb=verb, id=number, **row, imported_by=ADA_ID, **counts, **columns)


def import_row(number: int = 2, *, verb: str = "INSERT") -> str:
    return insert("import_rows", verb=verb, batch_id=1, row_number=number, verdict="rejected", reasons="Raw")


def service(number: int = 999, name: str = "Raw", *, verb: str = "INSERT") -> str:
    return insert("services", verb=verb, id=number, name=name)


def part(number: int = 999, name: str = "Raw", *, verb: str = "INSERT") -> str:
    return insert("sub_services", verb=verb, id=number, service_id=1, name=name)


FIRST_SERVICE = Sql("(SELECT name FROM services WHERE id = 1)")
FIRST_PART = Sql("(SELECT name FROM sub_services WHERE id = 1)")

KEPT = {
    "narratives": (5, f"complaint_id = {OPEN}"),
    "adjustments": (5, f"complaint_id = {FRESH}"),
    "complainants": (5, "id = 1"),
    "other_services": (5, f"complaint_id = {FRESH}"),
    "services": (5, "id = 1"),
    "sub_services": (5, "id = 1"),
    "import_batches": (7, "id = 1"),
    "import_rows": (7, "batch_id = 1"),
    "counters": (7, "name = 'complaints'"),
    "bank_holidays": (6, "held_on = '2024-05-06'"),
    "closure_days": (6, "closed_on = '2024-12-27'"),
}
"""Tables whose rows are there for good: guarantee, and one row of the scene."""

WORDS = [
    attack(5, "other words of a person, without an event", changed("narratives", "details = 'x'", "complaint_id = 2")),
    attack(5, "other words beside a note", *noted(), words()),
    attack(5, "other words by the event that brought the first", words()),
    attack(
        5, "the words of another case", corrected(), changed("narratives", "complaint_id = 999", "complaint_id = 2")
    ),
    attack(
        5,
        "words beside a note",
        event(100, "log", stage=None, state="recorded"),
        event(100, "note", stage=None, state="recorded"),
        insert("narratives", complaint_id=100, details="", desired_outcome="", raised_before="", version=2),
    ),
    attack(5, "the same words twice", adjustment(FRESH)),
    attack(5, "a need beside a note", *noted(), adjustment()),
    attack(5, "another need, without an event", changed("adjustments", "text = 'None'", f"complaint_id = {FRESH}")),
    attack(
        5,
        "words replaced",
        corrected(),
        words().replace("UPDATE", "UPDATE OR REPLACE").replace(f"= {OPEN}", f"= {FRESH}"),
        engines=ON_SQLITE,
    ),
    attack(5, "a need replaced", adjustment(FRESH, verb="INSERT OR REPLACE", version=1), engines=ON_SQLITE),
    attack(
        5,
        "words replaced as a row",
        insert(
            "narratives",
            verb="INSERT OR REPLACE",
            complaint_id=OPEN,
            details="",
            desired_outcome="",
            raised_before="",
            version=1,
        ),
        engines=ON_SQLITE,
    ),
    attack(5, "another complainant", changed("complainants", "name = 'Someone'", "id = 1")),
    attack(5, "a complainant replaced", complainant(1, verb="INSERT OR REPLACE"), engines=ON_SQLITE),
    attack(5, "another summary, with a note", noted()[0], told("note", "summary = 'Never mind'")[1]),
    attack(
        5,
        "another channel, without an event",
        changed("complaints", "channel = 'letter'", f"id = {OPEN}"),
        by="guarantee",
    ),
    attack(5, "another service, with a note", *told("note", "service_id = 2")),
    attack(5, "another handler, with a note", *told("note", f"handler_id = {ADA_ID}")),
    attack(5, "a case restricted with a note", *told("note", "restricted = TRUE")),
    attack(
        5,
        "a case restricted from the start",
        event(100, "log", stage=None, state="recorded"),
        insert(
            "complaints",
            id=100,
            reference="RAW-100",
            kind="compliment",
            state="recorded",
            version=1,
            received_on="2024-04-15",
            logged_at="2024-04-15T12:00:00.000000Z",
            channel="web",
            policy="cambridge-2024",
            summary="Well done",
            restricted=True,
        ),
    ),
    attack(5, "another service of a case", changed("other_services", "service_id = 3", f"complaint_id = {FRESH}")),
    attack(
        5,
        "a service of a case replaced",
        Sql(f"INSERT OR REPLACE INTO other_services SELECT * FROM other_services WHERE complaint_id = {FRESH}"),
        engines=ON_SQLITE,
    ),
]

REGISTERS = [
    attack(5, "a service replaced", service(1, verb="INSERT OR REPLACE"), engines=ON_SQLITE),
    attack(
        5, "a service replaced by its name", service(name=FIRST_SERVICE, verb="INSERT OR REPLACE"), engines=ON_SQLITE
    ),
    attack(5, "a part of a service replaced", part(1, verb="INSERT OR REPLACE"), engines=ON_SQLITE),
    attack(
        5,
        "a part of a service replaced by its name",
        insert(
            "sub_services",
            verb="INSERT OR REPLACE",
            id=999,
            service_id=Sql("(SELECT service_id FROM sub_services WHERE id = 1)"),
            name=FIRST_PART,
        ),
        engines=ON_SQLITE,
    ),
    attack(7, "an import told otherwise", changed("import_batches", "new = 99", "id = 1")),
    attack(7, "an import replaced", batch(1, verb="INSERT OR REPLACE"), engines=ON_SQLITE),
    attack(7, "a row of an import told otherwise", changed("import_rows", "verdict = 'rejected'", "batch_id = 1")),
    attack(7, "a row of an import replaced", import_row(1, verb="INSERT OR REPLACE"), engines=ON_SQLITE),
    attack(7, "a number given again", changed("counters", "value = value - 1", "name = 'complaints'")),
    attack(7, "a series begun again", changed("counters", "name = 'old'", "name = 'complaints'")),
    attack(
        7,
        "a number given again by way of a row put in the place of another",
        insert("counters", name="complaints", value=1) + " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    ),
    attack(
        7,
        "a series replaced",
        insert("counters", verb="INSERT OR REPLACE", name="complaints", value=1),
        engines=ON_SQLITE,
    ),
    attack(6, "a bank holiday moved", changed("bank_holidays", "held_on = '2024-05-07'", "held_on = '2024-05-06'")),
    attack(
        5,
        "an event recorded before the last one",
        event(OPEN, "resolve", state="resolved", recorded_at="2020-01-01T12:00:00.000000Z"),
    ),
    attack(5, "an event recorded at no time at all", event(OPEN, "resolve", state="resolved", recorded_at="zzzz")),
    attack(
        5,
        "an event of the following version of no case",
        event(None, "joined", stage=None, version=following(OPEN)),
        by="ck_events__of_a_case",
    ),
]

DELETING = [
    made
    for table, (number, row) in KEPT.items()
    for made in (
        attack(number, f"delete from {table}", f"DELETE FROM {table} WHERE {row}"),
        attack(number, f"delete all {table}", f"DELETE FROM {table}"),
    )
]

RECORD_ATTACKS: tuple[Attack, ...] = (*WORDS, *REGISTERS, *DELETING)

RECORD_LAWFUL: tuple[Script, ...] = (
    Script("a correction of words", (corrected(), standing(OPEN, "stage-1", CORRECTED), words())),
    Script("a need that was left out", (corrected(), adjustment())),
    Script("a correction of the summary", told("correct", "summary = 'The green bin was not emptied'")),
    Script("a complainant that was left out", (complainant(), *told("correct", "complainant_id = 99"))),
    Script("another service", told("allocate", "service_id = 2, sub_service_id = NULL")),
    Script("another handler of a case", told("assign", f"handler_id = {ADA_ID}")),
    Script("a case restricted", told("restrict", "restricted = TRUE")),
    Script(
        "a case restricted and opened again",
        (*told("restrict", "restricted = TRUE"), *told("unrestrict", "restricted = FALSE")),
    ),
    Script("a new service and a part of it", (service(), part())),
    Script("an import", (batch(), import_row())),
    Script("a number given", (changed("counters", "value = value + 1", "name = 'complaints'"),)),
)
