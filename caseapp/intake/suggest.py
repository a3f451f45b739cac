"""Drafts a profile from the heading of a file, by comparing its columns with every wording that is known.

What is drafted is read and mended by a person: each line says how it was found. Of the rows only the shape of the
first ones is told, so that a draft holds nobody's data.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path

from caseapp.intake.draft import Column, Draft, Known, lines_of
from caseapp.intake.files import Asked, TextFile
from caseapp.intake.formats import Format, format_of
from caseapp.intake.likeness import question_likeness
from caseapp.intake.matching import LIKELY
from caseapp.intake.profile import Profile, Subject
from caseapp.intake.rows import Heading
from caseapp.intake.shapes import order_of, shape_of
from caseapp.intake.shelf import shelf
from caseapp.rules.errors import InvalidInput
from caseapp.rules.text import folded, one_line

_ROWS = 20
"""Rows of which the shape is told."""
_SURE = 85
"""How alike columns must be to those of case history for the file to be drafted as one."""
_NAME_LENGTH = 40
_JOINTS = (" - ", ": ", "__")
"""What forms put between a question and its part."""
_OF_THE_PROFILE = frozenset({"source"})
"""Fields that the profile itself fills."""


def suggest(path: Path, asked: Asked | None = None) -> str:
    """The text of a profile for files like this one; ``profile_file.parse`` reads it.

    ``asked`` says how the file is written, where that cannot be found out.

    Raises:
        FileProblem: the file is missing, or cannot be read.
        InvalidInput: it has no heading that can be read.
    """
    profiles = shelf().profiles
    file = TextFile(path, asked or Asked(), profiles)
    found = format_of(file)
    heading = found.heading(file)
    reader = _reader(found, heading, profiles)
    if reader is not None:
        file.profiles = (reader,)
        heading = found.heading(file)
    cells = _first_cells(found, file, heading)
    subject = _subject(heading, profiles)
    columns = _compared(heading, cells, _wordings(profiles, subject))
    fields = _fields(columns)
    taken = {id(column) for column in fields.values()}
    sent = fields["submitted_at"].columns if "submitted_at" in fields else ()
    draft = Draft(
        name=_name(path, profiles),
        file=one_line(path.name),
        format=found.name,
        subject=subject,
        fields=fields,
        others=[column for column in columns if id(column) not in taken],
        date_order=order_of([cell for name, column in cells.items() if name not in sent for cell in column]),
        time_order=order_of([cell for name in sent for cell in cells[name]]),
        columns=heading.names,
        read_already_as=reader.name if reader else "",
        document=reader.document if reader else None,
    )
    return "\n".join(lines_of(draft))


# What the columns are.


def _first_cells(found: Format, file: TextFile, heading: Heading) -> dict[str, list[str]]:
    """The first cells of each column; none if the rows cannot be read, since the heading alone is enough."""
    cells: dict[str, list[str]] = {name: [] for name in heading.names}
    try:
        with closing(found.rows(file)) as rows:
            for row in islice(rows, _ROWS):
                for column, cell in row.cells.items():
                    cells.get(column, []).append(cell)
    except InvalidInput:
        pass
    return cells


def _wordings(profiles: Iterable[Profile], subject: Subject) -> list[Known]:
    """Every wording of every field, each once."""
    known: dict[tuple[str, str], Known] = {}
    for profile in profiles:
        if profile.subject is subject:
            for field, wordings in profile.questions.items():
                for place, wording in enumerate((*wordings, field)):
                    each = Known(field, wording, place, profile.name, profile.parts.get(field, ()))
                    known.setdefault((field, folded(wording)), each)
    return [each for each in known.values() if each.field not in _OF_THE_PROFILE]


def _compared(heading: Heading, cells: Mapping[str, Sequence[str]], known: Sequence[Known]) -> list[Column]:
    """The questions of a heading; columns that are parts of one question are one."""
    parts = {folded(part) for each in known for part in each.parts}
    groups: dict[str, list[tuple[str, str, str]]] = {}
    for name in heading.names:
        question, joint, part = _parted(name, parts)
        groups.setdefault(question, []).append((name, joint, part))
    return [_best(question, columns, cells, known) for question, columns in groups.items()]


def _parted(name: str, parts: Container[str]) -> tuple[str, str, str]:
    """The question, what stands between, and the part, if the column ends as parts are known to."""
    for between in _JOINTS:
        question, joint, part = name.rpartition(between)
        if question and folded(part) in parts:
            return question, joint, part
    return name, "", ""


def _best(
    question: str,
    parts: Sequence[tuple[str, str, str]],
    cells: Mapping[str, Sequence[str]],
    known: Sequence[Known],
) -> Column:
    names = tuple(name for name, _, _ in parts)
    scored = [(question_likeness(question, each.wording), each) for each in known]
    score, best = max(scored, key=lambda pair: pair[0])
    asked = tuple(part for _, _, part in parts if part)
    shape = shape_of(cell for name in names for cell in cells[name])
    return Column(question, names, asked, parts[0][1], best, score, shape)


def _fields(columns: Iterable[Column]) -> dict[str, Column]:
    """For each field the column most like it."""
    fields: dict[str, Column] = {}
    for column in sorted(columns, key=lambda each: (-each.score, each.known.place)):
        if column.score >= LIKELY:
            fields.setdefault(column.known.field, column)
    return fields


def _subject(heading: Heading, profiles: Sequence[Profile]) -> Subject:
    """Case history if at least two columns are of the stages of a case, which no submission has."""
    own = {each.field for each in _wordings(profiles, Subject.SUBMISSIONS)}
    staged = [each for each in _wordings(profiles, Subject.CASE_HISTORY) if each.field not in own]
    sure = [name for name in heading.names if any(question_likeness(name, each.wording) >= _SURE for each in staged)]
    return Subject.CASE_HISTORY if len(sure) > 1 else Subject.SUBMISSIONS


def _reader(found: Format, heading: Heading, profiles: Iterable[Profile]) -> Profile | None:
    """A profile that is told by these columns already."""
    there = set(map(folded, heading.names))
    reading = (each for each in profiles if found.name in each.formats)
    return next((each for each in reading if set(map(folded, each.recognised_by)) <= there), None)


def _name(path: Path, profiles: Iterable[Profile]) -> str:
    """A name from the file's, without the numbers that only this file has."""
    words = "".join(char if char.isascii() and char.isalpha() else " " for char in folded(path.stem)).split()
    name = "-".join(words)[:_NAME_LENGTH].strip("-") or "my-form"
    return f"{name}-form" if name in {profile.name for profile in profiles} else name
