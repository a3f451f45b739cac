"""What a profile file may say. Only caseapp.intake.profile imports this, because pydantic is slow to load."""

from __future__ import annotations

import tomllib
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from caseapp.intake.history import COLUMNS
from caseapp.intake.profile import SUBMISSION_FIELDS, DateOrder, Document, Profile, Skip, Subject, UnknownColumns
from caseapp.rules.errors import InvalidInput

_Words = Annotated[str, Field(min_length=1)]
_KindName = Literal["complaint", "compliment", "service-request", "not-ours"]
_Lists = dict[str, Annotated[tuple[_Words, ...], Field(strict=False)]]


def parse(text: str, source: str) -> Profile:
    """The profile that a TOML text describes; ``source`` names the text in sentences.

    Raises:
        InvalidInput: the text is not TOML, or says something that cannot be meant.
    """
    try:
        return _ProfileFile.model_validate(tomllib.loads(text)).profile
    except tomllib.TOMLDecodeError as problem:
        raise InvalidInput(f"{source} is not TOML: {problem}.") from None
    except ValidationError as problem:
        mistake = problem.errors()[0]
        place = ".".join(map(str, mistake["loc"])) or "the profile"
        raise InvalidInput(f"{source}, {place}: {mistake['msg']}.") from None


class _SkipFile(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    column: _Words
    values: Annotated[tuple[str, ...], Field(strict=False, min_length=1)]
    because: _Words


class _DocumentFile(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    records: str = ""
    answers: str = ""
    question: str = ""
    answer: str = ""
    identity: str = ""


class _ProfileFile(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    name: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    title: _Words
    reads: _Words
    example: _Words
    subject: Annotated[Subject, Field(strict=False)]
    formats: Annotated[tuple[Literal["csv", "jsonl", "json", "xml", "xlsx"], ...], Field(strict=False, min_length=1)]
    source: _Words
    required: Annotated[tuple[_Words, ...], Field(strict=False)]
    recognised_by: Annotated[tuple[_Words, ...], Field(strict=False, min_length=1)]
    unknown_columns: Annotated[UnknownColumns, Field(strict=False)]
    columns: Annotated[tuple[_Words, ...], Field(strict=False)] = ()
    questions: _Lists = {}
    parts: _Lists = {}
    splitters: dict[str, _Words] = {}
    services: dict[str, _Words] = {}
    kinds: dict[str, _KindName] = {}
    skips: Annotated[tuple[_SkipFile, ...], Field(strict=False)] = ()
    document: _DocumentFile | None = None
    headless: Annotated[tuple[_Words, ...], Field(strict=False)] = ()
    blocks: bool = False
    joint: str = " - "
    ticks: dict[str, _Words] = {}
    date_order: Annotated[DateOrder, Field(strict=False)] = DateOrder.YEAR_FIRST
    time_order: Annotated[DateOrder | None, Field(strict=False)] = None
    unix_times: bool = False
    short_years: bool = False
    words: dict[str, dict[str, str]] = {}
    defaults: dict[str, _Words] = {}
    left_out: Annotated[tuple[_Words, ...], Field(strict=False)] = ()
    refused: dict[str, _Words] = {}
    repeats: str = ""
    received_when_imported: bool = False
    preview_prefix: str = ""

    @model_validator(mode="after")
    def _requires_what_it_reads(self) -> Self:
        for name in (*self.required, *self.parts, *self.splitters, *self.ticks, *self.words):
            if name not in self.all_questions:
                raise ValueError(f"{name} has neither a column nor a question")
        known = COLUMNS if self.subject is Subject.CASE_HISTORY else SUBMISSION_FIELDS
        for name in (*self.all_questions, *self.defaults):
            if name not in known:
                raise ValueError(f"{name} is no field; the fields are {', '.join(known)}")
        for name in self.ticks:
            if name not in self.splitters:
                raise ValueError(f"{name} is asked with one column an option, and so needs a splitter")
        return self

    @property
    def all_questions(self) -> dict[str, tuple[str, ...]]:
        """The wordings of each field; a column is a field's own name."""
        return {**{column: (column,) for column in self.columns}, **self.questions}

    @property
    def profile(self) -> Profile:
        """The profile as the rest of intake knows it."""
        made_here = {"columns", "questions", "skips", "document"}
        written = {name: getattr(self, name) for name in type(self).model_fields if name not in made_here}
        skips = tuple(Skip(**skip.model_dump()) for skip in self.skips)
        document = Document(**self.document.model_dump()) if self.document else None
        return Profile(questions=self.all_questions, skips=skips, document=document, **written)
