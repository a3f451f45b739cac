"""One store with a case in every position from which it can be attacked, and SQL as a stray script would write it."""

from __future__ import annotations

from datetime import date
from typing import Any

from caseapp.casework.days_off import DayOff, DayOffKind, add_day_off
from caseapp.casework.requests import Assign, Complainant, Extend, Reopen, SubmissionKey, Withdraw
from caseapp.rules.vocabulary import Kind, Verdict
from caseapp.store.store import Store
from tests.builders import ADA, LEE, MONDAY, OLGA, RITA, Desk, april, noon

FRESH, OPEN, ANSWERED, STAGE_2, EXTENDED, LGSCO, REOPENED, OF_2021, COMPLIMENT, WITHDRAWN, OVERRIDDEN = range(1, 12)
"""The ids of the cases of the scene."""

ADA_ID, OLGA_ID, RITA_ID, LEE_ID = 1, 2, 3, 4


def set_scene(store: Store) -> None:
    """Fill a founded store, by way of the verbs alone."""
    desk = Desk(store).staffed()
    set_closure(desk)
    desk.logged(
        submission=SubmissionKey("web", "S-1", "digest"),
        complainant=Complainant("Peter Parker", "peter@example.org"),
        adjustments="Large print",
        other_services=("Planning",),
        sub_service="Bins",
    )
    desk.acknowledged()
    desk.answered(by=RITA)
    desk.escalated(by=RITA)
    desk.do(Extend(desk.logged().reference, 10, "Many witnesses"), today=april(10))
    desk.acknowledged(policy="lgsco-2024")
    desk.do(Reopen(desk.answered().reference, "New evidence"), today=april(15))
    old = desk.logged(received_on=date(2024, 3, 4))
    desk.do(Extend(old.reference, 20, "Agreed by telephone", on=date(2024, 3, 5)))
    desk.logged(kind=Kind.COMPLIMENT)
    desk.do(Withdraw(desk.logged().reference), today=april(10))
    overridden = desk.escalated(by=RITA)
    desk.do(Assign(overridden.reference, RITA, override="A council of three"), by=LEE, today=april(12))
    set_import(desk)


def set_import(desk: Desk) -> None:
    """One imported file with one row, which brought the first case."""
    counts = {"new": 1, "duplicate": 0, "changed": 0, "skipped": 0, "rejected": 0}
    with desk.store.writing() as work:
        olga = desk.actor(work, OLGA)
        row = {"profile": "submissions", "file_name": "web.csv", "file_digest": "digest", **counts}
        batch = work.begin_batch(row, by=olga, at=noon(april(12)))
        work.add_import_row(batch, 1, Verdict.NEW.value, submission="web S-1", complaint_id=FRESH, reasons=None)


def set_closure(desk: Desk) -> None:
    """A day off that touches no case."""
    day_off = DayOff(DayOffKind.CLOSURE, date(2024, 12, 27), "Closed between the years")
    with desk.store.writing() as work:
        add_day_off(work, day_off, by=desk.actor(work, ADA), at=noon(MONDAY))


class Sql(str):
    """An expression, as opposed to a value."""

    __slots__ = ()


NEXT_SEQ = Sql("(SELECT MAX(seq) + 1 FROM events)")
LAST_HASH = Sql("(SELECT hash FROM events ORDER BY seq DESC LIMIT 1)")
NEW_HASH = Sql("(SELECT 'forged ' || MAX(seq) FROM events)")


def latest(case: int) -> Sql:
    """The version of a case's latest event."""
    return Sql(f"(SELECT MAX(version) FROM events WHERE complaint_id = {case})")


def following(case: int) -> Sql:
    """The version that the next event of a case must have."""
    return Sql(f"(SELECT COALESCE(MAX(version), 0) + 1 FROM events WHERE complaint_id = {case})")


def literal(value: object) -> str:
    """A value in SQL."""
    if value is None:
        return "NULL"
    if isinstance(value, Sql | int):
        return str(value).upper() if isinstance(value, bool) else str(value)
    return "'" + str(value).replace("'", "''") + "'"


