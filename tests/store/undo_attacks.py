"""Attacks on taking back: what an undo event names and restores, and which rows may go and come back with it."""

from __future__ import annotations

from typing import Any

from tests.store.attack import Attack, Script, attack, changed
from tests.store.scene import (
    ADA_ID,
    ANSWERED,
    COMPLIMENT,
    EXTENDED,
    FRESH,
    LEE_ID,
    OPEN,
    OVERRIDDEN,
    REOPENED,
    RITA_ID,
    STAGE_2,
    acknowledged,
    answered,
    escalated,
    event,
    extended,
    insert,
    latest,
    noted,
    permitted,
    standing,
)


def undoing(case: int, action: str, version: int, **columns: Any) -> str:
    """The event that takes back another; by Olga, who recorded most of the scene."""
    return event(case, "undo", **{"content": f'{{"action":"{action}","undoes":{version}}}', **columns})


ACKNOWLEDGED = {"state": "new", "due_on": "2024-04-22", "target_on": "2024-04-22"}
"""The open case as it was before it was acknowledged."""
TO_EXTEND = {"state": "new", "due_on": "2024-04-22", "target_on": "2024-04-22"}
"""The extended case as it was before."""
TO_ANSWER = {"state": "new", "due_on": "2024-04-22", "target_on": "2024-04-22", "officer_id": RITA_ID}
"""The answered case as it was before Rita answered it."""
TO_ESCALATE = {"state": "stage-1-answered", "due_on": None, "target_on": "2024-04-22"}
"""The case at stage 2 as it was before it was escalated."""

UNACKNOWLEDGED = undoing(OPEN, "acknowledge", 2, **ACKNOWLEDGED)
UNEXTENDED = undoing(EXTENDED, "extend", 2, **TO_EXTEND)
UNANSWERED = undoing(ANSWERED, "respond", 2, **TO_ANSWER)
UNESCALATED = undoing(STAGE_2, "escalate", 3, **TO_ESCALATE)
NO_EXTENSION = f"DELETE FROM extensions WHERE complaint_id = {EXTENDED}"
NO_DECISION = f"DELETE FROM decisions WHERE complaint_id = {ANSWERED}"
NO_STAGE_2 = f"DELETE FROM stages WHERE complaint_id = {STAGE_2} AND number = 2"
BACK = f"acknowledged_on = NULL, due_version = {latest(OPEN)}"
FIRST_AGAIN = f"complaint_id = {OPEN}"


def back_to_new(case: int) -> str:
    """The change of a case that waits for its acknowledgement again."""
    return standing(case, "new", "2024-04-22", "2024-04-15")


EVENTS = [
    attack(6, f"something taken back {name}", *before, undoing(OPEN, action, version, **{**ACKNOWLEDGED, **columns}))
    for name, before, action, version, columns in (
        ("by somebody else", (), "acknowledge", 2, {"officer_id": LEE_ID}),
        ("that was something else", (), "extend", 2, {}),
        ("that never was", (), "acknowledge", 3, {}),
        ("twice", (UNACKNOWLEDGED,), "acknowledge", 2, {}),
        ("into another state", (), "acknowledge", 2, {"state": "stage-1"}),
        ("for another date", (), "acknowledge", 2, {"due_on": "2024-05-22"}),
        ("for another date before extension", (), "acknowledge", 2, {"target_on": "2024-05-22"}),
        ("at another stage", (), "acknowledge", 2, {"stage": 2}),
        ("that was not the last", noted(), "acknowledge", 2, {}),
    )
] + [
    attack(
        6,
        "a note taken back",
        *noted(),
        undoing(OPEN, "note", 3, state="stage-1", due_on="2024-04-22", target_on="2024-04-22"),
    ),
    attack(6, "the log of a case taken back", undoing(FRESH, "log", 1, **ACKNOWLEDGED)),
    attack(
        6, "something of no case taken back", event(None, "undo", stage=None, content='{"action":"joined","undoes":1}')
    ),
]

ROWS = [
    attack(2, "an extension gone beside a note", *noted(), NO_EXTENSION),
    attack(2, "an extension gone with what was taken back of another case", UNACKNOWLEDGED, NO_EXTENSION),
    attack(3, "a decision gone with what was taken back of another case", UNACKNOWLEDGED, NO_DECISION),
    attack(1, "stage 2 gone with what was taken back of another case", UNACKNOWLEDGED, NO_STAGE_2),
    attack(
        1,
        "stage 1 gone when its answer was taken back",
        UNANSWERED,
        NO_DECISION,
        f"DELETE FROM stages WHERE complaint_id = {ANSWERED}",
    ),
    attack(
        1,
        "stage 1 gone with stage 2",
        UNESCALATED,
        NO_STAGE_2,
        f"DELETE FROM stages WHERE complaint_id = {STAGE_2}",
    ),
    attack(
        1,
        "a stage gone before what hangs on it",
        event(REOPENED, "extend", state="new", due_on="2024-05-14", happened_on="2024-04-16"),
        insert(
            "extensions",
            complaint_id=REOPENED,
            stage=1,
            ordinal=1,
            attempt=2,
            days=10,
            extended_on="2024-04-16",
            extended_to="2024-05-14",
            reason="Records",
            version=4,
        ),
        undoing(REOPENED, "extend", 4, state="new", due_on="2024-04-29", target_on="2024-04-29"),
        undoing(REOPENED, "reopen", 3, state="stage-1-answered", target_on="2024-04-22"),
        f"DELETE FROM stages WHERE complaint_id = {REOPENED} AND attempt = 2",
    ),
    attack(
        1,
        "an acknowledgement forgotten when something else was taken back",
        event(OPEN, "assign", state="stage-1", due_on="2024-04-22"),
        undoing(OPEN, "assign", 3, state="stage-1", due_on="2024-04-22", target_on="2024-04-22"),
        changed("stages", BACK, FIRST_AGAIN),
    ),
    attack(
        1,
        "an acknowledgement moved as it is taken back",
        UNACKNOWLEDGED,
        changed("stages", BACK.replace("NULL", "'2024-04-08'"), FIRST_AGAIN),
    ),
    attack(
        5,
        "another service as something else is taken back",
        UNACKNOWLEDGED,
        changed(
            "complaints",
            f"version = {latest(OPEN)}, state = 'new', acknowledge_by = '2024-04-15', service_id = 2",
            f"id = {OPEN}",
        ),
    ),
    attack(
        5,
        "another handler as something else is taken back",
        UNACKNOWLEDGED,
        changed(
            "complaints",
            f"version = {latest(OPEN)}, state = 'new', acknowledge_by = '2024-04-15', handler_id = {ADA_ID}",
            f"id = {OPEN}",
        ),
    ),
]

