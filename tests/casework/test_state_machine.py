"""Random officers with random verbs, lawful and not, against a model that fits on a page.

The model knows roles, two stages, one extension each, points of complaint and who had a part in stage 1, and keeps what
it knew before each step, to go back to. It knows nothing of tables, events or the workflow's own code. Whatever it
expects must happen, and after each step the store and its events must say so.
"""

from __future__ import annotations

import shutil
from contextlib import closing
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from caseapp.casework.requests import (
    Acknowledge,
    AddPoint,
    Assign,
    Escalate,
    Extend,
    Note,
    Refuse,
    Reopen,
    Resolve,
    Respond,
    Undo,
    Withdraw,
)
from caseapp.rules.case import Case
from caseapp.rules.errors import Conflict, RuleBroken
from caseapp.rules.vocabulary import Ending, Outcome
from caseapp.store.queries.whole_cases import whole_cases
from caseapp.store.replay import Whole, differences
from caseapp.store.store import Store
from caseapp.store.verification import retold_cases, verify
from tests.builders import ADA, LEE, MEL, MONDAY, OLGA, RITA, Desk, a_log, noon

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

HANDLERS, REVIEWERS, OVERSEERS = {ADA, OLGA, RITA, LEE}, {ADA, RITA}, {ADA, LEE}
EARLY_MAY, LATE_MAY = date(2024, 5, 6), date(2024, 5, 27)
TARGETS = {1: 10, 2: 20}


def working_days_after(start: date, days: int) -> date:
    """The model's own calendar: Monday to Friday, but for two bank holidays of that spring."""
    found = start
    while days:
        found += timedelta(days=1)
        days -= found.weekday() < 5 and found not in {EARLY_MAY, LATE_MAY}
    return found


@dataclass
class Attempt:
    """One attempt at one stage, as the model sees it."""

    number: int
    answer_by: date
    handler: str | None = None
    decider: str | None = None
    acknowledged: bool = False
    ending: Ending | None = None
    outcome: Outcome | None = None
    findings: tuple[Outcome, ...] = ()


@dataclass
class Recorded:
    """Something that happened, and what the model knew before; ``None`` where there is no way back."""

    by: str
    at: datetime
    before: tuple[list[Attempt], set[int], int] | None


def concluded(findings: tuple[Outcome, ...]) -> Outcome:
    """The model's own opinion of what follows."""
    if all(finding is Outcome.UPHELD for finding in findings):
        return Outcome.UPHELD
    return Outcome.NOT_UPHELD if all(one is Outcome.NOT_UPHELD for one in findings) else Outcome.PARTLY_UPHELD


@dataclass
class Model:
    """One complaint, as the model sees it."""

    reference: str
    id: int
    attempts: list[Attempt]
    version: int = 1
    extended: set[int] = field(default_factory=set)
    points: int = 0
    past: list[Recorded] = field(default_factory=list)

    @property
    def now(self) -> Attempt:
        """The current attempt."""
        return self.attempts[-1]

    @property
    def is_open(self) -> bool:
        """Whether a clock runs."""
        return self.now.ending is None

    def may_review(self, name: str) -> bool:
        """Senior, and without a part in stage 1."""
        had_a_part = {person for one in self.attempts if one.number == 1 for person in (one.handler, one.decider)}
        return name in REVIEWERS - had_a_part

    def may_decide(self, name: str) -> bool:
        """Whether somebody may answer or refuse now."""
        return self.is_open and (self.now.number == 1 or self.may_review(name))

    def begin(self, number: int, on: date, handler: str | None) -> None:
        """Another attempt, with a clock of its own."""
        self.attempts.append(Attempt(number, working_days_after(on, TARGETS[number]), handler))

    def remember(self, by: str, at: datetime, *, way_back: bool) -> None:
        """What is known now, before something is recorded."""
        known = (deepcopy(self.attempts), set(self.extended), self.points)
        self.past.append(Recorded(by, at, known if way_back else None))

    def go_back(self) -> None:
        """To what was known before the last thing."""
        before = self.past.pop().before
        assert before is not None
        self.attempts, self.extended, self.points = before

    def end(self, ending: Ending, by: str) -> None:
        """The current attempt is over."""
        self.now.ending, self.now.decider = ending, by
        if ending is Ending.ANSWERED and self.now.handler is None:
            self.now.handler = by


PEOPLE = st.sampled_from([ADA, OLGA, RITA, LEE, MEL])
OUTCOMES = st.sampled_from(Outcome)


class Clock:
    """The clock of the machine, which no fixed date moves and which runs on from one life to the next."""

    def __init__(self) -> None:
        self.now = noon(MONDAY)

    def __call__(self) -> datetime:
        """The instant at which something is recorded."""
        return self.now


