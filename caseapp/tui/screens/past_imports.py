"""What can be done with an import that was made: see the cases that it brought, or take it back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from caseapp.rules.text import one_line
from caseapp.tui.notices import tell
from caseapp.tui.screens.area import AreaScreen
from caseapp.tui.views import View
from caseapp.tui.widgets.import_words import cases_said, past_sentence, rows_said

if TYPE_CHECKING:
    from caseapp.casework.import_undo import Undone
    from caseapp.store.queries.imports import Batch as Past
    from caseapp.tui.desks.imports import ImportDesk


class PastImports:
    """Works for a screen that lists them. ``say`` shows a sentence there; ``taken_back`` is told when one has gone."""

    def __init__(
        self, screen: AreaScreen, desk: ImportDesk, say: Callable[[str], None], taken_back: Callable[[], None]
    ) -> None:
        self._screen, self._desk = screen, desk
        self._say, self._taken_back = say, taken_back

    def show_cases(self, past: Past) -> None:
        """Show the cases that an import brought."""
        self._screen.ask(partial(self._desk.cases_of, past.id), partial(self._show, past), name="cases")

    def _show(self, past: Past, references: tuple[str, ...]) -> None:
        if past.undone_at is not None or not references:
            self._say(past_sentence(past))
            tell(self._screen, "There is no case of it to show.", severity="warning")
            return
        title = one_line(f"Import {past.id}, {past.file_name}")
        view = View("import", title, f"Import {past.id}", include_closed=True, references=references)
        self._screen.app.show_cases(view)

    def take_back(self, past: Past) -> None:
        """Ask, then take an import back, if that is still possible."""
        from caseapp.tui.dialogs.confirm import ConfirmDialog

        if past.why_not is not None:
            tell(self._screen, f"Import {past.id} stands. {past.why_not}", severity="warning")
            return
        question = f"{rows_said(past.new)} of {past.file_name} will be annulled; the file can then be imported again."
        dialog = ConfirmDialog(f"Take import {past.id} back?", question, yes="Take it back", no="Leave it")
        self._screen.app.push_screen(dialog, partial(self._undo, past.id))

    def _undo(self, number: int, sure: bool | None) -> None:  # noqa: FBT001  # Textual calls back with the answer
        if sure:
            self._screen.ask(partial(self._desk.undo, number), self._undone, name="undo")

    def _undone(self, undone: Undone) -> None:
        tell(self._screen, f"Import {undone.batch} was taken back: {cases_said(undone.cases)} annulled.")
        self._taken_back()
