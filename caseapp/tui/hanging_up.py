"""The terminal is closed, or the machine goes down: keep what was typed, then end, whatever the terminal does."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Iterable

SECONDS = 3.0
"""After which the process ends without any courtesy: drawing on a terminal that is gone can take for ever."""
_CODE = 129
"""What a shell calls a process that was hung up on."""


def when_hung_up(keep: Callable[[], None], leave: Callable[[], None]) -> None:
    """On SIGHUP or SIGTERM call ``keep``, then ``leave``. Called on the application's own thread, as it runs."""
    loop = asyncio.get_running_loop()

    def hung_up() -> None:
        loop.call_later(SECONDS, os._exit, _CODE)
        keep()
        leave()

    for number in _signals():
        loop.add_signal_handler(number, hung_up)


def _signals() -> Iterable[int]:
    """Windows has neither for a loop to listen to."""
    return () if os.name == "nt" else (signal.SIGHUP, signal.SIGTERM)
