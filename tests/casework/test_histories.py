"""Any history of requests, lawful or not: what the verbs say, what the store holds and what the chain tells agree."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from caseapp.casework.requests import (
    Acknowledge,
    Assign,
    Complainant,
    Escalate,
    Extend,
    Log,
    Note,
    Refuse,
    Reopen,
    Resolve,
    Respond,
    Withdraw,
)
from caseapp.rules import deadlines
from caseapp.rules.case import Case
from caseapp.rules.errors import CaseappError
from caseapp.rules.vocabulary import Channel, Division, Ending, Kind, Outcome, State
from caseapp.store.queries.cases import case_view
from caseapp.store.store import Store
from tests.builders import ADA, LEE, MEL, MONDAY, OLGA, RITA, Desk

PEOPLE = st.sampled_from([ADA, OLGA, RITA, RITA, LEE, MEL, "rita reviewer"])
MARCH = date(2024, 3, 25)
POLICIES = st.sampled_from([None, "cambridge-2021", "lgsco-2024", "housing-ombudsman-2024"])
ANY_TEXT = st.text(st.characters(exclude_categories=[]), max_size=12)
REASONS = st.one_of(st.just("Because"), st.just("Because"), ANY_TEXT)
OPTIONAL_REASONS = st.one_of(st.none(), REASONS)
DAYS = st.one_of(st.integers(1, 10), st.sampled_from([-1, 0, 11, 20, 21, 10**7, 10**30]))


@dataclass(frozen=True)
class Step:
    """One request of a history; ``reference`` and dates are filled in as it goes along."""

    request: Any
    """Or a number, which picks one of the steps that officers usually take next."""
    by: str
    later: int
    """Days since the step before."""
    back: int | None
    """How many days before today it happened; ``None`` gives no date, and a negative number is in the future."""
    stale: bool
    """Whether it was asked by somebody who looked at the case one event ago."""


def requests() -> st.SearchStrategy[Any]:
    reference = st.just("")
    return st.one_of(
        st.builds(Acknowledge, reference),
        st.builds(Acknowledge, reference),
        st.builds(Assign, reference, PEOPLE, OPTIONAL_REASONS),
        st.builds(Extend, reference, DAYS, REASONS),
        st.builds(Respond, reference, st.sampled_from(Outcome), decided_by=st.one_of(st.none(), PEOPLE)),
        st.builds(Respond, reference, st.sampled_from(Outcome), OPTIONAL_REASONS, OPTIONAL_REASONS),
        st.builds(Escalate, reference, REASONS, st.one_of(st.none(), PEOPLE), OPTIONAL_REASONS),
        st.builds(Escalate, reference),
        st.builds(Reopen, reference, REASONS),
        st.builds(Withdraw, reference, REASONS),
        st.builds(Resolve, reference, REASONS),
        st.builds(Refuse, reference, REASONS),
        st.builds(Note, reference, REASONS),
    )


_STAGE = (
    Acknowledge(""),
    Respond("", Outcome.NOT_UPHELD),
    Extend("", 5, "Because"),
    Assign("", ADA),
    Respond("", Outcome.UPHELD),
    Withdraw(""),
)
_AGAIN = (Reopen("", "Because"), Escalate("", "Not happy"), Escalate("", reviewer=ADA))
USUAL = {state: _STAGE if state.is_open else _AGAIN for state in State}
"""What officers usually do next."""

USUAL_STEPS = st.builds(
    Step,
    st.integers(0, 100),
    st.sampled_from([ADA, RITA]),
    st.integers(0, 3),
    st.none(),
    st.just(False),  # noqa: FBT003
)
ANY_STEPS = st.builds(
    Step,
    requests(),
    PEOPLE,
    st.integers(0, 4),
    st.one_of(st.none(), st.integers(-1, 3)),
    st.sampled_from([False, False, False, True]),
)
STEPS = st.one_of(USUAL_STEPS, USUAL_STEPS, ANY_STEPS)
HISTORIES = st.tuples(POLICIES, st.lists(STEPS, min_size=6, max_size=14))


def live(desk: Desk, policy: str | None, steps: list[Step]) -> None:
    """Go through a history and look at everything after each step."""
    received_on = MARCH if policy == "cambridge-2021" else MONDAY  # each under a policy that was in force
    case, today = desk.logged(policy=policy, received_on=received_on), MONDAY
    agrees(desk, case)
    for step in steps:
        today += timedelta(days=step.later)
        before = counts(desk.store)
        try:
            case = desk.do(asked(step, case, today), by=step.by, today=today)
            event(f"became {case.state}")
        except CaseappError:
            assert before == counts(desk.store)
        agrees(desk, case)


def asked(step: Step, case: Case, today: date) -> Any:
    usual = USUAL[case.state]
    request = usual[step.request % len(usual)] if isinstance(step.request, int) else step.request
    changes: dict[str, Any] = {"reference": case.reference, "expected_version": case.version - step.stale}
    if step.back is not None and hasattr(request, "on"):
        changes["on"] = today - timedelta(days=step.back)
    return replace(request, **changes)


def agrees(desk: Desk, case: Case) -> None:
    """The verb's answer, the rows and the chain say the same, and every due date can be explained."""
    sql = """
        SELECT c.state, c.version, c.due_on, e.state AS told, e.version AS latest, e.due_on AS told_due
        FROM complaints c JOIN events e ON e.complaint_id = c.id WHERE c.id = :id ORDER BY e.version DESC LIMIT 1
    """
    with desk.store.reading() as reader:
        row = next(iter(reader.rows(sql, id=case.id)))
        stored, policy = reader.case(case.reference), reader.policies.get(case.policy)
        calendar = reader.calendar(Division.ENGLAND_AND_WALES)
        told = len(case_view(reader, case.reference).timeline)
    assert stored == case
    assert (case.state.value, case.version, str(case.due_on)) == (row["state"], row["version"], str(row["due_on"]))
    assert (row["state"], row["version"], row["due_on"]) == (row["told"], row["latest"], row["told_due"])
    assert case.version == told
    for stage in case.stages:
        assert stage.answer_by == deadlines.explain(policy, calendar, stage)[-1].on
    lawful(case)


