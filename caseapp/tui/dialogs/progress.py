"""Long work with its progress in sight, and a key that stops it.

How to use it::

    def job(running: Running) -> list[str]:            # in a thread: may not touch a widget
        for number, row in enumerate(rows, start=1):
            if running.is_stopped:                     # Esc was pressed: come to an end in good order
                break
            do(row)
            running.report(number, len(rows), row.reference)
        return done

    def ended(ending: Ending[list[str]] | None) -> None:   # on the application's own thread
        if ending is not None: ...                         # ending.result, ending.error, ending.was_stopped

    self.app.push_screen(ProgressDialog("Assign 40 cases", job, unit="cases"), ended)
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Static

from caseapp.rules.text import one_line
from caseapp.tui.background import in_background
from caseapp.tui.commands import BY_ID, captions
from caseapp.tui.dialogs.dialog import Dialog
from caseapp.tui.widgets.bars import bar

T = TypeVar("T")

_SECONDS_A_LOOK = 0.1
_SECONDS_BEFORE_A_GUESS = 1.0
"""How long work has to run before anything is said of its rate."""


@dataclass(frozen=True, slots=True)
class Reached:
    """How far the work has come."""

    done: int = 0
    total: int | None = None
    """``None`` while nobody knows."""
    words: str = ""
    """What is being done now."""
    part: float | None = None
    """How much is done, from 0 to 1, where it is not ``done`` of ``total`` that tells."""

    @property
    def share(self) -> float:
        """How much is done, from 0 to 1; nought while nobody knows."""
        if self.part is not None:
            return self.part
        return self.done / self.total if self.total else 0.0


class Running:
    """The job's side of the dialog. Both of its ways are safe in a thread."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self.reached = Reached()

    def report(self, done: int, total: int | None = None, words: str = "", part: float | None = None) -> None:
        """Say how far the work has come; as often as one likes, as it only keeps the newest."""
        self.reached = Reached(done, total, words, part)

    @property
    def is_stopped(self) -> bool:
        """Whether the person wants it to stop."""
        return self._stop.is_set()

    def stop(self) -> None:
        """Ask the job to stop."""
        self._stop.set()


@dataclass(frozen=True, slots=True)
class Ending(Generic[T]):
    """How the work ended: with a result, or with an error."""

    result: T | None
    error: Exception | None
    was_stopped: bool
    """Whether the person had asked for it; the result then says how far it came."""


class ProgressDialog(Dialog[Ending[T]]):
    """Runs a job in a thread and shows how far it is; closes by itself when the job has ended.

    ``unit`` is what is counted, in the plural. ``can_stop`` is false for work that has no place to stop at.
    """

    HELP = (
        "Shows how far the work is. Esc asks it to stop; what is done by then stays done, and is told. On the command "
        "line caseapp import FILE reads and imports in one go, and Ctrl+C stops it."
    )

    DEFAULT_CSS = """
    ProgressDialog {
        #bar { height: 1; color: $primary; background: $panel; }
        #reached, #now { height: 1; color: $text-muted; }
    }
    """

    def __init__(self, title: str, job: Callable[[Running], T], *, unit: str = "cases", can_stop: bool = True) -> None:
        super().__init__()
        self._title, self._job, self._unit, self._can_stop = title, job, unit, can_stop
        self._under_way = Running()
        self._began = monotonic()

    def compose(self) -> ComposeResult:
        """A bar, a count, what is being done, and a way to stop."""
        with Vertical(id="box", classes="small"):
            yield Static(one_line(self._title), id="title", markup=False)
            yield Static("", id="bar", markup=False)
            yield Static("", id="reached", markup=False)
            yield Static("", id="now", markup=False)
            with Horizontal(id="buttons"):
                if self._can_stop:
                    yield Button(f"Stop ({captions(BY_ID['cancel'])})", id="stop", compact=True)

    def on_mount(self) -> None:
        """Begin."""
        self._began = monotonic()
        self._show()
        self.set_interval(_SECONDS_A_LOOK, self._show)
        in_background(self, lambda: self._job(self._under_way), self._done, self._failed, name="progress")

    def _show(self) -> None:
        reached, seconds = self._under_way.reached, monotonic() - self._began
        width = self.query_one("#bar").size.width
        self.query_one("#bar", Static).update(bar(reached.share, 1, width))
        self.query_one("#reached", Static).update(_words(reached, seconds, self._unit))
        now = "Stopping …" if self._under_way.is_stopped else one_line(reached.words)
        self.query_one("#now", Static).update(now)

    def _done(self, result: T) -> None:
        self.dismiss(Ending(result, None, self._under_way.is_stopped))

    def _failed(self, error: Exception) -> None:
        self.dismiss(Ending(None, error, self._under_way.is_stopped))

    def action_save(self) -> None:
        """Nothing: the work is under way."""

    @on(Button.Pressed, "#stop")
    def action_cancel(self) -> None:
        """Ask the job to stop."""
        if self._can_stop:
            self._under_way.stop()
            self._show()


def _words(reached: Reached, seconds: float, unit: str) -> str:
    """``12 of 340 cases · 40 a second · 8 seconds left``."""
    if reached.total is None and not reached.done:
        return "Getting ready …"
    of = f" of {reached.total:,}" if reached.total is not None else ""
    said = [f"{reached.done:,}{of} {unit}"]
    if reached.done and seconds >= _SECONDS_BEFORE_A_GUESS:
        rate, share = reached.done / seconds, reached.share
        said.append(f"{rate:,.0f} a second" if rate >= 2 else f"{rate * 60:,.0f} a minute")
        if share:
            said.append(_left(seconds * (1 - share) / share))
    return " · ".join(said)


def _left(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} s left"
    return f"{round(seconds / 60)} minutes left"
