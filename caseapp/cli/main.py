"""The ``caseapp`` command: what comes in, where it goes, and how an error reaches a person.

Without a command the terminal application is opened at once: Typer, which only commands need, stays away.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable

from caseapp.rules.errors import CaseappError

REFUSED = 1
WRONG_USAGE = 2
INTERRUPTED = 130

_TAKES_VALUE = frozenset({"--database", "--as", "--today"})
_FLAGS = frozenset({"--debug"})


def main(arguments: list[str] | None = None) -> int:
    """Run one command and give its exit code: 0 done, 1 refused or failed, 2 wrong usage."""
    _speak_any_language()
    given = options_first(sys.argv[1:] if arguments is None else arguments)
    try:
        _way(given)()
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; what is left unwritten must not be tried again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED
    except Exception as error:  # noqa: BLE001  # no traceback reaches a person
        return _tell(sentence_of(error), error, given)
    return 0


def _way(given: list[str]) -> Callable[[], None]:
    """To the terminal application when there are only options and each has its value, else to a command."""
    told = dict(zip(given[::2], given[1::2], strict=False)) if len(given) % 2 == 0 else {}
    if told.keys() <= _TAKES_VALUE and len(told) * 2 == len(given):

        def to_the_terminal() -> None:
            from caseapp.cli.terminal import open_terminal

            open_terminal(told.get("--database"), told.get("--as"), told.get("--today"))

        return to_the_terminal

    def to_a_command() -> None:
        from caseapp.cli.application import app

        app(given, prog_name="caseapp", standalone_mode=True)

    return to_a_command


def sentence_of(error: Exception) -> str:
    """What a person is told of an error."""
    if isinstance(error, CaseappError):
        return error.sentence
    if isinstance(error, OSError):
        what = f" {error.filename}" if error.filename else ""
        return f"The system refused{what}: {error.strerror or error}."
    return f"Something unexpected went wrong: {type(error).__name__}: {error}. See it whole with --debug."


def _speak_any_language() -> None:
    """Let a terminal or file that cannot hold some letter show a question mark in its place."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _tell(sentence: str, error: Exception, given: list[str]) -> int:
    if "--debug" in given:
        import traceback

        traceback.print_exception(error)
    print(f"caseapp: {sentence}", file=sys.stderr)
    return REFUSED


def options_first(arguments: list[str]) -> list[str]:
    """The arguments with caseapp's own options moved to the front, so that they may stand anywhere."""
    front: list[str] = []
    rest: list[str] = []
    waiting = list(arguments)
    while waiting:
        argument = waiting.pop(0)
        if argument == "--":
            return [*front, *rest, "--", *waiting]
        if argument in _TAKES_VALUE and waiting:
            front += [argument, waiting.pop(0)]
        elif argument in _FLAGS or argument.partition("=")[0] in _TAKES_VALUE:
            front.append(argument)
        else:
            rest.append(argument)
    return [*front, *rest]