def insert(table: str, *, verb: str = "INSERT", **columns: Any) -> str:
    """A statement that adds a row; ``verb`` may be ``INSERT OR REPLACE``."""
    values = ", ".join(literal(value) for value in columns.values())
    return f"{verb} INTO {table} ({', '.join(columns)}) VALUES ({values})"


def event(case: int | None, action: str, **columns: Any) -> str:
    """An event in its right place in the chain."""
    row: dict[str, Any] = {
        "seq": NEXT_SEQ,
        "complaint_id": case,
        "version": None if case is None else following(case),
        "action": action,
        "stage": 1,
        "happened_on": "2024-04-16",
        "recorded_at": "2024-04-16T12:00:00.000000Z",
        "officer_id": OLGA_ID,
        "state": None,
        "due_on": None,
        "target_on": None,
        "content": "{}",
        "previous": LAST_HASH,
        "hash": NEW_HASH,
    }
    return insert("events", **{**row, **columns})


def standing(case: int, state: str, due_on: str | None, acknowledge_by: str | None = None) -> str:
    """The change of a case that goes with its latest event."""
    return (
        f"UPDATE complaints SET version = {latest(case)}, state = '{state}', due_on = {literal(due_on)}, "
        f"acknowledge_by = {literal(acknowledge_by)} WHERE id = {case}"
    )


def logged(case: int = 100, **stage: Any) -> tuple[str, ...]:
    """A new complaint of 15 April."""
    return (
        event(case, "log", state="new", due_on="2024-04-29", target_on="2024-04-29", happened_on="2024-04-15"),
        complaint(case),
        stage_1(case, **stage),
    )


def complaint(case: int = 100, **columns: Any) -> str:
    """The row of a new complaint."""
    row: dict[str, Any] = {
        "id": case,
        "reference": f"RAW-{case}",
        "kind": "complaint",
        "state": "new",
        "version": 1,
        "received_on": "2024-04-15",
        "logged_at": "2024-04-15T12:00:00.000000Z",
        "channel": "web",
        "policy": "cambridge-2024",
        "due_on": "2024-04-29",
        "acknowledge_by": "2024-04-22",
        "summary": "Written by hand",
    }
    return insert("complaints", **{**row, **columns})


def stage_1(case: int, **columns: Any) -> str:
    """The row of a first stage of 15 April."""
    row: dict[str, Any] = {
        "complaint_id": case,
        "number": 1,
        "attempt": 1,
        "opened_on": "2024-04-15",
        "acknowledge_by": "2024-04-22",
        "due_on": "2024-04-29",
        "due_version": latest(case),
    }
    return insert("stages", **{**row, **columns})


def acknowledged(case: int = FRESH, on: str = "2024-04-10", **changed: Any) -> tuple[str, ...]:
    """The acknowledgement of a case that waits for it; ``changed`` are further changes of its stage."""
    sets = ", ".join(f"{name} = {literal(value)}" for name, value in {"acknowledged_on": on, **changed}.items())
    return (
        event(case, "acknowledge", state="stage-1", due_on="2024-04-22", happened_on=on),
        standing(case, "stage-1", "2024-04-22"),
        f"UPDATE stages SET {sets} WHERE complaint_id = {case}",
    )


def answered(
    case: int = OPEN, *, happening: dict[str, Any] | None = None, verb: str = "INSERT", **decision: Any
) -> tuple[str, ...]:
    """The answer to a stage 1; ``happening`` and ``decision`` change the event and the decision."""
    told: dict[str, Any] = {"state": "stage-1-answered", **(happening or {})}
    row: dict[str, Any] = {
        "complaint_id": case,
        "stage": 1,
        "attempt": 1,
        "ending": "answered",
        "outcome": "upheld",
        "decided_on": "2024-04-16",
        "decided_by": OLGA_ID,
        "version": latest(case),
    }
    return (
        event(case, "respond", **told),
        standing(case, "stage-1-answered", None),
        insert("decisions", verb=verb, **{**row, **decision}),
    )


