"""The command palette: the registry's commands that make sense now, and a jump to a case by its reference."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import Protocol, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from caseapp.rules.references import tidy
from caseapp.rules.text import one_line
from caseapp.tui.commands import BY_ID, Command, Context, Group, captions
from caseapp.tui.views import BY_ID as VIEW_BY_ID
from caseapp.tui.views import VIEWS, View


class Commanded(Protocol):
    """A screen that commands can be given to."""

    def commands(self) -> Iterable[Command]:
        """The commands that make sense now: those that the process refuses are left out."""
        ...

    async def run_command(self, command: Command) -> None:
        """Carry one out."""
        ...

    def go_to(self, reference: str) -> None:
        """Show the case with that reference."""
        ...

    def show_list(self, view: View) -> None:
        """Go to the worklist with a view of it."""
        ...


class RegistryProvider(Provider):
    """Commands by name, each with its group before it and its key behind."""

    async def discover(self) -> Hits:
        """Everything, before anything is typed."""
        for command in self._commands():
            yield DiscoveryHit(Content(_title(command)), self._run(command), _title(command), command.help)

    async def search(self, query: str) -> Hits:
        """The commands that match, and the case whose reference was typed."""
        matcher = self.matcher(query)
        for command in self._commands():
            score = matcher.match(_title(command))
            if score > 0:
                title = _title(command)
                yield Hit(score, matcher.highlight(title), self._run(command), title, command.help)
        reference = tidy(one_line(query))
        if any(char.isdigit() for char in reference) and self._screen is not None:
            words = f"Go to case {reference}"
            yield Hit(0.9, Content(words), partial(self._screen.go_to, reference), words, "Look the case up.")

    @property
    def _screen(self) -> Commanded | None:
        return cast("Commanded", self.screen) if hasattr(self.screen, "go_to") else None

    def _commands(self) -> Iterable[Command]:
        if self._screen is None:
            return [BY_ID["quit"]]
        own = [command for command in self._screen.commands() if command.in_palette]
        shown = {command.argument for command in own if command.group in {Group.VIEW, Group.TODAY}}
        return [*own, *(_to_view(view) for view in VIEWS if view.id not in shown)]

    def _run(self, command: Command) -> Callable[[], Awaitable[object]]:
        screen = self._screen
        if screen and command.id.startswith(_ELSEWHERE):
            return partial(_shown, screen, command.argument)
        return partial(screen.run_command, command) if screen else partial(self.app.run_action, command.action)


_ELSEWHERE = "elsewhere-"


def _to_view(view: View) -> Command:
    """The command that shows a view from an area that has none."""
    return Command(f"{_ELSEWHERE}{view.id}", (), view.title, view.help, Context.AREA, Group.VIEW, argument=view.id)


async def _shown(screen: Commanded, view_id: str) -> None:
    screen.show_list(VIEW_BY_ID[view_id])


def _title(command: Command) -> str:
    keys = captions(command)
    return f"{command.group}: {command.title}" + (f"  ({keys})" if keys else "")
