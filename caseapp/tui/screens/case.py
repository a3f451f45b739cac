"""One case on a screen of its own: who, what, by when, what may be done, and everything that was done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from caseapp.rules.errors import NotFound, Refusal
from caseapp.rules.text import one_line
from caseapp.rules.vocabulary import Action
from caseapp.tui.background import Lane, sentence_of
from caseapp.tui.commands import BY_ID, Command, Context, bindings, captions, heard_in
from caseapp.tui.desk import CaseFile, Desk, Past, Pulse, Recorded, Sitting
from caseapp.tui.notices import tell
from caseapp.tui.screens.area import AreaScreen
from caseapp.tui.screens.case_steps import CaseSteps, done_words
from caseapp.tui.widgets.case_text import (
    banner,
    heading,
    history_text,
    news_of,
    next_steps,
    standing_text,
    story_text,
)
from caseapp.tui.widgets.earlier_list import EarlierList
from caseapp.tui.widgets.key_bar import KeyBar

_ROOMY = 100
"""From so many cells on there are two columns."""


class CaseScreen(AreaScreen):
    """Everything about one case."""

    CSS_PATH = Path(__file__).with_name("case.tcss")
    BINDINGS = [*bindings(Context.CASEWORK), *bindings(Context.CASE)]  # noqa: RUF012  # Textual declares it so
    CONTEXT: ClassVar[Context] = Context.CASE
    AREA = "worklist"
    HELP = (
        "One case: by when it is due, what may be done next, its points and what was found on each, what was written, "
        "earlier complaints of the same person or address, and everything that was done, the newest first. "
        "Tab goes to the next part; Enter on an earlier complaint opens it; Esc goes back. "
        "On the command line: caseapp show REF, caseapp why REF."
    )
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (_ROOMY, "-wide")]  # noqa: RUF012  # Textual declares it so

    def __init__(self, reference: str) -> None:
        super().__init__()
        self._reference = reference
        self._file: CaseFile | None = None
        self._past = Past()
        self._refused: Mapping[Action, Refusal] = {}
        self._steps: CaseSteps | None = None
        self._reading: Lane[CaseFile] = Lane(self, "case", self._show, self._no_case)
        self._looking_back: Lane[Past] = Lane(self, "past", self._show_past, self._no_past)

    def body(self) -> ComposeResult:
        """Heading and special notes; beneath, how it stands on the left and what was said and done on the right."""
        yield Static(one_line(self._reference), id="heading", markup=False)
        yield Static("", id="banner", markup=False)
        with VerticalScroll(id="columns"):
            with VerticalScroll(id="left", classes="column"):
                yield Static("Opening …", id="standing", markup=False)
            with VerticalScroll(id="right", classes="column"):
                yield Static("", id="story", markup=False)
                yield Static("", id="past-title", markup=False)
                yield EarlierList("past")
                yield Static("", id="history", markup=False)

    # The store.

    def opened(self, desk: Desk, sitting: Sitting) -> None:
        """Read the case."""
        del desk
        self.seated(sitting)
        self._read()

    def seated(self, sitting: Sitting) -> None:
        """Take in who works, when, and the lists to choose from."""
        super().seated(sitting)
        self._steps = CaseSteps(self, self.desk, sitting, self._recorded)

    def resumed(self) -> None:
        """Read it again, unless that would be recorded as another look that nobody took (R136)."""
        if self._file is None or not self._file.case.restricted:
            self._read()

    def changed(self, pulse: Pulse) -> None:
        """Somebody recorded something: perhaps of this case."""
        del pulse
        self.resumed()

    def action_refresh(self) -> None:
        """Read it again, restricted or not: this look is meant."""
        self.app.sit_again()
        if self._is_open:
            self._read()

    def _read(self) -> None:
        self._reading.start(partial(self.desk.open_case, self._reference))

    def _show(self, file: CaseFile) -> None:
        before, self._file = self._file, file
        if before is None or before.case.version != file.case.version or before.complainant != file.complainant:
            self._looking_back.start(partial(self.desk.past, file.complainant, exclude=file.case.reference))
        if before is not None:
            self._tell_news(news_of(before, file, self.sitting.actor.name))
        self._draw()

    def _tell_news(self, news: str) -> None:
        if news:
            tell(self, f"{news}.", title="Changed by somebody else", severity="warning")

    def _no_case(self, error: Exception) -> None:
        """Without the case there is nothing to do; with an older reading of it, that stays in sight."""
        if self._file is not None:
            self.failed(error)
            return
        key = captions(BY_ID["area-find"], self.app.keymap).partition(" ")[0]
        find = f" {key} looks for it here." if isinstance(error, NotFound) and key else ""
        self.query_one("#standing", Static).update(f"▲ {one_line(sentence_of(error))}{find}")

    def _show_past(self, past: Past) -> None:
        self._past = past
        self._draw()

    def _no_past(self, error: Exception) -> None:
        self._say("past-title", Content(f"▲ Earlier complaints: {one_line(sentence_of(error))}"))

    # What is drawn.

    def on_resize(self) -> None:
        """Two columns that scroll each, or one that scrolls whole."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        is_wide = self.size.width >= _ROOMY
        self.query_one("#columns").can_focus = not is_wide
        for column in self.query(".column"):
            column.can_focus = is_wide
        if not isinstance(self.focused, EarlierList):
            self._scrolled.focus(scroll_visible=False)
        self._draw()

    def _draw(self) -> None:
        if self._file is None or not self.is_attached:
            return
        from caseapp.tui.steps import refusals

        file, keymap = self._file, self.app.keymap
        self._refused = refusals(file, self.sitting)
        self.query_one(KeyBar).refused = frozenset(self._refused)
        more = f"{captions(BY_ID['whole-text'], keymap)} shows everything"
        self._say("heading", heading(file.case))
        self._draw_banner(file)
        steps = (*next_steps(self._refused, keymap), _all_steps(captions(BY_ID["all-steps"], keymap)))
        self._say("standing", standing_text(file, self.sitting, steps, self._width("left")))
        self._say("story", story_text(file, more))
        self._say("history", history_text(file, self._width("right")))
        self._draw_past()

    def _draw_banner(self, file: CaseFile) -> None:
        noted = banner(file, self._past.notes, self.size.width - 4)
        self._say("banner", noted)
        self.set_class(bool(noted), "-noted")

    def _draw_past(self) -> None:
        earlier = self._past.earlier
        self._say("past-title", Content.styled("\nPrevious complaints", "bold $text-primary") if earlier else Content())
        self.query_one(EarlierList).show(earlier)

    def _say(self, identity: str, words: Content) -> None:
        self.query_one(f"#{identity}", Static).update(words)

    def _width(self, column: str) -> int:
        return self.query_one(f"#{column}").scrollable_content_region.width or self.size.width - 3

    # Moving.

    @property
    def _scrolled(self) -> Widget:
        if self.size.width < _ROOMY:
            return self.query_one("#columns")
        return next((column for column in self.query(".column") if column.has_focus_within), self.query_one("#left"))

    def action_scroll_down(self) -> None:
        """A line down."""
        self._scrolled.scroll_down(animate=False)

    def action_scroll_up(self) -> None:
        """A line up."""
        self._scrolled.scroll_up(animate=False)

    def action_scroll_page_down(self) -> None:
        """A screenful down."""
        self._scrolled.scroll_page_down(animate=False)

    def action_scroll_page_up(self) -> None:
        """A screenful up."""
        self._scrolled.scroll_page_up(animate=False)

    def action_scroll_to_top(self) -> None:
        """To the top."""
        self._scrolled.scroll_home(animate=False)

    def action_scroll_to_end(self) -> None:
        """To the end."""
        self._scrolled.scroll_end(animate=False)

    def action_back(self) -> None:
        """Back to where the case was opened."""
        self.dismiss(None)

    @on(EarlierList.Asked)
    def _open_earlier(self, event: EarlierList.Asked) -> None:
        self.app.open_case(event.earlier.reference)

    # The steps.

    def action_log_complaint(self) -> None:
        """Log a new contact."""
        if self._steps is not None:
            self._steps.log()

    def action_log_compliment(self) -> None:
        """Log a compliment."""
        if self._steps is not None:
            self._steps.log_compliment()

    def action_take_step(self, action: str) -> None:
        """Take a step of the case."""
        if self._steps is not None and self._file is not None:
            self._steps.take(Action(action), self._reference, self._file)

    def action_all_steps(self) -> None:
        """List every step, with the reasons."""
        if self._steps is not None and self._file is not None:
            self._steps.all_steps(self._reference, self._file)

    def action_explain_dates(self) -> None:
        """Show how the dates were worked out."""
        if self._steps is not None and self._file is not None:
            self._steps.explain(self._reference, self._file)

    def action_whole_text(self) -> None:
        """Show everything that was written."""
        if self._file is not None:
            from caseapp.tui.dialogs.whole_text import WholeTextDialog

            self.app.push_screen(WholeTextDialog(self._file))

    def action_copy_reference(self) -> None:
        """Put the reference on the clipboard."""
        reference = one_line(self._file.case.reference if self._file else self._reference)
        self.app.copy_to_clipboard(reference)
        tell(self, f"Copied {reference}.")

    def _recorded(self, recorded: Recorded) -> None:
        tell(self, done_words(recorded, self.app.keymap))
        self.app.sit_again()
        self._read()

    # The palette.

    def commands(self) -> Iterable[Command]:
        """The commands that make sense now."""
        for command in heard_in(self.CONTEXT):
            if command.verb is None or (self._file is not None and command.verb not in self._refused):
                yield command


def _all_steps(key: str) -> Content:
    return Content.assemble((key, "bold $text-accent"), " all steps, and why not")
