"""One submission: a contact as any source gives it, checked, and the request to log it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from functools import cache

from pydantic import TypeAdapter

from caseapp.casework.requests import Complainant, Log, SubmissionKey
from caseapp.intake import cells
from caseapp.intake.digests import digest
from caseapp.intake.layout import Filled, Layout
from caseapp.intake.prepared import Prepared, named, with_lines
from caseapp.intake.profile import Profile
from caseapp.intake.reasons import Reason, shortened
from caseapp.intake.rows import Heading, RawRow
from caseapp.intake.services import Services
from caseapp.intake.telephone import damage, tidied
from caseapp.rules.instants import london_date
from caseapp.rules.text import folded, one_line
from caseapp.rules.vocabulary import Channel, Kind

SUMMARY_FROM_DETAILS = 100
"""Characters of the details that stand for a summary when there is none."""
LONGEST_SUMMARY = 200
"""Characters. A longer one is a story: it goes to the details, and its beginning stays."""

_WANTED = {
    "submission_id": "every submission needs a reference of its own",
    "submitted_at": "write it like 2026-03-30T09:15:27+01:00",
    "summary": "say in a line, or in the details, what it is about",
}
_ENGLISH = frozenset({"en", "english"})


@dataclass(frozen=True, slots=True)
class Submission:
    """A contact as its source gives it. Texts may be blank."""

    submission_id: cells.Key
    submitted_at: cells.Instant
    summary: cells.Text
    source: cells.Key
    kind: cells.SubmittedKind = Kind.COMPLAINT
    channel: cells.AnyChannel = Channel.WEB
    name: cells.Line = ""
    email: cells.Email = ""
    telephone: cells.Line = ""
    address: cells.Text = ""
    postcode: cells.Line = ""
    service: cells.Line = ""
    """As it was typed; a form may name several."""
    sub_service: cells.Line = ""
    details: cells.Text = ""
    desired_outcome: cells.Text = ""
    raised_before: cells.Text = ""
    issue_on: cells.Day | None = None
    aware_on: cells.Day | None = None
    adjustments: cells.Text = ""
    language: cells.Line = ""

    @property
    def received_on(self) -> date:
        """The date in Cambridge on which it was sent: 23:30 UTC in summer is the next day."""
        return london_date(self.submitted_at)

    @property
    def key(self) -> SubmissionKey:
        """Under which it is taken once."""
        content = {field.name: getattr(self, field.name) for field in fields(self)}
        return SubmissionKey(self.source, self.submission_id, digest(self.submission_id, content))


class SubmissionRows:
    """Understands the rows of a file of submissions."""

    def __init__(self, profile: Profile, heading: Heading, services: Services) -> None:
        self._profile, self._services = profile, services
        self._layout = Layout(profile)
        self._columns = self._layout.columns_of(heading.names)

    def prepare(self, row: RawRow) -> Prepared | tuple[Reason, ...]:
        """The request to log the submission of one row, or everything that is wrong with the row."""
        filled = self._layout.fill(row.cells)
        columns = named(self._columns, filled)
        order = self._profile.date_order
        answer = cells.check(_adapter(), self._complete(filled), columns=columns, order=order, wanted=_WANTED)
        if isinstance(answer, tuple):
            return answer
        services = self._services.listed(answer.service, self._profile.splitters.get("service", ""))
        lines = _without_place(answer, services, columns)
        log = _as_log(answer, services, lines)
        return Prepared(log, answer.key, _notes(answer, services, columns))

    def _complete(self, filled: Filled) -> dict[str, str]:
        """The fields with what can be said of those that are blank."""
        fields = {"source": self._profile.source, **filled.fields}
        details = with_lines(fields.get("details", ""), filled.others)
        if details:
            fields["details"] = details
            fields.setdefault("summary", shortened(details, SUMMARY_FROM_DETAILS))
        if "telephone" in fields:
            fields["telephone"] = tidied(fields["telephone"])
        return fields


@cache
def _adapter() -> TypeAdapter[Submission]:
    return TypeAdapter(Submission)


def _without_place(
    submission: Submission, services: tuple[str, ...], columns: dict[str, str]
) -> tuple[tuple[str, str], ...]:
    """What a case has no field for, by column: a service that is not the council's, another language."""
    lines = []
    if not services:
        lines += [("service", submission.service), ("sub_service", submission.sub_service)]
    if not _is_english(submission):
        lines.append(("language", submission.language))
    return tuple((columns.get(field, field), said) for field, said in lines if said)


def _as_log(submission: Submission, services: tuple[str, ...], lines: tuple[tuple[str, str], ...]) -> Log:
    summary, details = one_line(submission.summary), submission.details
    if len(summary) > LONGEST_SUMMARY:
        summary, details = shortened(summary, LONGEST_SUMMARY), f"{submission.summary}\n\n{details}".strip()
    return Log(
        summary=summary,
        details=with_lines(details, lines),
        service=services[0] if services else None,
        other_services=services[1:],
        sub_service=submission.sub_service if services and submission.sub_service else None,
        kind=submission.kind,
        channel=submission.channel,
        received_on=submission.received_on,
        desired_outcome=submission.desired_outcome,
        raised_before=submission.raised_before,
        issue_on=submission.issue_on,
        aware_on=submission.aware_on,
        complainant=Complainant(
            name=submission.name,
            email=submission.email,
            telephone=submission.telephone,
            address=submission.address,
            postcode=submission.postcode,
        ),
        adjustments=submission.adjustments,
    )


def _notes(submission: Submission, services: tuple[str, ...], columns: dict[str, str]) -> tuple[Reason, ...]:
    notes = []
    if submission.service and not services:
        words = "is not a service of the council; an officer allocates it"
        notes.append(Reason(words, columns.get("service", "service"), submission.service))
    if damaged := damage(submission.telephone):
        notes.append(Reason(damaged, columns.get("telephone", "telephone"), submission.telephone))
    if not _is_english(submission):
        notes.append(Reason("is the language to answer in", columns.get("language", "language"), submission.language))
    return tuple(notes)


def _is_english(submission: Submission) -> bool:
    return not submission.language or folded(submission.language) in _ENGLISH
