"""Days off that are added after cases have been counted without them (R118, R124)."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseapp.casework.days_off import Added, DayOff, DayOffKind, Preview, Promise, add_day_off, preview
from caseapp.casework.requests import Acknowledge, Extend
from caseapp.rules import deadlines
from caseapp.rules.case import Case
from caseapp.rules.errors import CaseappError, InvalidInput, OutsideCalendar, RuleBroken
from caseapp.rules.vocabulary import Action, Division, Occasion
from caseapp.store.queries.days_off import added_days, counted
from caseapp.store.store import Store
from caseapp.store.verification import verify
from tests.builders import ADA, LEE, MONDAY, TUESDAY, Desk, april, contents, may, noon, stage_of

FLOOD = DayOff(DayOffKind.CLOSURE, april(18), "Flood")
JUBILEE = DayOff(DayOffKind.BANK_HOLIDAY, april(18), "Jubilee", Division.ENGLAND_AND_WALES)


def added(desk: Desk, day_off: DayOff, *, by: str = ADA, today: date = TUESDAY, **options: Any) -> Added:
    with desk.store.writing() as work:
        return add_day_off(work, day_off, by=desk.actor(work, by, today), at=noon(today), **options)


def foreseen(desk: Desk, day_off: DayOff) -> Preview:
    with desk.store.reading() as reader:
        return preview(reader, day_off)


def explained(desk: Desk, reference: str) -> list[deadlines.Deadline]:
    """Every deadline of every stage of a case."""
    with desk.store.reading() as reader:
        case = reader.case(reference)
        policy = reader.policies.get(case.policy)
        calendar = reader.calendar(policy.division)
        each = zip(case.stages, counted(reader, case), strict=True)
        return [made for stage, known in each for made in deadlines.explain(policy, calendar, stage, known)]


def stored(case: Case) -> list[date]:
    """Every date that the store keeps for a case, in the order in which they are explained."""
    return [
        day
        for stage in case.stages
        for day in (stage.acknowledge_by, stage.due_on, *(extension.extended_to for extension in stage.extensions))
    ]


@dataclass(frozen=True)
class Three:
    """A case that no letter went out for, one that was acknowledged and one that was extended."""

    fresh: str
    acknowledged: str
    extended: str


def three(desk: Desk) -> Three:
    extended = desk.acknowledged().reference
    desk.do(Extend(extended, 3, "Many witnesses"), today=TUESDAY)
    return Three(desk.logged().reference, desk.acknowledged().reference, extended)


@pytest.mark.parametrize("day_off", [FLOOD, JUBILEE], ids=lambda day_off: day_off.kind.value)
def test_day_off_moves_what_nobody_was_told(own_desk: Desk, day_off: DayOff) -> None:
    """A late bank holiday or closure moves open cases in one go; a date that a letter named is flagged and kept."""
    cases = three(own_desk)
    before = contents(own_desk.store)
    seen = foreseen(own_desk, day_off)

    assert before == contents(own_desk.store), "a preview writes nothing"
    assert [
        (cases.fresh, april(22), april(23), april(15), None),
        (cases.acknowledged, april(22), april(23), None, Promise.ACKNOWLEDGED),
        (cases.extended, april(25), april(26), None, Promise.EXTENDED),
    ] == [(move.reference, move.due_from, move.due_to, move.acknowledge_to, move.promise) for move in seen.moves]

    done = added(own_desk, day_off)

    assert (seen.unpromised, (*seen.acknowledged, *seen.extended)) == (done.moved, done.kept)
    assert [april(23), april(22), april(25)] == [
        own_desk.case(each).due_on for each in (cases.fresh, cases.acknowledged, cases.extended)
    ]
    with own_desk.store.reading() as reader:
        assert () == verify(reader).problems
        assert [(day_off, ADA)] == [(each.day_off, each.added_by) for each in added_days(reader)]


def test_promised_date_moves_when_that_is_said_and_an_extended_one_never(own_desk: Desk) -> None:
    """Whoever adds the day may move what an acknowledgement named; an extension was a promise of that very day."""
    cases = three(own_desk)
    done = added(own_desk, FLOOD, move_promised=True)

    assert [cases.fresh, cases.acknowledged] == [move.reference for move in done.moved]
    assert [cases.extended] == [move.reference for move in done.kept]
    assert april(23) == own_desk.case(cases.acknowledged).due_on
    assert april(25) == own_desk.case(cases.extended).due_on


def test_events_tell_the_day_and_each_move(own_desk: Desk) -> None:
    """One event of the store says what was added and how many moved; one a case says from when to when."""
    cases = three(own_desk)
    added(own_desk, JUBILEE)
    with own_desk.store.reading() as reader:
        sql = "SELECT seq, complaint_id, target_on, content FROM events WHERE action = :action"
        (day,) = reader.rows(sql, action=Occasion.DAY_OFF.value)
        (move,) = reader.rows(sql, action=Action.RECOUNT.value)
        held = reader.value("SELECT added_seq FROM bank_holidays WHERE origin = 'added'")

    assert (
        '{"day":"2024-04-18","division":"england-and-wales","kept":2,"kind":"bank-holiday","moved":1,"name":"Jubilee"}'
    ) == day["content"]
    assert day["seq"] == held
    assert '{"acknowledge_by":"2024-04-15","from":"2024-04-22","to":"2024-04-23"}' == move["content"]
    assert own_desk.case(cases.fresh).id == move["complaint_id"]


def test_kept_date_is_explained_with_what_was_known_then(own_desk: Desk) -> None:
    """The steps add up to the stored date, and a note says why today's calendar would give another."""
    cases = three(own_desk)
    added(own_desk, FLOOD)
    notes = {each: [made.note for made in explained(own_desk, each)] for each in (cases.fresh, cases.acknowledged)}

    assert ["", ""] == notes[cases.fresh]
    assert ["", "Kept: the person was told this date before Flood was added."] == notes[cases.acknowledged]
    for each in (cases.fresh, cases.acknowledged, cases.extended):
        assert stored(own_desk.case(each)) == [made.on for made in explained(own_desk, each)]
        assert all(made.days == sum(step.counted for step in made.steps) for made in explained(own_desk, each))


