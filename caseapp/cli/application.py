"""The commands as Typer knows them: caseapp's own options, then one command."""

from __future__ import annotations

from typing import Annotated

import typer

from caseapp import __version__
from caseapp.cli.commands import Commands
from caseapp.cli.session import Session

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
    plain: Annotated[
        bool, typer.Option("--plain", help="Without a command: line by line, for screen readers and slow lines.")
    ] = False,
    version: Annotated[  # noqa: ARG001  # its callback answers
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,  # a flag
) -> None:
    """Complaints case handling for UK local councils."""
    context.obj = Session(database=database, user=user, today=today, debug=debug)
    context.call_on_close(context.obj.close)
    if context.invoked_subcommand is None and plain:
        from caseapp.cli.plain.conversation import converse

        converse(context.obj)
    elif context.invoked_subcommand is None:
        from caseapp.cli.terminal import open_terminal

        open_terminal(database, user, today)
