"""What everything that opens over a screen shares: its keys, and the name by which its style sheet knows it."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, TypeVar

from textual.screen import ModalScreen

from caseapp.tui.commands import Context, bindings

Answer = TypeVar("Answer")


class Dialog(ModalScreen[Answer]):
    """A window over the screen, which gives back an answer when it closes."""

    CSS_PATH = Path(__file__).with_name("dialogs.tcss")
    BINDINGS = bindings(Context.DIALOG)
    CONTEXT: ClassVar[Context] = Context.DIALOG

    async def action_explain_form(self) -> None:
        """F1."""
        await self.app.run_action("help")

    def action_save(self) -> None:
        """Ctrl+S."""
        raise NotImplementedError

    def action_cancel(self) -> None:
        """Esc."""
        raise NotImplementedError
