"""A short list of things that are in or out, in an order that can be changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from textual import events
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from caseapp.tui.commands import Context, bindings


@dataclass(frozen=True, slots=True)
class Item:
    """One thing."""

    id: str
    title: str
    is_in: bool


class Checklist(Widget, can_focus=True):
    """A line an item: ``[x]`` is in, ``[ ]`` is out; the cursor's line has a mark before it."""

    BINDINGS = bindings(Context.CHECKLIST)
    DEFAULT_CSS = """
    Checklist { height: auto; background: $surface; }
    """

    items: reactive[tuple[Item, ...]] = reactive[tuple[Item, ...]]((), layout=True)
    cursor: reactive[int] = reactive(0)

    def __init__(self, items: Iterable[Item], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.set_reactive(Checklist.items, tuple(items))

    @property
    def chosen(self) -> tuple[str, ...]:
        """The ids of the items that are in, in their order."""
        return tuple(item.id for item in self.items if item.is_in)

    def render(self) -> Content:
        """The lines."""
        return Content("\n").join(self._line(place, item) for place, item in enumerate(self.items))

    def _line(self, place: int, item: Item) -> Content:
        is_here = place == self.cursor and self.has_focus
        words = f"{'›' if is_here else ' '} [{'x' if item.is_in else ' '}] {item.title} "
        return Content.styled(words, "bold $block-cursor-foreground on $block-cursor-background" if is_here else "")

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on the list."""
        return max(0, min(cursor, len(self.items) - 1))

    def on_focus(self) -> None:
        """The mark comes with the focus."""
        self.refresh()

    def on_blur(self) -> None:
        """And goes with it."""
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """A click takes an item in or out."""
        if event.y < len(self.items):
            self.cursor = event.y
            self.action_check_item()

    def action_check_item(self) -> None:
        """Take the item under the cursor in or out."""
        item = self.items[self.cursor]
        self._put(self.cursor, replace(item, is_in=not item.is_in))

    def action_item_down(self) -> None:
        """One line down."""
        self.cursor += 1

    def action_item_up(self) -> None:
        """One line up."""
        self.cursor -= 1

    def action_move_item_down(self) -> None:
        """Move the item under the cursor down."""
        self._swap(self.cursor + 1)

    def action_move_item_up(self) -> None:
        """Move the item under the cursor up."""
        self._swap(self.cursor - 1)

    def _put(self, place: int, item: Item) -> None:
        self.items = (*self.items[:place], item, *self.items[place + 1 :])

    def _swap(self, other: int) -> None:
        if not 0 <= other < len(self.items):
            return
        items = list(self.items)
        items[self.cursor], items[other] = items[other], items[self.cursor]
        self.items, self.cursor = tuple(items), other
