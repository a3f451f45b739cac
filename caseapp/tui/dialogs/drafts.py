"""The forms that were left unfinished."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from caseapp.rules.text import one_line
from caseapp.tui.background import in_background, sentence_of
from caseapp.tui.commands import BY_ID, captions
from caseapp.tui.desk import Sitting
from caseapp.tui.dialogs.dialog import Dialog
from caseapp.tui.drafts import Draft, Drafts, Found
from caseapp.tui.paths import path_said

_MOST_CHARACTERS = 160
"""Of what was typed: enough to know it again."""


class DraftList(OptionList):
    """Moved about in like every list; Delete drops a draft."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("j", "cursor_down", "Down"),
        ("k", "cursor_up", "Up"),
        ("delete,backspace", "screen.drop", "Discard"),
    ]


class DraftsDialog(Dialog[Draft | None]):
    """Gives the draft to take up."""

    HELP = (
        "Forms that were left unfinished, the latest first, kept in your own folder until the step is recorded. "
        "Enter takes one up, Delete drops it. On the command line each step is recorded at once: caseapp --help"
    )

    def __init__(self, sitting: Sitting) -> None:
        super().__init__()
        self._sitting, self._drafts = sitting, Drafts()
        self._listed: tuple[Draft, ...] = ()

    def compose(self) -> ComposeResult:
        """The list, and what can be done."""
        with Vertical(id="box", classes="tall"):
            yield Static("Drafts", id="title", markup=False)
            yield Static("Looking …", id="message", markup=False)
            yield DraftList(id="drafts", markup=False, compact=True)
            keys = f"Enter take up · Delete discard · {captions(BY_ID['cancel'])} close"
            yield Static(keys, id="keys", markup=False)

    def on_mount(self) -> None:
        """Look for them."""
        self._look()

    def _look(self) -> None:
        person = self._sitting.actor.name

        def job() -> Found:
            return self._drafts.found(self._sitting.store, person)

        in_background(self, job, self._show, self._failed, name="drafts")

    def _show(self, found: Found) -> None:
        self._listed = found.drafts
        words = [f"Kept in {path_said(self._drafts.folder)}." if found.drafts else "Nothing was left unfinished."]
        words += [f"▲ {name} could not be read and was set aside." for name in found.damaged]
        self.query_one("#message", Static).update("\n".join(map(one_line, words)))
        options = self.query_one(DraftList)
        options.clear_options()
        options.add_options([Option(draft_words(draft)) for draft in found.drafts])
        options.display = bool(found.drafts)
        if found.drafts:
            options.highlighted = 0
            options.focus()

    def _failed(self, error: Exception) -> None:
        self.query_one("#message", Static).update(one_line(sentence_of(error)))

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._listed[event.option_index])

    def action_drop(self) -> None:
        """Ask, then drop the draft under the cursor."""
        from caseapp.tui.dialogs.confirm import ConfirmDialog

        index = self.query_one(DraftList).highlighted
        if index is None:
            return
        draft = self._listed[index]

        def answered(sure: bool | None) -> None:  # noqa: FBT001  # Textual calls back with the answer
            if sure:
                then = lambda _none: self._look()  # noqa: E731  # shorter than a function of one line
                in_background(self, lambda: self._drafts.forget(draft), then, self._failed, name="drop")

        lost = f"{draft.title}: what was typed is lost."
        self.app.push_screen(ConfirmDialog("Discard this draft?", lost, yes="Discard", no="Keep it"), answered)

    def action_save(self) -> None:
        """Take up the one under the cursor."""
        index = self.query_one(DraftList).highlighted
        self.dismiss(None if index is None else self._listed[index])

    def action_cancel(self) -> None:
        """None."""
        self.dismiss(None)


def draft_words(draft: Draft) -> Content:
    """Which form, when, and how it begins."""
    typed = one_line(" · ".join(value[:_MOST_CHARACTERS] for value in draft.fields.values()))[:_MOST_CHARACTERS]
    return Content.assemble(
        (one_line(draft.title), "bold"), (f"  {draft.when()}", "$text-muted"), "\n  ", typed or "nothing in words"
    )
