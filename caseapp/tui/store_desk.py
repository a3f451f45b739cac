"""The desk over a real store. Its methods are called in threads, and import the store only there."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING, NoReturn

from caseapp.casework.requests import Complainant
from caseapp.rules.calendar import WorkingCalendar
from caseapp.rules.errors import Refusal, RuleBroken
from caseapp.rules.policy import Policies
from caseapp.rules.text import folded, one_line
from caseapp.rules.vocabulary import Division
from caseapp.rules.workflow import HANDLERS
from caseapp.tui.desk import CaseFile, Entry, Past, Pulse, Recorded, Sitting, SpecialNote, WordsUsed
from caseapp.tui.views import Due, View

if TYPE_CHECKING:
    from caseapp.bootstrap import Caseapp
    from caseapp.rules.case import Case
    from caseapp.store.queries.cases import CaseView, TimelineEntry
    from caseapp.store.queries.previous import Earlier
    from caseapp.store.queries.today import Today
    from caseapp.store.queries.worklist import WorklistFilter, WorklistRow
    from caseapp.store.reader import Reader
    from caseapp.tui.desk import Request
    from caseapp.tui.widgets.grid_loading import Stop


_NOTES_FROM = 10
"""The newest earlier complaints whose special notes are read."""


@dataclass(frozen=True, slots=True)
class _Rules:
    """What cases are counted by. Read with each sitting, not with each case: a calendar spans many years."""

    policies: Policies
    calendars: Mapping[Division, WorkingCalendar]


class StoreDesk:
    """``Desk`` over ``Caseapp``."""

    def __init__(self, app: Caseapp) -> None:
        self._app = app
        self._rules: _Rules | None = None

    @property
    def caseapp(self) -> Caseapp:
        """What the desks of single areas are made from."""
        return self._app

    def sitting(self) -> Sitting:
        """Who, when and the lists to choose from."""
        from caseapp.casework.sight import require_visitor  # it brings in the store

        today = self._app.today
        with self._app.reading() as reader:
            rules = self._rules = _read_rules(reader)
            may_join = reader.may_join
            person = require_visitor(reader, self._name)
            people = reader.officers
            services = tuple(reader.service_names())
        return Sitting(
            actor=person,
            today=today,
            calendar=rules.calendars[rules.policies.on(today).division],
            store=self._app.store.name,
            services=services,
            people=tuple(person for person in people.values() if person.role in HANDLERS),
            may_join=may_join,
        )

    def numbers(self) -> Today:
        """The numbers of the opening screen."""
        from caseapp.store.queries.today import today

        with self._app.looking() as reader:
            rules = self._known_rules(reader)
            calendar = rules.calendars[rules.policies.on(self._app.today).division]
            return today(reader, self._name, self._app.today, calendar)

    def pulse(self) -> Pulse:
        """The newest event and the date."""
        from caseapp.store.queries.pulse import newest_event

        with self._app.reading() as reader:
            return Pulse(newest_event(reader), self._app.today)

    def ids(self, view: View) -> array[int]:
        """The ids of a view's cases, in its order."""
        from caseapp.store.queries.worklist import worklist_ids

        with self._app.looking() as reader:
            return worklist_ids(reader, *self._filtered(reader, view))

    def ids_until(self, view: View, stop: Stop) -> array[int]:
        """As ``ids``, but none when it was stopped before it began; stopped later, the store says that it failed."""
        from caseapp.store.queries.worklist import worklist_ids

        with self._app.looking() as reader, stop.reaches(reader.interrupt) as is_wanted:
            return worklist_ids(reader, *self._filtered(reader, view)) if is_wanted else array("q")

    def first_ids(self, view: View, most: int) -> array[int]:
        """The first of a view's ids, as far as they are known at once."""
        from caseapp.store.queries.worklist import first_ids

        with self._app.looking() as reader:
            return first_ids(reader, *self._filtered(reader, view), most)

    def _filtered(self, reader: Reader, view: View) -> tuple[WorklistFilter, date, WorkingCalendar]:
        rules, today = self._known_rules(reader), self._app.today
        calendar = rules.calendars[rules.policies.on(today).division]
        return _filter(view, self._name, today, calendar), today, calendar

    def rows(self, ids: Sequence[int]) -> Mapping[int, WorklistRow]:
        """The worklist's lines for these ids."""
        from caseapp.store.queries.worklist import worklist_rows

        with self._app.looking() as reader:
            return worklist_rows(reader, ids)

    def case_file(self, reference: str) -> CaseFile:
        """One case with what is shown of it; of a restricted one only that it can be opened, or whom to ask."""
        with self._app.looking() as reader:
            file = self._read(reader, reference)
            if file.case.restricted:
                self._refuse_in_passing(reader, file.case)
            return file

    def open_case(self, reference: str) -> CaseFile:
        """One case that somebody means to see."""
        with self._app.looking() as reader:
            file = self._read(reader, reference)
        self._app.look_at(file.case, "terminal")
        return file

    def _read(self, reader: Reader, reference: str) -> CaseFile:
        from caseapp.store.queries.cases import case_view

        return _file(case_view(reader, reference), self._known_rules(reader))

    def _refuse_in_passing(self, reader: Reader, case: Case) -> NoReturn:
        from caseapp.casework.sight import require_sight, require_sight_of

        require_sight_of(case, require_sight(reader, self._name))
        raise RuleBroken(
            Refusal(
                f"{case.reference} is restricted. Press Enter in the list to open it; the look is recorded.", "R136"
            )
        )

    def past(self, sought: Complainant, *, exclude: str = "") -> Past:
        """Earlier complaints of the same person or address."""
        from caseapp.store.queries.previous import previous

        known = asdict(sought)
        if not any(value.strip() for value in known.values()):
            return Past()
        with self._app.looking() as reader:
            earlier = previous(reader, **known, exclude=exclude or None)
            return Past(earlier, tuple(_special_notes(reader, earlier, sought)))

    def parts(self, service: str) -> tuple[str, ...]:
        """The parts of a service that are known by name."""
        with self._app.reading() as reader:
            return tuple(reader.sub_service_names(service))

    def words_used(self, service: str | None) -> WordsUsed:
        """What answers were said to be about, and why it happened."""
        from caseapp.store.queries.words import root_causes, themes

        with self._app.reading() as reader:
            return WordsUsed(themes(reader, service), root_causes(reader))

    def prepare(self) -> None:
        """Import the verbs."""
        import caseapp.casework.verbs  # noqa: F401  # imported so that the first save does not have to

    def do(self, request: Request) -> Recorded:
        """Carry out one request as one transaction."""
        case = self._app.do(request).case
        return Recorded(request, case.reference, case.id)

    @property
    def _name(self) -> str:
        return one_line(self._app.user)

    def _known_rules(self, reader: Reader) -> _Rules:
        if self._rules is None:
            self._rules = _read_rules(reader)
        return self._rules


