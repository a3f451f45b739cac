"""The case beside the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from caseapp.tui.desk import CaseFile, Sitting
from caseapp.tui.widgets.case_text import case_text, heading


class CasePane(VerticalScroll):
    """One case in words, to be scrolled through."""

    DEFAULT_CSS = """
    CasePane {
        padding: 0 1;
        background: $surface;
        border-left: wide $border-blurred;
        scrollbar-size-vertical: 1;

        &:focus { border-left: wide $border; }

        Static { width: 1fr; height: auto; }
    }
    """

    file: CaseFile | None = None
    """The case shown."""
    _write: Callable[[int], Content] | None = None
    """Makes the text for a width in cells."""

    def compose(self) -> ComposeResult:
        """A heading and the text."""
        yield Static("", id="case-heading", markup=False)
        yield Static("", id="case-text", markup=False)

    def show(self, file: CaseFile, sitting: Sitting, steps: Sequence[Content]) -> None:
        """Show a case; the pane goes to its top when it is another one."""
        is_another = self.file is None or self.file.case.reference != file.case.reference
        self.file = file
        self._write = partial(case_text, file, sitting, steps)
        self._say(heading(file.case), self._write(self._width))
        if is_another:
            self.scroll_home(animate=False)

    def say_nothing(self, why: str) -> None:
        """Show no case, and why."""
        self.file = self._write = None
        self._say(Content(), Content.styled(why, "$text-muted"))

    def on_resize(self) -> None:
        """Write the text for another width."""
        if self.file is not None and self._write is not None:
            self._say(heading(self.file.case), self._write(self._width))

    @property
    def _width(self) -> int:
        return self.scrollable_content_region.width

    def _say(self, top: Content, text: Content) -> None:
        self.query_one("#case-heading", Static).update(top)
        self.query_one("#case-text", Static).update(text)
