"""Which open cases a day off moves: before it is added, to agree to it, and afterwards, as what was done (R124)."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Button, RadioSet, Static

from caseapp.rules.instants import long_date, short_date
from caseapp.rules.text import one_line
from caseapp.tui.background import sentence_of
from caseapp.tui.commands import BY_ID, captions
from caseapp.tui.desks.administration import AdministrationDesk
from caseapp.tui.dialogs.dialog import Dialog
from caseapp.tui.dialogs.entry import radio_at, shortened
from caseapp.tui.dialogs.form import Field
from caseapp.tui.widgets.columns import Cell, Column
from caseapp.tui.widgets.grid import Grid

if TYPE_CHECKING:
    from datetime import date

    from caseapp.casework.days_off import Added, Move, Preview
    from caseapp.rules.days_off import DayOff
    from caseapp.tui.dialogs.progress import Ending, Running

_PROMISES = {"acknowledged": "acknowledgement", "extended": "extension"}
"""The letter that named a date."""


def cases(count: int) -> str:
    """``1 case``, ``1,240 cases``."""
    return f"{count:,} {'case' if count == 1 else 'cases'}"


def day_words(day_off: DayOff) -> str:
    """``Thu 24 Dec 2026, Christmas closure``."""
    return f"{long_date(day_off.day)}, {shortened(day_off.name)}"


def verdict(move: Move, *, promised: bool, is_done: bool = False) -> Cell:
    """What happens to one case, or has happened to it, in words and shape."""
    if not move.moves(promised=promised):
        return Cell("■ kept, promised", "muted")
    word = "moved" if is_done else "moves"
    return Cell(f"→ {word}", "strong") if move.promise is None else Cell(f"⇒ {word}, promised", "today")


class MovesList(Grid[bool, "Move"]):
    """The cases, each with its dates before and after; what it loads is whether promised dates may move."""

    def __init__(self, moves: Sequence[Move], *, is_done: bool = False) -> None:
        self.promised = False
        columns: tuple[Column[Move], ...] = (
            Column(
                "What happened" if is_done else "What happens",
                18,
                lambda move: verdict(move, promised=self.promised, is_done=is_done),
            ),
            Column("Reference", 10, lambda move: Cell(move.reference, "strong")),
            Column("Answer by", 24, self._answer),
            Column("Promised by", 15, lambda move: Cell(_PROMISES.get(str(move.promise), "–"), "muted")),
            Column("Acknowledge by", 24, self._acknowledge),
            Column(
                "Service",
                14,
                lambda move: Cell(move.service or "not yet allocated", "muted"),
                flexible=True,
                from_width=106,
            ),
        )
        super().__init__(columns, id="moves")
        self.source = _Moves(moves)

    def _answer(self, move: Move) -> Cell:
        return Cell(self._dates(move, move.due_from, move.due_to))

    def _acknowledge(self, move: Move) -> Cell:
        return Cell(self._dates(move, move.acknowledge_from, move.acknowledge_to), "muted")

    def _dates(self, move: Move, before: date | None, after: date | None) -> str:
        """``1 Dec 26 → 2 Dec 26``, or ``1 Dec 26, not 2 Dec 26`` for a date that is kept."""
        if before is None or after is None:
            return ""
        between = " → " if move.moves(promised=self.promised) else ", not "
        return f"{short_date(before)}{between}{short_date(after)}" if before != after else short_date(before)

    def show(self, *, promised: bool) -> None:
        """Show what happens if dates promised in an acknowledgement may move, or may not."""
        self.promised = promised
        self.load(promised)


class _Moves:
    """``RowSource`` over what is held already."""

    def __init__(self, moves: Sequence[Move]) -> None:
        self._moves = moves

    def ids(self, _promised: bool) -> array[int]:  # noqa: FBT001  # the grid hands over its view
        return array("q", range(len(self._moves)))

    def rows(self, ids: Sequence[int]) -> Mapping[int, Move]:
        return {each: self._moves[each] for each in ids}


class MovesDialog(Dialog["Added | None"]):
    """What would move. Saving asks once more, adds the day in one transaction, and gives back what was done."""

    HELP = (
        "Every open case whose dates count that day. A date that a letter has named is kept unless you say otherwise; "
        "an extended date is kept whatever is said. On the command line: caseapp days-off DAY --name NAME --dry-run"
    )
    AUTO_FOCUS = "#moves, #save"

    def __init__(self, desk: AdministrationDesk, preview: Preview) -> None:
        super().__init__()
        self._desk, self._preview = desk, preview

    def compose(self) -> ComposeResult:
        """What it does in a sentence, the cases, the choice, the buttons."""
        save, cancel = (captions(BY_ID[each]) for each in ("save", "cancel"))
        with Vertical(id="box", classes="wide"):
            yield Static(f"What would move: {day_words(self._preview.day_off)}", id="title", markup=False)
            yield Static("", id="said", markup=False)
            if self._preview.moves:
                yield MovesList(self._preview.moves)
            yield from self._choice()
            yield Static("", id="refusal", markup=False)
            with Horizontal(id="buttons"):
                yield Button("Add the day", id="save", variant="primary", compact=True)
                yield Button("Back", id="cancel", compact=True)
                yield Static(f"{save} add · {cancel} back to the form", id="keys", markup=False)

    def _choice(self) -> Iterator[Widget]:
        if self._preview.acknowledged:
            count = cases(len(self._preview.acknowledged))
            options = (
                (f"are kept for {count} that were acknowledged", "keep"),
                ("move too, and the people are told; extended dates stay", "move"),
            )
            yield Field("Promised dates", radio_at("promised", options, "keep"))

    def on_mount(self) -> None:
        """Fill the list."""
        self.query_one("#refusal").display = False
        self._show()

    @property
    def _promised(self) -> bool:
        found = [each.pressed_button for each in self.query(RadioSet)]
        return any(button is not None and button.name == "move" for button in found)

    @on(RadioSet.Changed)
    def _show(self) -> None:
        self.query_one("#said", Static).update(self._sentence)
        for listed in self.query(MovesList):
            listed.show(promised=self._promised)

    @property
    def _counts(self) -> tuple[int, int]:
        """How many move, and how many keep their dates."""
        moving = sum(move.moves(promised=self._promised) for move in self._preview.moves)
        return moving, len(self._preview.moves) - moving

    @property
    def _sentence(self) -> str:
        moving, kept = self._counts
        if not self._preview.moves:
            return "No open case counts that day, so nothing moves; dates set from now on will pass over it."
        return f"{_moving(moving)}; {_keeping(kept)}."

    @on(Button.Pressed, "#save")
    def action_save(self) -> None:
        """Ask once more."""
        from caseapp.tui.dialogs.confirm import ConfirmDialog

        day_off = self._preview.day_off
        question = f"{day_off.words.capitalize()}: {day_words(day_off)}. {self._sentence} A day cannot be taken back."
        self.app.push_screen(ConfirmDialog("Add this day off?", question, yes="Add it", no="Not yet"), self._sure)

    def _sure(self, sure: bool | None) -> None:  # noqa: FBT001  # Textual calls back with the answer
        from caseapp.tui.dialogs.progress import ProgressDialog

        if sure:
            job = partial(self._add, self._preview.day_off, self._promised, self._counts[0])
            title = f"Adding {day_words(self._preview.day_off)}"
            self.app.push_screen(ProgressDialog(title, job, can_stop=False), self._ended)

    def _add(self, day_off: DayOff, promised: bool, moving: int, running: Running) -> Added:  # noqa: FBT001  # bound
        running.report(0, moving, "all of it or nothing, in one transaction")
        return self._desk.add_day_off(day_off, move_promised=promised)

    def _ended(self, ending: Ending[Added] | None) -> None:
        if ending is None:
            return
        if ending.error is not None:
            place = self.query_one("#refusal", Static)
            place.update(f"▲ {one_line(sentence_of(ending.error))} Nothing was changed.")
            place.display = True
        else:
            self.dismiss(ending.result)

    @on(Button.Pressed, "#cancel")
    def action_cancel(self) -> None:
        """Back to the form."""
        self.dismiss(None)


def _moving(count: int) -> str:
    return f"{cases(count)} {'moves' if count == 1 else 'move'}" if count else "No case moves"


def _keeping(count: int) -> str:
    return (
        f"{cases(count)} {'keeps' if count == 1 else 'keep'} a promised date" if count else "none keeps a promised date"
    )


class AddedDialog(Dialog[None]):
    """What adding a day off has done."""

    HELP = "What was moved and what was kept. On the command line: caseapp days-off, and caseapp why REF for one case."
    AUTO_FOCUS = "#moves, #close"

    def __init__(self, added: Added) -> None:
        super().__init__()
        self._added = added

    def compose(self) -> ComposeResult:
        """A sentence and the cases."""
        with Vertical(id="box", classes="wide"):
            yield Static(f"✓ Added: {day_words(self._added.day_off)}", id="title", markup=False)
            yield Static(self._sentence, id="said", markup=False)
            if self._moves:
                yield MovesList(self._moves, is_done=True)
            with Horizontal(id="buttons"):
                yield Button("Close", id="close", variant="primary", compact=True)
                yield Static(f"{captions(BY_ID['cancel'])} close · caseapp why REF", id="keys", markup=False)

    def on_mount(self) -> None:
        """Fill the list."""
        for listed in self.query(MovesList):
            listed.show(promised=any(move.promise is not None for move in self._added.moved))

    @property
    def _moves(self) -> tuple[Move, ...]:
        return (*self._added.moved, *self._added.kept)

    @property
    def _sentence(self) -> str:
        if not self._moves:
            return "No open case counts that day, so nothing had to move."
        moved = len(self._added.moved)
        return f"{cases(moved) if moved else 'No case'} moved; {_keeping(len(self._added.kept))}."

    def action_save(self) -> None:
        """There is nothing to save; the key closes."""
        self.dismiss(None)

    @on(Button.Pressed, "#close")
    def action_cancel(self) -> None:
        """Close."""
        self.dismiss(None)
