"""What the worklist lists, and in what order, on both engines."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from caseapp.casework.requests import Acknowledge, Assign, Complainant, Escalate, Extend, Respond, Withdraw
from caseapp.rules.vocabulary import Division, Kind, Outcome, State
from caseapp.store.queries.pulse import newest_event
from caseapp.store.queries.worklist import Order, WorklistFilter, WorklistRow, first_ids, worklist_ids, worklist_rows
from caseapp.store.store import Store
from tests.builders import LEE, OLGA, RITA, Desk, a_log, april, may

TODAY = april(22)
EVERYTHING = WorklistFilter(include_closed=True)


def set_caseload(desk: Desk) -> None:
    """Seven open cases and four that are not, each with its own word for a summary."""

    def case(word: str, **changes: object) -> str:
        return desk.do(a_log(summary=word, **changes), today=april(8)).reference

    case("overdue", received_on=april(5))  # due on Friday 19 April
    case("today")
    desk.do(Acknowledge(case("waiting", service="Planning"), on=april(9)), today=TODAY)
    desk.do(Assign(case("held 100%_sure", service="Planning", complainant=Complainant("Siân O'Neil")), LEE))
    desk.do(Extend(case("extended"), 10, "Records", on=april(9)), today=TODAY)  # due on 7 May
    case("nobody's", service=None, details="Only here: zebra")
    for word, later in (("second", Acknowledge), ("review", None)):
        reference = case(word)
        desk.do(Respond(reference, Outcome.UPHELD, on=april(10)), today=TODAY)
        desk.do(Escalate(reference, on=april(11)), today=TODAY)  # due on 10 May
        if later:
            desk.do(later(reference), today=TODAY)
    answered = case("answered", received_on=april(3))
    desk.do(Respond(answered, Outcome.UPHELD, on=april(10)), today=TODAY)
    desk.do(Withdraw(case("withdrawn", received_on=april(4)), on=april(10)), today=TODAY)
    case("compliment", kind=Kind.COMPLIMENT, received_on=april(2))
    done = case("done", received_on=april(1))
    desk.do(Respond(done, Outcome.UPHELD, on=april(10)), today=TODAY)
    desk.do(Escalate(done, on=april(11)), today=TODAY)
    desk.do(Respond(done, Outcome.UPHELD), by=RITA, today=TODAY)


@pytest.fixture(scope="session")
def sqlite_caseload(founded_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path = shutil.copy(founded_sqlite_template, tmp_path_factory.mktemp("caseload") / "caseload.db")
    with closing(Store.open(str(path))) as store:
        set_caseload(Desk(store).staffed())
        yield store


@pytest.fixture(scope="session")
def postgres_caseload(
    founded_postgres_template: str, postgres_copy: Callable[[str], AbstractContextManager[str]]
) -> Iterator[Store]:
    with postgres_copy(founded_postgres_template) as address, closing(Store.open(address)) as store:
        set_caseload(Desk(store).staffed())
        yield store


@pytest.fixture(params=["sqlite", "postgres"])
def caseload(request: pytest.FixtureRequest) -> Store:
    """The caseload on each engine in turn; no test changes it."""
    store: Store = request.getfixturevalue(f"{request.param}_caseload")
    return store


def listed(store: Store, wanted: WorklistFilter) -> list[WorklistRow]:
    with store.reading() as reader:
        ids = worklist_ids(reader, wanted, TODAY, reader.calendar(Division.ENGLAND_AND_WALES))
        rows = worklist_rows(reader, ids)
    return [rows[number] for number in ids]


def words(store: Store, wanted: WorklistFilter) -> list[str]:
    """The first word of each summary, in the order listed."""
    return [row.summary.split()[0] for row in listed(store, wanted)]


OPEN = ["overdue", "nobody's", "held", "waiting", "today", "extended", "review", "second"]
FILTERS = [
    (WorklistFilter(), OPEN),
    (EVERYTHING, [*OPEN, "withdrawn", "answered", "compliment", "done"]),
    (WorklistFilter(overdue=True), ["overdue"]),
    (WorklistFilter(due_within=0), ["nobody's", "held", "waiting", "today"]),
    (WorklistFilter(due_within=9), ["nobody's", "held", "waiting", "today"]),
    (WorklistFilter(due_within=10), ["nobody's", "held", "waiting", "today", "extended"]),
    (WorklistFilter(due_within=13), [*OPEN[1:]]),
    (WorklistFilter(unacknowledged=True), ["overdue", "nobody's", "held", "today", "extended", "review"]),
    (WorklistFilter(mine=LEE), ["held"]),
    (WorklistFilter(mine="Nobody"), []),
    (WorklistFilter(unassigned=True), [word for word in OPEN if word not in {"held"}]),
    (WorklistFilter(stage=1), OPEN[:6]),
    (WorklistFilter(stage=2), ["review", "second"]),
    (WorklistFilter(stage=1, include_closed=True), [*OPEN[:6], "answered"]),
    (WorklistFilter(stage=2, include_closed=True), ["review", "second", "done"]),
    (WorklistFilter(service="planning"), ["held", "waiting"]),
    (WorklistFilter(service="Planning", unassigned=True), ["waiting"]),
    (WorklistFilter(service="Plan"), []),
    (WorklistFilter(state=State.STAGE_1), ["waiting"]),
    (WorklistFilter(state=State.STAGE_2_ANSWERED), ["done"]),
    (WorklistFilter(state=State.WITHDRAWN), ["withdrawn"]),
    (WorklistFilter(overdue=True, stage=2), []),
]


@pytest.mark.parametrize(("wanted", "expected"), FILTERS, ids=lambda value: str(value)[:60])
def test_filter(caseload: Store, wanted: WorklistFilter, expected: list[str]) -> None:
    """Open cases by urgency, closed ones after them and newest first; conditions are combined with *and*."""
    assert expected == words(caseload, wanted)


TEXTS = [
    ("HELD", ["held"]),
    ("100%", ["held"]),
    ("%", ["held"]),
    ("_", ["held"]),
    ("100%_", ["held"]),
    ("10_%", []),
    ("o'neil", ["held"]),
    ("SIÂN", ["held"]),
    ("sian", []),
    ("nobody's", ["nobody's"]),
    ("'", ["nobody's", "held"]),
    ("'; DROP TABLE events; --", []),
    ("!", []),
    ("\\", []),
    (":today", []),
    ("planning waiting", ["waiting"]),
    ("waiting overdue", []),
    ("lee", ["held"]),
    ("zebra", []),
    ("  ", OPEN),
]


@pytest.mark.parametrize(("text", "expected"), TEXTS)
def test_words(caseload: Store, text: str, expected: list[str]) -> None:
    """Every word must be there, whatever its case; what SQL takes for a sign is only a letter."""
    assert expected == words(caseload, WorklistFilter(text=text))


def test_words_in_references(caseload: Store) -> None:
    """A reference is found by any part of it, among closed cases too when they are asked for."""
    one = listed(caseload, EVERYTHING)[0].reference

    assert [one] == [row.reference for row in listed(caseload, WorklistFilter(text=one.lower()))]
    assert 12 == len(words(caseload, WorklistFilter(text="c24-", include_closed=True)))


def test_words_in_the_narrative(caseload: Store) -> None:
    """The long text is looked through only when that is asked for."""
    assert ["nobody's"] == words(caseload, WorklistFilter(text="ZEBRA", in_details=True))


def test_row_shows_what_a_list_needs(caseload: Store) -> None:
    """A row says who holds a case, who complained, which stage it is in and whether it was extended."""
    by_word = {row.summary.split()[0]: row for row in listed(caseload, EVERYTHING)}
    held, extended, done = by_word["held"], by_word["extended"], by_word["done"]

    assert (LEE, "Siân O'Neil", "Planning", 1, False) == (
        held.handler,
        held.complainant,
        held.service,
        held.stage,
        held.extended,
    )
    assert (april(8), april(15), april(22)) == (held.received_on, held.acknowledge_by, held.due_on)
    assert (may(7), True) == (extended.due_on, extended.extended)
    assert (2, None, None) == (done.stage, done.due_on, done.acknowledge_by)
    assert ("", None, None) == (
        by_word["compliment"].complainant,
        by_word["compliment"].stage,
        by_word["nobody's"].service,
    )
    assert {OLGA, RITA, LEE, None} == {row.handler for row in by_word.values()}


ORDERS = [
    (Order.URGENCY, OPEN),
    (Order.RECEIVED, ["review", "second", "nobody's", "extended", "held", "waiting", "today", "overdue"]),
    (Order.REFERENCE, ["overdue", "today", "waiting", "held", "extended", "nobody's", "second", "review"]),
    (Order.SERVICE, ["held", "waiting", "overdue", "today", "extended", "review", "second", "nobody's"]),
    (Order.HANDLER, ["held", "overdue", "nobody's", "waiting", "today", "extended", "review", "second"]),
    (Order.STATE, ["overdue", "nobody's", "held", "today", "extended", "waiting", "review", "second"]),
]


@pytest.mark.parametrize(("order", "expected"), ORDERS)
def test_order(caseload: Store, order: Order, expected: list[str]) -> None:
    """By a value, the most urgent first within the same one and none at the end; reversed, exactly the other way."""
    assert expected == words(caseload, WorklistFilter(order=order))
    assert expected[::-1] == words(caseload, WorklistFilter(order=order, reverse=True))

    everything = words(caseload, replace(EVERYTHING, order=order))
    assert [word for word in everything if word in expected] == expected
    assert everything[::-1] == words(caseload, replace(EVERYTHING, order=order, reverse=True))


def test_references_bound_the_list(caseload: Store) -> None:
    """These cases and no others, open or closed, in the list's own order; unknown ones and signs of SQL find none."""
    known = {row.summary.split()[0]: row.reference for row in listed(caseload, EVERYTHING)}
    these = tuple(known[word] for word in ("done", "today", "overdue"))

    assert ["overdue", "today", "done"] == words(caseload, WorklistFilter(references=these))
    assert ["overdue"] == words(caseload, WorklistFilter(references=these, overdue=True))
    assert ["today"] == words(caseload, WorklistFilter(references=these, text="TODAY"))
    assert ["done", "today", "overdue"] == words(
        caseload, WorklistFilter(references=these, order=Order.URGENCY, reverse=True)
    )
    assert [] == words(caseload, WorklistFilter(references=()))
    assert [] == words(caseload, WorklistFilter(references=("", "C24-99999", "' OR '1'='1", '"', known["today"] + "%")))
    many = (*(f"C99-{number:05d}" for number in range(40_000)), known["today"])
    assert ["today"] == words(caseload, WorklistFilter(references=many))


