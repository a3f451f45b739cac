"""Keys take effect one after the other, so that what is typed ahead goes where it was meant.

Textual hands a key to whatever has the focus when the key arrives. On a busy machine or over a slow line many arrive
at once: words would go into the field that Tab was about to leave, or be heard as commands by the screen over which a
form was about to open. Here the next key waits until the one before has had its effect.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, Protocol, runtime_checkable

from textual.app import App
from textual.events import Key, Paste
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget

SECONDS = 3.0
"""The longest that a key waits for the one before it."""
_LOOK = 0.05
_LAPS = 2
"""A key makes messages, such as that a line was submitted: they come behind the first lap, and before the second."""
_TYPED_IN = frozenset({"Input", "TextArea"})
"""By name: to import them takes as long as a frame, and is not needed before a form opens."""
_QUESTIONS = frozenset({"case-for-step", "draft-look"})
"""Work in threads at the end of which a form or a question opens: keys are for that."""


@runtime_checkable
class Moving(Protocol):
    """A list whose cursor some keys move, and do nothing else: whoever follows them has nothing to wait for."""

    def moved_by(self, key: str) -> bool:
        """Move, if the key is one of those; says whether it was."""


class Passed(Message):
    """Follows a key from the widget with the focus up to the application; what the key caused is then done."""

    def __init__(self, number: int, lap: int) -> None:
        super().__init__()
        self.number, self.lap = number, lap


class TypeAhead:
    """The keys and pastes that wait their turn."""

    def __init__(self, app: App[Any], hand_over: Callable[[Key | Paste], Awaitable[None]]) -> None:
        self._app, self._hand_over = app, hand_over
        self._waiting: deque[Key | Paste] = deque()
        self._number = 0
        self._lap = 0
        """Of the key under way; 0 when there is none."""
        self._carrier: Widget | None = None
        self._is_back = False
        """Whether the follower came back, and only a question is waited for."""
        self._timer: Timer | None = None
        self._looks = 0

    async def take(self, event: Key | Paste) -> None:
        """Hand over a key that arrived, or let it wait."""
        self._waiting.append(event)
        if not self._lap:
            await self._next()
        elif self._is_lost or self._is_back:
            await self._go_on()
        if self._waiting:
            self._look_later()

    async def passed(self, message: Passed) -> None:
        """The follower is back."""
        if (message.number, message.lap) == (self._number, self._lap):
            await self._go_on()

    async def _pass(self, event: Key | Paste) -> None:
        self._number, self._looks = self._number + 1, 0
        carrier = self._app.focused or self._app.screen
        if isinstance(event, Key) and isinstance(carrier, Moving) and carrier.moved_by(event.key):
            return
        await self._hand_over(event)
        if not _is_only_text(event, carrier):
            self._follow(1, carrier)

    def _follow(self, lap: int, carrier: Widget) -> None:
        self._lap, self._carrier, self._is_back = lap, carrier, False
        carrier.post_message(Passed(self._number, lap))

    async def _go_on(self) -> None:
        if not self._app.screen_stack:  # the application is leaving
            self._waiting.clear()
        elif self._lap < _LAPS:
            self._follow(self._lap + 1, self._app.focused or self._app.screen)
        elif self._is_asking:
            self._is_back = True  # whoever waits looks again
        else:
            await self._next()

    async def _next(self) -> None:
        self._lap = 0
        while self._waiting and not self._lap:
            await self._pass(self._waiting.popleft())

    @property
    def _is_asking(self) -> bool:
        return any(worker.group in _QUESTIONS and not worker.is_finished for worker in self._app.workers)

    # A follower whose widget goes away never comes back: whoever waits looks after it.

    def _look_later(self) -> None:
        if self._timer is None:
            self._timer = self._app.set_timer(_LOOK, self._look)

    async def _look(self) -> None:
        self._timer, self._looks = None, self._looks + 1
        if not self._lap:
            return
        if self._looks * _LOOK >= SECONDS and self._app.screen_stack:
            await self._next()
        elif self._is_back or self._is_lost:
            await self._go_on()
        if self._waiting:
            self._look_later()

    @property
    def _is_lost(self) -> bool:
        return self._carrier is None or not self._carrier.is_attached


def _is_only_text(event: Key | Paste, focused: Widget) -> bool:
    """Whether it does nothing but stand in the line that it is typed in."""
    if not isinstance(event, Paste) and not event.is_printable:
        return False
    return any(each.__name__ in _TYPED_IN for each in type(focused).__mro__)
