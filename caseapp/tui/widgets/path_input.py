"""A line for a path, which completes folders and files as one types."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input


class _PathSuggester(Suggester):
    """Looks into folders in a thread: one on a slow network must not hold the screen."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """The first path that begins as ``value`` does."""
        from caseapp.tui.desks.imports import completion

        return await asyncio.to_thread(completion, value) if value else None


class PathInput(Input):
    """Tab takes what is suggested; where nothing is, it goes to the next field as everywhere."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "complete", "Complete", show=False)]

    @dataclass
    class Asked(Message):
        """Enter was pressed."""

        path: str

    def __init__(self, *, id: str) -> None:
        super().__init__(
            id=id, placeholder="type / for a path, or choose a file below", compact=True, suggester=_PathSuggester(),
            select_on_focus=False,
        )  # fmt: skip

    def action_complete(self) -> None:
        """Take the suggestion, or go on."""
        if self._suggestion and self._suggestion != self.value:
            self.value = self._suggestion
            self.cursor_position = len(self.value)
        else:
            self.screen.focus_next()

    async def action_submit(self) -> None:
        """Ask for what was typed."""
        self.post_message(self.Asked(self.value))
