"""JSON Lines: one object a line, its values text or numbers.

A line that is not such an object is a broken row; the lines after it are read all the same.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable
from contextlib import closing
from itertools import islice

from caseapp.intake.files import TextFile
from caseapp.intake.rows import LONGEST_NAME, ORIGINAL_COLUMN, OWN_PREFIX, Heading, RawRow
from caseapp.rules.errors import InvalidInput
from caseapp.rules.text import one_line

MOST_COLUMNS = 1_000
"""Names of one line."""
_SEARCHED = 1_000
"""How many lines may be broken before the file is taken for something else."""


class _Unreadable(ValueError):
    """Why a line is not a row, in caseapp's own words."""


def heading(file: TextFile) -> Heading:
    """The keys of the first object.

    Raises:
        InvalidInput: there is none among the first thousand lines.
    """
    with closing(rows(file)) as found:
        for row in islice(found, _SEARCHED):
            if not row.broken and row.cells:
                return Heading(tuple(row.cells))
    raise InvalidInput(f"{file.name} holds no JSON object that can be read; each line is one object.")


def rows(file: TextFile) -> Generator[RawRow]:
    """Every line, blank ones among them."""
    with closing(file.lines()) as lines:
        for number, line in enumerate(lines, start=1):
            yield _row(number, line.rstrip("\r\n"))


def marked(line: str, marks: dict[str, object]) -> str:
    """A rejected line with keys of caseapp's own; what was there is not written anew, so that nothing changes in it.

    A line that is no object becomes the one text of an object.
    """
    try:
        value = _loaded(line)
    except _Unreadable:
        value = None
    if not isinstance(value, dict):
        return json.dumps({ORIGINAL_COLUMN: line, **marks}, ensure_ascii=False)
    if not value or any(key in value for key in (*marks, ORIGINAL_COLUMN)):
        return json.dumps({**value, **marks}, ensure_ascii=False)
    return f"{line.rstrip().removesuffix('}')}, {json.dumps(marks, ensure_ascii=False)[1:]}"


def _row(number: int, line: str) -> RawRow:
    if not line.strip():
        return RawRow(number, {}, line)
    try:
        return RawRow(number, _cells(line), line)
    except _Unreadable as problem:
        return RawRow(number, {}, line, str(problem))


def _cells(line: str) -> dict[str, str]:
    value = _loaded(line)
    if not isinstance(value, dict):
        raise _Unreadable("The line is not a JSON object; a row begins with { and ends with }")
    if ORIGINAL_COLUMN in value:
        raise _Unreadable(f"The line is the {ORIGINAL_COLUMN} of an earlier import; write the row as an object again")
    if len(value) > MOST_COLUMNS:
        raise _Unreadable(f"The line has more than {MOST_COLUMNS:,} names; that is no submission")
    if max(map(len, value), default=0) > LONGEST_NAME:
        raise _Unreadable(f"A name in the line is longer than {LONGEST_NAME:,} characters; that is no submission")
    pairs = ((one_line(key), inner) for key, inner in value.items())
    return {key: _text(key, inner) for key, inner in _object(pairs).items() if not key.startswith(OWN_PREFIX)}


def _loaded(line: str) -> object:
    try:
        # Numbers stay as they are written: a reference or a telephone number is not to be rounded.
        return json.loads(line, object_pairs_hook=_object, parse_int=str, parse_float=str, parse_constant=_no_constant)
    except _Unreadable:
        raise
    except json.JSONDecodeError as problem:
        raise _Unreadable(
            f"The line is not JSON from character {problem.pos + 1} on; each line is one object"
        ) from None
    except RecursionError:
        raise _Unreadable("The line is nested too deeply; a row holds texts and numbers alone") from None


def _object(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    value: dict[str, object] = {}
    for key, inner in pairs:
        if key in value:
            raise _Unreadable("The line has the same key twice; say which value is meant")
        value[key] = inner
    return value


def _no_constant(_name: str) -> object:
    raise _Unreadable("The line holds a number that is none; write null")


def _text(key: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    raise _Unreadable(f"{key[:40]} holds a list or an object; a row holds texts and numbers alone")
