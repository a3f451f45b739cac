"""The lines of a profile that is drafted: TOML, with a comment at each line on how it was found."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from caseapp.intake.profile import DateOrder, Document, Subject
from caseapp.intake.reasons import shortened
from caseapp.rules.text import folded

_NEAR = 50
"""How alike, of 100, a wording must be to be mentioned beside a column that no field was found for."""
_NEEDED = {
    Subject.SUBMISSIONS: ("submission_id", "submitted_at"),
    Subject.CASE_HISTORY: ("received_on", "summary"),
}
_WITHOUT = {
    "submission_id": "which column is a reference of the form's own? Without one, no row can be told from its repeat.",
    "submitted_at": "which column says when it was sent? No row goes in without it.",
    "received_on": "which column is the date of receipt? No case goes in without it.",
    "summary": "which column says what it is about? No case goes in without it.",
}
_DOCUMENT = ("records", "answers", "question", "answer", "identity")
_DRAFTS = frozenset({"is draft", "in draft"})
"""What columns are called that tell drafts from what was sent."""
_REFERENCES = frozenset({"a reference", "a UUID", "a whole number"})
"""What a column of references looks like."""


@dataclass(frozen=True, slots=True)
class Known:
    """A wording that some profile has."""

    field: str
    wording: str
    place: int
    """0 for the likeliest of the field."""
    profile: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One question of the file, with the columns of its parts."""

    question: str
    columns: tuple[str, ...]
    parts: tuple[str, ...]
    joint: str
    known: Known
    """The wording most like it."""
    score: int
    shape: str

    @property
    def why(self) -> str:
        """How the field was found, as a comment."""
        known = self.known
        whose = f"{_quoted(known.wording)} of {known.profile}"
        if known.wording == known.field:
            whose = "the field's own name"
        return f"{self.score} of 100 like {whose}; looks like {self.shape}"


@dataclass(frozen=True, slots=True)
class Draft:
    """What is known of the file when the lines are written."""

    name: str
    file: str
    format: str
    subject: Subject
    fields: Mapping[str, Column]
    """The column of each field for which one was found."""
    others: Sequence[Column]
    date_order: DateOrder | None
    """As the first rows tell."""
    time_order: DateOrder | None
    """The same of the moments at which the rows were sent."""
    columns: tuple[str, ...]
    read_already_as: str
    """The profile that is told by these columns; blank if there is none."""
    document: Document | None
    """How that profile takes documents apart."""


def lines_of(draft: Draft) -> list[str]:
    """The draft, line by line; ``profile_file.parse`` reads them."""
    return [*_opening(draft), *_top(draft), "", *_questions(draft), *_others(draft), *_tables(draft), ""]


def _opening(draft: Draft) -> list[str]:
    lines = [
        f"# A draft made from the columns of {draft.file}. Read every line, mend it, put the file into the folder",
        f"# of your own profiles, and try it: caseapp import FILE --profile {draft.name} --dry-run",
    ]
    if draft.read_already_as:
        lines.append(
            f"# Such a file is read as {draft.read_already_as} already: caseapp import copy NAME NEW copies one."
        )
    return lines


def _top(draft: Draft) -> list[str]:
    needed = [field for field in _NEEDED[draft.subject] if field in draft.fields]
    missing = [field for field in _NEEDED[draft.subject] if field not in draft.fields]
    return [
        f"name = {_toml(draft.name)}",
        f"title = {_toml(draft.name.replace('-', ' ').capitalize())}",
        f"reads = {_toml(f'Files like {draft.file}')}",
        f"example = {_toml(f'caseapp import FILE --profile {draft.name}')}",
        f"subject = {_toml(draft.subject)}",
        f"formats = {_toml([draft.format])}",
        f"source = {_toml(draft.name)}  # one half of a submission's key: never change it once files are in",
        f"required = {_toml(needed)}",
        *(_missing(draft, field) for field in missing),
        f"recognised_by = {_toml(_telling(draft, needed))}  # all of them together tell such a file",
        *_unknown_columns(draft),
        *_date_order(draft),
        *_joint(draft),
    ]


