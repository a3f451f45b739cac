"""What kind of file is to be imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from caseapp.rules.text import one_line
from caseapp.tui.dialogs.dialog import Dialog

if TYPE_CHECKING:
    from caseapp.intake.shelf import Kept, Shelf

RECOGNISE = ""
"""Stands for letting the columns tell."""


class ProfileDialog(Dialog[str | None]):
    """A list; Enter gives the name of the profile, blank to have it recognised, and Esc nothing."""

    HELP = (
        "A profile says what the columns of a file mean; one of your own is made by copying another and changing it: "
        "caseapp import copy NAME NEW. On the command line: caseapp import FILE --profile NAME; caseapp import "
        "profiles lists and explains them"
    )

    DEFAULT_CSS = """
    ProfileDialog {
        #profiles { height: auto; max-height: 70vh; border: none; padding: 0; scrollbar-size-vertical: 1; }
        #problems { height: auto; color: $text-warning; }
    }
    """

    def __init__(self, shelf: Shelf, chosen: str) -> None:
        super().__init__()
        self._shelf, self._chosen = shelf, chosen

    def compose(self) -> ComposeResult:
        """The list."""
        names = [RECOGNISE, *(profile.name for profile in self._shelf.profiles)]
        with Vertical(id="box"):
            yield Static("What kind of file is it?", id="title", markup=False)
            options = OptionList(Option(_RECOGNISED), *map(_option, self._shelf.kept), id="profiles")
            options.highlighted = names.index(self._chosen) if self._chosen in names else 0
            yield options
            yield Static("\n".join(map(one_line, self._shelf.problems.values())), id="problems", markup=False)
            yield Static("Enter chooses · Esc goes back", id="keys", markup=False)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id or RECOGNISE)

    def action_save(self) -> None:
        """Choose what is highlighted."""
        self.query_one(OptionList).action_select()

    def action_cancel(self) -> None:
        """Go back."""
        self.dismiss(None)


def _option(kept: Kept) -> Option:
    one = kept.profile
    own = f" · {_whose(kept)}" if kept.is_own else ""
    title = Content.assemble((one_line(one.title), "bold"), f"  {one.name}", (own, "$text-accent"))
    return Option(_below(title, one.reads), id=one.name)


def _whose(kept: Kept) -> str:
    return "your own, in the place of the shipped one" if kept.replaces_shipped else "your own"


def _below(title: Content, text: str) -> Content:
    return Content("\n").join([title, Content.styled(one_line(text), "dim")])


_RECOGNISED = _below(Content.styled("Recognise it", "bold"), "The columns of a file tell what it is")
