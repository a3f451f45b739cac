"""The administration screen: people, services, days off and policies, over a real store."""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from datetime import date
from pathlib import Path

import pytest
from rich.cells import cell_len

from caseapp.bootstrap import Caseapp
from caseapp.casework.days_off import add_day_off
from caseapp.casework.requests import Extend
from caseapp.rules.days_off import DayOff, DayOffKind
from caseapp.rules.errors import InvalidInput, RuleBroken
from caseapp.rules.policy import StagePolicy
from caseapp.rules.vocabulary import Role
from caseapp.rules.workflow import Actor
from caseapp.settings import read_settings
from caseapp.store.store import Store
from caseapp.tui.app import CaseApp
from caseapp.tui.desks.administration import AdministrationDesk, Standing, day_lines
from caseapp.tui.dialogs.day_off import coming_day
from caseapp.tui.dialogs.entry import shortened
from caseapp.tui.preferences import Preferences
from caseapp.tui.run import settled
from caseapp.tui.screens.administration import AdministrationScreen
from caseapp.tui.screens.administration.policies import extension_words, terms
from caseapp.tui.store_desk import StoreDesk
from tests.builders import ADA, MONDAY, OLGA, TUESDAY, Desk, april, noon
from tests.tui.fakes import HOSTILE, POLICY, FakeDesk
from tests.tui.places import alone
from tests.tui.stage import Stage

CLOSURE = DayOff(DayOffKind.CLOSURE, april(18), "Flood")
"""A Thursday among the days that count for whatever was received on Monday the 8th."""


@pytest.fixture(scope="module")
def staffed(founded_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with people in it; Ada Admin administers it. Tests copy it."""
    path = shutil.copy(founded_sqlite_template, tmp_path_factory.mktemp("council") / "council.db")
    with closing(Store.open(str(path))) as store:
        Desk(store).staffed()
    return alone(path)


@pytest.fixture
def address(staffed: Path, tmp_path: Path) -> str:
    """The path of a copy of this test's own."""
    return str(shutil.copy(staffed, tmp_path / "council.db"))


@pytest.fixture
def council(address: str) -> Iterator[Desk]:
    """A desk in it."""
    with closing(Store.open(address)) as store:
        yield Desk(store)


@pytest.fixture
def seat(address: str) -> Iterator[Caseapp]:
    """The store as Ada uses it on that Monday."""
    with closing(seated(address, ADA)) as caseapp:
        yield caseapp


def seated(address: str, user: str) -> Caseapp:
    return Caseapp(read_settings(database=address, user=user, today=str(MONDAY), environment={}))


@asynccontextmanager
async def shown(caseapp: Caseapp, size: tuple[int, int] = (104, 24)) -> AsyncIterator[Stage]:
    """The administration screen with its first list."""
    app = CaseApp(lambda: StoreDesk(caseapp), Preferences({}, "", "administration"))
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        await settled(pilot)
        yield Stage(app, FakeDesk(), pilot)


def panel_lines(stage: Stage) -> list[str]:
    """The lines of the list that is shown, heading first."""
    screen = stage.app.screen_stack[0]
    assert isinstance(screen, AdministrationScreen)
    grid = screen.panel.grid
    return [grid.render_line(y).text.rstrip() for y in range(grid.count + 1)]


def line_of(stage: Stage, word: str) -> str:
    """The line of the list that holds a word, blanks as one."""
    return next((" ".join(line.split()) for line in panel_lines(stage) if word in line), "")


# Words.


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("24 Dec", date(2026, 12, 24)),
        ("3/6", date(2027, 6, 3)),
        ("4 Jun", date(2026, 6, 4)),
        ("today", date(2026, 6, 4)),
        ("tomorrow", date(2026, 6, 5)),
        ("2026-01-02", date(2026, 1, 2)),
    ],
)
def test_day_without_a_year_lies_ahead(typed: str, meant: date) -> None:
    """Days off are planned: without a year the next such date is meant, today among them."""
    assert meant == coming_day(typed, date(2026, 6, 4))


@pytest.mark.parametrize("typed", ["soon", "31 Feb", "", "[/bold]", "9" * 300])
def test_day_that_is_none_is_told(typed: str) -> None:
    """What is no date is refused with a short sentence that says how to write one."""
    with pytest.raises(InvalidInput, match="is not a date; write one such as") as refused:
        coming_day(typed, MONDAY)

    assert len(refused.value.sentence) < 140


