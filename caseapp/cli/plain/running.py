"""Runs one command of the command line inside the conversation, as if it had been typed by itself."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import typer

from caseapp.cli.session import Session

if TYPE_CHECKING:
    from caseapp.cli.plain.talk import Talk


@dataclass(frozen=True, slots=True)
class Missing:
    """What a command needs before it can begin. Nothing has happened yet."""

    option: str
    """Such as ``--days``; blank for an argument that has no name before it."""
    help: str


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended."""

    problem: str = ""
    """One sentence; blank when all went well."""
    missing: Missing | None = None
    out: str = ""
    """Its result, where it was kept and not shown."""

    @property
    def is_done(self) -> bool:
        """Whether it did what was asked."""
        return not self.problem and self.missing is None


class Runner:
    """Runs commands with the options that the conversation was begun with."""

    def __init__(self, session: Session, talk: Talk) -> None:
        self._session, self._talk = session, talk

    def show(self, arguments: Sequence[str], *, quiet: bool = False) -> Ran:
        """Run a command and say what it prints; ``quiet`` keeps the result for the caller, and words with it."""
        with closing(self._talk.writer()) as writer:
            kept = io.StringIO()
            with redirect_stdout(kept if quiet else writer), redirect_stderr(kept if quiet else writer):
                ran = self._run(arguments)
        return Ran(ran.problem, ran.missing, kept.getvalue())

    def result(self, arguments: Sequence[str]) -> Ran:
        """Run a command and keep its result; the words beside it are dropped."""
        kept = io.StringIO()
        with redirect_stdout(kept), redirect_stderr(io.StringIO()):
            ran = self._run(arguments)
        return Ran(ran.problem, ran.missing, kept.getvalue())

    def _run(self, arguments: Sequence[str]) -> Ran:
        from caseapp.cli.application import app
        from caseapp.cli.main import options_first, sentence_of

        given = options_first([*self._options(), *arguments])
        try:
            code = typer.main.get_command(app).main(given, prog_name="caseapp", standalone_mode=False)
        except typer.TyperException as wrong:
            return _wrong(wrong)
        except typer.Abort:
            return Ran("The command was left.")
        except SystemExit as ended:
            return Ran("" if not ended.code else "The command ended early.")
        except Exception as error:  # noqa: BLE001  # no traceback reaches a person
            self._trace(error)
            return Ran(sentence_of(error))
        return Ran("" if not code else "The command found something to mend; see above.")

    def _options(self) -> list[str]:
        named = (("--database", self._session.database), ("--as", self._session.user), ("--today", self._session.today))
        return [f"{option}={value}" for option, value in named if value is not None]

    def _trace(self, error: Exception) -> None:
        if self._session.debug:
            import traceback

            self._talk.say("".join(traceback.format_exception(error)))


def _wrong(wrong: Any) -> Ran:
    """Wrong usage: something that is needed and not there, or a sentence."""
    parameter = getattr(wrong, "param", None)
    if type(wrong).__name__ == "MissingParameter" and parameter is not None:
        is_option = parameter.param_type_name == "option"
        words = getattr(parameter, "help", "") or f"The {parameter.name}"
        return Ran(missing=Missing(parameter.opts[0] if is_option else "", words))
    said = wrong.format_message() if hasattr(wrong, "format_message") else str(wrong)
    more = " Type help for the commands." if said.startswith("No such command") else ""
    return Ran(f"{said.replace('Value error, ', '')}{more}")
