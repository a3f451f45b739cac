"""Past years whose stage records, share in target and compliments are the council's published ones.

A stage record belongs to the year in which it was begun. A stage 2 of the year therefore needs a complaint of the
same year that was answered and came back before the year was over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from caseapp.intake.demonstration import pace
from caseapp.intake.demonstration.author import UNSTAFFED, Author, Outline
from caseapp.intake.demonstration.dice import Dice, largest_remainder
from caseapp.intake.demonstration.narratives import Topic
from caseapp.intake.demonstration.published import Counts, PublishedYear, ServiceYear
from caseapp.intake.history import HistoryRow
from caseapp.rules.errors import Imbalance
from caseapp.rules.periods import Period, between
from caseapp.rules.vocabulary import Channel

_WORST = 45
"""The latest answer, in working days after the date that counted."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What one complaint has to contribute to its service's figures."""

    service: str
    several: bool
    on_time: tuple[bool, ...]
    """For each stage that it has, whether it is answered in target."""


def past_rows(author: Author, year: PublishedYear) -> Iterator[HistoryRow]:
    """A published year's complaints and compliments in order of receipt, with the old tracker's references."""
    dealt = [pair for service in year.services for pair in _dealt(author, service)]
    channels = author.dice.shuffled(channel for channel, count in year.channels.items() for _ in range(count))
    rows = [
        author.complaint(_outline(author, year.period, plan, topic, channel))
        for (plan, topic), channel in zip(dealt, channels, strict=True)
    ]
    rows += _compliments(author, year)
    rows.sort(key=lambda row: row.received_on)
    for number, row in enumerate(rows, start=1):
        yield replace(row, reference=f"CFC-{year.period.first.year}-{number:04d}")


def _dealt(author: Author, service: ServiceYear) -> list[tuple[Plan, Topic]]:
    plans = _plans(author.dice, service)
    topics = author.narratives.services[service.service].topics
    units = topic_units(topics, service.labels, service.whole.total)
    return list(zip(plans, _deal(author.dice, units, plans), strict=True))


def _plans(dice: Dice, service: ServiceYear) -> list[Plan]:
    """A service's complaints, those that went to stage 2 first."""
    rest = service.whole.less(service.several)
    plans = [
        Plan(service.service, several, on_time)
        for several, counts in ((True, service.several), (False, rest))
        for on_time in _on_time(dice, counts)
    ]
    return sorted(plans, key=lambda plan: -len(plan.on_time))


def _on_time(dice: Dice, counts: Counts) -> Iterator[tuple[bool, ...]]:
    """In target or not, for each stage of each complaint."""
    flags = dice.shuffled(number < counts.in_target for number in range(counts.total))
    stage1, stage2 = flags[: counts.stage1], flags[counts.stage1 :]
    yield from zip(stage1, stage2, strict=False)
    yield from ((flag,) for flag in stage1[counts.stage2 :])


def topic_units(topics: Sequence[Topic], labels: Mapping[str, int], total: int) -> dict[Topic, int]:
    """How many of a service's stage records each topic gets: the published ones first, the rest by weight.

    Raises:
        Imbalance: the published ones are more than there are, leave some that nothing can take, or name no topic.
    """
    units: dict[Topic, int] = {}
    for label, count in labels.items():
        named = {topic: topic.weight for topic in topics if label in {topic.sub_service, topic.theme}}
        if not named:
            raise Imbalance(f"No topic is called “{label}”, for which there is a published figure; add one.")
        units |= largest_remainder(count, named)
    others = {topic: topic.weight for topic in topics if topic not in units}
    left = total - sum(units.values())
    if left < 0 or (left > 0 and not others):
        raise Imbalance(f"Of {total} stage records, the published details account for {total - left}; correct them.")
    return units | largest_remainder(left, others)


def _deal(dice: Dice, units: Mapping[Topic, int], plans: Sequence[Plan]) -> list[Topic]:
    """A topic for each plan. One that went to stage 2 is two stage records, so it uses two units of its topic."""
    left = dict(units)
    topics: list[Topic] = []
    for _ in range(sum(len(plan.on_time) == 2 for plan in plans)):
        chosen = dice.weighted({topic: count * topic.escalates for topic, count in left.items() if count >= 2})
        left[chosen] -= 2
        topics.append(chosen)
    return topics + dice.shuffled(topic for topic, count in left.items() for _ in range(count))


def _outline(author: Author, period: Period, plan: Plan, topic: Topic, channel: Channel) -> Outline:
    dice, calendar = author.dice, author.calendar
    policy = author.policies.on(period.last)
    courses = [
        pace.draw(dice, policy, number, on_time=on_time, worst=_WORST)
        for number, on_time in enumerate(plan.on_time, start=1)
    ]
    gap = pace.gap(dice)
    last = period.last
    if len(courses) == 2:
        last = calendar.add(pace.last_working(calendar, last), -pace.longest(courses[0], policy, 1) - gap)
    window = between(period.first, last)
    received_on = pace.receipt_day(dice, calendar, window, topic.months, staffed=channel not in UNSTAFFED)
    stages = pace.both(courses, policy, calendar, received_on, gap)
    return Outline(received_on, channel, plan.service, topic, plan.several, policy, stages)


def _compliments(author: Author, year: PublishedYear) -> list[HistoryRow]:
    rows = []
    for service in year.services:
        for _ in range(service.compliments):
            channel = author.dice.weighted(year.channels)
            staffed = channel not in UNSTAFFED
            received_on = pace.receipt_day(author.dice, author.calendar, year.period, (), staffed=staffed)
            rows.append(author.compliment(received_on, channel, service.service))
    return rows
