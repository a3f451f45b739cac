"""Every area and the main forms as they are drawn, at two sizes and in each theme.

What changed on purpose is looked at first (``caseapp screenshots DIR``), and then kept:
``CASEAPP_UPDATE_SNAPSHOTS=1 pytest tests/tui/test_snapshots.py``.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from caseapp.bootstrap import Caseapp
from caseapp.intake.demonstration.furnishing import furnish
from caseapp.settings import Settings
from caseapp.tui.app import CaseApp
from caseapp.tui.gallery import DAY, NARROW, PERSON, PICTURES, WIDE
from caseapp.tui.preferences import Preferences
from caseapp.tui.run import settled
from caseapp.tui.store_desk import StoreDesk
from caseapp.tui.themes import THEMES
from tests.tui.drawn import require_same

SCENES = ("today", "worklist", "why", "respond", "log", "figures", "find", "people", "days-off", "help")


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caseapp]:
    """The demonstration caseload on the day of the gallery; no scene changes it."""
    path = tmp_path_factory.mktemp("gallery") / "demonstration.db"
    settings = Settings(str(path), database_was_named=True, user=PERSON, today=date.fromisoformat(DAY))
    with closing(Caseapp(settings)) as caseapp:
        caseapp.found()
        with caseapp.acting() as (work, by, at):
            furnish(work, by=by, at=at)
        yield caseapp


@pytest.mark.parametrize("name", SCENES)
async def test_screen_is_drawn_as_it_was_kept(name: str, demonstration: Caseapp) -> None:
    """No screen changes its looks unseen: words, places and styles, narrow and wide, in every theme."""
    picture = next(each for each in PICTURES if each.name == name)
    app = CaseApp(lambda: StoreDesk(demonstration), Preferences(start=picture.start))
    async with app.run_test(size=NARROW) as pilot:
        await _at_rest(pilot)
        for key in picture.keys:
            await pilot.press(key)
            await _at_rest(pilot)
        await _require_all(pilot, name)


async def test_case_is_drawn_as_it_was_kept(demonstration: Caseapp, tmp_path: Path) -> None:
    """The case screen as well, of a case that is extended."""
    path = shutil.copy(demonstration.settings.database, tmp_path / "case.db")
    settings = Settings(str(path), database_was_named=True, user=PERSON, today=date.fromisoformat(DAY))
    with closing(Caseapp(settings)) as caseapp:
        app = CaseApp(lambda: StoreDesk(caseapp), Preferences())
        async with app.run_test(size=NARROW) as pilot:
            await _at_rest(pilot)
            app.open_case("C26-00271")
            await pilot.pause(0.5)  # what the same person wrote before is looked up a moment later
            await _require_all(pilot, "case")


async def _require_all(pilot: Pilot[Any], name: str) -> None:
    for theme in THEMES:  # in this order: another theme is dearer than another size
        pilot.app.theme = theme.name
        for size in (NARROW, WIDE):
            await pilot.resize_terminal(*size)
            await _at_rest(pilot)
            require_same(pilot.app, f"{name}-{size[0]}x{size[1]}-{theme.name.removeprefix('caseapp-')}")


async def _at_rest(pilot: Pilot[Any]) -> None:
    """Everything has been drawn, and no cursor blinks."""
    await pilot.pause()
    await settled(pilot)
    for line in pilot.app.screen.query(Input):
        line.cursor_blink = False
    for lines in pilot.app.screen.query(TextArea):
        lines.cursor_blink = False
    await pilot.pause()
