"""Several officers at once, each in a process of their own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import Connection

from caseapp.bootstrap import Caseapp
from caseapp.casework.requests import Acknowledge, Note
from caseapp.rules.calendar import WorkingCalendar
from caseapp.rules.vocabulary import Division, Role
from caseapp.settings import Settings
from caseapp.store.audit import GENESIS
from caseapp.store.guards import GUARDS
from caseapp.store.queries.cases import case_view
from caseapp.store.store import Clock, Store
from caseapp.store.verification import verify
from tests.builders import ADA, MONDAY, OLGA, STAFF, WEDNESDAY, Desk, a_log, april, noon
from tests.postgres import owners

CHECKOUT = Path(__file__).resolve().parents[2]
WRITERS = [name for name in STAFF if not name.startswith("Mel")] + ["Ada Admin"]
CASES = 25


def start(address: str, name: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.store.officer", address, name, str(CASES)]
    return subprocess.Popen(command, cwd=CHECKOUT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_four_officers_log_at_once(own_desk: Desk) -> None:
    """Writers take turns: no reference is given twice, the chain stays whole, and nobody is told of a lock."""
    store = own_desk.store
    officers = [start(store.address, name) for name in WRITERS]
    seen = [count_twice(store) for _ in range(20)]  # while they write
    told = [officer.communicate(timeout=60) for officer in officers]

    assert [("", 0)] * 4 == [(errors, officer.returncode) for (_, errors), officer in zip(told, officers, strict=True)]
    references = [reference for output, _ in told for reference in output.split()]
    assert [f"C24-{number:05d}" for number in range(1, 4 * CASES + 1)] == sorted(references)
    assert all(first == second for first, second in seen)
    the_chain_is_whole(store)


def count_twice(store: Store) -> tuple[int, int]:
    """How many events there are, asked twice of one moment."""
    with store.reading() as reader:
        first, second = (int(reader.value("SELECT COUNT(*) FROM events")) for _ in range(2))
    return first, second


def the_chain_is_whole(store: Store) -> None:
    with store.reading() as reader:
        events = list(reader.rows("SELECT seq, previous, hash FROM events ORDER BY seq"))
        assert verify(reader).is_sound
    assert list(range(1, len(events) + 1)) == [event["seq"] for event in events]
    assert GENESIS == events[0]["previous"]
    assert all(later["previous"] == earlier["hash"] for earlier, later in pairwise(events))


# What one officer changes, the next one's verb goes by


def calendar_of(store: Store) -> WorkingCalendar:
    with store.reading() as reader:
        return reader.calendar(Division.ENGLAND_AND_WALES)


@pytest.fixture
def elsewhere(own_desk: Desk) -> Iterator[Store]:
    """The same store, opened by somebody else who may change anything in it."""
    with closing(Store.open(owners(own_desk.store.address))) as store:
        yield store


@pytest.fixture
def unguarded(elsewhere: Store) -> Store:
    """The same, after somebody who may do anything took the guards of days off away."""
    with elsewhere.connected(writing=True) as connection, connection.begin():
        for guard in GUARDS:
            if guard.table in {"bank_holidays", "closure_days"}:
                for statement in guard.drop(connection.dialect.name):
                    connection.exec_driver_sql(statement)
    return elsewhere


def change(store: Store, sql: str) -> None:
    def run(connection: Connection) -> None:
        with connection.begin():
            connection.exec_driver_sql(sql)

    with store.connected(writing=True) as connection:
        run(connection)


@pytest.mark.parametrize(
    ("add", "alter", "take_away"),
    [
        (
            "INSERT INTO bank_holidays VALUES ('england-and-wales', '2024-04-10', 'A jubilee', 'added', NULL)",
            "UPDATE bank_holidays SET held_on = '2024-04-11' WHERE held_on = '2024-04-10'",
            "DELETE FROM bank_holidays WHERE held_on = '2024-04-11'",
        ),
        (
            "INSERT INTO closure_days (closed_on, name) VALUES ('2024-04-10', 'Flood')",
            "UPDATE closure_days SET closed_on = '2024-04-11'",
            "DELETE FROM closure_days",
        ),
    ],
    ids=["bank holiday", "closure day"],
)
def test_day_off_counts_from_the_next_verb_on(
    own_desk: Desk, unguarded: Store, add: str, alter: str, take_away: str
) -> None:
    """A calendar that is kept is never out of date: what another connection changed counts at once, in any way."""
    assert april(15) == own_desk.logged().acknowledge_by
    for statement, off, acknowledge_by in ((add, 10, 16), (alter, 11, 16), (take_away, None, 15)):
        change(unguarded, statement)
        calendar = calendar_of(own_desk.store)
        assert [off] if off else [] == [day for day in (10, 11) if not calendar.is_working(april(day))]
        assert april(acknowledge_by) == own_desk.logged().acknowledge_by


def test_name_of_a_day_off_is_the_one_it_has_now(own_desk: Desk, unguarded: Store) -> None:
    """Two names on the same days are two calendars, because every due date is explained by them."""
    change(unguarded, "INSERT INTO closure_days (closed_on, name) VALUES ('2024-04-10', 'Flood')")
    assert "Flood" == calendar_of(own_desk.store).why_not_working(WEDNESDAY)
    change(unguarded, "UPDATE closure_days SET name = 'Power cut'")
    assert "Power cut" == calendar_of(own_desk.store).why_not_working(WEDNESDAY)


def test_policy_and_settings_hold_from_the_next_verb_on(own_desk: Desk, elsewhere: Store) -> None:
    """A policy version that somebody adds, and the scheme that somebody chooses, are those of the next case."""
    assert "cambridge-2024" == own_desk.logged().policy
    with elsewhere.writing() as work:
        newest = replace(work.policies.get("cambridge-2024"), code="trial", scheme="trial", acknowledgement_days=1)
        work.add_policy(newest)
        assert newest == work.policies.get("trial")
        work.set("scheme", "trial")
        assert newest == work.policies.on(MONDAY)

    case = own_desk.logged()
    assert ("trial", april(9)) == (case.policy, case.acknowledge_by)


def test_role_holds_from_the_next_verb_on(own_desk: Desk, elsewhere: Store) -> None:
    """Who somebody is, is asked anew each time: a role that an administrator takes away is gone at once."""
    reference = own_desk.logged().reference
    with elsewhere.writing() as work:
        work.add_officer(OLGA, Role.MEMBER, can_log_in=True, by=work.person(ADA), at=noon(MONDAY))
        assert Role.MEMBER is work.officers[OLGA].role

    assert "R54" in own_desk.refused(a_log()).sentence
    assert reference == own_desk.do(Note(reference, "Hello"), by=ADA).reference


# When it was recorded


@pytest.fixture
def clocked(founded_address: str) -> Iterator[tuple[Desk, list[datetime]]]:
    """A desk whose store has a clock that the test sets: the last instant of the list."""
    instants = [datetime(2024, 6, 1, 9, tzinfo=UTC)]
    clock: Clock = lambda: instants[-1]  # noqa: E731  # its type is what is said
    with closing(Store.open(founded_address, clock=clock)) as store:
        yield Desk(store).staffed(), instants


def recorded(desk: Desk, reference: str) -> list[datetime]:
    with desk.store.reading() as reader:
        assert verify(reader).is_sound
        return [entry.at for entry in case_view(reader, reference).timeline]


def test_event_is_recorded_by_the_clock(clocked: tuple[Desk, list[datetime]]) -> None:
    """Whatever date somebody says, the chain says when it was entered; the case goes by the date."""
    desk, instants = clocked
    reference = desk.logged(today=april(8)).reference
    instants.append(datetime(2024, 6, 1, 10, tzinfo=UTC))
    case = desk.do(Acknowledge(reference), today=april(9))

    assert april(9) == case.stages[0].acknowledged_on
    assert instants == recorded(desk, reference)


def test_clock_that_goes_back_moves_no_event_before_another(clocked: tuple[Desk, list[datetime]]) -> None:
    """A clock that is put back, or another machine's that is slow, is not believed before the last event's."""
    desk, instants = clocked
    reference = desk.logged().reference
    latest = instants[-1]
    instants.append(latest - timedelta(days=30))
    desk.do(Note(reference, "Hello"))
    instants.append(latest + timedelta(seconds=1))
    desk.do(Note(reference, "Hello again"))

    assert [latest, latest, instants[-1]] == recorded(desk, reference)


def test_date_that_was_fixed_dates_nothing_back(tmp_path: Path) -> None:
    """``--today`` is for rehearsals: it moves the dates of a case, and no entry of the record, from the first on."""
    before = datetime.now(UTC)
    caseapp = Caseapp(Settings(str(tmp_path / "new.db"), database_was_named=True, user=ADA, today=MONDAY))
    caseapp.found()
    with closing(caseapp):
        case = caseapp.do(a_log()).case
        with caseapp.reading() as reader:
            rows = list(reader.rows("SELECT recorded_at, happened_on FROM events ORDER BY seq"))

    assert MONDAY == case.received_on
    assert {MONDAY.isoformat()} == {row["happened_on"] for row in rows}
    assert all(before <= datetime.fromisoformat(row["recorded_at"]) <= datetime.now(UTC) for row in rows)
