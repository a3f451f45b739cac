"""What may stand in a cell, and the words for what may not.

Each type takes text as a file holds it and gives the value, or says what is wanted. Imported only when a file is
read, because pydantic is slow to load.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, TypeVar

from pydantic import AfterValidator, PlainValidator, TypeAdapter, ValidationError, ValidationInfo
from pydantic_core import ErrorDetails, PydanticCustomError

from caseapp.intake.profile import DateOrder
from caseapp.intake.reasons import Reason
from caseapp.rules.instants import as_utc
from caseapp.rules.text import folded, one_line
from caseapp.rules.vocabulary import Channel, Kind, Outcome

LONGEST_TEXT = 100_000
"""Characters. Twice what the longest form known allows."""

_DAY_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+")
_EXAMPLES = {DateOrder.YEAR_FIRST: "2026-03-30", DateOrder.DAY_FIRST: "30/03/2026"}

T = TypeVar("T")


def check(
    adapter: TypeAdapter[T],
    fields: Mapping[str, str],
    *,
    columns: Mapping[str, str],
    order: DateOrder,
    wanted: Mapping[str, str],
) -> T | tuple[Reason, ...]:
    """The values of a row's cells, or everything that is wrong with them.

    ``columns`` says what the file calls a field, and ``wanted`` what is missing when a field is blank.
    """
    try:
        return adapter.validate_python(fields, context=order)
    except ValidationError as problem:
        return tuple(_reason(error, columns, wanted) for error in problem.errors(include_url=False))


def _reason(error: ErrorDetails, columns: Mapping[str, str], wanted: Mapping[str, str]) -> Reason:
    field = str(error["loc"][0])
    column = columns.get(field, field)
    if error["type"] == "missing":
        return Reason(f"is missing; {wanted[field]}", column)
    return Reason(error["msg"], column, str(error["input"]))


def wrong(words: str) -> PydanticCustomError:
    """What is wrong with a cell and what is wanted, to follow the name of its column."""
    return PydanticCustomError("cell", "{words}", {"words": words})


# Types.


def _line(longest: int) -> AfterValidator:
    """Words on one line."""

    def short(typed: str) -> str:
        line = one_line(typed)
        if len(line) > longest:
            raise wrong(f"is longer than {longest} characters; shorten it")
        return line

    return AfterValidator(short)


def _text(typed: str) -> str:
    if len(typed) > LONGEST_TEXT:
        raise wrong(f"is longer than {LONGEST_TEXT:,} characters; keep the text elsewhere and say where")
    return typed


def _email(typed: str) -> str:
    if not _ADDRESS.fullmatch(typed):
        raise wrong("is not an e-mail address; write it like name@example.org, or leave it blank")
    return typed


def _code(typed: str) -> str:
    if not _CODE.fullmatch(typed):
        raise wrong("is not the code of a policy; write it like cambridge-2024")
    return typed


def _instant(typed: str) -> datetime:
    try:
        return as_utc(datetime.fromisoformat(typed))
    except (ValueError, OverflowError):
        raise wrong("is not a date and time; write it like 2026-03-30T09:15:27+01:00") from None


def _day(typed: str, info: ValidationInfo[DateOrder]) -> date:
    order = info.context
    try:
        return _written_day(typed, order)
    except ValueError:
        raise wrong(f"is not a date; write it like {_EXAMPLES[order]}") from None


def _written_day(typed: str, order: DateOrder) -> date:
    match = _DAY_FIRST.fullmatch(typed) if order is DateOrder.DAY_FIRST else None
    if match is None:
        return date.fromisoformat(typed)  # the year first is never ambiguous
    day, month, year = map(int, match.groups())
    return date(year, month, day)


def _one_of(words: Iterable[StrEnum]) -> PlainValidator:
    """One of a closed list, however its words are joined."""
    known = {folded(word): word for word in words}

    def chosen(typed: str) -> StrEnum:
        if folded(typed) not in known:
            raise wrong(f"is not one of {', '.join(known.values())}")
        return known[folded(typed)]

    return PlainValidator(chosen)


Key = Annotated[str, _line(100)]
Line = Annotated[str, _line(200)]
Text = Annotated[str, AfterValidator(_text)]
Code = Annotated[str, _line(100), AfterValidator(_code)]
Email = Annotated[str, _line(254), AfterValidator(_email)]
Instant = Annotated[datetime, PlainValidator(_instant)]
Day = Annotated[date, PlainValidator(_day)]
AnyChannel = Annotated[Channel, _one_of(Channel)]
AnyOutcome = Annotated[Outcome, _one_of(Outcome)]
SubmittedKind = Annotated[Kind, _one_of((Kind.COMPLAINT, Kind.COMPLIMENT, Kind.SERVICE_REQUEST))]
PastKind = Annotated[Kind, _one_of((Kind.COMPLAINT, Kind.COMPLIMENT))]
