"""The desk over a real store, and the application over that desk."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from array import array
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from datetime import date
from pathlib import Path

import pytest

from caseapp.bootstrap import Caseapp
from caseapp.casework.people import add_person, set_joining
from caseapp.casework.requests import (
    Acknowledge,
    Complainant,
    Correct,
    Escalate,
    Extend,
    Log,
    Respond,
    Restrict,
    Undo,
)
from caseapp.rules.errors import Conflict, NotFound, RuleBroken, StoreProblem
from caseapp.rules.vocabulary import Action, Outcome, Role
from caseapp.settings import read_settings
from caseapp.store.reader import Reader
from caseapp.tui.app import CaseApp
from caseapp.tui.desk import Past, SpecialNote
from caseapp.tui.preferences import Preferences
from caseapp.tui.run import settled, take_screenshot
from caseapp.tui.steps import refusals
from caseapp.tui.store_desk import StoreDesk
from caseapp.tui.views import BY_ID
from caseapp.tui.widgets.grid import Grid
from caseapp.tui.widgets.grid_loading import Stop
from tests.builders import ADA

TODAY = "2026-06-04"


@pytest.fixture
def connect(founded_sqlite_address: str) -> Iterator[Callable[..., Caseapp]]:
    """Opens one store as anybody; Ada Admin founded it."""
    with ExitStack() as until_the_end:

        def opened(user: str = ADA) -> Caseapp:
            settings = read_settings(database=founded_sqlite_address, user=user, today=TODAY, environment={})
            return until_the_end.enter_context(closing(Caseapp(settings)))

        yield opened


@pytest.fixture
def desk(connect: Callable[..., Caseapp]) -> StoreDesk:
    """Ada's desk."""
    return StoreDesk(connect())


def logged(desk: StoreDesk, received_on: date, summary: str = "Bins") -> str:
    """The reference of a new complaint."""
    request = Log(summary, None, received_on=received_on, details="Long", complainant=Complainant("Sam Reed"))
    return desk.do(request).reference


def references(desk: StoreDesk, view: str, text: str = "") -> list[str]:
    """The references of a view, in its order."""
    ids = desk.ids(BY_ID[view].narrowed(text))
    rows = desk.rows(ids)
    return [rows[each].reference for each in ids]


def test_views_select_from_the_store(desk: StoreDesk) -> None:
    """Each view asks the store for the cases that its title promises."""
    late, today, friday, later = (
        logged(desk, on) for on in (date(2026, 5, 14), date(2026, 5, 20), date(2026, 5, 21), date(2026, 6, 3))
    )
    desk.do(Acknowledge(late))
    desk.do(Respond(later, Outcome.UPHELD))

    assert [late, today, friday] == references(desk, "all-open")
    assert [late] == references(desk, "overdue")
    assert [today] == references(desk, "due-today")
    assert [today, friday] == references(desk, "this-week")
    assert [today, friday] == references(desk, "awaiting-acknowledgement")
    assert [late, today, friday, later] == references(desk, "everything")
    assert [] == references(desk, "stage-2")


def test_filter_reaches_the_store(desk: StoreDesk) -> None:
    """Words narrow a view by summary and complainant; markup and wildcards are only characters."""
    logged(desk, date(2026, 6, 1), "Noise at night")
    odd = logged(desk, date(2026, 6, 1), "100% [/bold]")

    assert [odd] == references(desk, "all-open", "100% [/bold]")
    assert 2 == len(references(desk, "all-open", "sam"))


def test_sitting_says_who_and_when(desk: StoreDesk) -> None:
    """The founder is administrator; the services are those of the store; today is as it was set."""
    sitting = desk.sitting()

    assert (ADA, Role.ADMINISTRATOR) == (sitting.actor.name, sitting.actor.role)
    assert date(2026, 6, 4) == sitting.today
    assert len(sitting.services) > 3


def test_looking_does_not_load_the_writing_side() -> None:
    """The list and a case are shown without the tables' classes, which take as long to load as all else."""
    script = "import sys, caseapp.tui.store_desk, caseapp.store.store, caseapp.store.reader, "
    script += "caseapp.store.queries.worklist, caseapp.store.queries.cases; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert "sqlmodel" not in done.stdout.split()


def test_member_sees_no_case(connect: Callable[..., Caseapp]) -> None:
    """A member sees figures and never a case: no list of them, no number of them, nobody who complained (R54)."""
    with connect().acting() as (work, by, at):
        add_person(work, "Cllr Lee", Role.MEMBER, by=by, at=at)

    reference = logged(StoreDesk(connect()), date(2026, 6, 1))
    desk = StoreDesk(connect("Cllr Lee"))
    assert Role.MEMBER is desk.sitting().actor.role
    for look in (
        desk.case_file,
        desk.open_case,
        lambda _reference: desk.past(Complainant("Sam Reed")),
        lambda _reference: desk.rows([1]),
        lambda _reference: desk.ids(BY_ID["all-open"]),
        lambda _reference: desk.first_ids(BY_ID["all-open"], 10),
        lambda _reference: desk.numbers(),
    ):
        with pytest.raises(RuleBroken, match="R54"):
            look(reference)