def _special_notes(reader: Reader, earlier: Iterable[Earlier], sought: Complainant) -> Iterator[SpecialNote]:
    """What was noted of the same person; a restricted case says nothing before it is opened (R136)."""
    from caseapp.store.queries.cases import case_view

    for each in islice(earlier, _NOTES_FROM):
        if reader.case(each.reference).restricted:
            continue
        view = case_view(reader, each.reference)
        if (view.adjustments or view.contact) and _is_same_person(view, sought):
            yield SpecialNote(each.reference, view.adjustments, view.contact)


def _is_same_person(view: CaseView, sought: Complainant) -> bool:
    pairs = ((view.name, sought.name), (view.email, sought.email), (view.telephone, sought.telephone))
    return any(folded(one) == folded(other) != "" for one, other in pairs)


def _read_rules(reader: Reader) -> _Rules:
    divisions = {policy.division for policy in reader.policies}
    return _Rules(reader.policies, {division: reader.calendar(division) for division in divisions})


def _filter(view: View, name: str, today: date, calendar: WorkingCalendar) -> WorklistFilter:
    from caseapp.store.queries.worklist import Order, WorklistFilter

    return WorklistFilter(
        overdue=view.overdue,
        due_within=_working_days(view.due, today, calendar),
        unacknowledged=view.unacknowledged,
        mine=name if view.mine else None,
        unassigned=view.unassigned,
        stage=view.stage,
        include_closed=view.include_closed,
        text=view.text,
        references=view.references,
        order=Order[view.sort.name],
        reverse=view.is_reversed,
    )


def _working_days(due: Due | None, today: date, calendar: WorkingCalendar) -> int | None:
    """How many working days ahead a view looks; a week ends on its Sunday."""
    if due is None:
        return None
    until = today if due is Due.TODAY else today + timedelta(days=6 - today.weekday())
    return calendar.count(today, until)


def _file(view: CaseView, rules: _Rules) -> CaseFile:
    policy = rules.policies.get(view.case.policy)
    return CaseFile(
        case=view.case,
        policy=policy,
        calendar=rules.calendars[policy.division],
        complainant=Complainant(view.name, view.email, view.telephone, view.address, view.postcode),
        summary=view.summary,
        details=view.details,
        desired_outcome=view.desired_outcome,
        adjustments=view.adjustments,
        timeline=tuple(map(_entry, view.timeline)),
        raised_before=view.raised_before,
        channel=view.channel,
        issue_on=view.issue_on,
        aware_on=view.aware_on,
        contact=view.contact,
        other_services=view.other_services,
        source=view.source,
        submission=view.submission,
        latest=view.latest,
        counted=view.counted,
    )


def _entry(entry: TimelineEntry) -> Entry:
    return Entry(entry.on, entry.words, entry.by, entry.text, entry.version, entry.at)
