"""What every area of the application shares: its frame, its keys, and the desk that it works at.

An area is a mode of the application: it keeps its state while another one is shown. It is told when the store is open,
and again whenever it comes back into sight.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.screen import Screen

from caseapp.rules.vocabulary import Role
from caseapp.tui.background import in_background, sentence_of
from caseapp.tui.commands import Command, Context, bindings, heard_in
from caseapp.tui.messages import DeskOpened
from caseapp.tui.notices import tell
from caseapp.tui.widgets.area_bar import AreaBar
from caseapp.tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from caseapp.tui.app import CaseApp
    from caseapp.tui.desk import Desk, Pulse, Recorded, Sitting
    from caseapp.tui.views import View

T = TypeVar("T")


class AreaScreen(Screen[None]):
    """A bar, a body, the keys."""

    BINDINGS = bindings(Context.AREA)
    CONTEXT: ClassVar[Context] = Context.AREA
    """Where its own commands are heard; help and footer list them with those heard beside them."""
    AREA: ClassVar[str] = ""
    """The mode that is marked in the bar."""
    FOR_MEMBERS: ClassVar[bool] = False
    """Whether it shows figures and no case, so that a member may see it (R54)."""

    app: CaseApp
    _is_open = False
    _has_told = False
    _was_away = False
    """Whether anything stood over it since it was made: coming into sight for the first time is no return."""

    def compose(self) -> ComposeResult:
        """The frame around ``body``."""
        yield AreaBar(self.AREA)
        yield from self.body()
        yield KeyBar(self.CONTEXT, self.app.keymap)

    def body(self) -> ComposeResult:
        """What the area shows."""
        raise NotImplementedError

    # The store.

    def on_mount(self) -> None:
        """Begin at once if the store is open already."""
        self.begin()

    def begin(self) -> None:
        """Fill the screen, if the store is open and there is something to fill."""
        if self.app.desk is not None and self.app.sitting is not None:
            self._open(self.app.desk, self.app.sitting)

    def drawn(self) -> None:
        """The application's first paint is done: bring in what it did not need."""

    @property
    def is_furnished(self) -> bool:
        """Whether what the store fills is in its place; if not yet, ``begin`` is called again when it is."""
        return True

    @on(DeskOpened)
    def _desk_opened(self, opened: DeskOpened) -> None:
        self._open(opened.desk, opened.sitting)
        self._turn_members_away(quietly=True)

    def _open(self, desk: Desk, sitting: Sitting) -> None:
        may_see = self.FOR_MEMBERS or sitting.actor.role is not Role.MEMBER
        if not self._is_open and self.is_furnished and may_see:
            self._is_open = True
            self.query_one(AreaBar).tell(sitting)
            self.opened(desk, sitting)

    def on_screen_suspend(self) -> None:
        """Another area, a case or a dialog stands over this one."""
        self._was_away, self._has_told = True, False

    def on_screen_resume(self) -> None:
        """The area is in sight again: what it shows may have changed."""
        if not self._turn_members_away(quietly=False) and self._is_open and self._was_away:
            self.resumed()

    def _turn_members_away(self, *, quietly: bool) -> bool:
        """To the figures, which are all that a member sees (R54); says whether it was one."""
        sitting = self.app.sitting
        if self.FOR_MEMBERS or sitting is None or sitting.actor.role is not Role.MEMBER:
            return False
        if not quietly and not self._has_told:
            self._has_told = True  # a screen that is shown for the first time comes into sight twice
            tell(self, "You see figures and never a case (R54).", severity="warning")
        self.app.show_area("figures")
        return True

    def opened(self, desk: Desk, sitting: Sitting) -> None:
        """The store is open: fill the screen. Called once."""

    def resumed(self) -> None:
        """Another area, a case or a dialog was in sight; read again what may have changed."""

    def changed(self, pulse: Pulse) -> None:
        """Something was recorded in the store since the last look, here or elsewhere; the screen is in sight."""

    def seated(self, sitting: Sitting) -> None:
        """The day, the person or the lists were read again."""
        self.query_one(AreaBar).tell(sitting)
        self._turn_members_away(quietly=False)

    @property
    def desk(self) -> Desk:
        """The way to the store.

        Raises:
            LookupError: it is not open yet.
        """
        if self.app.desk is None:
            raise LookupError("The store is not open yet.")
        return self.app.desk

    @property
    def sitting(self) -> Sitting:
        """Who sits at the desk, and when.

        Raises:
            LookupError: the store is not open yet.
        """
        if self.app.sitting is None:
            raise LookupError("The store is not open yet.")
        return self.app.sitting

    def ask(self, job: Callable[[], T], then: Callable[[T], None], *, name: str) -> None:
        """Ask the store something in a thread; a failure is told in a notice."""
        in_background(self, job, then, self.failed, name=name)

    def failed(self, error: Exception) -> None:
        """Say what could not be read, and why."""
        tell(self, sentence_of(error), title="Cannot read the store", severity="error")

    # The keys.

    def action_show_area(self, area: str) -> None:
        """Go to another area."""
        self.app.show_area(area)

    def action_back(self) -> None:
        """Go back to the opening screen."""
        self.app.show_area("today")

    def action_refresh(self) -> None:
        """Read everything again."""
        self.app.sit_again()
        if self._is_open:
            self.resumed()

    def action_jump(self) -> None:
        """Ask for a reference and open its case."""
        self.app.ask_reference()

    def action_drafts(self) -> None:
        """List the forms that were not finished."""
        if not self._is_open:
            return
        from caseapp.tui.screens.case_steps import CaseSteps

        CaseSteps(self, self.desk, self.sitting, self.recorded).drafts()

    def recorded(self, recorded: Recorded) -> None:
        """A form that was left unfinished has been finished."""
        from caseapp.tui.screens.case_steps import done_words

        tell(self, done_words(recorded, self.app.keymap))
        self.app.sit_again()
        self.resumed()

    # The palette and the footer.

    def commands(self) -> Iterable[Command]:
        """The commands that make sense now."""
        return heard_in(self.CONTEXT)

    async def run_command(self, command: Command) -> None:
        """Carry one out, where its keys would be heard."""
        await self.app.run_action(command.action, self.app if command.context is Context.APPLICATION else self)

    def go_to(self, reference: str) -> None:
        """Open one case by its reference."""
        self.app.open_case(reference)

    def show_list(self, view: View) -> None:
        """Go to the worklist with a view of it."""
        self.app.show_cases(view)

    @on(KeyBar.Pressed)
    async def _key_clicked(self, event: KeyBar.Pressed) -> None:
        await self.run_command(event.command)