def test_day_after_the_answer_changes_no_answered_case(own_desk: Desk) -> None:
    """What was answered stays as it was when it was answered, and says so."""
    answered = own_desk.answered().reference
    before = own_desk.case(answered)

    assert () == foreseen(own_desk, FLOOD).moves
    added(own_desk, FLOOD)
    assert before == own_desk.case(answered)
    assert ["", "Counted before Flood was added."] == [made.note for made in explained(own_desk, answered)]


def test_bank_holiday_moves_its_division_alone(own_desk: Desk) -> None:
    """A day proclaimed for Scotland is a working day in England."""
    own_desk.logged()

    assert () == foreseen(own_desk, DayOff(DayOffKind.BANK_HOLIDAY, april(18), "Jubilee", Division.SCOTLAND)).moves


def test_stage_whose_clock_waits_for_the_acknowledgement_moves_too(own_desk: Desk) -> None:
    """Its latest possible date counts on from the last day to acknowledge, which itself may move (R38, R125)."""
    waiting = own_desk.logged(policy="lgsco-2024").reference
    added(own_desk, DayOff(DayOffKind.CLOSURE, april(11), "Flood"))
    stage = stage_of(own_desk.case(waiting))

    assert (april(16), april(30)) == (stage.acknowledge_by, stage.due_on)
    assert april(25) == own_desk.do(Acknowledge(waiting), today=april(10)).due_on


