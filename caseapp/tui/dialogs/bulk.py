"""One step of many cases: how many it applies to, which it does not and why, and the yes to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Button, Input, Select, Static

from caseapp.rules.text import one_line
from caseapp.rules.vocabulary import Action
from caseapp.tui.background import Lane, sentence_of
from caseapp.tui.bulk import Plan, Subject, plan_acknowledging, plan_assigning, reasons
from caseapp.tui.commands import BY_ID, captions
from caseapp.tui.desk import Sitting
from caseapp.tui.dialogs.dates import HINT
from caseapp.tui.dialogs.dialog import Dialog
from caseapp.tui.dialogs.form import Field, FormReader, choice, line

_TITLES = {Action.ACKNOWLEDGE: "Acknowledge", Action.ASSIGN: "Assign"}


def cases(count: int) -> str:
    """``1 case``, ``1,234 cases``."""
    return f"{count:,} {'case' if count == 1 else 'cases'}"


class BulkDialog(Dialog[Plan | None]):
    """Asks what the step needs, shows what it would do, and gives the plan when the person agrees."""

    HELP = (
        "Takes one step of every case that is selected. Those that the process refuses are listed with the reason and "
        "left alone. On the command line: caseapp acknowledge REF, caseapp assign REF OFFICER."
    )
    DEFAULT_CSS = """
    BulkDialog {
        #plan { height: auto; max-height: 50vh; margin-top: 1; scrollbar-size-vertical: 1; }
        #plan Static { height: auto; }
        #refused { color: $text-warning; }
    }
    """

    def __init__(self, action: Action, subjects: Sequence[Subject], sitting: Sitting) -> None:
        super().__init__()
        self._action, self._subjects, self._sitting = action, subjects, sitting
        self._plan: Plan | None = None
        self._planning: Lane[Plan] = Lane(self, "plan", self._planned, self._not_planned)

    def compose(self) -> ComposeResult:
        """What the step needs, what it would do, and the answers."""
        save, cancel, about = (captions(BY_ID[each]) for each in ("save", "cancel", "explain-form"))
        with Vertical(id="box"):
            yield Static(f"{self._verb} {cases(len(self._subjects))}", id="title", markup=False)
            yield from self._fields()
            with VerticalScroll(id="plan", can_focus=False):
                yield Static("", id="possible", markup=False)
                yield Static("", id="refused", markup=False)
            with Horizontal(id="buttons"):
                yield Button(self._verb, id="save", variant="primary", compact=True, disabled=True)
                yield Button("Cancel", id="cancel", compact=True)
                yield Static(f"{save} go ahead · {cancel} cancel · {about} help", id="keys", markup=False)

    @property
    def _verb(self) -> str:
        return _TITLES[self._action]

    def _fields(self) -> Iterator[Widget]:
        if self._action is Action.ACKNOWLEDGE:
            yield Field("On", line("on", placeholder="today"), HINT)
        else:
            people = ((f"{person.name} ({person.role})", person.name) for person in self._sitting.people)
            yield Field("Officer", choice("officer", people, prompt="Choose an officer"))

    def on_mount(self) -> None:
        """Say what would be done as things are."""
        self._look()

    @on(Input.Changed)
    @on(Select.Changed)
    def _look(self) -> None:
        """Work out anew what would be done."""
        self._plan = None
        self.query_one("#save", Button).disabled = True
        reader = FormReader(self, self._sitting.today)
        if self._action is Action.ACKNOWLEDGE:
            on_day = reader.day("on")
            self.query_one(Field).object(reader.problems.get("on", ""))
            if not reader.problems:
                self._planning.start(partial(plan_acknowledging, self._subjects, self._sitting, on_day))
            return
        name = reader.chosen("officer")
        officer = next((person for person in self._sitting.people if person.name == name), None)
        if officer is None:
            self.query_one("#possible", Static).update("Choose who is to handle them.")
        else:
            self._planning.start(partial(plan_assigning, self._subjects, self._sitting, officer))

    def _planned(self, plan: Plan) -> None:
        self._plan = plan
        count = len(plan.requests)
        done = {Action.ACKNOWLEDGE: "acknowledged", Action.ASSIGN: "assigned"}[self._action]
        button = self.query_one("#save", Button)
        button.label, button.disabled = f"{self._verb} {cases(count)}", not count
        self.query_one("#possible", Static).update(f"✓ {cases(count)} will be {done}." if count else "None can be.")
        lines = [f"▲ {cases(plan.refused_count)} will be left alone:", *reasons(plan.refused)]
        self.query_one("#refused", Static).update("\n".join(map(one_line, lines)) if plan.refused else "")

    def _not_planned(self, error: Exception) -> None:
        self.query_one("#possible", Static).update(f"▲ {one_line(sentence_of(error))}")

    @on(Input.Submitted)
    def _to_the_button(self) -> None:
        """Enter shows the way to the button, and does not press it: it is many cases."""
        self.query_one("#save", Button).focus()

    @on(Button.Pressed, "#save")
    def action_save(self) -> None:
        """Agree."""
        if self._plan is not None and self._plan.requests:
            self.dismiss(self._plan)

    @on(Button.Pressed, "#cancel")
    def action_cancel(self) -> None:
        """Leave everything as it is."""
        self.dismiss(None)
