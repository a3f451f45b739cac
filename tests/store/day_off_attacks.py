"""Attacks on days off, and on the dates that are counted anew because of one."""

from __future__ import annotations

from typing import Any

from tests.store.attack import ON_SQLITE, Attack, Script, attack, changed
from tests.store.scene import FRESH, OPEN, Sql, event, insert, latest, standing

LAST_SEQ = Sql("(SELECT MAX(seq) FROM events)")


def added(day: str, kind: str = "closure", **columns: Any) -> str:
    """The event that adds a day off."""
    return event(None, "day-off", **{"stage": None, "target_on": day, "content": f'{{"kind":"{kind}"}}', **columns})


def closure(day: str = "2024-06-28", *, verb: str = "INSERT", seq: object = LAST_SEQ) -> str:
    return insert("closure_days", verb=verb, closed_on=day, name="Flood", added_seq=seq)


def holiday(day: str = "2024-06-28", *, verb: str = "INSERT", **columns: Any) -> str:
    row = {"division": "england-and-wales", "held_on": day, "name": "Proclaimed", "origin": "added"}
    return insert("bank_holidays", verb=verb, **{**row, "added_seq": LAST_SEQ, **columns})


def counted_anew(case: int = FRESH, *, happening: dict[str, Any] | None = None, sets: str = "") -> tuple[str, ...]:
    """The dates of a stage that was not acknowledged, a day later each."""
    told = {"state": "new", "due_on": "2024-04-23", "target_on": "2024-04-23", **(happening or {})}
    dates = f"due_on = '2024-04-23', acknowledge_by = '2024-04-16', due_version = {latest(case)}{sets}"
    return (
        event(case, "recount", **told),
        standing(case, "new", "2024-04-23", "2024-04-16"),
        changed("stages", dates, f"complaint_id = {case}"),
    )


DAY_OFF_ATTACKS: tuple[Attack, ...] = (
    attack(6, "a closure day without an event", closure(seq=None)),
    attack(6, "a closure day by the event of another day", added("2024-06-27"), closure()),
    attack(6, "a closure day by the event of a bank holiday", added("2024-06-28", "bank-holiday"), closure()),
    attack(6, "a closure day moved", changed("closure_days", "closed_on = '2024-12-30'", "closed_on = '2024-12-27'")),
    attack(6, "a closure day called otherwise", changed("closure_days", "name = 'x'", "closed_on = '2024-12-27'")),
    attack(
        6,
        "a closure day replaced",
        added("2024-12-27"),
        closure("2024-12-27", verb="INSERT OR REPLACE"),
        engines=ON_SQLITE,
    ),
    attack(6, "a bank holiday without an event", holiday(added_seq=None)),
    attack(6, "a bank holiday by the event of a closure", added("2024-06-28"), holiday()),
    attack(6, "a bank holiday published late", holiday(origin="published", added_seq=None)),
    attack(
        6,
        "an added bank holiday called otherwise",
        added("2024-06-28", "bank-holiday"),
        holiday(),
        changed("bank_holidays", "name = 'x'", "held_on = '2024-06-28'"),
    ),
    attack(
        6,
        "an added bank holiday deleted",
        added("2024-06-28", "bank-holiday"),
        holiday(),
        "DELETE FROM bank_holidays WHERE held_on = '2024-06-28'",
    ),
    attack(
        6,
        "a bank holiday replaced by its own event",
        added("2024-05-06", "bank-holiday"),
        holiday("2024-05-06", verb="INSERT OR REPLACE"),
        engines=ON_SQLITE,
    ),
    attack(6, "a case moved on by a count", event(FRESH, "recount", state="stage-1", due_on="2024-04-22")),
    attack(6, "a count that says no date", event(FRESH, "recount", state="new", due_on="2024-04-23")),
    attack(1, "a beginning moved by a count", *counted_anew(sets=", opened_on = '2024-04-09'")),
    attack(
        1,
        "a date of acknowledgement moved by a note",
        event(OPEN, "note", state="stage-1", due_on="2024-04-22"),
        standing(OPEN, "stage-1", "2024-04-22"),
        changed("stages", "acknowledge_by = '2024-04-16'", f"complaint_id = {OPEN}"),
    ),
)

DAY_OFF_LAWFUL: tuple[Script, ...] = (
    Script("a closure day added", (added("2024-06-28"), closure())),
    Script("a bank holiday proclaimed", (added("2024-06-28", "bank-holiday"), holiday())),
    Script("dates counted anew", counted_anew()),
)
