"""One submission: a contact as any source gives it, checked, and the request to log it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from typing_extensions import TypedDict  # pydantic wants this one before Python 3.12

from caseapp.casework.requests import Complainant, Log, SubmissionKey
from caseapp.intake import cells
from caseapp.intake.dates import Dates, received_on
from caseapp.intake.digests import submission_digest
from caseapp.intake.layout import Filled, Layout
from caseapp.intake.meanings import Meanings, Refused, Skipper
from caseapp.intake.prepared import Prepared, named, with_lines
from caseapp.intake.profile import Profile
from caseapp.intake.reasons import Reason, Skipped, shortened
from caseapp.intake.rows import Heading, RawRow
from caseapp.intake.services import Placed, Services
from caseapp.intake.telephone import damage, tidied
from caseapp.rules.text import folded
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
_MARKED = ("submission_id", "telephone", "email", "postcode")
"""Fields in which an apostrophe before the text is a spreadsheet's, and nobody's spelling."""

Lines = tuple[tuple[str, str], ...]
"""Column and text of answers that have no place of their own."""


class Submission(TypedDict, total=False):
    """A contact as its source gives it, by field. What is blank is left out, as are kind and channel by default."""

    submission_id: cells.Key
    submitted_at: cells.Instant
    summary: cells.Text
    source: cells.Key
    kind: cells.SubmittedKind
    channel: cells.AnyChannel
    name: cells.Line
    email: cells.Email
    telephone: cells.Line
    address: cells.Text
    postcode: cells.Line
    service: cells.Line
    """As it was typed; a form may name several."""
    sub_service: cells.Line
    details: cells.Text
    desired_outcome: cells.Text
    raised_before: cells.Text
    issue_on: cells.Day
    aware_on: cells.Day
    adjustments: cells.Text
    language: cells.Line


class SubmissionRows:
    """Understands the rows of a file of submissions."""

    def __init__(self, profile: Profile, heading: Heading, services: Services) -> None:
        self._profile, self._services = profile, services
        self._layout = Layout(profile)
        self._columns = self._layout.columns_of(heading.names)
        self._form, self._habits = _form(), cells.Habits(profile)
        self._meanings, self._refused = Meanings(profile), Refused(profile)
        self._skipper = Skipper(profile.skips, heading.names)
        self._wanted = {field: words for field, words in _WANTED.items() if _is_needed(field, profile)}
        self._separator = profile.splitters.get("service", "")

    @property
    def dates(self) -> Dates:
        """What read the dates and instants of the rows so far."""
        return self._habits.dates

    def prepare(self, row: RawRow) -> Prepared | Skipped | tuple[Reason, ...]:
        """The request to log the submission of one row; why it is left out; or everything that is wrong with it."""
        skipped = self._skipper.skipped(row.cells)
        if skipped is not None:
            return skipped
        filled = self._layout.fill(row.cells)
        fields = filled.fields
        marked = _without_apostrophes(fields)
        self._complete(fields, filled.others)
        answer = self._form.read(fields, self._habits, self._wanted, lambda: named(self._columns, filled))
        refused = self._refused.reasons(filled.others)
        if refused or isinstance(answer, tuple):
            return (*(answer if isinstance(answer, tuple) else ()), *refused)
        return self._prepared(answer, filled, marked)

    def _complete(self, fields: dict[str, str], others: Lines) -> None:
        """Say what can be said of fields that are blank."""
        if "source" not in fields:
            fields["source"] = self._profile.source
        if not self._meanings.are_plain:
            self._meanings.put(fields)
        if others:
            fields["details"] = with_lines(fields.get("details", ""), others)
        if "summary" not in fields and "details" in fields:
            fields["summary"] = shortened(fields["details"], SUMMARY_FROM_DETAILS)

    def _prepared(self, answer: Submission, filled: Filled, marked: Lines) -> Prepared:
        placed = self._services.place(answer.get("service", ""), answer.get("sub_service", ""), self._separator)
        notes = list(_notes(answer, placed, marked))
        without_place = list(_without_place(answer, placed))
        columns = named(self._columns, filled) if notes or without_place else {}
        lines = tuple((columns.get(field, field), said) for field, said in without_place)
        told = tuple(Reason(words, columns.get(field, field), typed) for field, words, typed in notes)
        return Prepared(_as_log(answer, placed, lines), _key(answer), told)


@cache
def _form() -> cells.Form[Submission]:
    return cells.Form(Submission)


def _is_needed(field: str, profile: Profile) -> bool:
    """Whether a row must have it: some sources have no reference of their own, and some no instant."""
    if field == "submitted_at":
        return not profile.received_when_imported
    return field != "submission_id" or field in profile.questions


def _without_apostrophes(fields: dict[str, str]) -> Lines:
    """Take off the apostrophes that spreadsheets put before text; gives the fields and what was typed."""
    marked: Lines = ()
    for field in _MARKED:
        typed = fields.get(field, "")
        if typed[:1] == "'":
            marked += ((field, typed),)
            fields[field] = tidied(typed)
    return marked


def _key(answer: Submission) -> SubmissionKey:
    """Under which it is taken once: the source's own reference, else the content itself."""
    content = submission_digest(answer)
    return SubmissionKey(
        answer["source"], answer.get("submission_id") or f"without a reference: {content[:16]}", content
    )


