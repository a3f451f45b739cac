"""Keeps what is typed in a form as a draft, while it is being typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import monotonic

from textual.dom import DOMNode
from textual.timer import Timer

from caseapp.rules.errors import CaseappError
from caseapp.tui.background import in_background
from caseapp.tui.drafts import Draft, Drafts, FormKey, Keeper

SECONDS = 1.0
"""At most so much typing is lost with the application."""


class Keeping:
    """The draft of one open form: written in a thread, soon after a change, and at once when the form is left."""

    def __init__(self, form: DOMNode, key: FormKey, title: str, *, failed: Callable[[Exception], None]) -> None:
        self._form, self._key, self._title, self._failed = form, key, title, failed
        self._drafts = Drafts()
        self._keeper: Keeper | None = None
        self._typed: tuple[Mapping[str, str], int | None] | None = None
        self._timer: Timer | None = None
        self._written_at = 0.0

    def look(self, then: Callable[[Draft | None], None]) -> None:
        """Ask what was left unfinished in this form; from now on the form's words are kept beside it."""

        def job() -> tuple[Draft | None, int]:
            return self._drafts.latest(self._key), self._drafts.free_number(self._key)

        def looked(found: tuple[Draft | None, int]) -> None:
            draft, number = found
            self.begin(number)
            then(draft)

        in_background(self._form, job, looked, self._failed, name="draft-look")

    def begin(self, number: int) -> None:
        """Keep the words under a number from now on: that of the draft that was taken up, or a free one."""
        self._keeper = Keeper(self._drafts, self._key, self._title, number)
        if self._typed is not None:
            self._soon()

    def note(self, fields: Mapping[str, str], version: int | None) -> None:
        """The form says this now."""
        self._typed = (fields, version)
        if self._keeper is not None:
            self._soon()

    def _soon(self) -> None:
        if self._timer is None:
            wait = max(0.05, SECONDS - (monotonic() - self._written_at))
            self._timer = self._form.set_timer(wait, self._write)

    def _write(self) -> None:
        self._timer, self._written_at = None, monotonic()
        in_background(self._form, self.write_now, lambda _none: None, self._failed, name="draft-keep")

    def write_now(self) -> None:
        """Write what was typed last; called in a thread, or when there will be no other moment.

        Raises:
            FileProblem: it cannot be written.
        """
        if self._keeper is not None and self._typed is not None:
            self._keeper.keep(*self._typed)

    def write_at_last(self) -> None:
        """The form goes: write what has not been written yet. There is nobody left to be told of a failure."""
        try:
            self.write_now()
        except CaseappError:
            return

    def forget(self) -> None:
        """Nothing is kept of the form any more. Called in a thread."""
        if self._keeper is not None:
            self._keeper.forget()

    def discard(self, draft: Draft) -> None:
        """Drop a draft that was found. Called in a thread."""
        self._drafts.forget(draft)