def extended(
    case: int = OPEN, *, to: str = "2024-05-07", happening: dict[str, Any] | None = None, **extension: Any
) -> tuple[str, ...]:
    """An extension of stage 1 by ten working days."""
    told: dict[str, Any] = {"state": "stage-1", "due_on": to, **(happening or {})}
    row: dict[str, Any] = {
        "complaint_id": case,
        "stage": 1,
        "attempt": 1,
        "ordinal": 1,
        "days": 10,
        "extended_on": "2024-04-16",
        "extended_to": to,
        "reason": "Records are in the archive",
        "version": latest(case),
    }
    acknowledge_by = "2024-04-15" if told["state"] == "new" else None
    return (
        event(case, "extend", **told),
        standing(case, str(told["state"]), to, acknowledge_by),
        insert("extensions", **{**row, **extension}),
    )


def escalated(case: int = ANSWERED, *, happening: dict[str, Any] | None = None, **stage: Any) -> tuple[str, ...]:
    """Stage 2 of a case whose stage 1 Rita answered, asked for on 16 April."""
    told: dict[str, Any] = {"state": "stage-2-new", "due_on": "2024-05-15", "target_on": "2024-05-15", "stage": 2}
    row: dict[str, Any] = {
        "complaint_id": case,
        "number": 2,
        "attempt": 1,
        "opened_on": "2024-04-16",
        "acknowledge_by": "2024-04-23",
        "due_on": "2024-05-15",
        "due_version": latest(case),
        "reviewed_stage": 1,
        "stage1_attempt": 1,
        "stage1_decider": RITA_ID,
    }
    return (
        event(case, "escalate", **{**told, **(happening or {})}),
        standing(case, "stage-2-new", "2024-05-15", "2024-04-23"),
        insert("stages", **{**row, **stage}),
    )


def reopened(case: int = ANSWERED, **stage: Any) -> tuple[str, ...]:
    """A second attempt at stage 1, begun on 16 April."""
    return (
        event(case, "reopen", state="new", due_on="2024-04-30", target_on="2024-04-30"),
        standing(case, "new", "2024-04-30", "2024-04-23"),
        stage_1(
            case,
            **{
                "attempt": 2,
                "opened_on": "2024-04-16",
                "acknowledge_by": "2024-04-23",
                "due_on": "2024-04-30",
                **stage,
            },
        ),
    )


def permitted(case: int = STAGE_2, *, happening: dict[str, Any] | None = None, **changed: Any) -> tuple[str, ...]:
    """A recorded permission for Rita, who answered stage 1, to take stage 2."""
    told: dict[str, Any] = {
        "state": "stage-2-new",
        "due_on": "2024-05-10",
        "stage": 2,
        "officer_id": LEE_ID,
        "text": "A council of three",
        "content": f'{{"handler":"{RITA}","override":true}}',
    }
    row: dict[str, Any] = {
        "handler_id": RITA_ID,
        "override_reason": "A council of three",
        "override_by": LEE_ID,
        **changed,
    }
    sets = ", ".join(f"{name} = {literal(value)}" for name, value in row.items())
    return (
        event(case, "assign", **{**told, **(happening or {})}),
        standing(case, "stage-2-new", "2024-05-10", "2024-04-18"),
        f"UPDATE stages SET {sets} WHERE complaint_id = {case} AND number = 2",
    )


def reviewed(case: int = STAGE_2, **decision: Any) -> tuple[str, ...]:
    """The answer to a stage 2, by Ada unless ``decision`` says otherwise."""
    return (
        event(case, "respond", stage=2, state="stage-2-answered"),
        standing(case, "stage-2-answered", None),
        answered(case, **{"stage": 2, "decided_by": ADA_ID, **decision})[-1],
    )


def noted(case: int = OPEN, **columns: Any) -> tuple[str, ...]:
    """A note on a case of stage 1 that is open."""
    return (
        event(case, "note", **{"state": "stage-1", "due_on": "2024-04-22", **columns}),
        standing(case, "stage-1", "2024-04-22"),
    )
