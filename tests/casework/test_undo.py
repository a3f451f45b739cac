"""Taking back what was recorded last."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from caseapp.casework.requests import (
    Acknowledge,
    AddPoint,
    Allocate,
    Assign,
    Correct,
    Escalate,
    Extend,
    Note,
    Refuse,
    Reopen,
    Resolve,
    Respond,
    Restrict,
    Undo,
    Unrestrict,
    Withdraw,
)
from caseapp.rules.case import Case
from caseapp.rules.errors import Conflict
from caseapp.rules.periods import Period
from caseapp.rules.vocabulary import Action, Kind, Outcome
from caseapp.store.queries.cases import case_view
from caseapp.store.queries.figures import stage_records
from caseapp.store.queries.whole_cases import whole_cases
from caseapp.store.replay import Whole, differences
from caseapp.store.store import Store
from caseapp.store.verification import retold_cases, verify
from tests.builders import ADA, LEE, MEL, OLGA, RITA, WEDNESDAY, Desk, april
from tests.store import older

Step = tuple[str, Callable[[Desk], Case], Callable[[str], object]]
POINTS = ("It was late", "They were rude")
TWO = ((1, Outcome.UPHELD), (2, Outcome.NOT_UPHELD))


def acknowledged_late(desk: Desk) -> Case:
    """Under a clock that starts at the acknowledgement, which moves the date of the answer."""
    return desk.logged(policy="lgsco-2024")


STEPS: tuple[Step, ...] = (
    ("acknowledge", Desk.logged, Acknowledge),
    ("acknowledge that moves the date", acknowledged_late, Acknowledge),
    ("acknowledge stage 2", lambda desk: desk.escalated(by=RITA), Acknowledge),
    ("allocate", lambda desk: desk.logged(sub_service="Bins"), lambda case: Allocate(case, "Planning", "Trees")),
    ("allocate a compliment", lambda desk: desk.logged(kind=Kind.COMPLIMENT), lambda case: Allocate(case, "Planning")),
    ("allocate what was answered", Desk.answered, lambda case: Allocate(case, "Planning")),
    ("assign", Desk.acknowledged, lambda case: Assign(case, OLGA)),
    ("assign a reviewer", lambda desk: desk.escalated(by=OLGA), lambda case: Assign(case, RITA)),
    ("extend", Desk.acknowledged, lambda case: Extend(case, 5, "Records", ombudsman_told=True)),
    ("respond", Desk.logged, lambda case: Respond(case, Outcome.UPHELD)),
    ("respond on points", lambda desk: desk.logged(points=POINTS), lambda case: Respond(case, findings=TWO)),
    ("escalate", Desk.answered, lambda case: Escalate(case, "Not content", reviewer=RITA)),
    ("reopen", Desk.answered, lambda case: Reopen(case, "New evidence")),
    ("withdraw", Desk.acknowledged, Withdraw),
    ("resolve", Desk.acknowledged, Resolve),
    ("refuse", Desk.acknowledged, lambda case: Refuse(case, "Too old")),
    ("point", lambda desk: desk.logged(points=POINTS[:1]), lambda case: AddPoint(case, POINTS[1])),
)
TODAY = april(12)


def assert_told_again(desk: Desk, case: Case) -> None:
    """The events of a case tell what its rows say."""
    with desk.store.reading() as reader:
        told, stored = retold_cases(reader, case.id, case.id)[case.id], whole_cases(reader, [case.id])[case.id]
    assert isinstance(told, Whole), told
    assert [] == list(differences(stored, told))
    assert case == stored.case


@pytest.mark.parametrize(("prepare", "step"), [step[1:] for step in STEPS], ids=[step[0] for step in STEPS])
def test_case_is_afterwards_as_it_was(
    desk: Desk, prepare: Callable[[Desk], Case], step: Callable[[str], object]
) -> None:
    """State, dates, people, stages, extensions, decisions, points and findings: only the version is higher."""
    before = desk.case(prepare(desk).reference)
    taken = desk.do(step(before.reference), today=TODAY)
    after = desk.do(Undo(before.reference), today=TODAY)

    assert before != replace(taken, version=before.version)
    assert replace(before, version=before.version + 2) == after == desk.case(before.reference)
    assert_told_again(desk, after)


@pytest.mark.parametrize(("prepare", "step"), [step[1:] for step in STEPS], ids=[step[0] for step in STEPS])
def test_step_may_be_taken_again(desk: Desk, prepare: Callable[[Desk], Case], step: Callable[[str], object]) -> None:
    """What was taken back has used up nothing: no extension, no attempt, no number of a point."""
    reference = prepare(desk).reference
    first = desk.do(step(reference), today=TODAY)
    desk.do(Undo(reference), today=TODAY)
    again = desk.do(step(reference), today=TODAY)

    assert replace(first, version=again.version) == again == desk.case(reference)
    assert_told_again(desk, again)


def test_undo_walks_back(desk: Desk) -> None:
    """One undo after another, through stage 2 to the case as it was logged, and forward again."""
    logged = desk.logged(points=POINTS[:1])
    whole_way = (
        (Acknowledge, OLGA),
        (lambda case: Extend(case, 5, "Records"), OLGA),
        (lambda case: Respond(case, findings=((1, Outcome.UPHELD),)), OLGA),
        (lambda case: Escalate(case, reviewer=RITA), OLGA),
        (Acknowledge, OLGA),
        (lambda case: Extend(case, 10, "Committee"), OLGA),
        (Withdraw, OLGA),
    )
    seen = [logged]
    for step, by in whole_way:
        seen.append(desk.do(step(logged.reference), by=by, today=TODAY))
    for earlier in reversed(seen[:-1]):
        back = desk.do(Undo(logged.reference), today=TODAY)
        assert replace(earlier, version=back.version) == back == desk.case(logged.reference)
        assert_told_again(desk, back)
    for step, by in whole_way:
        last = desk.do(step(logged.reference), by=by, today=TODAY)

    assert replace(seen[-1], version=last.version) == last == desk.case(logged.reference)


def test_undo_is_an_event_that_names_what_it_undoes(desk: Desk) -> None:
    """Nothing is rewritten: both events stand in the timeline, each with who and when (guarantee 5)."""
    reference = desk.do(Extend(desk.logged().reference, 5, "Records"), today=TODAY).reference
    desk.do(Undo(reference), today=TODAY)
    with desk.store.reading() as reader:
        view = case_view(reader, reference)

    assert ["log", "extend", "undo"] == [entry.action for entry in view.timeline]
    assert ({"action": "extend", "undoes": 2}, "Took back the extension", OLGA, TODAY) == (
        view.timeline[-1].content,
        view.timeline[-1].words,
        view.timeline[-1].by,
        view.timeline[-1].on,
    )
    assert view.latest is not None
    assert (Action.LOG, OLGA, 1) == (view.latest.action, view.latest.by, view.latest.version)


def test_figures_show_no_trace(own_desk: Desk) -> None:
    """Counts, extensions and decisions are those of a store in which it never happened (K4)."""
    period = Period("2024", date(2024, 1, 1), date(2024, 12, 31))
    reference = own_desk.logged(points=POINTS).reference
    kept = own_desk.answered().reference

    def records() -> list[object]:
        with own_desk.store.reading() as reader:
            return list(stage_records(reader, period))

    before = records()
    for step in (Extend(reference, 5, "Records"), Respond(reference, findings=TWO), Escalate(reference)):
        own_desk.do(step, today=TODAY)
    own_desk.do(Reopen(kept, "New"), today=TODAY)
    assert before != records()
    for case in (reference, reference, reference, kept):
        own_desk.do(Undo(case), today=TODAY)

    assert before == records()
    with own_desk.store.reading() as reader:
        assert verify(reader).is_sound


KEPT = (
    ("log", lambda desk: desk.logged(), "Logging a case is not taken back; correct what"),
    ("note", lambda desk: desk.do(Note(desk.logged().reference, "Rang")), "add another that puts it right"),
    (
        "correct",
        lambda desk: desk.do(Correct(desk.logged().reference, "Typing", summary="New")),
        "correct the case again",
    ),
    ("restrict", lambda desk: desk.do(Restrict(desk.logged().reference, "Staff"), by=ADA), "a lead officer lifts it"),
)


@pytest.mark.parametrize(("prepare", "said"), [kept[1:] for kept in KEPT], ids=[kept[0] for kept in KEPT])
def test_what_is_kept_says_what_to_do_instead(desk: Desk, prepare: Callable[[Desk], Case], said: str) -> None:
    """Words that somebody may have read, and who may see a case, are put right by another event."""
    assert said in desk.refused(Undo(prepare(desk).reference), by=ADA).sentence


def test_lifted_restriction_is_not_put_back_by_undo(desk: Desk) -> None:
    """Nor is what came before it reached past it."""
    reference = desk.acknowledged().reference
    for step in (Restrict, Unrestrict):
        desk.do(step(reference, "About a colleague"), by=ADA, today=TODAY)

    assert "restrict the case again" in desk.refused(Undo(reference), by=ADA, today=TODAY).sentence


def test_only_whoever_recorded_it_takes_it_back(desk: Desk) -> None:
    """Not even an administrator undoes for somebody else; a member does nothing at all (R54)."""
    reference = desk.acknowledged().reference

    for name in (RITA, LEE, ADA):
        said = desk.refused(Undo(reference), by=name).sentence
        assert f"Olga Officer recorded the acknowledgement of {reference}, so only they can take it back" in said
    assert "R54" == desk.refused(Undo(reference), by=MEL).refusal.rule


def test_conflict_is_told_before_anything_is_taken_back(desk: Desk) -> None:
    """Whoever looks at an old screen takes back nothing that they did not see."""
    case = desk.acknowledged()

    assert isinstance(desk.failed(Undo(case.reference, expected_version=1)), Conflict)
    assert 3 == desk.do(Undo(case.reference, expected_version=2)).version


def test_time_is_the_clocks_and_not_the_fixed_dates(founded_sqlite_template: Path, tmp_path: Path) -> None:
    """A date fixed for a demonstration makes nothing older: what counts is when it was really recorded."""
    clock = [datetime(2024, 4, 9, 9, 0, tzinfo=UTC)]
    address = str(shutil.copy(founded_sqlite_template, tmp_path / "clock.db"))
    with closing(Store.open(address, clock=lambda: clock[0])) as store:
        desk = Desk(store).staffed()
        reference = desk.acknowledged().reference
        clock[0] += timedelta(minutes=15)
        desk.do(Undo(reference), today=april(30))
        desk.do(Acknowledge(reference), today=april(30))
        clock[0] += timedelta(minutes=15, seconds=1)

        said = desk.refused(Undo(reference), today=april(30)).sentence
        assert f"The acknowledgement of {reference} was recorded at 10:15 on 2024-04-09, more than 15 minutes" in said


def test_undo_in_a_store_that_says_less(tmp_path: Path) -> None:
    """Events of the first version do not say everything: what they leave out is in the rows, and stays there."""
    from caseapp.store.backup import upgrade

    address = str(older.sqlite_store(tmp_path / "old.db"))
    upgrade(address, keep=False)
    with closing(Store.open(address)) as store:
        desk = Desk(store)
        with store.reading() as reader:
            placed = "SELECT reference FROM complaints WHERE state = 'new' AND sub_service_id IS NOT NULL"
            before = desk.case(reader.value(placed))
        for step in (Acknowledge(before.reference), Extend(before.reference, 1, "Records")):
            desk.do(step, today=WEDNESDAY)
        desk.do(Undo(before.reference), today=WEDNESDAY)
        after = desk.do(Undo(before.reference), today=WEDNESDAY)
        with store.reading() as reader:
            assert () == verify(reader).problems
        desk.do(Allocate(before.reference, "Planning"), today=WEDNESDAY)
        said = desk.refused(Undo(before.reference), today=WEDNESDAY).sentence

    assert "Missed collections" == before.sub_service
    assert replace(before, version=before.version + 4) == after
    assert "cannot be told from its events any more, so it stands: none says which part of the service" in said
