"""Attacks on points of complaint, on the findings on them and on the outcome that follows (R42)."""

from __future__ import annotations

from typing import Any

from tests.store.attack import ON_SQLITE, Attack, Script, attack, changed
from tests.store.scene import ANSWERED, OPEN, event, insert, latest, logged, reopened, stage_1, standing
from tests.store.undo_attacks import undoing

RUDE = "They were rude"


def pointed(
    ordinal: int = 1, *, case: int = OPEN, happening: dict[str, Any] | None = None, **row: Any
) -> tuple[str, ...]:
    """A point of the open complaint; ``happening`` and ``row`` change the event and the row."""
    told = {"state": "stage-1", "due_on": "2024-04-22", "text": RUDE, "content": f'{{"point":{ordinal}}}'}
    columns = {"complaint_id": case, "ordinal": ordinal, "text": RUDE, "version": latest(case)}
    return (event(case, "point", **{**told, **(happening or {})}), insert("points", **{**columns, **row}))


TWO = (*pointed(), *pointed(2), standing(OPEN, "stage-1", "2024-04-22"))
"""The open complaint with two points."""


def found(
    *findings: str, case: int = OPEN, outcome: str = "upheld", told: tuple[str, ...] | None = None, **columns: Any
) -> tuple[str, ...]:
    """An answer with a finding on each point; ``told`` is what the event says of them, if that is something else."""
    said = ",".join(f'[{point},"{finding}"]' for point, finding in enumerate(told or findings, 1))
    content = f'{{"findings":[{said}],"outcome":"{outcome}"}}'
    row: dict[str, Any] = {"complaint_id": case, "stage": 1, "attempt": 1, "version": latest(case)}
    ended = {"ending": "answered", "outcome": outcome, "decided_on": "2024-04-16", "decided_by": 2}
    decision: dict[str, Any] = {**ended, **columns}
    return (
        event(case, "respond", state="stage-1-answered", content=content),
        *(insert("findings", **row, point=point, finding=finding) for point, finding in enumerate(findings, 1)),
        insert("decisions", **row, **decision),
    )


UPHELD = found("upheld", "upheld")
A_FINDING = f"complaint_id = {OPEN} AND point = 1"
UNDER_TWO_OUTCOMES = (
    insert(
        "policies",
        code="two-outcomes",
        scheme="raw",
        title="Two outcomes",
        applies_from="2024-01-01",
        document='{"outcomes":["upheld","not-upheld"]}',
    ),
    logged()[0],
    insert(
        "complaints",
        id=100,
        reference="RAW-100",
        kind="complaint",
        state="new",
        version=1,
        received_on="2024-04-15",
        logged_at="2024-04-15T12:00:00.000000Z",
        channel="web",
        policy="two-outcomes",
        due_on="2024-04-29",
        acknowledge_by="2024-04-22",
        summary="Under another policy",
    ),
    stage_1(100),
    *pointed(case=100, happening={"state": "new", "due_on": "2024-04-29"}),
    *pointed(2, case=100, happening={"state": "new", "due_on": "2024-04-29"}),
)
"""A complaint in two points under a policy that knows nothing between upheld and not upheld."""

POINTS = [
    attack(5, "a second point before the first", *pointed(2)),
    attack(5, "a point in other words than its event", *pointed(text="Something else")),
    attack(5, "a point beside a note", event(OPEN, "note", state="stage-1", due_on="2024-04-22"), pointed()[1]),
    attack(5, "a point of another number than its event says", *pointed(happening={"content": '{"point":2}'})),
    attack(
        5,
        "a point of what was answered",
        *pointed(case=ANSWERED, happening={"state": "stage-1-answered", "due_on": None}),
    ),
    attack(6, "a point that moves the case on", pointed(happening={"state": "resolved", "due_on": None})[0]),
    attack(
        5,
        "a point that was taken back",
        *pointed(),
        undoing(OPEN, "point", 3, state="stage-1", due_on="2024-04-22", target_on="2024-04-22"),
        "DELETE FROM points",
        pointed(version=3)[1],
    ),
    attack(5, "a point told otherwise", *TWO, changed("points", "text = 'Nothing'", f"complaint_id = {OPEN}")),
    attack(5, "a point gone", *TWO, f"DELETE FROM points WHERE complaint_id = {OPEN}"),
    attack(
        5,
        "a point replaced",
        *TWO,
        pointed(version=4)[1].replace("INSERT", "INSERT OR REPLACE"),
        engines=ON_SQLITE,
    ),
]

