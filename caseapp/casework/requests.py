"""What each verb is asked to do, as plain values.

``on`` is the date on which something happened and defaults to today; it may be in the past, never in the future.
``expected_version`` is the version of the case that the person was looking at; when the case has moved on since,
the verb is refused with who changed what.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from caseapp.rules.vocabulary import Channel, Kind, Outcome


@dataclass(frozen=True, slots=True)
class Complainant:
    """Who complains. Kept apart from the case and out of every report."""

    name: str = ""
    email: str = ""
    telephone: str = ""
    address: str = ""
    postcode: str = ""


@dataclass(frozen=True, slots=True)
class SubmissionKey:
    """Where a case came from: one submission of a source is taken once (guarantee 7)."""

    source: str
    reference: str
    digest: str
    """Of what was submitted, to tell an unchanged repeat from a changed one."""


@dataclass(frozen=True, slots=True)
class Log:
    """A new contact. ``service`` may be ``None``: an officer allocates it later."""

    summary: str
    service: str | None
    kind: Kind = Kind.COMPLAINT
    channel: Channel = Channel.WEB
    received_on: date | None = None
    sub_service: str | None = None
    other_services: tuple[str, ...] = ()
    details: str = ""
    desired_outcome: str = ""
    raised_before: str = ""
    issue_on: date | None = None
    aware_on: date | None = None
    complainant: Complainant = Complainant()
    adjustments: str = ""
    """Reasonable adjustments asked for: special-category data, kept in a table of its own (R127, R128)."""
    contact: str = ""
    """How the council and the person are in contact, such as through one named officer; kept with the adjustments."""
    points: tuple[str, ...] = ()
    """The points of a complaint, each of which an answer finds on (R42)."""
    policy: str | None = None
    """``None`` is the one in force on the date of receipt."""
    reference: str | None = None
    """Only for cases brought from an old tracker; ``None`` takes the next of the year's series."""
    submission: SubmissionKey | None = None
    batch: int | None = None
    """The import that it came with."""


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """The person was told that the complaint, or the request for stage 2, has come in (R37, R44a)."""

    reference: str
    on: date | None = None
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class Allocate:
    """The case belongs to a service, and perhaps to a part of it: imported ones may come without (R80)."""

    reference: str
    service: str
    sub_service: str | None = None
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class Assign:
    """The case, and its open stage, go to an officer. ``override`` permits the stage 1 decider to review."""

    reference: str
    officer: str
    override: str | None = None
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class Extend:
    """The open stage gets ``days`` more working days (R39, R76)."""

    reference: str
    days: int
    reason: str
    on: date | None = None
    expected_version: int | None = None
    ombudsman_told: bool | None = None
    """Whether the person was given the Ombudsman's details with the new date (R40); ``None`` leaves it unsaid."""


@dataclass(frozen=True, slots=True)
class Respond:
    """The open stage is answered with a decision."""

    reference: str
    outcome: Outcome | None = None
    """``None`` only for a case with points of complaint: the outcome follows from the findings (R42)."""
    resolution_theme: str | None = None
    root_cause: str | None = None
    on: date | None = None
    decided_by: str | None = None
    """Who decided, when that is not the person recording it."""
    expected_version: int | None = None
    findings: tuple[tuple[int, Outcome], ...] = ()
    """For a case with points: the number of each with what was found on it."""


@dataclass(frozen=True, slots=True)
class Escalate:
    """The person asks for stage 2. The reason is theirs and optional (R44e)."""

    reference: str
    reason: str = ""
    reviewer: str | None = None
    override: str | None = None
    on: date | None = None
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class Reopen:
    """A closed stage begins again, with a clock of its own (R77)."""

    reference: str
    reason: str
    on: date | None = None
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The person withdraws the complaint."""

    reference: str
    reason: str = ""
    on: date | None = None
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class Resolve:
    """The complaint is settled with the person's agreement, without a decision."""

    reference: str
    reason: str = ""
    on: date | None = None
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class Refuse:
    """The council declines to consider the complaint; the reason is about this case (R14, R17, R18)."""

    reference: str
    reason: str
    on: date | None = None
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class Correct:
    """What was taken down wrongly is put right; the old value is kept with the reason.

    ``None`` leaves a field as it is. A blank empties it, which only the summary cannot be.
    """

    reference: str
    reason: str
    summary: str | None = None
    details: str | None = None
    desired_outcome: str | None = None
    raised_before: str | None = None
    name: str | None = None
    email: str | None = None
    telephone: str | None = None
    address: str | None = None
    postcode: str | None = None
    adjustments: str | None = None
    contact: str | None = None
    channel: Channel | None = None
    issue_on: date | None = None
    aware_on: date | None = None
    received_on: date | None = None
    """Only while the first attempt at stage 1 is open and was not extended: it moves the dates."""
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class Restrict:
    """From now on only whoever handles the case and those who oversee may see it (R136)."""

    reference: str
    reason: str
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class Unrestrict:
    """Everybody who works on cases may see it again."""

    reference: str
    reason: str
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """Words added to the case."""

    reference: str
    text: str
    expected_version: int | None = None
    on: date | None = None
    """The day that they are of, such as that of a telephone call; ``None`` is today."""


@dataclass(frozen=True, slots=True)
class AddPoint:
    """One more point of complaint, for the answer to find on (R42)."""

    reference: str
    text: str
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class Undo:
    """What was recorded last of the case is taken back, within minutes, by whoever recorded it."""

    reference: str
    expected_version: int | None = None
