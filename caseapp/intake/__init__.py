"""From files of other systems to cases: recognise, plan, show, commit.

``open_import`` finds out what a file is, ``plan_file`` says of every row what would become of it, and
``commit_plan`` carries that plan out through casework in one transaction. A dry run is the first two of these.
Nothing is loaded until a function is called, because checking files needs libraries that start slowly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from caseapp.intake.commit import Batch
    from caseapp.intake.history import HistoryRow
    from caseapp.intake.plan import Plan
    from caseapp.intake.planning import Told
    from caseapp.intake.profile import Profile
    from caseapp.intake.source import Source
    from caseapp.rules.workflow import Actor
    from caseapp.store.reader import Reader
    from caseapp.store.work import Work

__all__ = ["commit_plan", "open_import", "plan_file", "profiles", "take_history", "write_rejects"]


def profiles() -> list[Profile]:
    """The kinds of file that can be imported, by name: those shipped, and those of one's own."""
    from caseapp.intake.shelf import shelf

    return shelf().profiles


def open_import(
    path: Path,
    profile: str | None = None,
    *,
    previews: bool = False,
    matches: Mapping[str, str] | None = None,
    accept: bool = False,
    **written: str | None,
) -> Source:
    """A file and the profile that reads it: the one named, else the one that its columns tell.

    ``Source.recognised`` says which and how, to be shown before anything else, and ``Source.notices`` what there is
    to say about its columns. ``previews`` takes files of submissions that somebody made to try a form out.
    ``matches`` says for columns which field they mean, blank for none; ``accept`` takes every column that is likely
    a question in other words as that question. ``Source.remember`` keeps both for next time, once the file is in.
    ``written`` says how a text file is: its ``encoding`` (``windows-1252``), ``delimiter`` (a character, or
    ``semicolon``) and ``quotes`` (``doubled`` or ``backslash``); what is not said is found out, and is in
    ``Source.recognised``.

    Raises:
        FileProblem: the file is missing, or cannot be read.
        NotFound: no profile has that name.
        InvalidInput: the file cannot be understood, or its columns do not tell which profile it is.
    """
    from caseapp.intake.files import Asked
    from caseapp.intake.matching import Answers
    from caseapp.intake.source import open_source

    answers, asked = Answers(matches or {}, accept=accept), Asked(**written)
    return open_source(path, profile, previews=previews, answers=answers, asked=asked)


def plan_file(
    reader: Reader, source: Source, *, today: date, before: Sequence[Plan] = (), told: Told | None = None
) -> Plan:
    """What would become of every row, in the store as it is. Writes nothing.

    ``before`` are the plans of the files that go in first in the same run: what they take is not new any more.
    ``told`` hears how many rows were read, and may raise to stop.

    Raises:
        FileProblem: the file cannot be read to its end.
        InvalidInput: the file cannot be understood.
    """
    from caseapp.intake.planning import plan

    return plan(reader, source, today=today, before=before, told=told)


def commit_plan(work: Work, plan: Plan, *, by: Actor, at: datetime, told: Told | None = None) -> Batch:
    """Take in every new row of a plan, all of them or none.

    ``told`` hears how many rows are done, and may raise: whoever opened the transaction then undoes it.

    Raises:
        RuleBroken: this person does not work on cases.
        Conflict: the store has changed since the plan was made.
    """
    from caseapp.intake.commit import commit

    return commit(work, plan, by=by, at=at, told=told)


def write_rejects(path: Path, plans: Sequence[Plan]) -> int:
    """Write the rejected rows of one run to a new file, to be mended; gives how many.

    Called before a commit, a file that cannot be written keeps the import from half succeeding.

    Raises:
        FileProblem: there is a file of that name already, or it cannot be written.
        InvalidInput: the rows of several files have different columns.
    """
    from caseapp.intake import rejects

    return rejects.write_rejects(path, plans)


def take_history(work: Work, rows: Iterable[HistoryRow], *, by: Actor, at: datetime) -> int:
    """Take whole cases that are known to be good, such as the demonstration's; gives how many.

    Raises:
        CaseappError: the first refusal, with the number of its row.
    """
    from caseapp.intake import past_cases

    return past_cases.take_history(work, rows, by=by, at=at)