FINDINGS = [
    attack(6, "another finding than the answer made", *TWO, *found("not-upheld", told=("upheld", "upheld"))[:2]),
    attack(
        6,
        "a finding beside a note",
        *TWO,
        event(OPEN, "note", state="stage-1", due_on="2024-04-22", content='{"findings":[[1,"upheld"]]}'),
        UPHELD[1],
    ),
    attack(3, "a finding on no point", *found("upheld")[:2]),
    attack(
        3,
        "a finding at a stage that never was",
        *TWO,
        event(OPEN, "respond", stage=2, state="stage-2-answered", content='{"findings":[[1,"upheld"]]}'),
        insert("findings", complaint_id=OPEN, stage=2, attempt=1, point=1, finding="upheld", version=latest(OPEN)),
    ),
    attack(3, "a finding told otherwise", *TWO, *UPHELD, changed("findings", "finding = 'not-upheld'", A_FINDING)),
    attack(3, "a finding gone", *TWO, *UPHELD, f"DELETE FROM findings WHERE {A_FINDING}"),
    attack(
        3,
        "a finding added to an answer that was given",
        *found(told=("upheld",)),
        *reopened(OPEN),
        *pointed(happening={"state": "new", "due_on": "2024-04-30"}),
        insert("findings", complaint_id=OPEN, stage=1, attempt=1, point=1, finding="upheld", version=3),
    ),
    attack(
        3,
        "a finding replaced",
        *TWO,
        *found("upheld", "upheld")[:-1],
        UPHELD[1].replace("INSERT", "INSERT OR REPLACE"),
        engines=ON_SQLITE,
    ),
]

OUTCOMES = [
    attack(3, "an answer without a finding on every point", *TWO, *found("upheld")),
    attack(3, "an answer without any finding", *TWO, *found()),
    *(
        attack(3, f"{outcome} from {' and '.join(findings)}", *TWO, *found(*findings, outcome=outcome))
        for findings, outcome in (
            (("upheld", "upheld"), "partly-upheld"),
            (("not-upheld", "not-upheld"), "upheld"),
            (("upheld", "not-upheld"), "upheld"),
            (("partly-upheld", "not-upheld"), "not-upheld"),
        )
    ),
    attack(
        3,
        "an outcome that the policy does not have",
        *UNDER_TWO_OUTCOMES,
        *found("upheld", "not-upheld", case=100, outcome="partly-upheld"),
    ),
]

POINT_ATTACKS: tuple[Attack, ...] = (*POINTS, *FINDINGS, *OUTCOMES)

POINT_LAWFUL: tuple[Script, ...] = (
    Script("two points of complaint", TWO),
    *(
        Script(f"{outcome} from {' and '.join(findings)}, as follows", (*TWO, *found(*findings, outcome=outcome)))
        for findings, outcome in (
            (("upheld", "upheld"), "upheld"),
            (("not-upheld", "not-upheld"), "not-upheld"),
            (("upheld", "not-upheld"), "partly-upheld"),
            (("partly-upheld", "partly-upheld"), "partly-upheld"),
        )
    ),
    Script(
        "upheld where the policy has nothing between",
        (*UNDER_TWO_OUTCOMES, *found("upheld", "not-upheld", case=100)),
    ),
    Script(
        "a complaint in points withdrawn",
        (
            *TWO,
            event(OPEN, "withdraw", state="withdrawn"),
            insert(
                "decisions",
                complaint_id=OPEN,
                stage=1,
                attempt=1,
                ending="withdrawn",
                decided_on="2024-04-16",
                decided_by=2,
                version=latest(OPEN),
            ),
        ),
    ),
    Script(
        "a point taken back and another made",
        (
            *pointed(),
            undoing(OPEN, "point", 3, state="stage-1", due_on="2024-04-22", target_on="2024-04-22"),
            f"DELETE FROM points WHERE complaint_id = {OPEN}",
            *pointed(),
        ),
    ),
    Script(
        "an answer in findings taken back",
        (
            *TWO,
            *UPHELD,
            undoing(OPEN, "respond", 5, state="stage-1", due_on="2024-04-22", target_on="2024-04-22"),
            f"DELETE FROM findings WHERE complaint_id = {OPEN}",
            f"DELETE FROM decisions WHERE complaint_id = {OPEN}",
            *UPHELD,
        ),
    ),
)
"""Points and findings as they may be written."""
