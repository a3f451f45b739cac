"""A clerk in a process of their own, who runs one command of caseapp after another: ``python -m tests.store.clerk``.

Reads a list of arguments in JSON from each line of its input, and answers each with a line: exit code, standard
output and standard error. A process for many commands costs one start; and two clerks that are told at once act at
once.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import astuple, dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import caseapp.casework.verbs  # brought in before the first command, so that clerks are equally quick
from caseapp.cli.main import main

assert caseapp.casework.verbs.VERBS

CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Answer:
    """What a command left behind."""

    code: int
    out: str
    words: str


class Clerk:
    """The other end of the pipes; ``prefix`` is a command to start the process with."""

    def __init__(self, prefix: tuple[str, ...] = ()) -> None:
        command = [*prefix, sys.executable, "-m", "tests.store.clerk"]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, cwd=CHECKOUT, text=True, stdin=pipe, stdout=pipe)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        with self._process:  # which closes the pipes and waits
            pass

    def tell(self, *words: str) -> None:
        """Have a command run; its answer is read with ``answer``."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()

    def answer(self) -> Answer:
        """What became of the last command."""
        assert self._process.stdout is not None
        return Answer(*json.loads(self._process.stdout.readline()))

    def run(self, *words: str) -> Answer:
        """Run one command."""
        self.tell(*words)
        return self.answer()


def carried_out(*words: str) -> Answer:
    """What becomes of a command in this process."""
    out, said = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(said):
        code = main(list(words))
    return Answer(code, out.getvalue(), said.getvalue())


def serve() -> None:
    """Run what is told until there is no more."""
    for line in sys.stdin:
        print(json.dumps(astuple(carried_out(*json.loads(line)))), flush=True)


if __name__ == "__main__":
    serve()
