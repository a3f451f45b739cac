"""The application with one case open on its own screen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.widgets import Static

from caseapp.tui.run import settled
from tests.tui.fakes import FakeDesk
from tests.tui.stage import Stage, staged


@asynccontextmanager
async def at_case(
    desk: FakeDesk | None = None, reference: str = "C26-00001", size: tuple[int, int] = (104, 28)
) -> AsyncIterator[Stage]:
    """The application over a desk, with a case of it open."""
    async with staged(desk, size=size, start="today") as stage:
        stage.app.open_case(reference)
        await stage.pilot.pause()
        await settled(stage.pilot)
        yield stage


def shown(stage: Stage) -> str:
    """Everything that the screen on top says."""
    return "\n".join(str(part.content) for part in stage.app.screen.query(Static))