def test_pulse_beats_when_something_is_recorded(own_desk: Desk) -> None:
    """The number of the newest event grows with every record, and with nothing else."""

    def pulse() -> int:
        with own_desk.store.reading() as reader:
            return newest_event(reader)

    before = pulse()
    assert before == pulse()
    own_desk.logged()
    logged = pulse()
    assert before < logged
    own_desk.refused(Escalate("C24-00001"))
    assert logged == pulse(), "nothing was recorded"
    own_desk.do(Acknowledge("C24-00001"))
    assert logged < pulse()


def test_no_ids_no_rows(caseload: Store) -> None:
    """An empty page asks the database nothing."""
    with caseload.reading() as reader:
        assert {} == worklist_rows(reader, [])


@pytest.mark.parametrize("text", ["", "sian", "e", "siân o", "planning e", "nowhere"])
@pytest.mark.parametrize("filtered", [{}, {"unassigned": True}, {"overdue": True}, {"stage": 2}, {"mine": LEE}])
def test_first_ids_begin_the_list(caseload: Store, text: str, filtered: dict[str, Any]) -> None:
    """What is shown before all is counted are the first cases of the very same list."""
    wanted = WorklistFilter(text=text, **filtered)
    with caseload.reading() as reader:
        calendar = reader.calendar(Division.ENGLAND_AND_WALES)
        whole = worklist_ids(reader, wanted, TODAY, calendar)

        assert whole[:3] == first_ids(reader, wanted, TODAY, calendar, 3)


def test_first_ids_are_not_guessed(caseload: Store) -> None:
    """Where no index has the order there is no glimpse of it: none is better than a wrong one."""
    with caseload.reading() as reader:
        calendar = reader.calendar(Division.ENGLAND_AND_WALES)

        assert [] == list(first_ids(reader, EVERYTHING, TODAY, calendar, 3))
        assert [] == list(first_ids(reader, WorklistFilter(order=Order.SERVICE), TODAY, calendar, 3))
