"""A plan: what an import would do with every row of a file. A dry run shows it and a commit carries it out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from caseapp.casework.requests import SubmissionKey
from caseapp.intake.profile import Profile
from caseapp.intake.reasons import Reason
from caseapp.intake.rows import Heading, Original
from caseapp.rules.vocabulary import Verdict

if TYPE_CHECKING:
    from caseapp.intake.differences import Difference
    from caseapp.intake.prepared import Request
    from caseapp.intake.spool import Spool
    from caseapp.store.scratch import Scratch


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """What is to become of one row."""

    number: int
    """As a person counts: see ``RawRow``."""
    verdict: Verdict
    because: tuple[Reason, ...] = ()
    """Everything that keeps the row out; empty for a new one."""
    remarks: tuple[Reason, ...] = ()
    """What to know of a new one."""
    key: SubmissionKey | None = None
    """Under which the submission is taken once; ``None`` for a row that cannot be read."""
    request: Request | None = None
    """What a new row asks for."""
    case_id: int | None = None
    """The case that has the submission already."""
    original: Original | None = None
    """A rejected row as it was."""
    differences: tuple[Difference, ...] = ()
    """Field by field how a changed one differs; none when that may not be seen, or is too far back in the file."""

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why the row is not taken in, sentence by sentence, quoting the beginning of what was typed."""
        return tuple(reason.sentence for reason in self.because)

    @property
    def notes(self) -> tuple[str, ...]:
        """What to know of a row that is taken in."""
        return tuple(remark.sentence for remark in self.remarks)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows are what."""

    new: int = 0
    duplicate: int = 0
    changed: int = 0
    skipped: int = 0
    rejected: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.new + self.duplicate + self.changed + self.skipped + self.rejected


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to become of a file."""

    path: Path
    profile: Profile
    recognised: str
    """How the profile was found, for the person who imports."""
    format: str
    heading: Heading
    file_digest: str
    rows_read: int
    rows: Spool
    """In the order of the file, with what the new ones ask for."""
    seen: Scratch
    """The keys of this file's new rows and of those planned before it in the same run."""
    made_at: int
    """The number of the newest event in the store when it was made."""

    @property
    def counts(self) -> Counts:
        """How many rows are what; they add up to the rows that were read."""
        return self.rows.counts

    @property
    def rejected(self) -> Iterator[PlannedRow]:
        """The rows that cannot be taken as they are."""
        return self.rows.of(Verdict.REJECTED)
