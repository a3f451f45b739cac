"""What a policy file may say, and the sentence for what it may not.

Every key carries in its description what is wanted there; the sentences are made from those. Only
caseapp.casework.policies imports this module, and only when a file is read, because pydantic is slow to load.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import ErrorDetails

from caseapp.casework.toml_lines import last_readable_line, line_of
from caseapp.rules.errors import InvalidPolicy
from caseapp.rules.policy import Policy, StagePolicy, Window
from caseapp.rules.text import one_line
from caseapp.rules.vocabulary import ClockStart, DayRule, Division, Outcome


def parse(text: str, source: str) -> Policy:
    """The policy version that a TOML text describes; ``source`` names the text in sentences.

    Raises:
        InvalidPolicy: the text is not TOML, or says something that cannot be meant.
    """
    try:
        return _PolicyFile.model_validate(tomllib.loads(text)).policy
    except tomllib.TOMLDecodeError as problem:
        raise InvalidPolicy(_not_toml(text, source, str(problem))) from None
    except ValidationError as problem:
        raise InvalidPolicy(_first_mistake(text, source, problem.errors())) from None


# What may be written.


def _one_line_of_words(text: str) -> str:
    if not text or one_line(text) != text:
        raise ValueError
    return text


def _each_once(outcomes: list[Outcome]) -> list[Outcome]:
    if len(set(outcomes)) != len(outcomes):
        raise ValueError
    return outcomes


def _without_limit(written: object) -> object:
    return None if written == "any" else written


_Words = Annotated[str, AfterValidator(_one_line_of_words)]
_Name = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
_Days = Annotated[int, Field(ge=1, le=260)]
_DaysOrAny = Annotated[int | None, Field(ge=1, le=260), BeforeValidator(_without_limit)]
_TimesOrAny = Annotated[int | None, Field(ge=0, le=99), BeforeValidator(_without_limit)]
_Outcome = Annotated[Outcome, Field(strict=False)]

_NAME = "a name in lower-case letters, digits and hyphens, such as cambridge-2024"
_WORDS = "words on one line, without control characters"
_DAYS = "a whole number of working days from 1 to 260"
_YES_OR_NO = "true or false"


def _either(words: type[ClockStart | DayRule | Division | Outcome]) -> str:
    return " or ".join(f"“{word}”" for word in words)


class _Table(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class _Stage(_Table):
    response_days: _Days = Field(description=_DAYS)
    longest_extension_days: _DaysOrAny = Field(description=f"{_DAYS}, or “any”")
    most_extensions: _TimesOrAny = Field(description="a whole number from 0 to 99, or “any”")

    @property
    def policy(self) -> StagePolicy:
        return StagePolicy(**self.model_dump())


class _Window(_Table):
    length: Annotated[int, Field(ge=1, le=1000)] = Field(description="a whole number from 1 to 1000")
    unit: Literal["working-days", "days", "months"] = Field(description="“working-days”, “days” or “months”")

    @property
    def policy(self) -> Window:
        return Window(**self.model_dump())


_STAGE = "a table with " + ", ".join(_Stage.model_fields)


class _PolicyFile(_Table):
    code: _Name = Field(description=_NAME)
    title: _Words = Field(description=_WORDS)
    scheme: _Name = Field(description=_NAME)
    applies_from: date = Field(description="a date without quotes, such as 2024-04-01")
    applies_until: date | None = Field(None, description="a date without quotes, on or after applies_from")
    division: Division = Field(strict=False, description=_either(Division))
    day_rule: DayRule = Field(strict=False, description=_either(DayRule))
    acknowledgement_days: _Days = Field(description=_DAYS)
    clock_starts: ClockStart = Field(strict=False, description=_either(ClockStart))
    outcomes: Annotated[list[_Outcome], AfterValidator(_each_once)] = Field(
        min_length=1, description=f"a list of {_either(Outcome)}, each at most once"
    )
    escalation_window: _Window | None = Field(None, description="a table with " + ", ".join(_Window.model_fields))
    reviewer_must_be_senior: bool = Field(description=_YES_OR_NO)
    extend_before_due: bool = Field(description=_YES_OR_NO)
    ombudsman: _Words = Field(description=_WORDS)
    stage_1: _Stage = Field(description=_STAGE)
    stage_2: _Stage = Field(description=_STAGE)

    @field_validator("applies_until")
    @classmethod
    def _not_before_it_begins(cls, until: date | None, info: ValidationInfo) -> date | None:
        begins = info.data.get("applies_from")
        if until is not None and begins is not None and until < begins:
            raise ValueError
        return until

    @property
    def policy(self) -> Policy:
        return Policy(
            code=self.code,
            title=self.title,
            scheme=self.scheme,
            applies_from=self.applies_from,
            applies_until=self.applies_until,
            division=self.division,
            day_rule=self.day_rule,
            acknowledgement_days=self.acknowledgement_days,
            clock_starts=self.clock_starts,
            stages=(self.stage_1.policy, self.stage_2.policy),
            outcomes=tuple(self.outcomes),
            escalation_window=self.escalation_window.policy if self.escalation_window else None,
            reviewer_must_be_senior=self.reviewer_must_be_senior,
            extend_before_due=self.extend_before_due,
            ombudsman=self.ombudsman,
        )


# What is said of anything else.

_TABLES: dict[object, type[_Table]] = {"stage_1": _Stage, "stage_2": _Stage, "escalation_window": _Window}


def _first_mistake(text: str, source: str, mistakes: Sequence[ErrorDetails]) -> str:
    """The sentence for the first mistake: what is written wrongly before what is missing, then by line."""
    _, line, said = min((m["type"] == "missing", line_of(text, m["loc"]), _said(m)) for m in mistakes)
    first_of = f" (The first of {len(mistakes)} mistakes in the file.)" if len(mistakes) > 1 else ""
    return f"{source}, line {line}: {said}{first_of}"


def _said(mistake: ErrorDetails) -> str:
    path = [part for part in mistake["loc"] if isinstance(part, str)]
    inside = len(path) > 1
    table, key = (_TABLES[path[0]] if inside else _PolicyFile), path[-1]
    named = one_line(key) + (f" of [{path[0]}]" if inside else "")
    if mistake["type"] == "extra_forbidden":
        return f"{named} is not known; the keys there are {', '.join(table.model_fields)}."
    wanted = table.model_fields[key].description
    if mistake["type"] == "missing":
        return f"{named} is missing; it must be {wanted}."
    return f"{named} is {_shown(mistake['input'])}; it must be {wanted}."


def _shown(written: object) -> str:
    if isinstance(written, bool):
        return str(written).lower()
    if isinstance(written, list):
        return "a list of " + (", ".join(map(_shown, written)) or "nothing")
    if isinstance(written, dict):
        return "a table"
    return f"“{_shortened(written)}”" if isinstance(written, str) else str(written)


def _not_toml(text: str, source: str, problem: str) -> str:
    """``tomllib`` names the line where it gave up; what was left open began on an earlier one."""
    begins = last_readable_line(text) + 1
    place = re.search(r" \(at line (\d+), column \d+\)$", problem)
    line = int(place[1]) if place else begins
    what = problem.partition(" (at ")[0]
    written = _shortened(text.split("\n")[line - 1])
    since = f", in what begins on line {begins}" if begins < line else ""
    return f"{source}, line {line}: “{written}” is not TOML ({what}){since}; write key = value, or [table]."


def _shortened(text: str) -> str:
    words = one_line(text)
    return words if len(words) <= 60 else f"{words[:59]}…"
