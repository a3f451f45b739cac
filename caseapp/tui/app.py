"""The application: themes, keys, the palette, and a store that opens after the first paint.

Only Textual and the rules are imported here; the store and its libraries come in with a thread, once the screen
stands.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable
from enum import Enum
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import App, SystemCommand
from textual.events import Event, Key, Paste
from textual.screen import Screen

from caseapp.rules.errors import InvalidInput
from caseapp.rules.text import plain
from caseapp.rules.vocabulary import Role
from caseapp.tui.background import Lane, in_background, sentence_of
from caseapp.tui.commands import BY_ID, Context, Keymap, bindings, captions, clashes
from caseapp.tui.filters import Colourless, Harmless
from caseapp.tui.messages import DeskOpened
from caseapp.tui.notices import tell
from caseapp.tui.preferences import Preferences
from caseapp.tui.screens.area import AreaScreen
from caseapp.tui.style_sheet import LastingStylesheet
from caseapp.tui.themes import DARK, THEMES
from caseapp.tui.typeahead import Passed, TypeAhead
from caseapp.tui.widgets.area_bar import AreaBar

if TYPE_CHECKING:
    from textual.command import Provider

    from caseapp.tui.desk import Desk, Pulse, Sitting
    from caseapp.tui.views import View


class Exit(Enum):
    """How a run of the application ended."""

    QUIT = "quit"
    NO_STORE = "no-store"


def _today() -> AreaScreen:
    from caseapp.tui.screens.today import TodayScreen

    return TodayScreen()


def _worklist() -> AreaScreen:
    from caseapp.tui.screens.worklist import WorklistScreen

    return WorklistScreen()


def _figures() -> AreaScreen:
    from caseapp.tui.screens.figures import FiguresScreen

    return FiguresScreen()


def _imports() -> AreaScreen:
    from caseapp.tui.screens.imports import ImportScreen

    return ImportScreen()


def _find() -> AreaScreen:
    from caseapp.tui.screens.find import FindScreen

    return FindScreen()


def _administration() -> AreaScreen:
    from caseapp.tui.screens.administration import AdministrationScreen

    return AdministrationScreen()


def _registry_provider() -> type[Provider]:
    """The palette's commands, brought in when the palette is first opened."""
    from caseapp.tui.palette import RegistryProvider

    return RegistryProvider