def lawful(case: Case) -> None:
    """What no history may bring about."""
    ended = [stage.decision for stage in case.stages[:-1]]
    assert all(ended), "only the last stage is open"
    assert [stage.number for stage in case.stages] == sorted(stage.number for stage in case.stages)
    for stage in case.stages:
        answer = stage.decision
        if stage.number == 2 and answer is not None and answer.ending is Ending.ANSWERED:
            assert answer.decided_by != stage.stage1_decider or stage.override is not None
        assert answer is None or answer.decided_by != MEL
    if case.policy != "cambridge-2021":
        assert max(case.extensions_of(1), case.extensions_of(2)) <= 1


def counts(store: Store) -> dict[str, int]:
    """How many rows each table that a verb may write has."""
    tables = ("events", "complaints", "stages", "extensions", "decisions", "officers", "narratives", "complainants")
    with store.reading() as reader:
        found = {table: int(reader.value(f"SELECT COUNT(*) FROM {table}")) for table in tables}
        return {**found, "given": int(reader.value("SELECT SUM(value) FROM counters"))}


@pytest.fixture(scope="module")
def sqlite_histories(founded_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A store on SQLite for histories alone, because they are many."""
    path = shutil.copy(founded_sqlite_template, tmp_path_factory.mktemp("histories") / "histories.db")
    with closing(Store.open(str(path))) as store:
        yield Desk(store).staffed()


@pytest.fixture(scope="module")
def postgres_histories(
    founded_postgres_template: str, postgres_copy: Callable[[str], AbstractContextManager[str]]
) -> Iterator[Desk]:
    """A store on PostgreSQL for histories alone."""
    with postgres_copy(founded_postgres_template) as address, closing(Store.open(address)) as store:
        yield Desk(store).staffed()


UNHURRIED = [HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=30, suppress_health_check=UNHURRIED)
@given(history=HISTORIES)
def test_any_history_on_sqlite(sqlite_histories: Desk, history: tuple[str | None, list[Step]]) -> None:
    """Whatever is asked, in whatever order: refused with a sentence, or done and the same everywhere."""
    live(sqlite_histories, *history)


@settings(max_examples=6, suppress_health_check=UNHURRIED)
@given(history=HISTORIES)
def test_any_history_on_postgresql(postgres_histories: Desk, history: tuple[str | None, list[Step]]) -> None:
    """The same on the other engine."""
    live(postgres_histories, *history)


LOGS = st.builds(
    Log,
    summary=ANY_TEXT,
    service=st.one_of(st.none(), st.sampled_from(["Waste", "planning"]), ANY_TEXT),
    kind=st.sampled_from(Kind),
    channel=st.sampled_from(Channel),
    received_on=st.one_of(st.none(), st.dates(date(2023, 1, 1), date(2024, 4, 9))),
    sub_service=st.one_of(st.none(), ANY_TEXT),
    other_services=st.lists(st.sampled_from(["Waste", "Planning", "finance"])).map(tuple),
    details=ANY_TEXT,
    issue_on=st.one_of(st.none(), st.dates(date(2023, 1, 1), date(2024, 4, 9))),
    complainant=st.builds(Complainant, ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT),
    adjustments=ANY_TEXT,
    policy=st.one_of(POLICIES, ANY_TEXT),
)


def log_anything(desk: Desk, request: Log) -> None:
    before = counts(desk.store)
    try:
        case = desk.do(request)
    except CaseappError:
        assert before == counts(desk.store)
        return
    agrees(desk, case)


@settings(max_examples=60, suppress_health_check=UNHURRIED)
@given(request_=LOGS)
def test_any_contact_on_sqlite(sqlite_histories: Desk, request_: Log) -> None:
    """Any text in any field is taken or refused with a sentence; nothing else ever comes out."""
    log_anything(sqlite_histories, request_)


@settings(max_examples=20, suppress_health_check=UNHURRIED)
@given(request_=LOGS)
def test_any_contact_on_postgresql(postgres_histories: Desk, request_: Log) -> None:
    """The same on the other engine."""
    log_anything(postgres_histories, request_)


@settings(max_examples=40)
@given(reference=ANY_TEXT, name=ANY_TEXT)
def test_any_reference_and_any_name(sqlite_histories: Desk, reference: str, name: str) -> None:
    """A reference or name of any characters is at worst not found."""
    for request in (
        Note(reference, "Hello"),
        Assign(reference, name),
        Respond("C24-1", Outcome.UPHELD, decided_by=name),
    ):
        before = counts(sqlite_histories.store)
        try:
            sqlite_histories.do(request)
        except CaseappError:
            assert before == counts(sqlite_histories.store)
