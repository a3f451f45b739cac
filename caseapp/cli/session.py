"""One run of the command line: who, where and when, and how results and words go out.

Results go to stdout, words to stderr, so that a result can be piped.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import typer

from caseapp.rules.errors import InvalidInput
from caseapp.rules.vocabulary import Outcome

if TYPE_CHECKING:
    from caseapp.bootstrap import Caseapp


@dataclass
class Session:
    """What the options before the command said."""

    database: str | None = None
    user: str | None = None
    today: str | None = None
    debug: bool = False

    @cached_property
    def caseapp(self) -> Caseapp:
        """Caseapp as this run uses it."""
        from caseapp.bootstrap import Caseapp
        from caseapp.settings import read_settings

        return Caseapp(read_settings(database=self.database, user=self.user, today=self.today))

    def close(self) -> None:
        """Let go of the store, if the run opened it."""
        if "caseapp" in self.__dict__:
            self.caseapp.close()


def session(context: typer.Context) -> Session:
    """The session of a command."""
    found: Session = context.obj
    return found


def say(words: str) -> None:
    """Words for a person, on stderr."""
    typer.echo(words, err=True)


def show(result: str) -> None:
    """A result, on stdout."""
    typer.echo(result)


def show_json(result: Any) -> None:
    """A result as JSON, on stdout."""
    typer.echo(json.dumps(result, indent=2, ensure_ascii=False, default=str))


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Columns under headings, as wide as what they hold; wide characters count as two."""
    from rich.cells import cell_len

    lines = [list(headings), *(list(row) for row in rows)]
    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    padded = (
        [cell + " " * (width - cell_len(cell)) for cell, width in zip(line, widths, strict=True)] for line in lines
    )
    first, *others = ("  ".join(line).rstrip() for line in padded)
    return "\n".join([first, "  ".join("─" * width for width in widths), *others])


def a_date(written: str | None, what: str) -> date | None:
    """A date as it is typed: ``2024-04-01``.

    Raises:
        InvalidInput: it is not one; says which option.
    """
    if written is None:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise InvalidInput(f"{what} “{written}” is not a date; write it as 2024-04-01.") from None


def a_finding(written: str) -> tuple[int, Outcome]:
    """A finding on a point of complaint as it is typed: ``1=upheld``.

    Raises:
        InvalidInput: it is not one.
    """
    point, _, finding = written.partition("=")
    try:
        return int(point), Outcome(finding.strip())
    except ValueError:
        raise InvalidInput(
            f"--finding “{written}” is no finding; write the number of the point, = and one of {', '.join(Outcome)}."
        ) from None
