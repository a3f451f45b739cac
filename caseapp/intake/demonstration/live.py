"""The live caseload: some months of answered cases, and a worklist placed around today.

The open cases come from ``open_cases.csv``, which says of each when it is due in working days from today, so that
whatever today is, something is overdue, due, new, extended and at stage 2. Their dates are worked out backwards
for a policy whose clock starts at receipt.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from dateutil.relativedelta import relativedelta

from caseapp.intake.demonstration import pace
from caseapp.intake.demonstration.author import UNSTAFFED, Author, Outline
from caseapp.intake.demonstration.files import read_csv
from caseapp.intake.demonstration.narratives import Topic
from caseapp.intake.demonstration.pace import StageDates
from caseapp.intake.demonstration.published import PublishedYear
from caseapp.intake.history import HistoryRow
from caseapp.rules.calendar import WorkingCalendar
from caseapp.rules.periods import Period, between, last_complete_quarter
from caseapp.rules.policy import Policy
from caseapp.rules.vocabulary import Channel

ALL_CASES = 330
COMPLIMENTS = 20
_WORST = 12
"""The latest answer, in working days after the date that counted; short enough to fit the two quarters."""
_ESCALATED = 0.1
_SEVERAL = 0.05


@dataclass(frozen=True, slots=True)
class Scenario:
    """One open case."""

    stage: int
    due: int | None
    """In working days from today, the first working day from today on being 0; ``None`` is this week or next."""
    acknowledged: bool
    extension: int
    """In working days; 0 when the open stage has none."""
    assigned: bool
    several: bool


def live_window(today: date) -> Period:
    """From the first day of the quarter before the last complete quarter to today."""
    first: date = last_complete_quarter(today).first - relativedelta(months=3)
    return between(first, today)


def live_rows(author: Author, model: PublishedYear, today: date, folder: Path) -> Iterator[HistoryRow]:
    """The live cases in order of receipt, without references; services and channels are as common as in ``model``."""
    desk = _Desk(author, model, live_window(today))
    scenarios = read_scenarios(folder)
    rows = [author.complaint(desk.open_case(scenario, on)) for scenario, on in _placed(scenarios, author, today)]
    rows += [author.complaint(desk.answered()) for _ in range(ALL_CASES - COMPLIMENTS - len(rows))]
    rows += [desk.compliment() for _ in range(COMPLIMENTS)]
    return iter(sorted(rows, key=lambda row: row.received_on))


def read_scenarios(folder: Path) -> list[Scenario]:
    """The open cases of ``open_cases.csv``, one for each of its counts."""
    return [_scenario(row) for row in read_csv(folder / "open_cases.csv") for _ in range(int(row["count"]))]


def _scenario(row: dict[str, str]) -> Scenario:
    return Scenario(
        stage=int(row["stage"]),
        due=None if row["due"] == "soon" else int(row["due"]),
        acknowledged=row["acknowledged"] == "yes",
        extension=int(row["extension_days"]),
        assigned=row["assigned"] == "yes",
        several=row["several"] == "yes",
    )


def _placed(scenarios: list[Scenario], author: Author, today: date) -> Iterator[tuple[Scenario, date]]:
    """Each scenario with the date on which it is due."""
    zero = author.calendar.add(today, 0)
    days = soon(author.calendar, today)
    taken = 0
    for scenario in scenarios:
        if scenario.due is None:
            yield scenario, days[taken % len(days)]
            taken += 1
        else:
            yield scenario, author.calendar.add(zero, scenario.due)


def soon(calendar: WorkingCalendar, today: date) -> list[date]:
    """The working days after the one that counts as today, up to the end of next week; at least one, however late."""
    sunday = today + timedelta(days=13 - today.weekday())
    days = [calendar.next_working(calendar.add(today, 0))]
    while calendar.next_working(days[-1]) <= sunday:
        days.append(calendar.next_working(days[-1]))
    return days


@dataclass(frozen=True, slots=True)
class _Desk:
    """Makes live cases of one window."""

    author: Author
    model: PublishedYear
    window: Period

    @property
    def _policy(self) -> Policy:
        return self.author.policies.on(self.window.last)

    def open_case(self, scenario: Scenario, due_on: date) -> Outline:
        """A case whose current stage is open and due on a date."""
        dates = self._open_stage(scenario, due_on)
        service = self._service()
        stages = (dates,) if scenario.stage == 1 else (self._answered_before(service, dates.opened_on), dates)
        received_on = stages[0].opened_on
        topic = self._topic(service, received_on)
        working = self.author.calendar.is_working(received_on)
        channel = self._channel() if working else Channel.WEB
        return Outline(
            received_on, channel, service, topic, scenario.several, self._policy, stages, assigned=scenario.assigned
        )

    def answered(self) -> Outline:
        """A case that was answered within the window, at stage 1 or at both."""
        dice, calendar, policy = self.author.dice, self.author.calendar, self._policy
        service, channel = self._service(), self._channel()
        courses = [self._course(service, number) for number in ((1, 2) if dice.chance(_ESCALATED) else (1,))]
        gap = pace.gap(dice)
        length = sum(pace.longest(course, policy, number) for number, course in enumerate(courses, start=1))
        latest = calendar.add(pace.last_working(calendar, self.window.last), -length - gap * (len(courses) - 1))
        window = between(self.window.first, latest)
        received_on = pace.receipt_day(dice, calendar, window, (), staffed=channel not in UNSTAFFED)
        stages = pace.both(courses, policy, calendar, received_on, gap)
        topic = self._topic(service, received_on)
        return Outline(received_on, channel, service, topic, dice.chance(_SEVERAL), policy, stages)

    def compliment(self) -> HistoryRow:
        """A compliment received in the window."""
        author, channel = self.author, self._channel()
        staffed = channel not in UNSTAFFED
        received_on = pace.receipt_day(author.dice, author.calendar, self.window, (), staffed=staffed)
        thanked = {service.service: service.compliments for service in self.model.services}
        return author.compliment(received_on, channel, author.dice.weighted(thanked))

    def _open_stage(self, scenario: Scenario, answer_by: date) -> StageDates:
        """Counted back from the date that counts: extension, opening; then what has happened by today."""
        calendar, today = self.author.calendar, self.window.last
        stage = self._policy.stage(scenario.stage)
        extension = pace.longest_allowed(stage, scenario.extension)
        due_on = calendar.add(answer_by, -extension)
        opened_on = min(calendar.add(due_on, -stage.response_days), today)
        dates = StageDates(opened_on, self._acknowledged_on(opened_on) if scenario.acknowledged else None)
        if not extension:
            return dates
        extended_on = min(calendar.add(due_on, -self.author.dice.below(3)), pace.last_working(calendar, today))
        return StageDates(opened_on, dates.acknowledged_on, extended_on, answer_by)

    def _acknowledged_on(self, opened_on: date) -> date:
        """In time, and not after today."""
        calendar = self.author.calendar
        days = self.author.dice.below(self._policy.acknowledgement_days + 1)
        return min(calendar.add(opened_on, days), pace.last_working(calendar, self.window.last))

    def _answered_before(self, service: str, requested_on: date) -> StageDates:
        """A stage 1 that was answered before stage 2 was asked for on that date."""
        course = self._course(service, 1)
        length = pace.longest(course, self._policy, 1) + pace.gap(self.author.dice)
        calendar = self.author.calendar
        return pace.dated(course, self._policy, calendar, 1, calendar.add(requested_on, -length))

    def _course(self, service: str, number: int) -> pace.Course:
        on_time = self.author.dice.chance(self._share_in_target(service))
        return pace.draw(self.author.dice, self._policy, number, on_time=on_time, worst=_WORST)

    def _share_in_target(self, service: str) -> float:
        """Half-way from the published share to all: the live months are a better year."""
        percent = next(year.in_target_pct for year in self.model.services if year.service == service)
        return (100 + percent) / 200

    def _service(self) -> str:
        return self.author.dice.weighted({service.service: service.whole.stage1 for service in self.model.services})

    def _topic(self, service: str, received_on: date) -> Topic:
        topics = self.author.narratives.services[service].topics
        return self.author.dice.weighted({t: t.weight for t in topics if t.in_season(received_on.month)})

    def _channel(self) -> Channel:
        return self.author.dice.weighted(self.model.channels)