def test_earlier_complaints_come_with_what_was_noted(desk: StoreDesk) -> None:
    """Of the same person; the notes of a restricted case stay with it until it is opened (R136)."""
    sam = Complainant("Sam Reed", "sam@example.org")
    first, second = (desk.do(Log("Bins", None, complainant=sam)).reference for _ in range(2))
    desk.do(Correct(first, "Heard on the telephone", adjustments="Large print", contact="By letter"))
    sought = Complainant("S. Reed", "sam@example.org")
    past = desk.past(sought, exclude=second)
    assert [first] == [each.reference for each in past.earlier]
    assert (SpecialNote(first, "Large print", "By letter"),) == past.notes
    assert Past() == desk.past(Complainant())

    desk.do(Restrict(first, "About a colleague"))
    assert () == desk.past(sought, exclude=second).notes


def test_undo_is_allowed_while_casework_allows_it(desk: StoreDesk) -> None:
    """The latest event reaches the screen's question; once taken back there is nothing more of it."""
    reference = logged(desk, date(2026, 6, 1))
    desk.do(Acknowledge(reference))
    assert Action.UNDO not in refusals(desk.case_file(reference), desk.sitting())
    desk.do(Undo(reference))

    assert "not taken back" in str(refusals(desk.case_file(reference), desk.sitting())[Action.UNDO])


def test_stranger_is_turned_away_from_a_closed_store(connect: Callable[..., Caseapp]) -> None:
    """Once a store is closed to newcomers only people on its list may look."""
    with connect().acting() as (work, by, at):
        set_joining(work, may_join=False, by=by, at=at)

    with pytest.raises(NotFound, match="Nobody Known"):
        StoreDesk(connect("Nobody Known")).sitting()


def test_case_file_has_what_the_pane_shows(desk: StoreDesk) -> None:
    """A case comes with its policy, its calendar, its complainant, its story and its history."""
    reference = logged(desk, date(2026, 6, 1))
    desk.do(Acknowledge(reference))
    file = desk.case_file(reference)

    assert ("Sam Reed", "Long", "cambridge-2024") == (file.complainant.name, file.details, file.policy.code)
    assert ["Logged", "Acknowledged"] == [entry.words.split()[0] for entry in file.timeline]
    assert Action.ACKNOWLEDGE in refusals(file, desk.sitting())


def test_offered_exception_is_one_that_casework_takes(desk: StoreDesk) -> None:
    """Acting alone, the decider of stage 1 may take stage 2 with a reason, and not without one (R44d)."""
    reference = logged(desk, date(2026, 6, 1))
    desk.do(Respond(reference, Outcome.UPHELD))

    with pytest.raises(RuleBroken, match="R44d"):
        desk.do(Escalate(reference, reviewer=ADA))
    desk.do(Escalate(reference, reviewer=ADA, override="There is nobody else"))
    assert [reference] == references(desk, "stage-2")


def test_stale_request_is_a_conflict(desk: StoreDesk) -> None:
    """A request made against an older version of the case is refused."""
    reference = logged(desk, date(2026, 6, 1))
    version = desk.case_file(reference).case.version
    desk.do(Acknowledge(reference))

    with pytest.raises(Conflict):
        desk.do(Extend(reference, 5, "Late", expected_version=version))


async def test_case_goes_through_its_life_on_screen(connect: Callable[..., Caseapp]) -> None:
    """Logged, acknowledged and answered with keys alone, a case ends in the store as it was entered."""
    app = CaseApp(lambda: StoreDesk(connect()), Preferences(start="worklist"))
    async with app.run_test(size=(80, 24)) as pilot:

        async def press(*keys: str) -> None:
            for key in keys:
                await pilot.press(key)
                await settled(pilot)

        await settled(pilot)
        await press("l")
        await pilot.press(*"bins")
        await press("ctrl+s")
        await press("a", "enter")
        await press("r", "space", "ctrl+s")
        assert app.screen.query_one(Grid).count == 0
        await press("9")
        row = app.screen.query_one(Grid).row

    case = StoreDesk(connect()).case_file("C26-00001").case
    assert row is not None
    assert Outcome.UPHELD is case.stages[0].outcome
    assert date(2026, 6, 4) == case.stages[0].acknowledged_on


def test_picture_is_written(connect: Callable[..., Caseapp], tmp_path: Path, desk: StoreDesk) -> None:
    """A picture of the application is an SVG of what it shows after some keys."""
    logged(desk, date(2026, 6, 1))
    path = tmp_path / "worklist.svg"

    take_screenshot(path, (80, 24), connect, ["question_mark"], "caseapp-light", "worklist")

    svg = path.read_text(encoding="utf-8")
    assert svg.startswith("<svg")
    assert "Acknowledge" in svg


def test_reading_of_a_long_list_can_be_stopped(desk: StoreDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped while the store answers, the question fails at once; stopped before, none is asked."""
    logged(desk, date(2026, 6, 1))
    stop, endless = Stop(), "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    asked = threading.Event()

    def never_ending(reader: Reader, *_: object) -> array[int]:
        asked.set()
        return array("q", reader.numbers(endless))

    with monkeypatch.context() as patched, ThreadPoolExecutor(1) as pool:
        patched.setattr("caseapp.store.queries.worklist.worklist_ids", never_ending)
        reading = pool.submit(desk.ids_until, BY_ID["all-open"], stop)
        assert asked.wait(10)
        while not reading.done():  # a question is interrupted only while it is being answered
            stop.ask()
            time.sleep(0.01)
        with pytest.raises(StoreProblem):
            reading.result()

    assert 0 == len(desk.ids_until(BY_ID["all-open"], stop))
    assert 1 == len(desk.ids_until(BY_ID["all-open"], Stop()))
