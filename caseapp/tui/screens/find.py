"""Find: words, names, numbers and references, in every case that was ever kept, as one types."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, OptionList, Static

from caseapp.rules.text import one_line
from caseapp.tui.background import Lane, sentence_of
from caseapp.tui.commands import BY_ID, Context, bindings, caption
from caseapp.tui.desk import Desk, Sitting
from caseapp.tui.desks.find import MOST, Answer, FindDesk, Question
from caseapp.tui.notices import tell
from caseapp.tui.screens.area import AreaScreen
from caseapp.tui.widgets.hit_list import HitList

_HINT = (
    "Type what you remember: a name, a street, a telephone number, part of a reference, words of the complaint.\n\n"
    "Every word must be there, in any order, whatever the capitals and accents; the last one may be the beginning of "
    "one.\nOf restricted cases only the reference is found."
)
_SHOWN = 40
"""Characters of what was typed that a sentence repeats."""


class FindScreen(AreaScreen):
    """A line to type in, and what holds those words."""

    CSS_PATH = Path(__file__).with_name("find.tcss")
    BINDINGS = [*bindings(Context.FIND), *bindings(Context.LIST)]  # noqa: RUF012  # Textual declares it so
    CONTEXT: ClassVar[Context] = Context.FIND
    AREA = "find"
    AUTO_FOCUS = "#search"
    HELP = (
        "Find searches references, people, services, summaries and narratives of every case as you type, the newest "
        "first, and shows the words that match. The arrows move while you type, and Enter opens the case. "
        "On the command line: caseapp search WORDS."
    )

    def __init__(self) -> None:
        super().__init__()
        self._question = Question("")
        self._find_desk: FindDesk | None = None
        self._lane: Lane[Answer] = Lane(self, "find", self._answered, self._not_answered)

    def body(self) -> ComposeResult:
        """The line, how it is searched, and the list."""
        with Horizontal(id="search-line"):
            yield Static("/", id="search-mark", markup=False)
            yield Input(id="search", placeholder="what do you remember of it?", compact=True, select_on_focus=False)
            yield Static("", id="found-count", markup=False)
        yield Static("", id="find-order", markup=False)
        yield HitList(id="hits")
        yield Static(_HINT, id="find-hint", markup=False)

    def on_mount(self) -> None:
        """Say how it is searched."""
        self._say_order()
        super().on_mount()

    @property
    def _hits(self) -> HitList:
        return self.query_one(HitList)

    @property
    def _line(self) -> Input:
        return self.query_one("#search", Input)

    # Asking.

    def opened(self, desk: Desk, sitting: Sitting) -> None:
        """Search for what was typed before the store was open."""
        del sitting
        self._find_desk = FindDesk(desk.caseapp)
        self._ask()

    def resumed(self) -> None:
        """Search again: a case may have changed."""
        self._ask()

    @on(Input.Changed, "#search")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._is_awaited = False
        self._question = replace(self._question, words=event.value)
        self._ask()

    def _ask(self) -> None:
        if not self._question.words.strip():
            self._lane.forget()
            self._show_hint(_HINT)
        elif self._find_desk is not None:
            self._lane.start(partial(self._find_desk.find, self._question))

    def _answered(self, answer: Answer) -> None:
        found = answer.found
        self.query_one("#found-count", Static).update(found.counted)
        if not found.hits:
            self._show_hint(self._nothing())
            return
        self._hits.show(found.hits, self.sitting.today, keep=answer.question == self._shown)
        self._shown = answer.question
        self.add_class("-found")
        self._say_order(len(found.hits) < found.count)
        if self._is_awaited:
            self.action_choose_row()

    _shown: Question | None = None
    _is_awaited = False
    """Whether Enter was pressed before the answer was there."""

    def _not_answered(self, error: Exception) -> None:
        self.query_one("#found-count", Static).update("")
        self._show_hint(one_line(sentence_of(error)))

    # Telling.

    def _show_hint(self, words: str) -> None:
        self.remove_class("-found")
        self.query_one("#find-hint", Static).update(words)
        if not self._question.words.strip():
            self.query_one("#found-count", Static).update("")
        self._hits.show((), self.app.sitting.today) if self.app.sitting else None
        self._say_order()

    def _nothing(self) -> str:
        typed = one_line(self._question.words)
        shown = typed if len(typed) <= _SHOWN else f"{typed[: _SHOWN - 1]}…"
        among = "open case" if self._question.open_only else "case"
        return f"No {among} holds “{shown}”. Try fewer words, or the beginning of one."

    def _say_order(self, is_cut: bool = False) -> None:  # noqa: FBT001, FBT002  # one fact, said in one place
        order = "the best of the newest first" if self._question.best_first else "newest first"
        among = "open cases only" if self._question.open_only else "open and closed cases"
        key = caption(BY_ID["search-order"].keys_under(self.app.keymap)[-1])  # the one that is heard while one types
        cut = f"{MOST} shown, " if is_cut else ""
        self.query_one("#find-order", Static).update(f"{cut}{order}, {among} · {key} changes the order")

    # The keys.

    def action_search_words(self) -> None:
        """Type in the line."""
        self._line.focus()

    def action_search_order(self) -> None:
        """Newest first, or best first."""
        self._change(replace(self._question, best_first=not self._question.best_first))

    def action_search_open(self) -> None:
        """Open cases only, or all."""
        self._change(replace(self._question, open_only=not self._question.open_only))

    def _change(self, question: Question) -> None:
        self._question = question
        self._say_order()
        self._ask()

    def action_copy_found(self) -> None:
        """Put the reference on the clipboard."""
        hit = self._hits.hit
        if hit is None:
            tell(self, "No case is under the cursor.", severity="warning")
            return
        reference = one_line(hit.reference)
        self.app.copy_to_clipboard(reference)
        tell(self, f"Copied {reference}.")

    def action_cursor_down(self) -> None:
        """One case down."""
        self._hits.action_cursor_down()

    def action_cursor_up(self) -> None:
        """One case up."""
        self._hits.action_cursor_up()

    def action_page_down(self) -> None:
        """One screenful down."""
        self._hits.action_page_down()  # type: ignore[no-untyped-call]  # Textual gives it no types

    def action_page_up(self) -> None:
        """One screenful up."""
        self._hits.action_page_up()  # type: ignore[no-untyped-call]  # as above

    def action_first_row(self) -> None:
        """To the first case."""
        self._hits.action_first()

    def action_last_row(self) -> None:
        """To the last case."""
        self._hits.action_last()

    def action_choose_row(self) -> None:
        """Open the case under the cursor; while a search is under way, the first one that it finds."""
        self._is_awaited = self._lane.is_busy
        hit = self._hits.hit
        if hit is not None and not self._is_awaited:
            self.app.open_case(hit.reference)

    @on(Input.Submitted, "#search")
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_choose_row()

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_choose_row()

    def action_back(self) -> None:
        """From the list to the line, then clear it, then back to the opening screen."""
        if not self._line.has_focus:
            self._line.focus()
        elif self._line.value:
            self._line.value = ""
        else:
            super().action_back()
