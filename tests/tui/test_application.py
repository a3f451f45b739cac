"""The application as a whole: opening, help, palette, colours, leaving, pictures, and what it must not import."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import caseapp.tui
from caseapp.rules.errors import StoreProblem
from caseapp.tui.app import CaseApp, Exit
from caseapp.tui.desk import Desk
from caseapp.tui.preferences import Preferences
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

    app = CaseApp(connect, Preferences(start="worklist"))
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

    app = CaseApp(connect, Preferences(start="worklist"))
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


async def test_first_frame_waits_for_nothing() -> None:
    """It is drawn before the store is asked for, and without what stands in it later."""
    seen: list[str] = []

    class Watched(CaseApp):
        def post_display_hook(self) -> None:
            if not self._batch_count:  # while Textual composes, nothing that it displays is written
                seen.append("board" if self.screen.query("DayBoard") else "frame")

    def connect() -> Desk:
        seen.append("store")
        return FakeDesk()

    app = Watched(connect, Preferences())
    async with app.run_test() as pilot:
        await settled(pilot)

    assert "frame" == seen[0]
    assert ["store", "board"] == sorted({*seen} - {"frame"}, reverse=True)


# Help and palette.


async def test_help_lists_this_screens_keys() -> None:
    """``?`` lists the keys that are heard here, as a person has them, each with its twin; words narrow the list.

    A key given anew works, and the one that it replaces does not.
    """
    async with staged(size=(120, 40), keymap={"log-complaint": "Z", "cursor-down": "N"}) as stage:
        await stage.press("j", "N", "N")
        assert 2 == stage.grid.cursor
        await stage.press("question_mark")
        listed = stage.said("#list")
        assert "Acknowledge" in listed
        assert "caseapp acknowledge REF" in listed
        assert "PgDn Ctrl+F" in listed
        assert "Z             Log a complaint" in listed
        assert "Ctrl+S" not in listed, "that is a key of forms"
        assert "caseapp list" in stage.said("#about")

        await stage.type("extend")
        assert "Extend" in stage.said("#list")
        assert "Escalate" not in stage.said("#list")
        await stage.type("zzz")
        assert "No command of this screen contains that." == stage.said("#list")
        await stage.press("escape", "l")
        assert "WorklistScreen" == stage.dialog
        await stage.press("Z")
        assert "LogDialog" == stage.dialog


async def test_palette_carries_out_commands() -> None:
    """A command is found by its name, a refused step is not offered, and a reference opens its case, open or closed.

    Other colours are put on lines drawn before as well.
    """
    async with staged() as stage:
        titles = [command.title for command in stage.app.screen.commands()]  # type: ignore[attr-defined]
        assert "Respond" in titles
        assert "Escalate" not in titles

        before = [segment.style for segment in stage.grid.render_line(2)]
        await stage.command("light colours")
        assert "caseapp-light" == stage.app.theme
        assert before != [segment.style for segment in stage.grid.render_line(2)]

        await stage.command("overdue")
        assert ["C26-00001"] == stage.references()

        await stage.command("c26-7")
        assert "CaseScreen" == stage.dialog
        assert "C26-00007" in stage.picture()
        await stage.press("escape")
        assert "WorklistScreen" == stage.dialog


# Colours.


async def test_every_theme_draws() -> None:
    """Light, dark and high contrast each draw the list, the case and a form, and no two of them alike."""
    first, *others = (theme.name for theme in THEMES)
    styles = set()
    async with staged(theme=first, size=(80, 24)) as stage:
        assert first == stage.app.theme
        await stage.press("r")
        for name in (first, *others):
            stage.app.action_use_theme(name)
            await stage.pilot.pause()
            assert "Record answer" in stage.picture()
            styles.add(str(stage.grid.render_line(1)))
    assert len(THEMES) == len(styles)


def test_colours_are_named_in_themes_alone() -> None:
    """No file but themes.py has a hexadecimal or an rgb colour."""
    paths = [path for path in SOURCES + STYLES if path.name != "themes.py"]
    found = {path.name: re.findall(r"#[0-9a-fA-F]{6}\b|\brgba?\(", path.read_text(encoding="utf-8")) for path in paths}

    assert {} == {name: colours for name, colours in found.items() if colours}


# Free text is never markup.

SAFE_CALLS = {"Static", "Label", "notify"}


def test_notices_are_made_in_one_place() -> None:
    """Only notices.py shows a notification, so that none goes out without being made safe."""
    assert ["notices.py"] == [path.name for path in SOURCES if ".notify(" in path.read_text(encoding="utf-8")]


def test_markup_is_off_everywhere() -> None:
    """Every piece of text and every notification is made with ``markup=False``; no text is parsed as markup."""
    calls = [(path.name, call) for path in SOURCES for call in _calls(path)]

    assert {"Static", "notify"} <= {_name(call) for _, call in calls}, "the calls were found at all"
    assert [] == [(name, ast.unparse(call)) for name, call in calls if _name(call) in SAFE_CALLS and not _is_off(call)]
    assert [] == [(name, ast.unparse(call)) for name, call in calls if _name(call) in {"from_markup", "border_title"}]


def _calls(path: Path) -> Iterator[ast.Call]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def _is_off(call: ast.Call) -> bool:
    return any(
        word.arg == "markup" and isinstance(word.value, ast.Constant) and word.value.value is False
        for word in call.keywords
    )
