"""The rows of a long list, of which only the blocks lately looked at are held.

No widget and no thread: the grid asks what is missing, fetches it elsewhere and puts it here.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar

R = TypeVar("R")

BLOCK = 128
"""Rows fetched at a time: a few screenfuls, and 0.2 ms of the store's time."""
MOST_BLOCKS = 64
"""Blocks held; some eight thousand rows."""


class Blocks(Generic[R]):
    """Ids in order, and the rows of some of them."""

    def __init__(self, ids: array[int] | None = None, block: int = BLOCK, most: int = MOST_BLOCKS) -> None:
        self._ids = array("q") if ids is None else ids
        self._block, self._most = block, most
        self._held: OrderedDict[int, Mapping[int, R]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def ids(self) -> array[int]:
        """Every id in the list's order."""
        return self._ids

    def id_at(self, index: int) -> int | None:
        """The id of a place in the list, or ``None`` outside it."""
        return self._ids[index] if 0 <= index < len(self._ids) else None

    def row_at(self, index: int) -> R | None:
        """The row of a place in the list; ``None`` while it has not been fetched, or when it is gone."""
        held = self._held.get(index // self._block)
        identity = self.id_at(index)
        return None if held is None or identity is None else held.get(identity)

    def missing(self, first: int, last: int) -> list[int]:
        """The blocks not held that cover the places ``first`` to ``last``, both included."""
        lowest = max(0, first) // self._block
        highest = min(len(self._ids) - 1, last) // self._block
        return [number for number in range(lowest, highest + 1) if number not in self._held]

    def ids_of(self, number: int) -> Sequence[int]:
        """The ids of one block."""
        return self._ids[number * self._block : (number + 1) * self._block]

    def put(self, number: int, rows: Mapping[int, R]) -> None:
        """Hold the rows of one block, and let go of those not looked at for longest."""
        self._held[number] = rows
        self._held.move_to_end(number)
        while len(self._held) > self._most:
            self._held.popitem(last=False)

    def touch(self, first: int, last: int) -> None:
        """Say that the blocks of some places are being looked at."""
        for number in range(max(0, first) // self._block, last // self._block + 1):
            if number in self._held:
                self._held.move_to_end(number)


def position_of(ids: array[int], identity: int | None, otherwise: int) -> int:
    """Where an id is in the list, or else the place nearest to ``otherwise`` that the list has."""
    if identity is not None:
        try:
            return ids.index(identity)
        except ValueError:
            pass
    return max(0, min(otherwise, len(ids) - 1))
