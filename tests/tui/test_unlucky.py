"""Hostile words and unlucky moments, over all areas together, on a real store."""

from __future__ import annotations

import csv
import importlib
import pkgutil
import shutil
import sqlite3
import unicodedata
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.events import Key
from textual.screen import Screen
from textual.widgets import Input, TextArea

import caseapp.tui
from caseapp.casework.requests import Note
from caseapp.store import store as store_module
from caseapp.tui.app import CaseApp
from caseapp.tui.commands import BY_ID
from caseapp.tui.dialogs.form import value_of
from caseapp.tui.filters import Colourless, Harmless
from caseapp.tui.preferences import Preferences
from caseapp.tui.run import settled
from caseapp.tui.screens.help import HelpScreen
from caseapp.tui.store_desk import StoreDesk
from tests.tui.fakes import FakeDesk
from tests.tui.hostile_store import HARM, make_store, seated
from tests.tui.stage import Stage, staged

AREAS = ("f2", "f3", "f4", "f6", "f7", "f8")
_TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"
_LEFT_OVER = ("PWNED", "]52;", "77;17")
"""What would be in sight of codes of which only the first character was taken away."""


@pytest.fixture(scope="module")
def hostile_template(founded_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store, made once; tests copy it."""
    return make_store(founded_sqlite_template, tmp_path_factory.mktemp("hostile"))


@pytest.fixture
def place(hostile_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the store, beside a folder of drafts and a file with a hostile name to import."""
    monkeypatch.setenv("CASEAPP_DRAFTS", str(tmp_path / "drafts"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a [bold] \x1b[31m\u202e.csv").write_text(_submissions(), encoding="utf-8")
    return Path(shutil.copy(hostile_template, tmp_path / "store.db"))


def _submissions() -> str:
    """Two rows to import: one that is taken, and one that is rejected with its own words in the reason."""
    rows = [("portal", "1", "2026-06-01T10:00:00", HARM, HARM), ("portal", "2", HARM, HARM, HARM)]
    file = StringIO()
    csv.writer(file).writerows([("source", "submission_id", "submitted_at", "name", "summary"), *rows])
    return file.getvalue()


@asynccontextmanager
async def at_work(store: Path, size: tuple[int, int] = (100, 30)) -> AsyncIterator[Stage]:
    """The application over a store in a file."""
    with closing(seated(store)) as ada:
        app = CaseApp(lambda: StoreDesk(ada), Preferences())
        async with app.run_test(size=size, notifications=True) as pilot:
            await pilot.pause()
            await settled(pilot)
            yield Stage(app, FakeDesk([]), pilot)


def require_harmless(stage: Stage, what: str) -> None:
    """Nothing steers the terminal, nothing is left of codes half taken away, and every line fits the screen."""
    picture = stage.picture()
    steering = {char for char in picture if (unicodedata.category(char) == "Cc" and char != "\n") or char in _TURNING}
    left_over = [words for words in _LEFT_OVER if words in picture]
    widths = {cell_len(line) for line in picture.splitlines()}
    assert (set(), [], {stage.app.size.width}) == (steering, left_over, widths), f"{what}:\n{picture}"


# Free text.


async def test_hostile_store_is_harmless_on_every_screen(place: Path) -> None:
    """Whatever names, services and narratives hold, each screen shows it without harm, and stays straight."""
    async with at_work(place, (80, 24)) as stage:
        for key in ("f6", "j", "enter", "6", "f4", "right_square_bracket", "f8", "2", "f3", "s", "escape", "enter"):
            await stage.press(key)
            require_harmless(stage, key)
        await stage.press("escape")
        await _type_harm(stage)
        await stage.pilot.resize_terminal(200, 60)
        for key in ("escape", "enter", *AREAS):
            await stage.press(key)
            require_harmless(stage, key)


async def _type_harm(stage: Stage) -> None:
    """What is found, typed, pasted, kept as a draft, and offered."""
    await stage.press("f7")
    await stage.type("lane")
    require_harmless(stage, "find")
    await stage.press("down", "enter", "n")
    await stage.paste(HARM)
    await stage.press("escape", "enter", "D")
    require_harmless(stage, "drafts")
    await stage.press("escape", "l", "tab")
    await stage.type("par")
    require_harmless(stage, "services offered")
    await stage.press("enter")
    require_harmless(stage, "service taken")
    assert "Parks q [/bold] [@click=app.quit]x[/]" in stage.app.screen.query_one("#service", Input).value
    await stage.press("escape", "enter", "escape")


def test_last_look_takes_out_what_steers() -> None:
    """A screen that forgets cannot harm either: what steers is taken out of every line, and no cell moves."""
    line = [Segment("ゴミ \x1b]52;c;x\x07\u202e\x9b1m│", Style(bold=True))]

    [shown] = Harmless().apply(line, Color.parse("black"))

    assert ("ゴミ ]52;c;x1m│", Style(bold=True)) == (shown.text, shown.style)
    assert cell_len(line[0].text) == cell_len(shown.text)


def test_colourless_lines_turn_round_what_stands_out() -> None:
    """No colour is left; a ground that stands out is turned round, one that hardly differs is not, and weight stays."""
    grounds = ("#2f6ea3", "#232c36", None)
    line = [Segment("x", Style(bold=True, color="#ffffff", bgcolor=ground)) for ground in grounds]

    shown = [segment.style for segment in Colourless().apply(line, Color.parse("#14191f"))]

    assert [(True, True, None, None), (True, False, None, None), (True, False, None, None)] == [
        (style.bold, bool(style.reverse), style.color, style.bgcolor) for style in shown if style is not None
    ]


# The store.


async def test_store_gone_is_told_on_every_area_and_back_again(place: Path) -> None:
    """Moved away, a sentence says so wherever one looks; put back, F5 shows it again. Nothing typed is lost."""
    away = place.with_name("moved.db")
    async with at_work(place) as stage:
        await stage.press(*AREAS, "f3", "n")
        await stage.type("words that stay")
        place.rename(away)
        await stage.press("ctrl+s")
        assert "was moved, deleted or replaced" in stage.said("#refusal")
        assert "words that stay" == stage.app.screen.query_one("#words", TextArea).text
        await stage.press("escape", "enter")
        for area in AREAS:
            stage.app.clear_notifications()
            await stage.press(area, "f5")
            told = " ".join((stage.picture().replace("\n", " "), *stage.toasts()))
            assert "Put it back" in told, f"{area}: {told}"
        away.rename(place)
        stage.app.clear_notifications()
        for area, seen in (("f2", "Overdue"), ("f3", "C26-000"), ("f4", "Total"), ("f8", "Ada Admin")):
            await stage.press(area, "f5")
            assert seen in stage.picture()
        assert [] == stage.toasts()
        await stage.press("f3", "n", "enter")
        assert "words that stay" == stage.app.screen.query_one("#words", TextArea).text
        await stage.press("ctrl+s")
        assert "note added" in stage.toasts()[-1]


async def test_store_that_is_locked_is_told_and_tried_again(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While somebody else writes and does not end, a form says so and keeps its words; then it is recorded."""
    monkeypatch.setattr(store_module, "BUSY_SECONDS", 0.2)
    async with at_work(place) as stage:
        await stage.press("f3", "n")
        await stage.type("words that stay")
        with closing(sqlite3.connect(place, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await stage.press("ctrl+s")
            told = stage.said("#refusal")
            other.execute("ROLLBACK")
        assert "words that stay" == stage.app.screen.query_one("#words", TextArea).text
        assert "try again" in told.lower()
        await stage.press("ctrl+s")
        assert "note added" in stage.toasts()[-1]


async def test_case_changed_by_another_officer_is_told(place: Path) -> None:
    """Whoever looks at a case learns who did what to it meanwhile; whoever writes on it sees both sides."""
    async with at_work(place) as stage:
        stage.app.open_case("C26-00002")
        await stage.pilot.pause()
        await settled(stage.pilot)
        await stage.press("n")
        await stage.type("words that stay")
        with closing(seated(place, "Olga Officer")) as olga:
            olga.do(Note("C26-00002", "Olga was first."))
        await stage.press("ctrl+s")
        assert "SidesDialog" == stage.dialog
        assert "Olga was first." in stage.picture()
        assert "words that stay" in stage.picture()
        await stage.press("ctrl+s")
        assert any("note added" in words for words in stage.toasts())


# The terminal.

SIZES = ((80, 24), (200, 60), (60, 15), (20, 5), (100, 30))


async def test_resized_while_working(place: Path) -> None:
    """On every area and in a form: nothing is lost, every line fits, and a terminal far too small says so."""
    async with at_work(place) as stage:
        for area in AREAS:
            await stage.press(area)
            for columns, lines in ((60, 15), (20, 5), (100, 30)):
                await stage.pilot.resize_terminal(columns, lines)
                pictured = stage.picture().splitlines()
                assert ({columns}, lines) == ({cell_len(line) for line in pictured}, len(pictured))
                assert ("too" in pictured[0]) == (columns < 40), pictured[0]
        await stage.press("f3", "n")
        await stage.type("words that stay")
        for columns, lines in SIZES:
            await stage.pilot.resize_terminal(columns, lines)
        assert "words that stay" in stage.picture()
        await stage.press("ctrl+s")
        assert "note added" in stage.toasts()[-1]


async def test_typed_ahead_goes_where_it_was_meant() -> None:
    """Keys that arrive all at once open the form, fill the fields one after the other, and none is a command."""
    async with staged() as stage:
        for key in ("l", *"Bins", "tab", *"wast", "enter", "tab", "tab", *"qqq"):
            character = key if len(key) == 1 else None
            stage.app.post_message(Key(key, character))
        while "qqq" not in getattr(stage.app.focused, "text", ""):
            await stage.pilot.pause()
        assert "LogDialog" == stage.dialog
        fields = {name: stage.app.screen.query_one(f"#{name}") for name in ("summary", "service", "details")}
        assert {"summary": "Bins", "service": "Waste and recycling", "details": "qqq"} == {
            name: value_of(field) for name, field in fields.items()
        }


# Help.


def _screens(of: type[Screen[Any]]) -> Iterator[type[Screen[Any]]]:
    for each in of.__subclasses__():
        yield each
        yield from _screens(each)


def test_every_help_names_its_command_twin() -> None:
    """What can be seen on a screen or done in a dialog can be done on a line: its help says by which command."""
    for module in pkgutil.walk_packages(caseapp.tui.__path__, "caseapp.tui."):
        importlib.import_module(module.name)
    shown = [each for each in _screens(Screen) if each.__module__.startswith("caseapp.") and not each.__subclasses__()]

    assert 30 < len(shown)
    assert [] == [each.__name__ for each in shown if each is not HelpScreen and "caseapp " not in (each.HELP or "")]


async def test_help_lists_the_keys_that_are_heard(place: Path) -> None:
    """On each area and a case ``?``, and in a dialog F1, list every key that is bound there; Esc closes it."""
    async with at_work(place) as stage:
        for keys, asked in ((("f2",), "?"), (("f4",), "?"), (("f3",), "?"), (("enter",), "?"), (("n",), "f1")):
            await stage.press(*keys)
            bound = {active.binding.id for active in stage.app.screen.active_bindings.values()}
            heard = [BY_ID[each] for each in bound if each is not None and each in BY_ID]
            await stage.press(asked)
            assert "HelpScreen" == stage.dialog
            listed = " ".join(stage.said("#list").split())
            assert [] == [each.id for each in heard if each.title not in listed]
            await stage.press("escape")
            assert "HelpScreen" != stage.dialog
