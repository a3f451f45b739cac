"""What kind of file is to be imported."""

from __future__ import annotations

from collections.abc import Sequence
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
    from caseapp.intake.profile import Profile

RECOGNISE = ""
"""Stands for letting the columns tell."""


class ProfileDialog(Dialog[str | None]):
    """A list; Enter gives the name of the profile, blank to have it recognised, and Esc nothing."""

    HELP = "A profile says what the columns of a file mean. On the command line: caseapp import FILE --profile NAME"

    def __init__(self, profiles: Sequence[Profile], chosen: str) -> None:
        super().__init__()
        self._profiles, self._chosen = profiles, chosen

    def compose(self) -> ComposeResult:
        """The list."""
        names = [RECOGNISE, *(profile.name for profile in self._profiles)]
        with Vertical(id="box"):
            yield Static("What kind of file is it?", id="title", markup=False)
            options = OptionList(Option(_said("Recognise it", "by its columns")), *map(_option, self._profiles))
            options.highlighted = names.index(self._chosen) if self._chosen in names else 0
            yield options
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


def _option(profile: Profile) -> Option:
    return Option(_said(profile.title, f"{profile.name}: {profile.reads}"), id=profile.name)


def _said(title: str, text: str) -> Content:
    return Content.assemble((one_line(title), "bold"), f"  {one_line(text)}")
