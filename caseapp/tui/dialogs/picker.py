"""A line that narrows a list of names as one types: quicker than a list of forty to scroll through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Input

from caseapp.rules.text import folded, one_line
from caseapp.tui.dialogs.form import Field, FormReader

SHOWN = 5
"""Names listed beneath the line."""
BETWEEN = ";"
"""Between several names in one line."""


def narrowed(names: Sequence[str], typed: str) -> list[str]:
    """The names that contain every word typed, those that begin so first."""
    words = folded(typed).split()
    found = [name for name in names if all(word in folded(name) for word in words)]
    return sorted(found, key=lambda name: not folded(name).startswith(folded(typed)))


def meant(names: Sequence[str], typed: str) -> str | None:
    """The name that somebody means: the one typed out, or the only one left; ``None`` if that is not clear."""
    whole = [name for name in names if folded(name) == folded(typed)]
    found = whole or narrowed(names, typed)
    return found[0] if len(found) == 1 and typed.strip() else None


class Picker(Input):
    """A line to type a name in, or several."""

    BINDINGS: ClassVar[list[BindingType]] = [("down", "step(1)", "Next"), ("up", "step(-1)", "Before")]

    @dataclass
    class Marked(Message):
        """Another of the names is marked."""

        picker: Picker

    def __init__(self, identity: str, names: Sequence[str], value: str = "", *, several: bool = False) -> None:
        super().__init__(one_line(value), id=identity, compact=True, placeholder="type to search")
        self.names, self._several = names, several
        self._mark = 0

    @property
    def _typed(self) -> str:
        return self.value.rpartition(BETWEEN)[2].strip() if self._several else self.value.strip()

    @property
    def offered(self) -> list[str]:
        """The names that are left."""
        return narrowed(self.names, self._typed)

    @property
    def is_settled(self) -> bool:
        """Whether what was typed is one of the names already."""
        return any(folded(name) == folded(self._typed) for name in self.names)

    @property
    def marked(self) -> str | None:
        """The name that Enter takes."""
        offered = self.offered
        return offered[self._mark % len(offered)] if offered and self._typed and not self.is_settled else None

    def action_step(self, by: int) -> None:
        """Mark the next name, or the one before."""
        self._mark += by
        self.post_message(self.Marked(self))

    def on_input_changed(self) -> None:
        """The first is marked again."""
        self._mark = 0

    async def action_submit(self) -> None:
        """Take the marked name, and go on."""
        self.take()
        await super().action_submit()

    def on_blur(self) -> None:
        """Leaving with only one name left takes it."""
        if self._typed and len(self.offered) == 1:
            self.take()

    def take(self) -> None:
        """Let the line say the marked name in full."""
        marked = self.marked
        if marked is not None:
            before, between, _ = self.value.rpartition(BETWEEN) if self._several else ("", "", "")
            self.value = f"{before}{between}{' ' if between else ''}{one_line(marked)}"
            self.cursor_position = len(self.value)


class PickerField(Field):
    """A picker with the names that are left beneath it, while it has the focus."""

    def __init__(self, label: str, picker: Picker, hint: str = "") -> None:
        super().__init__(label, picker, hint)
        self._picker, self._rest = picker, hint

    @on(Input.Changed)
    @on(Picker.Marked)
    def _list(self) -> None:
        self.advise(self._listing() if self._picker.has_focus and not self._picker.is_settled else self._rest)

    def on_descendant_focus(self) -> None:
        """List them all at first."""
        super().on_descendant_focus()
        self._list()

    def on_descendant_blur(self) -> None:
        """The hint is back."""
        super().on_descendant_blur()
        self.advise(self._rest)

    def _listing(self) -> Content:
        offered = self._picker.offered
        if not offered:
            return Content(f"none of {len(self._picker.names)} contains that")
        return Content("\n").join(self._lines(offered))

    def _lines(self, offered: Sequence[str]) -> Iterator[Content]:
        marked = self._picker.marked
        first = max(0, offered.index(marked) - SHOWN + 1) if marked in offered else 0
        for name in offered[first : first + SHOWN]:
            shape, style = ("›", "bold $text-accent") if name == marked else (" ", "")
            yield Content.styled(f"{shape} {one_line(name)}", style)
        rest = len(offered) - SHOWN
        if rest > 0:
            yield Content.styled(f"  and {rest} more: ↑ ↓ mark, Enter takes", "$text-muted")


def service_in(reader: FormReader, identity: str, services: tuple[str, ...], *, needed: str = "") -> str | None:
    """The service that was picked; ``None`` for none, or with a complaint."""
    typed = reader.text(identity, needed=needed)
    service = meant(services, typed)
    if typed and service is None:
        reader.problems[identity] = f"There is no one service “{typed}”; choose from the list."
    return service
