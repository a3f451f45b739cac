"""A profile: what a file from one source looks like, and which of its columns means what.

Profiles are data, one TOML file each. Only reading them loads the library that checks them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from caseapp.resources import fixtures_dir
from caseapp.rules.errors import FileProblem, InvalidInput, NotFound

SUBMISSION_FIELDS = (
    "submission_id", "submitted_at", "summary", "source", "kind", "channel", "name", "email", "telephone", "address",
    "postcode", "service", "sub_service", "details", "desired_outcome", "raised_before", "issue_on", "aware_on",
    "adjustments", "language",
)  # fmt: skip
"""What a column of a file of submissions can be: the fields of ``submission.Submission``, named without loading it."""


class Subject(StrEnum):
    """What the rows of a file are."""

    SUBMISSIONS = "submissions"
    """Contacts that come in today."""
    CASE_HISTORY = "case-history"
    """Whole cases with what has happened to them."""


class DateOrder(StrEnum):
    """How a source writes dates. Never guessed: 04/05/2026 does not say which it is."""

    YEAR_FIRST = "year-month-day"
    DAY_FIRST = "day-month-year"
    MONTH_FIRST = "month-day-year"


class UnknownColumns(StrEnum):
    """What becomes of a column that no field takes."""

    KEEP = "keep"
    """Its answers become lines of the details."""
    REFUSE = "refuse"
    """The file is refused."""


@dataclass(frozen=True, slots=True)
class Skip:
    """Rows that hold nothing real: drafts, tests."""

    column: str
    """The heading that tells, compared as all headings are."""
    values: tuple[str, ...]
    """What stands in it, compared without case and accents."""
    because: str
    """The reason in words: ``is a draft``."""


@dataclass(frozen=True, slots=True)
class Document:
    """How a JSON or XML document is taken apart into rows. Names within names are joined by dots."""

    records: str = ""
    """Where the rows are; blank when the document is a list of them, or is one itself."""
    answers: str = ""
    """Where within a row the list of questions and answers is; blank when its names are the columns."""
    question: str = ""
    """Within an answer, the name of what was asked."""
    answer: str = ""
    """Within an answer, the name of what was said."""
    identity: str = ""
    """Within an answer, the name of what stays the same when the question is reworded; tried as a heading first."""


@dataclass(frozen=True, slots=True)
class Profile:
    """How to read the files of one source."""

    name: str
    title: str
    reads: str
    """What it is for, in a phrase."""
    example: str
    """A command that imports such a file."""
    subject: Subject
    formats: tuple[str, ...]
    """Of ``csv`` (delimited text of any kind), ``jsonl``, ``json``, ``xml`` and ``xlsx``."""
    source: str
    """One half of a submission's key, unless a row names its own."""
    required: tuple[str, ...]
    """Fields that the file must have a column for."""
    recognised_by: tuple[str, ...]
    """Columns that, all together, tell such a file."""
    unknown_columns: UnknownColumns
    questions: Mapping[str, tuple[str, ...]]
    """For each field the headings that mean it, the likeliest first."""
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For each field that is asked in parts, what follows its heading and a dash."""
    splitters: Mapping[str, str] = field(default_factory=dict)
    """For each field that holds several things, what stands between them."""
    services: Mapping[str, str] = field(default_factory=dict)
    """What the source calls a service, and the council's name for it."""
    kinds: Mapping[str, str] = field(default_factory=dict)
    """What the form's own answer to what a contact is means: a value of ``Kind``. Never guessed from other words."""
    skips: tuple[Skip, ...] = ()
    document: Document | None = None
    headless: tuple[str, ...] = ()
    """The columns of a file without a heading, in their order; empty when such a file cannot be read."""
    blocks: bool = False
    """Whether a blank line may be followed by another heading, told by ``recognised_by``, and rows below that."""
    joint: str = " - "
    """What stands between the heading of a question and its part."""
    ticks: Mapping[str, str] = field(default_factory=dict)
    """For each field that is asked with one column an option, how those headings begin: ``Services: ``."""
    date_order: DateOrder = DateOrder.YEAR_FIRST
    time_order: DateOrder | None = None
    """How instants are written, where that differs from dates. ISO 8601 is read whatever it says."""
    unix_times: bool = False
    """Whether a whole number in the place of an instant is seconds since 1970."""
    short_years: bool = False
    """Whether a year may have two digits, as spreadsheets write it: 26 is 2026."""
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """For each field what the source says, and how caseapp says it: ``Phone`` is ``telephone``; blank if nothing."""
    defaults: Mapping[str, str] = field(default_factory=dict)
    """For each field what stands for it when it is blank. A contact is a complaint by web if this does not say."""
    left_out: tuple[str, ...] = ()
    """Columns of the source's own bookkeeping, neither kept nor compared: a state that changes as time goes on."""
    refused: Mapping[str, str] = field(default_factory=dict)
    """Columns that must be blank, and why: a third stage, which the process does not have."""
    repeats: str = ""
    """What begins each line of an answer that may be given several times: ``Answer: ``."""
    received_when_imported: bool = False
    """Whether a row without an instant was received on the day of its import; otherwise it is rejected."""
    preview_prefix: str = ""
    """How the names of files begin that hold nothing real."""


def profiles(folder: Path | None = None) -> list[Profile]:
    """Every profile of one folder, by name; by default those shipped. Those of one's own are in ``shelf``.

    Raises:
        InvalidInput: a profile says something that cannot be meant.
        FileProblem: a profile cannot be read.
    """
    paths = sorted((folder or shipped_dir()).glob("*.toml"))
    return sorted(map(read_profile, paths), key=lambda profile: profile.name)


def shipped_dir() -> Path:
    """The folder of the profiles that come with caseapp."""
    return fixtures_dir() / "profiles"


def read_profile(path: Path) -> Profile:
    """The profile of one file.

    Raises:
        InvalidInput: it says something that cannot be meant.
        FileProblem: it cannot be read.
    """
    return _parsed(_text_of(path), str(path))


@lru_cache(maxsize=64)
def _parsed(text: str, source: str) -> Profile:
    """Checked once for each text: every import looks at all of them."""
    from caseapp.intake.profile_file import parse

    return parse(text, source)


def profile_called(name: str, known: list[Profile]) -> Profile:
    """The profile of that name.

    Raises:
        NotFound: there is none; lists those there are.
    """
    for profile in known:
        if profile.name == name:
            return profile
    raise NotFound(f"There is no profile “{name}”; the profiles are {names_of(known)}.")


def names_of(known: list[Profile]) -> str:
    """The profiles' names in a sentence."""
    return ", ".join(profile.name for profile in known)


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as problem:
        raise FileProblem(f"{path} cannot be read ({problem.strerror}); check its permissions.") from None
    except UnicodeDecodeError:
        raise InvalidInput(f"{path} is not UTF-8; save it as UTF-8.") from None
