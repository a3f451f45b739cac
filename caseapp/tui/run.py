"""The terminal application's door: run it, or take a picture of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from caseapp.bootstrap import Caseapp
    from caseapp.tui.app import CaseApp
    from caseapp.tui.desk import Desk
    from caseapp.tui.preferences import Preferences


def run_tui(connect: Callable[[], Caseapp], preferences: Preferences | None = None) -> int:
    """Run the application until the person leaves it. 0, or 1 when the store could not be opened.

    ``connect`` is called in a thread, after the first paint; ``preferences`` are those in this person's own files
    unless given. A defect of the application comes out as the exception that it was, once the terminal has been put
    back.
    """
    from caseapp.tui.app import Exit
    from caseapp.tui.preferences import load_preferences

    app = _app(connect, preferences or load_preferences())
    ending = app.run()
    if app.defect is not None:
        raise app.defect
    return 1 if ending is Exit.NO_STORE else 0


def take_screenshot(
    path: Path,
    size: tuple[int, int],
    connect: Callable[[], Caseapp],
    keys: Sequence[str] = (),
    theme: str = "",
    start: str = "today",
) -> None:
    """Write the application as it looks after some keys to an SVG file; ``size`` is columns and lines."""
    from caseapp.tui.preferences import Preferences

    app = _app(connect, Preferences(theme=theme, start=start))
    asyncio.run(_picture(app, path, size, keys))


def _app(connect: Callable[[], Caseapp], preferences: Preferences) -> CaseApp:
    from caseapp.tui.app import CaseApp

    def open_desk() -> Desk:
        from caseapp.tui.store_desk import StoreDesk  # in the thread: the first paint does not wait for it

        return StoreDesk(connect())

    return CaseApp(open_desk, preferences)


async def _picture(app: CaseApp, path: Path, size: tuple[int, int], keys: Sequence[str]) -> None:
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await settled(pilot)
        for key in keys:
            await pilot.press(key)
            await settled(pilot)
        path.write_text(app.export_screenshot(), encoding="utf-8")


async def settled(pilot: Pilot[Any]) -> None:
    """Wait until no work is under way and everything that it brought has been drawn."""
    for _ in range(2):  # some work begins only once what went before it has been drawn
        while pilot.app.workers:
            await pilot.app.workers.wait_for_complete()
            await pilot.pause()
        await pilot.pause()