def _missing(draft: Draft, field: str) -> str:
    """What nothing goes in without. A column of references is likely that of the submissions' own."""
    own = [each for each in draft.others if folded(each.question) not in _DRAFTS]
    likely = [_quoted(each.question) for each in own if each.shape in _REFERENCES]
    hint = f" Perhaps {' or '.join(likely)}." if likely and field == "submission_id" else ""
    return f"# {field}: {_WITHOUT[field]}{hint}"


def _unknown_columns(draft: Draft) -> Iterator[str]:
    if draft.subject is Subject.CASE_HISTORY:
        yield 'unknown_columns = "refuse"  # a misspelt date column would bring answered cases in as open ones'
    else:
        yield 'unknown_columns = "keep"  # as lines of the details, so that nothing is lost'


def _telling(draft: Draft, needed: Iterable[str]) -> list[str]:
    """The columns that are needed, with the form's own questions where these are few, or tell another profile."""
    telling = [draft.fields[field].columns[0] for field in needed]
    own = [name for column in draft.others for name in column.columns]
    further = [name for name in dict.fromkeys((*own, *draft.columns)) if name not in telling]
    few = 2 if draft.read_already_as else max(0, 2 - len(telling))
    return telling + further[:few]


def _date_order(draft: Draft) -> Iterator[str]:
    if draft.date_order is not None:
        yield f"date_order = {_toml(draft.date_order)}  # as numbers above twelve in the first rows tell"
    else:
        yield '# date_order = "day-month-year"  # if dates are written 30/03/2026: the first rows do not tell, and'
        yield "#                                such dates are rejected until this line says their order"
    if draft.time_order not in {None, draft.date_order}:
        yield f"time_order = {_toml(str(draft.time_order))}  # of the moments at which it was sent"


def _joint(draft: Draft) -> list[str]:
    joints = [column.joint for column in draft.fields.values() if column.parts]
    return [f"joint = {_toml(joints[0])}  # between a question and its part"] if joints else []


def _questions(draft: Draft) -> list[str]:
    lines = (f"{field} = {_toml([column.question])}  # {column.why}" for field, column in draft.fields.items())
    return ["# For each field the columns that mean it, the likeliest first.", "[questions]", *lines]


def _others(draft: Draft) -> list[str]:
    if not draft.others:
        return []
    return ["", "# No field was found for these; give them to one above, or leave them:", *map(_other, draft.others)]


def _other(column: Column) -> str:
    near = f"; nearest is {column.known.field}, {column.score} of 100" if column.score >= _NEAR else ""
    return f"#   {_quoted(column.question)} looks like {column.shape}{near}"


def _tables(draft: Draft) -> list[str]:
    lines: list[str] = []
    parts = {field: column.parts for field, column in draft.fields.items() if column.parts}
    if parts:
        lines += ["", "[parts]", *(f"{field} = {_toml(list(told))}" for field, told in parts.items())]
    if draft.document is not None:
        told = ((name, getattr(draft.document, name)) for name in _DOCUMENT)
        lines += ["", "[document]", *(f"{name} = {_toml(value)}" for name, value in told if value)]
    service = draft.fields.get("service")
    if service is not None and ";" in service.shape:
        lines += ["", "[splitters]", 'service = ";"']
    drafts = next((name for name in draft.columns if folded(name) in _DRAFTS), None)
    if drafts is not None:
        lines += [
            "",
            "[[skips]]",
            f"column = {_toml(drafts)}",
            'values = ["1", "yes", "true"]',
            'because = "is a draft"',
        ]
    return lines


def _toml(value: str | Sequence[str]) -> str:
    """A text or a list of texts as TOML writes it, which is as JSON does for texts without control characters."""
    return json.dumps(value, ensure_ascii=False)


def _quoted(text: str) -> str:
    return f"“{shortened(text, 80)}”"
