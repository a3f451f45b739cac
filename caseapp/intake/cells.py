"""What may stand in a cell, and the words for what may not.

Each type takes text as a file holds it and gives the value, or says what is wanted. Imported only when a file is
read, because pydantic is slow to load.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Generic, TypeVar

from pydantic import AfterValidator, PlainValidator, TypeAdapter, ValidationError, ValidationInfo
from pydantic_core import ErrorDetails, PydanticCustomError

from caseapp.intake.dates import Dates, Unread
from caseapp.intake.profile import Profile
from caseapp.intake.reasons import Reason
from caseapp.rules.text import folded, one_line
from caseapp.rules.vocabulary import Channel, Kind, Outcome

LONGEST_TEXT = 100_000
"""Characters. Twice what the longest form known allows."""

_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+")
_LONGEST_WORD = 200
"""Characters. What is longer is none of a closed list, and is not to be remembered."""
_REMEMBERED = 1_000
"""Different answers to a closed list that are remembered."""

T = TypeVar("T")


class Habits:
    """How the files of a profile write what may be written in several ways: dates, instants, kinds."""

    def __init__(self, profile: Profile) -> None:
        self.dates = Dates(profile)
        self._kinds = {folded(theirs): Kind(ours) for theirs, ours in profile.kinds.items()}
        self._answers = profile.kinds
        self.kind = lru_cache(maxsize=_REMEMBERED)(self._kind)

    def _kind(self, typed: str, allowed: tuple[Kind, ...]) -> Kind:
        """The kind that the form's own answer means: by the profile's mapping, if it has one, and never by guess."""
        known = self._kinds or {folded(kind): kind for kind in Kind}
        kind = known.get(folded(typed[:_LONGEST_WORD]))
        if kind in allowed and len(typed) <= _LONGEST_WORD:
            return kind
        answers = [theirs for theirs, ours in self._answers.items() if ours in allowed] or list(allowed)
        raise wrong(f"is not one of {', '.join(answers)}")


class Form(Generic[T]):
    """What the cells of a row may hold, from a TypedDict of the types below."""

    def __init__(self, shape: type[T]) -> None:
        self._adapter = TypeAdapter(shape)
        self._order = {field: place for place, field in enumerate(shape.__annotations__)}

    def read(
        self,
        fields: Mapping[str, str],
        habits: Habits,
        wanted: Mapping[str, str],
        columns: Callable[[], Mapping[str, str]],
    ) -> T | tuple[Reason, ...]:
        """The values of a row's cells, or everything that is wrong with them.

        ``wanted`` has the fields that may not be blank and says what is missing then; ``columns`` is asked what the
        file calls each field if anything is wrong.
        """
        absent = [field for field in wanted if field not in fields]
        try:
            values = self._adapter.validate_python(fields, context=habits)
        except ValidationError as problem:
            return self._reasons(problem.errors(include_url=False), absent, wanted, columns())
        return self._reasons([], absent, wanted, columns()) if absent else values

    def _reasons(
        self,
        errors: Iterable[ErrorDetails],
        absent: Iterable[str],
        wanted: Mapping[str, str],
        columns: Mapping[str, str],
    ) -> tuple[Reason, ...]:
        found = {field: Reason(f"is missing; {wanted[field]}", columns.get(field, field)) for field in absent}
        for error in errors:
            field = str(error["loc"][0])
            found[field] = Reason(error["msg"], columns.get(field, field), str(error["input"]))
        return tuple(found[field] for field in sorted(found, key=lambda field: self._order.get(field, 0)))


def wrong(words: str) -> PydanticCustomError:
    """What is wrong with a cell and what is wanted, to follow the name of its column."""
    return PydanticCustomError("cell", "{words}", {"words": words})


def lined(text: str) -> str:
    """A text that is already plain and stripped, on one line."""
    return text if "  " not in text and text.isprintable() else one_line(text)


# Types.


def _line(longest: int) -> PlainValidator:
    """Words on one line."""

    def short(typed: str) -> str:
        line = lined(typed)
        if len(line) > longest:
            raise wrong(f"is longer than {longest} characters; shorten it")
        return line

    return PlainValidator(short)


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


def _instant(typed: str, info: ValidationInfo[Habits]) -> datetime:
    try:
        return info.context.dates.instant(typed)
    except Unread as problem:
        raise wrong(str(problem)) from None


def _day(typed: str, info: ValidationInfo[Habits]) -> date:
    try:
        return info.context.dates.day(typed)
    except Unread as problem:
        raise wrong(str(problem)) from None


def _one_of(words: Iterable[StrEnum]) -> PlainValidator:
    """One of a closed list, however its words are joined."""
    known = {folded(word): word for word in words}

    @lru_cache(maxsize=_REMEMBERED)
    def chosen(typed: str) -> StrEnum:
        if len(typed) > _LONGEST_WORD or folded(typed) not in known:
            raise wrong(f"is not one of {', '.join(known.values())}")
        return known[folded(typed)]

    return PlainValidator(chosen)


def _kind_of(*allowed: Kind) -> PlainValidator:
    """What a contact is, by the profile's mapping if it has one."""

    def chosen(typed: str, info: ValidationInfo[Habits]) -> Kind:
        return info.context.kind(typed, allowed)

    return PlainValidator(chosen)


Key = Annotated[str, _line(100)]
Line = Annotated[str, _line(200)]
Text = Annotated[str, PlainValidator(_text)]
Code = Annotated[str, _line(100), AfterValidator(_code)]
Email = Annotated[str, _line(254), AfterValidator(_email)]
Instant = Annotated[datetime, PlainValidator(_instant)]
Day = Annotated[date, PlainValidator(_day)]
AnyChannel = Annotated[Channel, _one_of(Channel)]
AnyOutcome = Annotated[Outcome, _one_of(Outcome)]
SubmittedKind = Annotated[Kind, _kind_of(*Kind)]
PastKind = Annotated[Kind, _kind_of(Kind.COMPLAINT, Kind.COMPLIMENT)]
