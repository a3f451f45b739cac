"""The ``caseapp`` command: its options, its groups of commands, and how an error reaches a person."""

from __future__ import annotations

import io
import os
import sys
from typing import Annotated

import typer

from caseapp import __version__
from caseapp.cli.commands import Commands
from caseapp.cli.session import Session
from caseapp.rules.errors import CaseappError

REFUSED = 1
WRONG_USAGE = 2
INTERRUPTED = 130

_TAKES_VALUE = frozenset({"--database", "--as", "--today"})
_FLAGS = frozenset({"--debug"})

app = typer.Typer(
    name="caseapp",
    cls=Commands,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Complaints case handling for UK local councils. Without a command: the terminal application.",
    epilog="The options above may stand before or after a command. Start with: caseapp demo",
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"caseapp {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    database: Annotated[
        str | None, typer.Option(metavar="PATH_OR_URL", help="The store; else CASEAPP_DATABASE, else your own.")
    ] = None,
    user: Annotated[
        str | None, typer.Option("--as", metavar="NAME", help="Who acts; else CASEAPP_USER, else the login name.")
    ] = None,
    today: Annotated[
        str | None, typer.Option(metavar="DATE", help="Fix the date; else CASEAPP_TODAY, else the real one.")
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show the whole of an error.")] = False,  # a flag
    version: Annotated[  # noqa: ARG001  # its callback answers
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,  # a flag
) -> None:
    """Complaints case handling for UK local councils."""
    context.obj = Session(database=database, user=user, today=today, debug=debug)
    context.call_on_close(context.obj.close)
    if context.invoked_subcommand is None:
        from caseapp.cli.demonstration import open_terminal

        open_terminal(context.obj)


def main(arguments: list[str] | None = None) -> int:
    """Run one command and give its exit code: 0 done, 1 refused or failed, 2 wrong usage."""
    _speak_any_language()
    given = _options_first(sys.argv[1:] if arguments is None else arguments)
    try:
        app(given, prog_name="caseapp", standalone_mode=True)
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; what is left unwritten must not be tried again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED
    except Exception as error:  # noqa: BLE001  # no traceback reaches a person
        return _tell(_sentence(error), error, given)
    return 0


def _sentence(error: Exception) -> str:
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
    typer.echo(f"caseapp: {sentence}", err=True)
    return REFUSED


def _options_first(arguments: list[str]) -> list[str]:
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
