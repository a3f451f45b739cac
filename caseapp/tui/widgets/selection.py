"""A list in which rows can be selected: one by one, by a range, or all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from textual.message import Message

from caseapp.tui.widgets.columns import Column
from caseapp.tui.widgets.grid import Grid

Q = TypeVar("Q")
R = TypeVar("R")

MOST = 20_000
"""Rows selected at once: more than anybody means to change in one go, and a bound on what is held."""


class SelectingGrid(Grid[Q, R]):
    """Selected rows have a mark in the gutter and a ground of their own."""

    @dataclass
    class Selected(Message):
        """Another number of rows is selected; ``too_many`` says that no more could be."""

        grid: SelectingGrid[Any, Any]
        count: int
        too_many: bool = False

    def __init__(self, columns: Iterable[Column[R]], *, id: str | None = None) -> None:
        super().__init__(tuple(columns), id=id)
        self._chosen: frozenset[int] = frozenset()
        self._anchor: int | None = None
        """The place where a range began, while one is being drawn."""
        self._anchor_id: int | None = None
        """The row that it began with."""

    def selected(self) -> frozenset[int]:
        """The ids of the rows selected, with those of a range that is still being drawn."""
        return self._chosen.union(self._drawn) if self._anchor is not None else self._chosen

    def selected_in_order(self) -> list[int]:
        """The same in the order of the list."""
        chosen = self.selected()
        return [identity for identity in self._blocks.ids if identity in chosen]

    @property
    def _drawn(self) -> Iterable[int]:
        low, high = sorted((self._anchor or 0, self.cursor))
        return self._blocks.ids[low : high + 1]

    @property
    def is_selecting(self) -> bool:
        """Whether anything is selected, or a range is being drawn."""
        return bool(self._chosen) or self._anchor is not None

    def toggle_row(self) -> None:
        """Select the row under the cursor, or let go of it, and move on; ends a range that is being drawn."""
        if self._anchor is not None:
            self.toggle_range()
        elif self.identity is not None:
            self._choose(self._chosen ^ {self.identity})
            self.cursor += 1

    def toggle_range(self) -> None:
        """Begin a range at the cursor, or end it there."""
        if self._anchor is None and self.identity is not None:
            self._anchor, self._anchor_id = self.cursor, self.identity
            self._show_selection()
        else:
            self._choose(self.selected())

    def select_all(self) -> None:
        """Select every row of the list."""
        if self.count > MOST:
            self._show_selection(too_many=True)
        else:
            self._choose(frozenset(self._blocks.ids))

    def select_only(self, identities: Iterable[int]) -> None:
        """Select these rows and no others."""
        self._choose(frozenset(identities))

    def _choose(self, wanted: frozenset[int]) -> None:
        self._anchor = self._anchor_id = None
        is_kept = len(wanted) <= MOST
        self._chosen = wanted if is_kept else self._chosen
        self._show_selection(too_many=not is_kept)

    def _show_selection(self, *, too_many: bool = False) -> None:
        self.refresh()
        self.post_message(self.Selected(self, len(self.selected()), too_many))

    # What the grid asks.

    def watch_cursor(self, before: int, now: int) -> None:
        """A range that is being drawn follows the cursor."""
        super().watch_cursor(before, now)
        if self._anchor is not None:
            self._show_selection()

    def _drop_selected(self, gone: frozenset[int]) -> None:
        """A range that is being drawn begins where its first row is now; without that row it ends."""
        if not self.is_selecting:
            return
        ids = self._blocks.ids
        if self._anchor_id is not None and self._anchor_id in ids:
            self._anchor = ids.index(self._anchor_id)
            self._chosen -= gone
            self._show_selection()
        else:
            self._choose(self._chosen - gone)

    def _is_selected(self, index: int) -> bool:
        anchor = self._anchor
        if anchor is not None and min(anchor, self.cursor) <= index <= max(anchor, self.cursor):
            return True
        return bool(self._chosen) and self._blocks.id_at(index) in self._chosen
