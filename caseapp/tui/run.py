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
    from caseapp.tui.commands import Keymap


def run_tui(connect: Callable[[], Caseapp], *, keymap: Keymap | None = None) -> int:
    """Run the application until the person leaves it. 0, or 1 when the store could not be opened.

    ``connect`` is called in a thread, after the first paint. A defect of the application comes out as the
    exception that it was, once the terminal has been put back.
    """
    from caseapp.tui.app import Exit

    app = _app(connect, keymap=keymap)
    ending = app.run()
    if app.defect is not None:
        raise app.defect
    return 1 if ending is Exit.NO_STORE else 0


def take_screenshot(
    path: Path, size: tuple[int, int], connect: Callable[[], Caseapp], keys: Sequence[str] = (), theme: str = ""
) -> None:
    """Write the application as it looks after some keys to an SVG file; ``size`` is columns and lines."""
    app = _app(connect, theme=theme)
    asyncio.run(_picture(app, path, size, keys))


def _app(connect: Callable[[], Caseapp], *, keymap: Keymap | None = None, theme: str = "") -> CaseApp:
    from caseapp.tui.app import CaseApp
    from caseapp.tui.store_desk import StoreDesk

    return CaseApp(lambda: StoreDesk(connect()), keymap=keymap, theme=theme)


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
    while pilot.app.workers:
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