@pytest.mark.parametrize(
    ("day_off", "error", "says"),
    [
        (DayOff(DayOffKind.CLOSURE, april(20), "Flood"), InvalidInput, "Saturday"),
        (DayOff(DayOffKind.CLOSURE, may(6), "Flood"), InvalidInput, "Early May bank holiday"),
        (DayOff(DayOffKind.BANK_HOLIDAY, may(6), "x", Division.ENGLAND_AND_WALES), InvalidInput, "already"),
        (DayOff(DayOffKind.BANK_HOLIDAY, april(18), "x"), InvalidInput, "division"),
        (DayOff(DayOffKind.BANK_HOLIDAY, april(18), "x", Division.NONE), InvalidInput, "division"),
        (DayOff(DayOffKind.CLOSURE, april(18), " \n"), InvalidInput, "name"),
        (DayOff(DayOffKind.CLOSURE, date(2031, 4, 18), "Flood"), OutsideCalendar, "check the date"),
    ],
    ids=["weekend", "closure on a bank holiday", "bank holiday", "no division", "none", "no name", "too far"],
)
def test_day_that_would_change_nothing_is_refused(
    desk: Desk, day_off: DayOff, error: type[CaseappError], says: str
) -> None:
    """A day that does not count as it is cannot stop counting; the sentence says what it is."""
    with pytest.raises(error, match=says):
        foreseen(desk, day_off)


def test_day_off_is_added_once_and_by_an_administrator(own_desk: Desk) -> None:
    """R52; and a refusal leaves nothing behind."""
    with pytest.raises(RuleBroken, match="administrator"):
        added(own_desk, FLOOD, by=LEE)
    added(own_desk, FLOOD)
    before = contents(own_desk.store)
    with pytest.raises(InvalidInput, match="already: Flood"):
        added(own_desk, JUBILEE)

    assert before == contents(own_desk.store)


DAYS = st.lists(st.sampled_from([MONDAY + timedelta(days=n) for n in range(30)]), min_size=1, max_size=5, unique=True)
LIVES = st.lists(st.sampled_from(["log", "acknowledge", "extend"]), min_size=1, max_size=4)


@pytest.fixture(scope="module")
def staffed(founded_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A staffed store in a file, for examples to copy: a day off is there for good."""
    path = Path(shutil.copy(founded_sqlite_template, tmp_path_factory.mktemp("days-off") / "staffed.db"))
    with closing(Store.open(str(path))) as store:
        Desk(store).staffed()
    return path


@pytest.mark.parametrize("policy", ["cambridge-2024", "lgsco-2024"])
@settings(max_examples=15)
@given(days=DAYS, lives=LIVES, promised=st.booleans())
def test_steps_add_up_to_the_stored_date_whatever_was_added(
    staffed: Path, policy: str, days: Sequence[date], lives: Sequence[str], *, promised: bool
) -> None:
    """However many days off were added before, between and after its events, a case explains every date it has."""
    with closing(Store.open(str(shutil.copy(staffed, staffed.with_name("example.db"))))) as store:
        desk, cases = Desk(store), []
        for life, day in zip_longest(lives, days):
            cases += [_lived(desk, life, policy)] if life else []
            _added_if_it_counts(desk, day, promised=promised)
        for reference in cases:
            made = explained(desk, reference)
            assert stored(desk.case(reference)) == [each.on for each in made]
            assert [each.days for each in made] == [sum(step.counted for step in each.steps) for each in made]


def _lived(desk: Desk, life: str, policy: str) -> str:
    """A case that got so far on the day after its receipt."""
    reference = desk.logged(policy=policy).reference
    if life != "log":
        desk.do(Acknowledge(reference), today=TUESDAY)
    if life == "extend":
        desk.do(Extend(reference, 4, "Many witnesses"), today=TUESDAY)
    return reference


def _added_if_it_counts(desk: Desk, day: date | None, *, promised: bool) -> None:
    if day is not None and day.weekday() < 5 and day != may(6):
        added(desk, DayOff(DayOffKind.CLOSURE, day, f"Closed {day}"), move_promised=promised)
