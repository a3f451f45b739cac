"""The application as a whole: opening, help, palette, colours, leaving, pictures, and what it must not import."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from textual.widgets import Input

import caseapp.tui
from caseapp.rules.errors import StoreProblem
from caseapp.tui.app import CaseApp, Exit
from caseapp.tui.desk import Desk
from caseapp.tui.run import settled
from caseapp.tui.themes import THEMES
from caseapp.tui.widgets.grid import Grid
from tests.tui.fakes import FakeDesk
from tests.tui.stage import Stage, staged

TUI = Path(caseapp.tui.__file__).parent
SOURCES = sorted(TUI.rglob("*.py"))
STYLES = sorted(TUI.rglob("*.tcss"))

HEAVY = ("sqlalchemy", "sqlmodel", "pydantic", "alembic", "holidays", "typer", "caseapp.store.")


def test_import_is_light() -> None:
    """The application's module brings in Textual and the rules: no database, no settings, no calendars."""
    script = "import sys, caseapp.tui.app; print('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert [] == [name for name in done.stdout.split() if name.startswith(HEAVY)]


async def test_first_paint_does_not_wait_for_the_store() -> None:
    """While the store is being opened the screen stands already, and takes keys."""
    gate = threading.Event()

    def connect() -> Desk:
        gate.wait(10)
        return FakeDesk()

    app = CaseApp(connect)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "a", "l", "f5")
        stage = Stage(app, FakeDesk(), pilot)
        assert "Opening the store …" in stage.picture()

        gate.set()
        await settled(pilot)
        assert "C26-00001" in stage.picture()


async def test_store_that_cannot_be_opened_is_told() -> None:
    """The sentence is shown; closing it leaves with an exit that says so."""

    def connect() -> Desk:
        raise StoreProblem("There is no store at [/red] x.db; make one with caseapp init.")

    app = CaseApp(connect)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await settled(pilot)
        assert "There is no store at [/red] x.db" in Stage(app, FakeDesk(), pilot).picture()
        await pilot.press("escape")
        await pilot.pause()

    assert Exit.NO_STORE is app.return_value


async def test_store_can_be_tried_again() -> None:
    """After the cause is mended, trying again goes on as if nothing had been."""
    problems = [StoreProblem("The store is locked.")]

    def connect() -> Desk:
        if problems:
            raise problems.pop()
        return FakeDesk()

    app = CaseApp(connect)
    async with app.run_test() as pilot:
        await pilot.pause()
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)

        assert app.screen.query_one(Grid).count == 6


async def test_q_leaves() -> None:
    """``q`` ends the application in peace; Ctrl+C only tells how."""
    async with staged() as stage:
        await stage.press("ctrl+c")
        assert "To leave, press q Ctrl+Q." == stage.toasts()[-1]

        await stage.pilot.press("q")
    assert Exit.QUIT is stage.app.return_value


async def test_defect_prints_nothing_of_a_case() -> None:
    """A defect ends the application with its exception, and without a report that would show what cases say."""
    app = CaseApp(FakeDesk)

    async def break_it() -> None:
        async with app.run_test() as pilot:
            app.screen.call_later(lambda: 1 // 0)
            await pilot.pause()

    with pytest.raises(ZeroDivisionError):
        await break_it()

    assert isinstance(app.defect, ZeroDivisionError)
    assert [] == app._exit_renderables


# Help and palette.


async def test_help_lists_this_screens_keys() -> None:
    """``?`` lists the keys that are heard here, each with its command-line twin, and what the screen is for."""
    async with staged(size=(200, 60)) as stage:
        await stage.press("question_mark")
        listed = stage.said("#list")

        assert "Acknowledge" in listed
        assert "caseapp acknowledge REF" in listed
        assert "PgDn Ctrl+F" in listed
        assert "Ctrl+S" not in listed, "that is a key of forms"
        assert "caseapp list" in stage.said("#about")


async def test_help_is_searched_as_one_types() -> None:
    """Words narrow the list; none found is said."""
    async with staged() as stage:
        await stage.press("question_mark", *"extend")
        assert "Extend" in stage.said("#list")
        assert "Escalate" not in stage.said("#list")

        await stage.press(*"zzz")
        assert "No command of this screen contains that." == stage.said("#list")

        await stage.press("escape")
        assert "WorklistScreen" == stage.dialog


async def test_help_shows_the_keys_given_anew() -> None:
    """The help screen says the keys that a person has, not those that came with caseapp."""
    async with staged(keymap={"log-complaint": "c"}) as stage:
        await stage.press("question_mark", *"log a")

        assert "c             Log a complaint" in stage.said("#list")


async def test_palette_finds_a_command() -> None:
    """A command is found by its name and carried out."""
    async with staged() as stage:
        await stage.press("ctrl+p", *"overdue", "enter")

        assert ["C26-00001"] == stage.references()


async def test_palette_leaves_out_what_is_refused() -> None:
    """A step that the process refuses now is not offered."""
    async with staged() as stage:
        titles = [command.title for command in stage.app.screen.commands()]  # type: ignore[attr-defined]

        assert "Respond" in titles
        assert "Escalate" not in titles


async def test_palette_goes_to_a_reference() -> None:
    """A reference typed the short way shows the case, open or closed."""
    async with staged() as stage:
        await stage.press("ctrl+p", *"c26-7", "enter")

        assert ["C26-00007"] == stage.references()
        assert "Parking fine" in stage.pane()
        assert "C26-00007" == stage.app.screen.query_one("#filter", Input).value


# Colours.


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
async def test_every_theme_draws(theme: object) -> None:
    """Light, dark and high contrast each draw the list, the case and a form."""
    name = getattr(theme, "name", "")
    async with staged(theme=name) as stage:
        assert name == stage.app.theme
        await stage.press("r")

        assert "Record answer" in stage.picture()


async def test_theme_is_chosen_from_the_palette() -> None:
    """The palette changes the colours, of lines drawn before as well."""
    async with staged() as stage:
        before = [segment.style for segment in stage.grid.render_line(2)]
        await stage.press("ctrl+p", *"light colours", "enter")

        assert "caseapp-light" == stage.app.theme
        assert before != [segment.style for segment in stage.grid.render_line(2)]


@pytest.mark.parametrize("path", [path for path in SOURCES if path.name != "themes.py"] + STYLES, ids=lambda p: p.name)
def test_colours_are_named_in_themes_alone(path: Path) -> None:
    """No file but themes.py has a hexadecimal or an rgb colour."""
    assert [] == re.findall(r"#[0-9a-fA-F]{6}\b|\brgba?\(", path.read_text(encoding="utf-8"))


# Free text is never markup.

SAFE_CALLS = {"Static", "Label", "notify"}


def test_notices_are_made_in_one_place() -> None:
    """Only notices.py shows a notification, so that none goes out without being made safe."""
    assert ["notices.py"] == [path.name for path in SOURCES if ".notify(" in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_markup_is_off_everywhere(path: Path) -> None:
    """Every piece of text and every notification is made with ``markup=False``; no text is parsed as markup."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]

    assert [] == [ast.unparse(call) for call in calls if _name(call) in SAFE_CALLS and not _is_off(call)]
    assert [] == [ast.unparse(call) for call in calls if _name(call) in {"from_markup", "border_title"}]


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def _is_off(call: ast.Call) -> bool:
    return any(
        word.arg == "markup" and isinstance(word.value, ast.Constant) and word.value.value is False
        for word in call.keywords
    )
