"""Taking one step of every case that is selected: read them, ask, do it with the progress in sight, tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from textual.screen import Screen

from caseapp.rules.vocabulary import Action
from caseapp.tui.background import sentence_of
from caseapp.tui.bulk import Plan, Result, Subject, carry_out, read_subjects, reasons
from caseapp.tui.desk import Desk, Sitting
from caseapp.tui.dialogs.bulk import BulkDialog, cases
from caseapp.tui.dialogs.progress import Ending, ProgressDialog
from caseapp.tui.dialogs.told import ToldDialog
from caseapp.tui.notices import tell

_DOING = {Action.ACKNOWLEDGE: "Acknowledging", Action.ASSIGN: "Assigning"}
_DONE = {Action.ACKNOWLEDGE: "acknowledged", Action.ASSIGN: "assigned"}


class BulkSteps:
    """One run of it. ``then`` gets the cases that were not changed, once everything is over."""

    def __init__(
        self, screen: Screen[Any], desk: Desk, sitting: Sitting, action: Action, then: Callable[[Sequence[int]], None]
    ) -> None:
        self._screen, self._desk, self._sitting, self._action, self._then = screen, desk, sitting, action, then
        self._left: tuple[int, ...] = ()
        """The cases that the plan leaves alone."""

    def start(self, ids: Sequence[int]) -> None:
        """Read the cases, which may take a while."""
        dialog = ProgressDialog(f"Reading {cases(len(ids))}", partial(read_subjects, self._desk, ids))
        self._screen.app.push_screen(dialog, self._read)

    def _read(self, ending: Ending[tuple[Subject, ...]] | None) -> None:
        if ending is None or ending.was_stopped:
            return
        if ending.result is None:
            self._failed(ending.error)
            return
        self._screen.app.push_screen(BulkDialog(self._action, ending.result, self._sitting), self._agreed)

    def _agreed(self, plan: Plan | None) -> None:
        if plan is None:
            return
        self._left = tuple(each.id for group in plan.refused.values() for each in group)
        title = f"{_DOING[self._action]} {cases(len(plan.requests))}"
        self._screen.app.push_screen(ProgressDialog(title, partial(carry_out, self._desk, plan)), self._done)

    def _done(self, ending: Ending[Result] | None) -> None:
        if ending is None:
            return
        if ending.result is None:
            self._failed(ending.error)
            return
        result = ending.result
        self._then((*result.failed_ids, *self._left))
        said = f"{cases(len(result.done))} {_DONE[self._action]}."
        if not result.failed_ids:
            tell(self._screen, said)
            return
        lines = [f"✓ {said}", "", f"▲ {cases(len(result.failed_ids))} not; they are still selected:"]
        lines += reasons(result.failed)
        if result.untouched:
            lines.append(f"{len(result.untouched):,} × Not begun: it was stopped before.")
        self._screen.app.push_screen(ToldDialog("What was done", lines))

    def _failed(self, error: Exception | None) -> None:
        if error is not None:
            tell(self._screen, sentence_of(error), title="That did not work", severity="error")
