"""The footer: this screen's keys, those of steps that the process refuses now drawn faint."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from textual.app import ComposeResult
from textual.widgets import Footer
from textual.widgets._footer import FooterKey

REFUSED = "-disabled"


class KeyBar(Footer):
    """A footer that knows which actions are refused. Their keys still work: they tell the reason."""

    DEFAULT_CSS = """
    KeyBar {
        background: $panel;
        FooterKey { margin-right: 1; }
    }
    """

    def __init__(self) -> None:
        super().__init__(show_command_palette=False, compact=True)
        self._refused: AbstractSet[str] = frozenset()

    def compose(self) -> ComposeResult:
        """The keys, each faint or not."""
        for child in super().compose():
            self._mark(child)
            yield child

    def refuse(self, actions: AbstractSet[str]) -> None:
        """Draw the keys of these actions faint, and no others."""
        if actions == self._refused:
            return
        self._refused = actions
        for key in self.query(FooterKey):
            self._mark(key)

    def _mark(self, child: object) -> None:
        if isinstance(child, FooterKey):
            child.set_class(child.action in self._refused, REFUSED)
