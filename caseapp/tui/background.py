"""Work done in threads, so that the screen never waits.

One wrapper for all of it: the job runs in a thread worker and may not touch a widget; its result, or its failure,
comes back as a message to the node that asked, and is handled on the application's own thread. No failure of a job
ends the application.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from textual.app import App
from textual.dom import DOMNode

from caseapp.rules.errors import CaseappError

T = TypeVar("T")
Otherwise = Callable[[Exception], None]

_log = logging.getLogger(__name__)


def in_background(
    node: DOMNode | App[Any], job: Callable[[], T], then: Callable[[T], None], otherwise: Otherwise, *, name: str
) -> None:
    """Run ``job`` in a thread, then ``then(result)`` or ``otherwise(error)`` as a message to ``node``.

    A node that has gone in the meantime gets nothing.
    """

    def work() -> None:
        try:
            result = job()
        except Exception as error:  # noqa: BLE001  # whatever a job raises is shown, and never ends the application
            _note(name, error)
            node.call_later(otherwise, error)
        else:
            node.call_later(then, result)

    node.run_worker(work, name=name, group=name, thread=True, exit_on_error=False)


def sentence_of(error: Exception) -> str:
    """What a person is told of a failure."""
    if isinstance(error, CaseappError):
        return error.sentence
    return f"Something went wrong that should not have: {type(error).__name__}: {error}. Nothing was changed."


def _note(name: str, error: Exception) -> None:
    """Unexpected failures go to the log with their traceback; the screen belongs to the application."""
    if not isinstance(error, CaseappError):
        _log.error("%s failed", name, exc_info=error)


class Lane(Generic[T]):
    """One kind of background work of which only the newest matters.

    At most one job runs and at most one waits: a burst of requests costs two jobs, not twenty. A result that is
    not of the newest request is dropped.
    """

    def __init__(self, node: DOMNode | App[Any], name: str, then: Callable[[T], None], otherwise: Otherwise) -> None:
        self._node, self._name = node, name
        self._then, self._otherwise = then, otherwise
        self._newest = 0
        self._running: int | None = None
        self._waiting: Callable[[], T] | None = None

    @property
    def is_busy(self) -> bool:
        """Whether the newest request has not been answered yet."""
        return self._running is not None

    def start(self, job: Callable[[], T]) -> None:
        """Ask for ``job``; it takes the place of any asked for before."""
        self._newest += 1
        if self._running is None:
            self._run(job)
        else:
            self._waiting = job

    def forget(self) -> None:
        """Drop whatever is under way."""
        self._newest += 1
        self._waiting = None

    def _run(self, job: Callable[[], T]) -> None:
        number = self._running = self._newest

        def done(result: T) -> None:
            self._finish(number, lambda: self._then(result))

        def failed(error: Exception) -> None:
            self._finish(number, lambda: self._otherwise(error))

        in_background(self._node, job, done, failed, name=self._name)

    def _finish(self, number: int, deliver: Callable[[], None]) -> None:
        waiting, self._waiting, self._running = self._waiting, None, None
        if waiting is not None:
            self._run(waiting)
        elif number == self._newest:
            deliver()