class CaseApp(App[Exit], inherit_bindings=False):
    """Complaints casework in a terminal."""

    TITLE = "caseapp"
    MODES: ClassVar = {
        "today": _today,
        "worklist": _worklist,
        "figures": _figures,
        "imports": _imports,
        "find": _find,
        "administration": _administration,
    }
    """Each area is imported and made when it is first shown."""
    DEFAULT_MODE = "today"
    COMMANDS: ClassVar = {_registry_provider}
    BINDINGS = bindings(Context.APPLICATION)
    SECONDS_A_BEAT: ClassVar[float] = 3.0
    """How often it is asked whether somebody else recorded something."""

    def __init__(self, connect: Callable[[], Desk], preferences: Preferences | None = None) -> None:
        self.preferences = preferences or Preferences()
        """What the person chose; without a path of its own nothing is kept."""
        vars(self)["DEFAULT_MODE"] = self.preferences.start  # Textual reads it once, while it makes the application
        super().__init__()
        if self.no_color:
            self._filters[:] = [Colourless()]  # instead of shades of grey
        self._filters.append(Harmless())
        self.desk: Desk | None = None
        """The way to the store, once it is open."""
        self.sitting: Sitting | None = None
        """Who sits at the desk, when, and the lists to choose from, once the store is open."""
        self.keymap: Keymap = self.preferences.keymap
        """The keys that a person has given anew, by command id."""
        self.before_cases = "today"
        """The area from which cases were asked for; Esc goes back to it."""
        self._pulse: Pulse | None = None
        self._beating: Lane[Pulse] = Lane(self, "pulse", self._felt, lambda _error: None)
        self._typing = TypeAhead(self, super().on_event)
        self._connect = connect
        self.failure = ""
        """Why the store could not be opened."""
        self.has_drawn = False
        """Whether anything stands on the terminal yet."""
        problems = clashes(self.keymap)
        if problems:
            raise InvalidInput(problems[0])
        for each in THEMES:
            self.register_theme(each)
        # Set before the first style is worked out: a theme put on later means working out all of them again.
        self.theme = self.preferences.theme or DARK.name
        self.stylesheet = LastingStylesheet(variables=self.get_css_variables())

    def on_mount(self) -> None:
        """Give the keys anew that a person chose."""
        if self.keymap:
            self.set_keymap(self.keymap)

    def on_ready(self) -> None:
        """Wait for the first paint: until now Textual has only worked out what to draw."""
        self.screen.call_after_refresh(self._begin)

    def _begin(self) -> None:
        """The first paint is done: now the store, and whatever else the screen needs."""
        self.has_drawn = True
        screen = self.screen_stack[0]
        if isinstance(screen, AreaScreen):
            screen.drawn()
        if not gc.isenabled():  # as in a run that began at the door
            gc.enable()
            gc.freeze()
        self._open()
        if not self.is_headless:
            from caseapp.tui.hanging_up import when_hung_up

            when_hung_up(self._keep_all, lambda: self.exit(Exit.QUIT))
        self.set_interval(self.SECONDS_A_BEAT, self.feel_pulse)
        if self.preferences.problems:
            words = " ".join(self.preferences.problems)
            tell(self, f"{words} The defaults hold for it.", title="Settings", severity="warning")

    def on_resize(self) -> None:
        """The bar says whether the terminal is large enough."""
        for bar in self.screen.query(AreaBar):
            bar.refresh()

    def _open(self) -> None:
        def job() -> tuple[Desk, Sitting]:
            desk = self._connect()
            return desk, desk.sitting()

        in_background(self, job, self._opened, self._not_opened, name="open")

    def _opened(self, opened: tuple[Desk, Sitting]) -> None:
        self.failure = ""
        self.desk, self.sitting = opened
        self.screen_stack[0].post_message(DeskOpened(*opened))
        from caseapp.tui.screens.case_steps import tell_of_drafts

        tell_of_drafts(self.screen, self.sitting)

    def _not_opened(self, error: Exception) -> None:
        from caseapp.tui.dialogs.error import ErrorDialog

        self.failure = sentence_of(error)
        dialog = ErrorDialog("The store could not be opened", self.failure, retry=True)
        self.push_screen(dialog, self._try_again)

    def _try_again(self, again: bool | None) -> None:  # noqa: FBT001  # Textual calls back with the answer
        if again:
            self._open()
        else:
            self.exit(Exit.NO_STORE)

    # Areas and cases.

    def show_area(self, area: str) -> None:
        """Go to another area; it is as it was left. The key of the area that one is in closes the case that is open."""
        if area == self.current_mode:
            self._close_cases()
        else:
            self.switch_mode(area)

    def _close_cases(self) -> None:
        while len(self.screen_stack) > 1:
            self.pop_screen()

    @on(AreaBar.Asked)
    def _area_asked(self, event: AreaBar.Asked) -> None:
        self.show_area(event.area)

    def show_cases(self, view: View) -> None:
        """Go to the worklist with a view of it; a case that is open there is closed. Esc comes back from it."""
        from caseapp.tui.screens.worklist import WorklistScreen

        self.before_cases = self.current_mode if self.current_mode != "worklist" else "today"
        self.show_area("worklist")
        self._close_cases()
        screen = self.screen_stack[0]
        if isinstance(screen, WorklistScreen):
            screen.show(view)

    def open_case(self, reference: str) -> None:
        """Show one case on a screen of its own; Esc goes back to where it was opened."""
        from caseapp.tui.screens.case import CaseScreen

        if self.sitting is not None and self.sitting.actor.role is Role.MEMBER:
            tell(self, "You see figures and never a case (R54).", severity="warning")
            return
        self.push_screen(CaseScreen(reference))

    def ask_reference(self) -> None:
        """Ask for a reference and open its case."""
        from caseapp.tui.dialogs.jump import JumpDialog

        def answered(reference: str | None) -> None:
            if reference:
                self.open_case(reference)

        self.push_screen(JumpDialog(), answered)

    def feel_pulse(self) -> None:
        """Ask whether anything was recorded, here or elsewhere, or another day has begun."""
        if self.desk is not None:
            self._beating.start(self.desk.pulse)

    def _felt(self, pulse: Pulse) -> None:
        """Tell the screens in sight. A store that does not answer just now is no news: whoever asks it will say so."""
        before, self._pulse = self._pulse, pulse
        if before is None or before == pulse:
            return
        if before.today != pulse.today:
            self.sit_again()
        for screen in self.screen_stack:
            if isinstance(screen, AreaScreen) and screen.is_mounted:
                screen.changed(pulse)

    def sit_again(self) -> None:
        """Read anew what day it is, who sits here and the lists to choose from."""
        if self.desk is None:
            return

        def seated(sitting: Sitting) -> None:
            self.sitting = sitting
            for screen in self.screen_stack:
                if isinstance(screen, AreaScreen):
                    screen.seated(sitting)

        in_background(self, self.desk.sitting, seated, self._not_seated, name="sitting")

    def _not_seated(self, error: Exception) -> None:
        tell(self, sentence_of(error), title="Cannot read the store", severity="error")

    async def on_event(self, event: Event) -> None:
        """Take what would steer a terminal out of pasted text, and let keys have their effects one after the other."""
        if isinstance(event, Paste):
            event.text = plain(event.text)
        if isinstance(event, Key | Paste) and not event.is_forwarded:
            await self._typing.take(event)
        else:
            await super().on_event(event)

    @on(Passed)
    async def _key_passed(self, message: Passed) -> None:
        await self._typing.passed(message)

    def _fatal_error(self) -> None:
        """A defect ends the application quietly: Textual's own report would print what cases say."""
        self.bell()
        self._close_messages_no_wait()

    def _keep_all(self) -> None:
        """Keep what is typed in every form that is open."""
        from caseapp.tui.dialogs.base import StepDialog

        for screen in self.screen_stack:
            if isinstance(screen, StepDialog):
                screen.keep_now()

    @property
    def defect(self) -> Exception | None:
        """What ended the application, if nobody meant it to end."""
        return self._exception

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:  # noqa: ARG002  # Textual's signature
        """None: every command is in the registry."""
        return ()

    async def action_quit(self) -> None:
        """Leave."""
        self.exit(Exit.QUIT)

    def action_say_how_to_quit(self) -> None:
        """Ctrl+C does not leave: too many press it to copy."""
        tell(self, f"To leave, press {captions(BY_ID['quit'], self.keymap)}.")

    def action_help(self) -> None:
        """List the keys of the screen that is shown."""
        from caseapp.tui.screens.help import HelpScreen

        context = getattr(self.screen, "CONTEXT", Context.APPLICATION)
        self.push_screen(HelpScreen(self.screen.HELP or "", context, self.keymap))

    def action_use_theme(self, name: str) -> None:
        """Change the colours, and begin with them the next time."""
        self.theme = name
        self.preferences.keep(theme=name)
        self.keep_preferences()

    def keep_preferences(self) -> None:
        """Write what is remembered, in a thread."""
        in_background(self, self.preferences.save, lambda _none: None, self._not_kept, name="preferences")

    def _not_kept(self, error: Exception) -> None:
        words = error.strerror or str(error) if isinstance(error, OSError) else sentence_of(error)
        tell(self, f"It holds until you leave, but cannot be kept: {words}.", title="Settings", severity="warning")
