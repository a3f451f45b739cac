"""The application: themes, keys, the palette, and a store that opens after the first paint.

Only Textual and the rules are imported here; the store and its libraries come in with a thread, once the screen
stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from typing import TYPE_CHECKING, ClassVar

from textual.app import App, SystemCommand
from textual.events import Event, Paste
from textual.screen import Screen

from caseapp.rules.errors import InvalidInput
from caseapp.rules.text import plain
from caseapp.tui.background import in_background, sentence_of
from caseapp.tui.commands import BY_ID, Context, Keymap, bindings, captions, clashes
from caseapp.tui.desk import Desk, Sitting
from caseapp.tui.messages import DeskOpened
from caseapp.tui.notices import tell
from caseapp.tui.screens.worklist import WorklistScreen
from caseapp.tui.themes import DARK, THEMES

if TYPE_CHECKING:
    from textual.command import Provider


class Exit(Enum):
    """How a run of the application ended."""

    QUIT = "quit"
    NO_STORE = "no-store"


def _registry_provider() -> type[Provider]:
    """The palette's commands, brought in when the palette is first opened."""
    from caseapp.tui.palette import RegistryProvider

    return RegistryProvider


class CaseApp(App[Exit], inherit_bindings=False):
    """Complaints casework in a terminal."""

    TITLE = "caseapp"
    CSS_PATH: ClassVar = ["screens/worklist.tcss", "screens/help.tcss", "dialogs/dialogs.tcss"]
    """All of them at once: a style sheet that comes in later means working out every style again."""
    MODES: ClassVar = {"worklist": WorklistScreen}
    DEFAULT_MODE = "worklist"
    COMMANDS: ClassVar = {_registry_provider}
    BINDINGS = bindings(Context.APPLICATION)

    def __init__(self, connect: Callable[[], Desk], *, keymap: Keymap | None = None, theme: str = "") -> None:
        super().__init__()
        self.keymap: Keymap = keymap or {}
        """The keys that a person has given anew, by command id."""
        self._connect = connect
        self.failure = ""
        """Why the store could not be opened."""
        problems = clashes(self.keymap)
        if problems:
            raise InvalidInput(problems[0])
        for each in THEMES:
            self.register_theme(each)
        # Set before the first style is worked out: a theme put on later means working out all of them again.
        self.theme = theme or DARK.name

    def on_mount(self) -> None:
        """Give the keys anew that a person chose."""
        if self.keymap:
            self.set_keymap(self.keymap)

    def on_ready(self) -> None:
        """The first paint is done: now the store."""
        self._open()

    def _open(self) -> None:
        def job() -> tuple[Desk, Sitting]:
            desk = self._connect()
            return desk, desk.sitting()

        in_background(self, job, self._opened, self._not_opened, name="open")

    def _opened(self, opened: tuple[Desk, Sitting]) -> None:
        self.failure = ""
        self.screen_stack[0].post_message(DeskOpened(*opened))

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

    async def on_event(self, event: Event) -> None:
        """Take what would steer a terminal out of pasted text, wherever it is pasted."""
        if isinstance(event, Paste):
            event.text = plain(event.text)
        await super().on_event(event)

    def _fatal_error(self) -> None:
        """A defect ends the application quietly: Textual's own report would print what cases say."""
        self.bell()
        self._close_messages_no_wait()

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
        """Change the colours."""
        self.theme = name