@pytest.mark.parametrize(
    ("names", "asked"),
    [
        ((), "ask an administrator."),
        (("Ada",), "ask Ada."),
        (("Ada", "Bo"), "ask Ada or Bo."),
        (("A", "B", "C", "D"), "ask A, B, C or 1 more administrator."),
        (("A", "B", "C", "D", "E"), "ask A, B, C or 2 more administrators."),
        (("x" * 2_000,), f"ask {'x' * 60}."),
    ],
)
def test_refusal_names_whom_to_ask(names: tuple[str, ...], asked: str) -> None:
    """Whoever may not change the lists is told so, and by name who may."""
    sentence = Standing(Actor("Olga", Role.OFFICER), names, may_join=False).why_not

    assert f"Olga (officer) may look here and change nothing; {asked}" == sentence


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        (StagePolicy(10, 10, 1), "one extension of at most 10 working days"),
        (StagePolicy(10, None, None), "extensions of any length, any number by agreement"),
        (StagePolicy(10, 1, 2), "2 extensions of at most 1 working day"),
        (StagePolicy(10, 10, 0), "no extension"),
    ],
)
def test_extensions_are_told_in_words(stage: StagePolicy, words: str) -> None:
    """How often and for how long a stage may be extended, with no end where there is none (R76)."""
    assert words == extension_words(stage)


def test_policy_is_told_whole() -> None:
    """What a version says: days, what starts the clock, outcomes, and who decides stage 2."""
    said = " | ".join(words for _label, words in terms(POLICY))

    stage_2 = "answer within 20 working days of the request for it"
    for words in ("within 5 working days", "10 working days of receipt", stage_2, "within 6 months", "not upheld"):
        assert words in said


def test_names_in_headings_are_short_and_harmless() -> None:
    """A name from outside stands in a heading on one line, cut, and without what steers a terminal."""
    assert all(len(shortened(text)) <= 60 for text in HOSTILE)
    assert ["clipboard", "red"] == [shortened(HOSTILE[2]), shortened(HOSTILE[4])]


# The way to the store.


def test_somebody_on_the_list_is_not_added_again(seat: Caseapp) -> None:
    """Adding is for people who are not there: it must not change the role of somebody who is."""
    with pytest.raises(InvalidInput, match="Olga Officer is on the list already, as officer"):
        AdministrationDesk(seat).add_person("olga OFFICER", Role.ADMINISTRATOR)

    assert Role.OFFICER == next(each.role for each in AdministrationDesk(seat).people().rows if each.name == OLGA)


def test_days_off_are_this_years_and_the_added(founded: Store) -> None:
    """Bank holidays from this year on, and every added day with who added it, whatever its year; on both engines."""
    council = Desk(founded).staffed()
    with founded.writing() as work:
        late = DayOff(DayOffKind.CLOSURE, date(2023, 6, 1), "Long ago")
        add_day_off(work, late, by=council.actor(work, ADA), at=noon(MONDAY))
    with founded.reading() as reader:
        rows = day_lines(reader, MONDAY)

    assert (late, ADA, True) == (rows[0].day_off, rows[0].added_by, rows[0].is_added)
    assert date(2024, 1, 1) == rows[1].day_off.day
    assert not any(row.is_added for row in rows[1:])
    assert sorted(row.day_off.day for row in rows) == [row.day_off.day for row in rows]


def test_the_store_refuses_whoever_may_not(address: str) -> None:
    """What the keys refuse casework refuses as well (R52)."""
    with closing(seated(address, OLGA)) as caseapp:
        desk = AdministrationDesk(caseapp)
        for deed in (lambda: desk.add_service("X"), lambda: desk.add_day_off(CLOSURE, move_promised=False)):
            with pytest.raises(RuleBroken, match="R52"):
                deed()


# The screen.


