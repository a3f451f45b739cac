"""What is said about the columns of files that are imported, by caseapp and by whoever imports them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from caseapp.cli.session import say
from caseapp.rules.errors import InvalidInput
from caseapp.rules.text import folded, one_line

if TYPE_CHECKING:
    from caseapp.intake.source import Source


def columns_said(options: Iterable[str]) -> dict[str, str]:
    """Each column that ``--match HEADING=FIELD`` names with its field; a blank field is none.

    Raises:
        InvalidInput: an option has no equals sign, or no heading before it.
    """
    said = {}
    for option in options:
        heading, equals, field = option.rpartition("=")
        if not equals or not heading.strip():
            raise InvalidInput(
                f"--match “{one_line(option)}” says nothing; write the heading, = and the field it means."
            )
        said[heading.strip()] = field.strip()
    return said


def require_columns(said: Iterable[str], sources: Sequence[Source]) -> None:
    """See that every column which somebody named is one of some file.

    Raises:
        InvalidInput: one is not, so that a slip is not passed over.
    """
    there = {folded(heading) for source in sources for heading in (*source.heading.names, *source.matches)}
    for heading in said:
        if folded(heading) not in there:
            raise InvalidInput(f"--match names “{one_line(heading)}”, which is no column of what is to be imported.")


def announce(sources: Iterable[Source]) -> None:
    """Say what each file was taken for, and what there is to know of its columns."""
    for source in sources:
        say(f"{one_line(str(source.path))}: {source.recognised}")
        for notice in source.notices:
            say(f"  {notice}")


def remember(sources: Iterable[Source]) -> None:
    """Once the files are in, keep their columns and what was matched; says what cannot be kept."""
    for source in sources:
        if problem := source.remember():
            say(problem)
