"""A program in a real pseudo-terminal, as a person sits at it: what it draws and when, and the memory that it took."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import Self

LINES, COLUMNS = 40, 120
_PATIENCE = 60.0
"""Seconds after which something that was waited for is held never to come."""
_ESCAPES = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|P[^\x1b]*\x1b\\|[@-Z\\-_])")
_QUERY_SYNCHRONISED = b"\x1b[?2026$p"
_ANSWER_SYNCHRONISED = b"\x1b[?2026;2$y"


class Terminal:
    """One run of a program. The clock starts with its process."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.began = perf_counter()
        self.pid, self._end = pty.fork()
        if not self.pid:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
            known = {**environment, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
            os.execvpe(command[0], list(command), known)  # noqa: S606  # the program that is measured
        self.drawn = b""
        """What it has drawn since ``forget``, without escape codes."""

    def __enter__(self) -> Self:
        """The program runs."""
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _: TracebackType | None
    ) -> None:
        """End the program and whatever it started, however the run went."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        with suppress(OSError):
            os.close(self._end)
        with suppress(ChildProcessError):
            os.waitpid(self.pid, 0)

    def until(self, pattern: bytes, patience: float = _PATIENCE) -> float:
        """Wait until a pattern is drawn; seconds since the process began.

        Raises:
            TimeoutError: it never was.
        """
        wanted = re.compile(pattern)
        deadline = perf_counter() + patience
        while not wanted.search(self.drawn):
            if perf_counter() > deadline or not self._read(0.5):
                if perf_counter() > deadline:
                    raise TimeoutError(f"{pattern!r} was never drawn; the last of it: {self.drawn[-400:]!r}")
                continue
        return perf_counter() - self.began

    def press(self, keys: str, pattern: bytes = rb"(?s).", patience: float = _PATIENCE) -> float:
        """Type something and wait until a pattern is drawn after it; the seconds between."""
        self.settle()
        self.drawn = b""
        sent = perf_counter()
        os.write(self._end, keys.encode())
        return self.until(pattern, patience) + self.began - sent

    def settle(self, quiet: float = 0.15, most: float = 5.0) -> None:
        """Wait until nothing has been drawn for a while."""
        deadline = perf_counter() + most
        while self._read(quiet) and perf_counter() < deadline:
            pass

    @property
    def peak_megabytes(self) -> float:
        """The most memory that the process has held."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        return int(found[1]) / 1024 if found else 0.0

    def _read(self, wait: float) -> bytes:
        ready, _, _ = select.select([self._end], [], [], wait)
        if not ready:
            return b""
        try:
            read = os.read(self._end, 65_536)
        except OSError:
            sys.exit(f"The program ended by itself; the last of what it drew: {self.drawn[-600:]!r}")
        if _QUERY_SYNCHRONISED in read:  # a terminal answers, and Textual asks
            os.write(self._end, _ANSWER_SYNCHRONISED)
        self.drawn += _ESCAPES.sub(b"", read)
        return read
