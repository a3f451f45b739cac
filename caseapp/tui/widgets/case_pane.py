"""The case beside the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from caseapp.tui.background import Lane
from caseapp.tui.desk import CaseFile, Past, Sitting, SpecialNote
from caseapp.tui.widgets.case_text import banner, case_text, heading

if TYPE_CHECKING:
    from caseapp.tui.app import CaseApp

REST_SECONDS = 0.3
"""The cursor rests so long before the person's earlier cases are looked for."""


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
        #case-notes { display: none; background: $warning 15%; border-left: outer $warning; padding: 0 1; }
        &.-noted #case-notes { display: block; }
    }
    """

    file: CaseFile | None = None
    """The case shown."""
    _notes: tuple[SpecialNote, ...] = ()
    _write: Callable[[int], Content] | None = None
    """Makes the text for a width in cells."""

    def __init__(self) -> None:
        super().__init__()
        self._timer: Timer | None = None
        self._looking_back: Lane[tuple[str, Past]] = Lane(
            self, "pane-past", lambda found: self.note(found[0], found[1].notes), lambda _error: None
        )

    def compose(self) -> ComposeResult:
        """A heading and the text."""
        yield Static("", id="case-heading", markup=False)
        yield Static("", id="case-notes", markup=False)
        yield Static("", id="case-text", markup=False)

    def show(self, file: CaseFile, sitting: Sitting, steps: Sequence[Content]) -> None:
        """Show a case; the pane goes to its top when it is another one."""
        is_another = self.file is None or self.file.case.reference != file.case.reference
        self.file = file
        if is_another:
            self._notes = ()
            self._look_back_soon()
        self._write = partial(case_text, file, sitting, steps)
        self._draw()
        if is_another:
            self.scroll_home(animate=False)

    def _look_back_soon(self) -> None:
        """Ask what was noted on the person's earlier cases, once the cursor rests."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(REST_SECONDS, self._look_back)

    def _look_back(self) -> None:
        desk, file = cast("CaseApp", self.app).desk, self.file
        if desk is None or file is None:
            return
        sought, reference = file.complainant, file.case.reference

        def job() -> tuple[str, Past]:
            return reference, desk.past(sought, exclude=reference)

        self._looking_back.start(job)

    def note(self, reference: str, notes: Sequence[SpecialNote]) -> None:
        """Show what was noted on the person's earlier cases as well, if that case is still the one shown."""
        if self.file is not None and self.file.case.reference == reference:
            self._notes = tuple(notes)
            self._draw()

    def say_nothing(self, why: str) -> None:
        """Show no case, and why."""
        self.file = self._write = None
        self._notes = ()
        self.remove_class("-noted")
        self._say(Content(), Content.styled(why, "$text-muted"))

    def on_resize(self) -> None:
        """Write the text for another width."""
        self._draw()

    def _draw(self) -> None:
        if self.file is None or self._write is None:
            return
        self._say(heading(self.file.case), self._write(self._width))
        noted = banner(self.file, self._notes, self._width - 3)
        self.set_class(bool(noted), "-noted")
        self.query_one("#case-notes", Static).update(noted)

    @property
    def _width(self) -> int:
        return self.scrollable_content_region.width

    def _say(self, top: Content, text: Content) -> None:
        self.query_one("#case-heading", Static).update(top)
        self.query_one("#case-text", Static).update(text)
