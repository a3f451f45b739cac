"""Which columns a list has, and in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Button, Static

from caseapp.tui.commands import BY_ID, captions
from caseapp.tui.dialogs.dialog import Dialog
from caseapp.tui.widgets.checklist import Checklist, Item


class ColumnsDialog(Dialog[tuple[str, ...] | None]):
    """A checklist; gives the ids of the columns chosen, none for those that suit the width, or ``None``."""

    HELP = (
        "Chooses the columns of the list. Space takes one in or out, J and K move it. Where they do not all fit, those "
        "at the end are left out. On the command line: caseapp list --json has them all."
    )

    def __init__(self, titles: Mapping[str, str], chosen: Sequence[str]) -> None:
        super().__init__()
        self._titles, self._chosen = titles, tuple(each for each in chosen if each in titles)

    def compose(self) -> ComposeResult:
        """The checklist, and the answers."""
        toggle, up, down = (captions(BY_ID[each]) for each in ("check-item", "move-item-up", "move-item-down"))
        with Vertical(id="box", classes="small"):
            yield Static("Columns", id="title", markup=False)
            with VerticalScroll(id="message", can_focus=False):
                yield Checklist(self._items(), id="columns")
            yield Static(f"{toggle}: in or out · {up} / {down}: move", classes="aside", markup=False)
            with Horizontal(id="buttons"):
                yield Button("Save", id="save", variant="primary", compact=True)
                yield Button("As they come", id="usual", compact=True)
                yield Button("Cancel", id="cancel", compact=True)

    def _items(self) -> list[Item]:
        chosen = self._chosen or tuple(self._titles)
        order = (*chosen, *(each for each in self._titles if each not in chosen))
        return [Item(each, self._titles[each], is_in=each in chosen) for each in order]

    @on(Button.Pressed, "#save")
    def action_save(self) -> None:
        """Take those that are in; none at all would be no list."""
        self.dismiss(self.query_one(Checklist).chosen)

    @on(Button.Pressed, "#usual")
    def _usual(self) -> None:
        self.dismiss(())

    @on(Button.Pressed, "#cancel")
    def action_cancel(self) -> None:
        """Leave them as they are."""
        self.dismiss(None)
