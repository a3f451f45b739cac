"""The real process in a real terminal: tmux holds it, types into it, and tells what a person would see."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import monotonic, sleep
from types import TracebackType
from typing import Self

import pytest

PATIENCE = 30.0
"""Seconds after which something that was waited for is held never to come; a busy machine takes its time."""
_LOOK = 0.05
_SHELL = ("sh", "-c", '"$@"; echo "ended with $?"; exec cat', "sh")
"""Keeps the terminal when the program ends, with its exit code in sight."""

CASEAPP = (sys.executable, "-c", "import sys; from caseapp.cli.main import main; sys.exit(main())")
"""The command, whether its script is on the path or not."""


def require_tmux() -> None:
    """Skip without tmux, except where everything is required."""
    if shutil.which("tmux") is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("no tmux: apt-get install tmux")


class Tmux:
    """One program in one terminal, on a server of its own, which goes with it."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], size: tuple[int, int] = (100, 30)
    ) -> None:
        self._folder = tempfile.mkdtemp(prefix="caseapp-", dir="/tmp")  # sockets want a short path
        self._environment = {
            **environment,
            "TMUX_TMPDIR": self._folder,
            "LANG": "C.UTF-8",
            "PATH": os.environ["PATH"],
            "SHELL": "/bin/sh",
        }
        columns, lines = map(str, size)
        self._tmux("new-session", "-d", "-x", columns, "-y", lines, *_SHELL, *command)

    def __enter__(self) -> Self:
        """The program runs."""
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _: TracebackType | None
    ) -> None:
        """End the program and the terminal, however it went."""
        subprocess.run([*self._server, "kill-server"], env=self._environment, check=False, capture_output=True)
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def _server(self) -> list[str]:
        return ["tmux", "-u", "-L", f"caseapp-{os.getpid()}", "-f", "/dev/null"]

    def _tmux(self, *words: str) -> str:
        done = subprocess.run(
            [*self._server, *words], env=self._environment, capture_output=True, encoding="utf-8", check=False
        )
        assert not done.returncode, f"tmux {words[0]}: {done.stderr}"
        return done.stdout

    def press(self, *keys: str) -> None:
        """Press keys by tmux's names for them: ``Enter``, ``F7``, ``C-s``, ``DC``, or a character."""
        self._tmux("send-keys", *keys)

    def type(self, words: str) -> None:
        """Type words, as fast as the terminal takes them."""
        self._tmux("send-keys", "-l", words)

    def resize(self, columns: int, lines: int) -> None:
        """Make the terminal larger or smaller while the program runs."""
        self._tmux("resize-window", "-x", str(columns), "-y", str(lines))

    @property
    def screen(self) -> str:
        """What is in sight now."""
        return self._tmux("capture-pane", "-p")

    @property
    def styled(self) -> str:
        """What is in sight now, with the codes for its colours and weights."""
        return self._tmux("capture-pane", "-p", "-e")

    @property
    def program(self) -> int:
        """The number of the program's process."""
        shell = self._tmux("list-panes", "-F", "#{pane_pid}").strip()
        return int(Path(f"/proc/{shell}/task/{shell}/children").read_text().split()[0])

    def record(self, path: Path) -> None:
        """Keep every byte that the program writes to the terminal from now on."""
        self._tmux("pipe-pane", "-o", f"cat > '{path}'")

    def close(self) -> None:
        """Close the terminal, as a window is closed with a program in it."""
        self._tmux("kill-session")

    def until(self, *patterns: str, gone: str = "") -> str:
        """Wait until every pattern is in sight, and ``gone`` is not; what is in sight then."""
        deadline = monotonic() + PATIENCE
        while True:
            screen = self.screen
            missing = [pattern for pattern in patterns if not re.search(pattern, screen)]
            if not missing and not (gone and re.search(gone, screen)):
                return screen
            assert monotonic() < deadline, f"{missing or gone!r} after {PATIENCE:.0f} s:\n{screen}"
            sleep(_LOOK)