class Officers(RuleBasedStateMachine):
    """Everyone in the office on one store, a day or so apart."""

    cases = Bundle("cases")

    def __init__(self, desk: Desk, clock: Clock) -> None:
        super().__init__()
        self.desk = desk
        self.clock = clock
        self.today = MONDAY
        self.touched: dict[str, Model] = {}

    def attempt(self, model: Model, request: object, by: str, *, expected: bool) -> bool:
        """Ask for it; it must be done exactly when the model expects it."""
        may = expected and by in HANDLERS
        case, refusal = None, None
        try:
            case = self.desk.do(request, by=by, today=self.today)
        except RuleBroken as broken:
            refusal = broken
        assert (refusal is None) is may, f"{request} by {by}: {refusal or 'it was not refused'}"
        if case is None:
            return False
        model.version += 1
        assert model.version == case.version
        if not isinstance(request, Undo):
            model.remember(by, self.clock.now, way_back=not isinstance(request, Note))
        return True

    @rule(target=cases)
    def log(self) -> Model:
        """A new complaint."""
        case = self.desk.do(a_log(received_on=self.today), today=self.today)
        model = Model(case.reference, case.id, [])
        model.begin(1, self.today, None)
        self.touched[case.reference] = model
        return model

    @rule(days=st.integers(1, 9))
    def days_pass(self, days: int) -> None:
        """Time goes by."""
        if self.today < date(2024, 5, 20):  # the model knows the calendar of one spring
            self.today += timedelta(days=days)

    @rule(minutes=st.integers(1, 12))
    def minutes_pass(self, minutes: int) -> None:
        """By the machine's clock."""
        self.clock.now += timedelta(minutes=minutes)

    @rule(model=cases, by=PEOPLE)
    def undo(self, model: Model, by: str) -> None:
        """By anybody, who need not be the one who may."""
        self.undo_by(model, by)

    def undo_by(self, model: Model, by: str) -> None:
        """The last thing that stands, by whoever recorded it, within a quarter of an hour."""
        last = model.past[-1] if model.past else None
        in_time = last is not None and self.clock.now - last.at <= timedelta(minutes=15)
        expected = in_time and last is not None and last.by == by and last.before is not None
        if self.attempt(model, Undo(model.reference), by, expected=expected):
            model.go_back()

    @rule(model=cases, steps=st.integers(1, 4))
    def think_better_of_it(self, model: Model, steps: int) -> None:
        """Whoever recorded the last thing takes it back, and then the one before it, as far as they may."""
        for _ in range(min(steps, len(model.past))):
            self.undo_by(model, model.past[-1].by)

    @rule(model=cases, by=PEOPLE, words=st.sampled_from(["They were rude", " "]))
    def add_point(self, model: Model, by: str, words: str) -> None:
        """While a stage is open, in words."""
        if self.attempt(model, AddPoint(model.reference, words), by, expected=model.is_open and bool(words.strip())):
            model.points += 1

    @rule(model=cases, by=PEOPLE)
    def acknowledge(self, model: Model, by: str) -> None:
        """Once a stage."""
        expected = model.is_open and not model.now.acknowledged
        if self.attempt(model, Acknowledge(model.reference), by, expected=expected):
            model.now.acknowledged = True

    @rule(model=cases, by=PEOPLE, days=st.sampled_from([0, 1, 5, 10, 11]))
    def extend(self, model: Model, by: str, days: int) -> None:
        """Once a stage, in time, by at most ten working days."""
        now = model.now
        in_time = self.today <= now.answer_by and now.number not in model.extended
        expected = model.is_open and in_time and 1 <= days <= 10
        if self.attempt(model, Extend(model.reference, days, "Waiting for records"), by, expected=expected):
            model.extended.add(now.number)
            now.answer_by = working_days_after(now.answer_by, days)

    @rule(model=cases, by=PEOPLE, officer=PEOPLE)
    def assign(self, model: Model, by: str, officer: str) -> None:
        """At stage 2 only to somebody who may review."""
        suits = model.may_review(officer) if model.now.number == 2 else officer in HANDLERS
        if self.attempt(model, Assign(model.reference, officer), by, expected=model.is_open and suits):
            model.now.handler = officer

    @rule(model=cases, by=PEOPLE, outcome=OUTCOMES, last=OUTCOMES, short=st.integers(-3, 1))
    def respond(self, model: Model, by: str, outcome: Outcome, last: Outcome, short: int) -> None:
        """At stage 2 only by somebody who may review, and with a finding on each point there is."""
        findings = tuple([outcome] * (model.points - 1) + [last] * bool(model.points))[max(short, 0) :]
        said = None if findings else outcome
        request = Respond(model.reference, said, findings=tuple(enumerate(findings, 1)))
        if self.attempt(model, request, by, expected=model.may_decide(by) and len(findings) == model.points):
            model.end(Ending.ANSWERED, by)
            model.now.outcome, model.now.findings = concluded(findings) if findings else outcome, findings

    @rule(model=cases, by=PEOPLE)
    def refuse(self, model: Model, by: str) -> None:
        """A decision like an answer."""
        if self.attempt(model, Refuse(model.reference, "Out of time"), by, expected=model.may_decide(by)):
            model.end(Ending.REFUSED, by)

    @rule(model=cases, by=PEOPLE, ending=st.sampled_from([Ending.WITHDRAWN, Ending.RESOLVED]))
    def end(self, model: Model, by: str, ending: Ending) -> None:
        """Without a decision: withdrawn or settled."""
        verb = Withdraw if ending is Ending.WITHDRAWN else Resolve
        if self.attempt(model, verb(model.reference), by, expected=model.is_open):
            model.end(ending, by)

    @rule(model=cases, by=PEOPLE, reviewer=st.one_of(st.none(), PEOPLE))
    def escalate(self, model: Model, by: str, reviewer: str | None) -> None:
        """From an answered stage 1 alone."""
        answered = model.now.number == 1 and model.now.ending is Ending.ANSWERED
        suits = reviewer is None or model.may_review(reviewer)
        if self.attempt(model, Escalate(model.reference, reviewer=reviewer), by, expected=answered and suits):
            model.begin(2, self.today, reviewer)

    @rule(model=cases, by=PEOPLE)
    def reopen(self, model: Model, by: str) -> None:
        """A final answer only by those who oversee."""
        final = model.now.number == 2 and model.now.ending is Ending.ANSWERED
        expected = not model.is_open and (not final or by in OVERSEERS)
        if self.attempt(model, Reopen(model.reference, "New evidence"), by, expected=expected):
            model.begin(model.now.number, self.today, model.now.handler)

    @rule(model=cases, by=PEOPLE, words=st.sampled_from(["Telephoned", " "]))
    def note(self, model: Model, by: str, words: str) -> None:
        """At any time, in words."""
        self.attempt(model, Note(model.reference, words), by, expected=bool(words.strip()))

    @rule(model=cases)
    def act_on_an_old_screen(self, model: Model) -> None:
        """Whoever looked at the case one event ago is told, and nothing is written."""
        stale = Note(model.reference, "Late", expected_version=model.version - 1)
        with pytest.raises(Conflict, match="while you were looking"):
            self.desk.do(stale, today=self.today)

    @invariant()
    def model_and_store_and_events_agree(self) -> None:
        """The rows are what the model expects and what the events of the case tell."""
        if not self.touched:
            return
        ids = sorted(model.id for model in self.touched.values())
        with self.desk.store.reading() as reader:
            stored = whole_cases(reader, ids)
            told = retold_cases(reader, ids[0], ids[-1])
        for model in self.touched.values():
            self.agrees(model, stored[model.id].case)
            whole = told[model.id]
            assert isinstance(whole, Whole), whole
            assert [] == list(differences(stored[model.id], whole))

    def agrees(self, model: Model, case: Case) -> None:
        """What the model knows of a case is what the store holds."""
        kept = [
            (stage.number, stage.answer_by, stage.handler, stage.decision and stage.decision.decided_by)
            for stage in case.stages
        ]
        assert [(one.number, one.answer_by, one.handler, one.decider) for one in model.attempts] == kept
        assert [one.ending for one in model.attempts] == [one.decision and one.decision.ending for one in case.stages]
        assert (model.version, model.is_open) == (case.version, case.state.is_open)
        assert (model.now.answer_by if model.is_open else None) == case.due_on
        assert model.now.acknowledged is (case.stages[-1].acknowledged_on is not None)
        assert [(one.outcome, one.findings) for one in model.attempts] == [
            (stage.outcome, tuple(found.finding for found in stage.findings)) for stage in case.stages
        ]
        assert model.points == len(case.points)
        assert model.extended == {stage.number for stage in case.stages if stage.extensions}

    def teardown(self) -> None:
        """The whole store proves itself when the day is done."""
        with self.desk.store.reading() as reader:
            found = verify(reader)
        assert found.is_sound, found.problems


def live(address: str, examples: int) -> None:
    """Many days in the office, all on the same store."""
    clock = Clock()
    with closing(Store.open(address, clock=clock)) as store:
        desk = Desk(store).staffed()
        unhurried = settings(
            max_examples=examples, stateful_step_count=30, suppress_health_check=[HealthCheck.too_slow]
        )
        run_state_machine_as_test(partial(Officers, desk, clock), settings=unhurried)  # type: ignore[arg-type]  # any maker of machines will do


def test_office_life_on_sqlite(founded_sqlite_template: Path, tmp_path: Path) -> None:
    """Any life of an office on SQLite is what the model expects, and its events tell it again."""
    live(str(shutil.copy(founded_sqlite_template, tmp_path / "office.db")), 20)


def test_office_life_on_postgresql(
    founded_postgres_template: str, postgres_copy: Callable[[str], AbstractContextManager[str]]
) -> None:
    """The same on PostgreSQL."""
    with postgres_copy(founded_postgres_template) as address:
        live(address, 5)