async def test_people_are_looked_after(council: Desk, seat: Caseapp) -> None:
    """Add, change the role, stop logging in, close to newcomers: each is told and shown, or refused (R52)."""
    council.logged()
    async with shown(seat) as stage:
        assert "› Ada Admin" in panel_lines(stage)[1]
        await stage.press("a", "ctrl+s")
        assert "▲ Give the person's name." == stage.problem("name")

        await stage.fill(name="olga officer")
        await stage.press("ctrl+s")
        assert "Olga Officer is on the list already" in stage.said("#refusal")
        assert "AddPersonDialog" == stage.dialog

        await stage.fill(name="Pat [/bold] Lee")
        await stage.press("ctrl+s")
        assert ["Pat [/bold] Lee was added as officer."] == stage.toasts()
        assert "Pat [/bold] Lee officer ● may 0" in line_of(stage, "Pat")
        assert "› Pat" in "".join(line[:5] for line in panel_lines(stage))

        await stage.press("r", "ctrl+s")
        assert "They are officer now" in stage.problem("role")
        await stage.press("down", "enter", "ctrl+s")
        assert ["Pat [/bold] Lee is reviewer now."] == stage.toasts()
        await stage.press("x", "tab", "enter")
        assert "› Pat [/bold] Lee reviewer ○ not 0" == line_of(stage, "Pat")

        await stage.press("o", "tab", "enter")
        assert "Closed to newcomers" in stage.said("#about")
        assert "caseapp people" in stage.said("#about")
        assert [
            "Pat [/bold] Lee is reviewer now.", "Pat [/bold] Lee may no longer log in.",
            "The list is closed to newcomers now.",
        ] == stage.toasts()  # fmt: skip

        await stage.press("g", "x", "tab", "enter")
        assert "cannot lock themself out" in stage.toasts()[-1]
        assert "administrator ● may" in line_of(stage, ADA)


async def test_services_grow(council: Desk, seat: Caseapp) -> None:
    """A service and a part are added; a key of another list says whose it is; brackets go round."""
    council.logged()
    async with shown(seat) as stage:
        await stage.press("2", "r")
        assert ["r is for the list People."] == stage.toasts()
        await stage.press("a")
        await stage.fill(name="waste")
        await stage.press("ctrl+s")
        assert "There is a service “Waste” already" in stage.said("#refusal")
        await stage.fill(name="Allotments")
        await stage.press("enter", "p")
        await stage.fill(name="Water")
        await stage.press("ctrl+s")

        assert "› Allotments Water 0" == line_of(stage, "Allotments")
        assert "1" == line_of(stage, "Waste ").split()[-1]
        await stage.press("left_square_bracket", "left_square_bracket")
        assert "● in force" in line_of(stage, "cambridge-2024")
        await stage.press("right_square_bracket")
        assert "● may" in line_of(stage, ADA)


async def test_day_off_is_seen_before_it_is_added(council: Desk, seat: Caseapp) -> None:
    """The form leads to what would move, promised dates marked; Esc loses nothing; then it is done and told (R124)."""
    waiting, told = council.logged().reference, council.acknowledged().reference
    longer = council.do(Extend(council.acknowledged().reference, 5, "A survey is awaited"), today=TUESDAY).reference
    async with shown(seat) as stage:
        await stage.press("3", "a")
        await stage.fill(day="20 apr", name="Flood")
        assert "Sat 20 Apr 2024, not a working day already: Saturday" == stage.said("#field-day .note")
        await stage.press("ctrl+s")
        assert "counts for nothing as it is" in stage.said("#refusal")
        await stage.fill(day="18 apr")
        await stage.press("ctrl+s")
        assert "1 case moves; 2 cases keep a promised date." == stage.said("#said")
        picture = " ".join(stage.picture().split())
        assert f"→ moves {waiting} 22 Apr 24 → 23 Apr 24" in picture
        assert f"■ kept, promised {told} 22 Apr 24, not 23 Apr 24" in picture
        assert f"■ kept, promised {longer} 29 Apr 24, not 30 Apr 24" in picture

        await stage.press("escape")
        assert ("DayOffDialog", "18 apr") == (stage.dialog, stage.app.screen.query_one("#day").value)  # type: ignore[attr-defined]  # an Input
        await stage.press("ctrl+s", "ctrl+s")
        question = "A closure day: Thu 18 Apr 2024, Flood. 1 case moves; 2 cases keep a promised date."
        assert question in stage.said("#message")
        await stage.press("tab", "enter")

        assert "1 case moved; 2 cases keep a promised date." == stage.said("#said")
        await stage.press("escape")
        assert "› Thu 18 Apr 2024 Flood" in line_of(stage, "Flood")
        assert f"by {ADA}" in " ".join(stage.picture().split())
    assert [april(23), april(22), april(29)] == [council.case(each).due_on for each in (waiting, told, longer)]