AGAIN = [
    attack(
        6,
        "an extension of which the event was taken back",
        UNEXTENDED,
        back_to_new(EXTENDED),
        NO_EXTENSION,
        extended(EXTENDED, version=2, extended_on="2024-04-10")[-1],
    ),
    attack(
        6,
        "a decision of which the event was taken back",
        UNANSWERED,
        NO_DECISION,
        answered(ANSWERED, version=2, outcome="upheld", decided_on="2024-04-10", decided_by=RITA_ID)[-1],
    ),
    attack(
        6,
        "a stage of which the event was taken back",
        UNESCALATED,
        NO_STAGE_2,
        escalated(STAGE_2, due_version=3, opened_on="2024-04-11", acknowledge_by="2024-04-18", due_on="2024-05-10")[-1],
    ),
    attack(
        4,
        "a permission that was taken back",
        *permitted()[:2],
        undoing(
            STAGE_2,
            "assign",
            4,
            state="stage-2-new",
            due_on="2024-05-10",
            target_on="2024-05-10",
            stage=2,
            officer_id=LEE_ID,
        ),
        permitted()[-1],
    ),
]

UNDO_ATTACKS: tuple[Attack, ...] = (*EVENTS, *ROWS, *AGAIN)

UNDO_LAWFUL: tuple[Script, ...] = (
    Script("an acknowledgement taken back", (UNACKNOWLEDGED, back_to_new(OPEN), changed("stages", BACK, FIRST_AGAIN))),
    Script(
        "an acknowledgement taken back and made again",
        (
            UNACKNOWLEDGED,
            back_to_new(OPEN),
            changed("stages", BACK, FIRST_AGAIN),
            *acknowledged(OPEN, on="2024-04-16"),
        ),
    ),
    Script("an extension taken back", (UNEXTENDED, back_to_new(EXTENDED), NO_EXTENSION)),
    Script(
        "an extension taken back and made again",
        (UNEXTENDED, NO_EXTENSION, *extended(EXTENDED, happening={"state": "new"})),
    ),
    Script("an answer taken back", (UNANSWERED, back_to_new(ANSWERED), NO_DECISION)),
    Script(
        "an answer taken back and given again",
        (UNANSWERED, NO_DECISION, *answered(ANSWERED, decided_by=RITA_ID, happening={"officer_id": RITA_ID})),
    ),
    Script("an escalation taken back", (UNESCALATED, standing(STAGE_2, "stage-1-answered", None), NO_STAGE_2)),
    Script(
        "an escalation taken back and begun again",
        (UNESCALATED, NO_STAGE_2, *escalated(STAGE_2)),
    ),
    Script(
        "a reopening taken back",
        (
            undoing(REOPENED, "reopen", 3, state="stage-1-answered", target_on="2024-04-22"),
            standing(REOPENED, "stage-1-answered", None),
            f"DELETE FROM stages WHERE complaint_id = {REOPENED} AND attempt = 2",
        ),
    ),
    Script(
        "an assignment taken back, and the acknowledgement before it",
        (
            event(OPEN, "assign", state="stage-1", due_on="2024-04-22"),
            changed("complaints", f"version = {latest(OPEN)}, handler_id = {ADA_ID}", f"id = {OPEN}"),
            undoing(OPEN, "assign", 3, state="stage-1", due_on="2024-04-22", target_on="2024-04-22"),
            changed("complaints", f"version = {latest(OPEN)}, handler_id = NULL", f"id = {OPEN}"),
            UNACKNOWLEDGED,
            back_to_new(OPEN),
            changed("stages", BACK, FIRST_AGAIN),
        ),
    ),
    Script(
        "an allocation taken back",
        (
            event(COMPLIMENT, "allocate", state="recorded", stage=None),
            changed("complaints", f"version = {latest(COMPLIMENT)}, service_id = 2", f"id = {COMPLIMENT}"),
            undoing(COMPLIMENT, "allocate", 2, state="recorded", stage=None),
            changed("complaints", f"version = {latest(COMPLIMENT)}, service_id = 1", f"id = {COMPLIMENT}"),
        ),
    ),
    Script(
        "a permission taken back",
        (
            undoing(
                OVERRIDDEN,
                "assign",
                4,
                state="stage-2-new",
                due_on="2024-05-10",
                target_on="2024-05-10",
                stage=2,
                officer_id=LEE_ID,
            ),
            changed(
                "stages",
                f"handler_id = NULL, override_reason = NULL, override_by = NULL, due_version = {latest(OVERRIDDEN)}",
                f"complaint_id = {OVERRIDDEN} AND number = 2",
            ),
        ),
    ),
)
"""Taking back as it may be done, and what may be done again afterwards."""
