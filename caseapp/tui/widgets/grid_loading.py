"""What a grid asks of its source, and what threads bring back. Nothing here touches a widget."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import Generic, Protocol, TypeVar, runtime_checkable

from caseapp.tui.widgets.blocks import BLOCK, Blocks, position_of

Q_contra = TypeVar("Q_contra", contravariant=True)
R_co = TypeVar("R_co", covariant=True)
Q = TypeVar("Q")
R = TypeVar("R")


class RowSource(Protocol[Q_contra, R_co]):
    """Where rows come from. Both methods are called in worker threads."""

    def ids(self, view: Q_contra) -> array[int]:
        """The ids of a view's rows, in the view's order."""
        ...

    def rows(self, ids: Sequence[int]) -> Mapping[int, R_co]:
        """The rows with these ids; one that has gone is left out."""
        ...


@runtime_checkable
class Glimpsed(Protocol[Q_contra]):
    """A source that gives the first rows of a view much sooner than all of them."""

    def first_ids(self, view: Q_contra, most: int) -> array[int]:
        """The ids of a view's first rows, as far as they are known at once; there may be more of them."""
        ...


class Stop:
    """Tells a reading in another thread that nobody wants it any longer. Whatever it gives or raises is dropped."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._interrupt: Callable[[], None] | None = None
        self._is_asked = False

    def ask(self) -> None:
        """Stop it now, or as soon as it begins."""
        with self._lock:
            self._is_asked = True
            if self._interrupt is not None:
                self._interrupt()

    @contextmanager
    def reaches(self, interrupt: Callable[[], None]) -> Iterator[bool]:
        """While the block lasts, ``interrupt`` is how to stop it; ``False`` when that was asked for before."""
        with self._lock:
            self._interrupt = interrupt
        try:
            yield not self._is_asked
        finally:
            with self._lock:
                self._interrupt = None


@runtime_checkable
class Stoppable(Protocol[Q_contra]):
    """A source whose reading of a long list can be stopped."""

    def ids_until(self, view: Q_contra, stop: Stop) -> array[int]:
        """As ``ids``, unless it is stopped; then anything may come of it."""
        ...


@dataclass(frozen=True, slots=True)
class Wanted(Generic[Q]):
    """What a worker is asked for: a view, where the cursor is to be, and which rows were selected."""

    view: Q
    identity: int | None
    """The row that the cursor goes to, if the view has it."""
    otherwise: int
    """The place that it goes to if not."""
    selected: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Loaded(Generic[R]):
    """What a worker brings back for a view: its ids, where the cursor goes, and the rows around it."""

    blocks: Blocks[R]
    cursor: int
    gone: frozenset[int] = frozenset()
    """Those selected rows that the view has no longer: what cannot be seen must not be acted upon."""


@dataclass(frozen=True, slots=True)
class Fetched(Generic[R]):
    """What a worker brings back for some blocks of one list."""

    blocks: Blocks[R]
    """The list that they belong to; another one may have taken its place."""
    rows: Mapping[int, Mapping[int, R]]


@dataclass(frozen=True, slots=True)
class Glimpse(Generic[R]):
    """The first rows of a list whose length is not known yet."""

    number: int
    """Of the list asked for; another one may have been asked for since."""
    blocks: Blocks[R]
    """A full block, or nothing: fewer rows would be gone again before they are read."""


def glimpse(source: Glimpsed[Q], rows: RowSource[Q, R], view: Q, number: int) -> Glimpse[R]:
    """In a thread of its own, beside the one that reads the whole list: its first rows."""
    blocks: Blocks[R] = Blocks(source.first_ids(view, BLOCK))
    if len(blocks) < BLOCK:
        return Glimpse(number, Blocks())
    _fill(rows, blocks, 0)
    return Glimpse(number, blocks)


def load(source: RowSource[Q, R], wanted: Wanted[Q], stop: Stop) -> Loaded[R]:
    """In a thread: a view's ids, and the rows of the block that the cursor will be in."""
    ids = source.ids_until(wanted.view, stop) if isinstance(source, Stoppable) else source.ids(wanted.view)
    blocks: Blocks[R] = Blocks(ids)
    cursor = position_of(blocks.ids, wanted.identity, wanted.otherwise)
    _fill(source, blocks, cursor)
    return Loaded(blocks, cursor, wanted.selected.difference(blocks.ids) if wanted.selected else frozenset())


def _fill(source: RowSource[Q, R], blocks: Blocks[R], cursor: int) -> None:
    for number in blocks.missing(cursor, cursor):
        blocks.put(number, source.rows(blocks.ids_of(number)))


def fetch(source: RowSource[Q, R], blocks: Blocks[R], numbers: Sequence[int]) -> Fetched[R]:
    """In a thread: the rows of some blocks."""
    return Fetched(blocks, {number: source.rows(blocks.ids_of(number)) for number in numbers})