async def test_promised_dates_move_when_told_to(council: Desk, seat: Caseapp) -> None:
    """With the officer's word a date promised in an acknowledgement moves; a refusal at the last moment is told."""
    told = council.acknowledged().reference
    async with shown(seat, (80, 24)) as stage:
        await stage.press("3", "b")
        await stage.fill(day="2024-04-18", name="Jubilee")
        await stage.press("ctrl+s", "tab", "down", "enter")
        assert f"⇒ moves, promised {told}" in " ".join(stage.picture().split())
        with council.store.writing() as work:
            add_day_off(work, CLOSURE, by=council.actor(work, ADA), at=noon(MONDAY))
        await stage.press("ctrl+s", "tab", "enter")
        assert "is a day off already: Flood" in stage.said("#refusal")

        await stage.press("escape")
        await stage.fill(day="2024-04-17")
        await stage.press("ctrl+s", "tab", "down", "enter", "ctrl+s", "tab", "enter")
        assert "AddedDialog" == stage.dialog
        assert f"⇒ moved, promised {told}" in " ".join(stage.picture().split())
    assert april(24) == council.case(told).due_on


async def test_others_look_and_are_told_whom_to_ask(address: str) -> None:
    """Somebody who is no administrator sees the lists; the keys refuse by sentence, and the palette offers none."""
    with closing(seated(address, OLGA)) as caseapp:
        async with shown(caseapp) as stage:
            sentence = "Olga Officer (officer) may look here and change nothing; ask Ada Admin."
            assert f"▲ {sentence}" == stage.said("#may-not")
            for keys in ("a", "x", "2", "p", "3", "b"):
                await stage.press(keys)
                assert "AdministrationScreen" == stage.dialog
            assert {sentence} == set(stage.toasts())
            screen = stage.app.screen
            assert isinstance(screen, AdministrationScreen)
            assert not {"add-entry", "add-bank-holiday"} & {command.id for command in screen.commands()}
            await stage.press("4")
            assert not screen.query_one("#may-not").display


async def test_hostile_names_are_shown_and_never_obeyed(council: Desk, seat: Caseapp) -> None:
    """Names of people, services and days are data: markup, escapes, direction marks, emoji, 2,000 characters."""
    texts = [text for text in (*HOSTILE, "long " * 400) if text and len(text) < 3_000]
    with council.store.writing() as work:
        ada = council.actor(work, ADA)
        for number, text in enumerate(texts):
            work.add_officer(f"{number} {text}", Role.ADMINISTRATOR, can_log_in=True, by=ada, at=noon(MONDAY))
            work.add_sub_service(work.add_service(f"{number} {text}"), text)
        add_day_off(work, DayOff(DayOffKind.CLOSURE, april(18), texts[0]), by=ada, at=noon(MONDAY))
    async with shown(seat, (80, 24)) as stage:
        assert_straight(stage, 80)
        await stage.press("G")
        for key in ("k", "r", "escape", "x", "escape", "2", "p", "escape", "3"):
            await stage.press(key)
            assert_straight(stage, 80)
        await stage.pilot.resize_terminal(200, 60)
        await stage.press("1")
        assert_straight(stage, 200)
        assert "0 refund [/bold] now" in stage.picture()


def assert_straight(stage: Stage, width: int) -> None:
    """Every line is as wide as the screen, and nothing on it steers the terminal or turns the writing round."""
    lines = stage.picture().splitlines()
    assert {width} == {cell_len(line) for line in lines}
    assert not [char for char in "".join(lines) if unicodedata.category(char) == "Cc" or char in "\u202e\u2066\u200e"]


def test_pictures_name_every_list() -> None:
    """The gallery has a picture of each list of this screen."""
    from caseapp.tui.gallery import PICTURES

    of_screen = {picture.keys[:1] for picture in PICTURES if picture.start == "administration"}

    assert {("2",), ("3",), ("4",)} <= of_screen
