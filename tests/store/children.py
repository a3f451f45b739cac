"""Processes that work until they are killed, and say what they have done only once it is done.

A child is forked from a process that has imported everything, which takes milliseconds instead of a second. Nothing
that it forks from may hold a connection, and each child opens the store for itself.
"""

from __future__ import annotations

import io
import multiprocessing
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

FORK = multiprocessing.get_context("fork")

A_MINUTE = 60

Piece = tuple[str, Callable[[], Any]]
"""One piece of work: its name, and what does it and gives the confirmation."""


@dataclass
class Heard:
    """What a child said before it died."""

    confirmed: list[Any] = field(default_factory=list)
    """What it said of each piece that it finished, in order."""
    unfinished: str | None = None
    """The name of the piece that it was at."""
    failed: str | None = None
    """Why it gave up, if it did, before anybody killed it."""
    took: list[float] = field(default_factory=list)
    """Seconds that each finished piece took, as heard."""


class Child:
    """A process that does one piece of work after another."""

    def __init__(self, pieces: Callable[[], Iterator[Piece]]) -> None:
        self._ear, mouth = FORK.Pipe(duplex=False)
        self._process = FORK.Process(target=_work, args=(pieces, mouth), daemon=True)
        self._process.start()
        mouth.close()
        self.heard = Heard()
        self._began = 0.0

    def killed_after(self, seconds: float) -> Heard:
        """Let it work for so long, counted from the beginning of its first piece, and kill it."""
        self._listen(A_MINUTE, enough=lambda: self.heard.unfinished is not None)
        self._listen(seconds)
        self._process.kill()
        self._process.join()
        self._listen(A_MINUTE)
        self._ear.close()
        if self._process.exitcode not in {-signal.SIGKILL, 0} and self.heard.failed is None:
            self.heard.failed = f"it ended by itself ({self._process.exitcode})"
        return self.heard

    def _listen(self, seconds: float, enough: Callable[[], bool] = lambda: False) -> None:
        until = time.monotonic() + seconds
        try:
            while not enough() and self._ear.poll(max(0.0, until - time.monotonic())):
                self._note(*self._ear.recv())
        except (EOFError, OSError):  # it is dead, possibly in the middle of a word
            return

    def _note(self, what: str, words: Any) -> None:
        if what == "begun":
            self.heard.unfinished, self._began = words, time.monotonic()
        elif what == "failed":
            self.heard.failed = words
        else:
            self.heard.unfinished = None
            self.heard.confirmed.append(words)
            self.heard.took.append(time.monotonic() - self._began)


def _work(pieces: Callable[[], Iterator[Piece]], mouth: Connection[Any, Any]) -> None:
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        try:
            for name, do in pieces():
                mouth.send(("begun", name))
                mouth.send(("done", do()))
        except Exception as error:  # noqa: BLE001  # whatever it was, the parent tells
            mouth.send(("failed", f"{type(error).__name__}: {error}"))


def dice_for(*parts: object) -> random.Random:
    """Dice that fall the same way for the same seed."""
    return random.Random("/".join(map(str, parts)))  # noqa: S311  # a test's dice