def _without_place(answer: Submission, placed: Placed) -> Iterator[tuple[str, str]]:
    """What a case has no field for: a service that is not the council's or not so written, another language."""
    for field, likened in placed.likened:
        yield field, likened.typed
    if not placed.services:
        if "service" in answer:
            yield "service", answer["service"]
        if "sub_service" in answer:
            yield "sub_service", answer["sub_service"]
    if not _is_english(answer):
        yield "language", answer["language"]


def _as_log(answer: Submission, placed: Placed, lines: Lines) -> Log:
    summary, details = cells.lined(answer["summary"]), answer.get("details", "")
    if len(summary) > LONGEST_SUMMARY:
        summary, details = shortened(summary, LONGEST_SUMMARY), f"{answer['summary']}\n\n{details}".strip()
    services = placed.services
    return Log(
        summary=summary,
        details=with_lines(details, lines) if lines else details,
        service=services[0] if services else None,
        other_services=services[1:],
        sub_service=placed.sub_service,
        kind=answer.get("kind", Kind.COMPLAINT),
        channel=answer.get("channel", Channel.WEB),
        received_on=received_on(answer["submitted_at"]) if "submitted_at" in answer else None,
        desired_outcome=answer.get("desired_outcome", ""),
        raised_before=answer.get("raised_before", ""),
        issue_on=answer.get("issue_on"),
        aware_on=answer.get("aware_on"),
        complainant=Complainant(
            answer.get("name", ""),
            answer.get("email", ""),
            answer.get("telephone", ""),
            answer.get("address", ""),
            answer.get("postcode", ""),
        ),
        adjustments=answer.get("adjustments", ""),
    )


def _notes(answer: Submission, placed: Placed, marked: Lines) -> Iterator[tuple[str, str, str]]:
    """What to know of a row that is taken in: the field, the words and what was typed."""
    if "service" in answer and not placed.services:
        yield "service", "is not a service of the council; an officer allocates it", answer["service"]
    for field, likened in placed.likened:
        yield field, likened.words, likened.typed
    for field, typed in marked:
        yield field, "has an apostrophe that a spreadsheet put there; it is left out", typed
    if "telephone" in answer and (damaged := damage(answer["telephone"])):
        yield "telephone", damaged, answer["telephone"]
    if "submitted_at" not in answer:
        yield "submitted_at", "is not told; it was received on the day of the import", ""
    if not _is_english(answer):
        yield "language", "is the language to answer in", answer["language"]


def _is_english(answer: Submission) -> bool:
    return "language" not in answer or folded(answer["language"]) in _ENGLISH
