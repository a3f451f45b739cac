"""The application under a pilot, always waited for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

from textual.events import Paste
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from caseapp.tui.app import CaseApp, Exit
from caseapp.tui.commands import Keymap
from caseapp.tui.preferences import Preferences
from caseapp.tui.run import settled
from caseapp.tui.widgets.case_pane import CasePane
from caseapp.tui.widgets.grid import Grid
from tests.tui.fakes import FakeDesk

W = TypeVar("W", bound=Widget)


@dataclass
class Stage:
    """A running application and what can be seen of it."""

    app: CaseApp
    desk: FakeDesk
    pilot: Pilot[Exit]

    async def press(self, *keys: str) -> None:
        """Press keys one after the other; each has had its effect before the next."""
        for key in keys:
            await self.pilot.press(key)
            await settled(self.pilot)

    async def type(self, words: str) -> None:
        """Type words where the focus is."""
        focused = self.app.focused
        if isinstance(focused, Input):
            focused.insert_text_at_cursor(words)
        elif isinstance(focused, TextArea):
            focused.insert(words)
        await self.pilot.pause()
        await settled(self.pilot)

    async def command(self, words: str) -> None:
        """Carry out the first command of the palette that has these words."""
        await self.press("ctrl+p")
        await self.type(words)
        await self.press("enter")

    async def paste(self, words: str) -> None:
        """Paste words where the focus is."""
        self.app.post_message(Paste(words))
        await self.pilot.pause()

    async def fill(self, **fields: str) -> None:
        """Type into fields by id."""
        for identity, words in fields.items():
            control = self.app.screen.query_one(f"#{identity}")
            if isinstance(control, Input):
                control.value = words
            elif isinstance(control, TextArea):
                control.text = words
        await self.pilot.pause()

    @property
    def grid(self) -> Grid[object, object]:
        """The list."""
        return self.app.screen_stack[0].query_one("#list", Grid)

    @property
    def dialog(self) -> str:
        """The class of the screen on top."""
        return type(self.app.screen).__name__

    def lines(self) -> list[str]:
        """The lines of the list as drawn, heading first, until the first blank one."""
        drawn = [self.grid.render_line(y).text.rstrip() for y in range(self.grid.size.height)]
        return drawn[: drawn.index("")] if "" in drawn else drawn

    def references(self) -> list[str]:
        """The references in the list as drawn."""
        return [line[2:11] for line in self.lines()[1:]]

    def pane(self) -> str:
        """What the pane says."""
        pane = self.app.screen_stack[0].query_one(CasePane)
        return "\n".join(str(static.content) for static in pane.query(Static))

    def said(self, selector: str) -> str:
        """What a line of text on the top screen says."""
        return str(self.app.screen.query_one(selector, Static).content)

    def problem(self, field: str) -> str:
        """The complaint beside a field; nothing when its note is only a hint."""
        shown = self.app.screen.query(f"#field-{field}.-wrong .note").results(Static)
        return "".join(str(note.content) for note in shown)

    def toasts(self) -> list[str]:
        """Every notification."""
        return [note.message for note in self.app._notifications]

    def picture(self) -> str:
        """The whole screen as text."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip) for strip in strips)


@asynccontextmanager
async def staged(
    desk: FakeDesk | None = None,
    size: tuple[int, int] = (104, 28),
    keymap: Keymap | None = None,
    theme: str = "",
    start: str = "worklist",
    preferences: Preferences | None = None,
) -> AsyncIterator[Stage]:
    """The application with its store open and its list filled."""
    desk = desk or FakeDesk()
    app = CaseApp(lambda: desk, preferences or Preferences(keymap or {}, theme, start))
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        await settled(pilot)
        yield Stage(app, desk, pilot)
