"""How long one due date and one count of working days take, against the peers that people would use instead.

    python tests/benchmarks/working_days.py [--size N] [--rounds N]

Every contender answers the same questions about England, and all answers are compared before anything is timed.
Rounds go in turn so that a drifting machine drifts for all of them alike. The table shows medians: of the time an
answer took, and of how many times as long as caseapp's it took in the same round. Each contender is given what it
likes best: numpy its own dates and a calendar made beforehand, the others Python's dates. What is asked one at a time
is about the dates of one quarter, as a worklist's are; what is asked in bulk is about N dates of eleven years, of
which those who can only answer one at a time answer the first 500. Exits 1 if a bound is broken.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from statistics import median
from time import perf_counter
from typing import Any

import holidays
import numpy as np
import numpy.typing as npt
from workalendar.europe import UnitedKingdom

from caseapp.casework.bank_holidays import calendar_for
from caseapp.rules.vocabulary import Division

DAYS = 10
ELEVEN_YEARS = date(2012, 1, 1), date(2022, 12, 31)
"""Dates of receipt. workalendar lacks the coronation of May 2023, so the questions end before it."""
A_QUARTER = date(2022, 7, 1), date(2022, 9, 30)
FEW = 500
"""How many dates are answered one at a time."""
LONG_ENOUGH = 0.02
"""Seconds that a round takes at least, so that the clock and the first touch of memory do not count."""
A_DAY = timedelta(days=1)
BOUNDS = {"numpy, one call": 20, "workalendar": 200}
"""How many times faster than these one due date must be."""

Answers = Sequence[Any] | npt.NDArray[np.datetime64]


@dataclass(frozen=True)
class Contender:
    """One way to answer, and the nanoseconds an answer that each of its rounds took."""

    name: str
    answer: Callable[[], Answers]
    """Answers every question it is given, as a list or an array."""
    asked: int
    """How many questions that is."""
    rounds: list[float] = field(default_factory=list)

    @property
    def nanoseconds(self) -> float:
        """The median of its rounds."""
        return median(self.rounds)

    def take_a_round(self) -> None:
        """Answer everything, often enough for the time to mean something, and note how long an answer took."""
        times, began = 0, perf_counter()
        while (taken := perf_counter() - began) < LONG_ENOUGH:
            self.answer()
            times += 1
        self.rounds.append(taken / times / self.asked * 1e9)

    def times_as_long_as(self, other: Contender) -> float:
        """How many times as long as another's an answer took, round by round: the median."""
        return median(mine / theirs for mine, theirs in zip(self.rounds, other.rounds, strict=True))


@dataclass(frozen=True)
class Questions:
    """Dates of receipt, and later dates up to which to count."""

    starts: list[date]
    ends: list[date]

    def first(self, number: int) -> Questions:
        """The first few of them."""
        return Questions(self.starts[:number], self.ends[:number])


class Peers:
    """Everyone who answers, made ready beforehand."""

    def __init__(self) -> None:
        self.ours = calendar_for(Division.ENGLAND_AND_WALES)
        self.closed = frozenset(self.ours.closed_days)
        self.numpy = np.busdaycalendar(holidays=np.array(sorted(self.closed), dtype="datetime64[D]"))
        self.offset = partial(np.busday_offset, roll="backward", busdaycal=self.numpy)
        self.workalendar = UnitedKingdom()
        self.holidays = holidays.country_holidays("GB", subdiv="ENG", years=range(2012, 2024))

    def walk(self, start: date, days: int) -> date:
        """A due date by looking at one day after another."""
        day = start
        while days:
            day += A_DAY
            if day.weekday() < 5 and day not in self.closed:
                days -= 1
        return day

    def walked(self, start: date, end: date) -> int:
        """A count by looking at one day after another."""
        day, number = start, 0
        while day < end:
            day += A_DAY
            number += day.weekday() < 5 and day not in self.closed
        return number

    def due_one(self, asked: Questions) -> list[Contender]:
        """A due date, asked for one at a time."""
        starts, size = asked.starts, len(asked.starts)
        arrays = list(np.array(starts, dtype="datetime64[D]"))

        def each(name: str, function: Callable[[Any, int], Any], given: Sequence[Any] = starts) -> Contender:
            return Contender(name, lambda: [function(start, DAYS) for start in given], size)

        return [
            each("caseapp", self.ours.add),
            each("numpy, one call", self.offset, arrays),
            each("numpy, one call, Python's dates", self.offset),
            each("a loop over the days", self.walk),
            each("holidays", self.holidays.get_nth_working_day),
            each("workalendar", self.workalendar.add_working_days),
        ]

    def count_one(self, asked: Questions) -> list[Contender]:
        """A count, asked for one at a time."""
        size = len(asked.starts)
        after = [start + A_DAY for start in asked.starts]
        from_, to = (np.array(days, dtype="datetime64[D]") + 1 for days in (asked.starts, asked.ends))
        count = partial(np.busday_count, busdaycal=self.numpy)

        def each(
            name: str, function: Callable[[Any, Any], Any], starts: Sequence[Any], ends: Sequence[Any] = asked.ends
        ) -> Contender:
            return Contender(
                name, lambda: [function(start, end) for start, end in zip(starts, ends, strict=True)], size
            )

        return [
            each("caseapp", self.ours.count, asked.starts),
            each("numpy, one call", count, list(from_), list(to)),
            each("numpy, one call, Python's dates", count, after, [end + A_DAY for end in asked.ends]),
            each("a loop over the days", self.walked, asked.starts),
            each("holidays", self.holidays.get_working_days_count, after),
            each("workalendar", self.workalendar.get_working_days_delta, asked.starts),
        ]

    def due_many(self, asked: Questions) -> list[Contender]:
        """Due dates of many complaints at once; the peers that answer one at a time are in ``due_one``."""
        starts, size = asked.starts, len(asked.starts)
        array = np.array(starts, dtype="datetime64[D]")
        few, add = asked.first(FEW), self.ours.add
        return [
            Contender("caseapp", lambda: [add(start, DAYS) for start in starts], size),
            Contender("numpy, one array", lambda: np.atleast_1d(self.offset(array, DAYS)), size),
            Contender("numpy, from and to Python's dates", lambda: self._there_and_back(starts), size),
            *(one for one in self.due_one(few) if one.name != "caseapp"),
        ]

    def _there_and_back(self, starts: list[date]) -> list[date]:
        return list(np.atleast_1d(self.offset(np.array(starts, dtype="datetime64[D]"), DAYS)).astype(object))


def main() -> int:
    """Compare the answers, time them, print the tables; 1 if the answers differ or a bound is broken."""
    options = _options()
    peers = Peers()
    few, many = _questions(FEW, *A_QUARTER), _questions(options.size, *ELEVEN_YEARS)
    tables = {
        f"one due date, {DAYS} working days on": peers.due_one(few),
        "one count of working days": peers.count_one(few),
        f"{options.size:,} due dates": peers.due_many(many),
    }
    for title, contenders in tables.items():
        _require_equal(title, contenders)
    for title, contenders in tables.items():
        _run_in_turn(contenders, options.rounds)
        _print(title, contenders)
    missed = _judge(next(iter(tables.values())))
    return 0 if options.report else missed


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=1_000_000, help="dates answered in bulk (1,000,000)")
    parser.add_argument("--rounds", type=int, default=7, help="rounds of each contender (7)")
    parser.add_argument("--report", action="store_true", help="print the ratios, and leave it to a person to judge")
    return parser.parse_args()


def _questions(size: int, first: date, last: date) -> Questions:
    """The same dates in every run, in no order."""
    drawn = random.Random(20240401)  # noqa: S311 - the dates of a benchmark keep no secret
    starts = [first + timedelta(days=drawn.randint(0, (last - first).days)) for _ in range(size)]
    return Questions(starts, [start + timedelta(days=drawn.randrange(1, 60)) for start in starts])


def _require_equal(title: str, contenders: list[Contender]) -> None:
    expected = _plain(contenders[0])
    for contender in contenders[1:]:
        if _plain(contender) != expected[: contender.asked]:
            sys.exit(f"{title}: {contender.name} does not agree with {contenders[0].name}.")


def _plain(contender: Contender) -> list[Any]:
    """The answers as Python's dates and numbers."""
    answers = contender.answer()
    return [answer.item() if isinstance(answer, np.generic) else answer for answer in answers]


def _run_in_turn(contenders: list[Contender], rounds: int) -> None:
    for _ in range(rounds):
        for contender in contenders:
            contender.take_a_round()


def _print(title: str, contenders: list[Contender]) -> None:
    print(f"{title:<40}{'ns each':>10}{'times ours':>12}{'min..max ns':>20}")
    for contender in contenders:
        spread = f"{min(contender.rounds):.0f}..{max(contender.rounds):.0f}"
        ratio = contender.times_as_long_as(contenders[0])
        print(f"  {contender.name:<38}{contender.nanoseconds:10.0f}{ratio:12.1f}{spread:>20}")


def _judge(contenders: list[Contender]) -> int:
    ratios = {one.name: one.times_as_long_as(contenders[0]) for one in contenders if one.name in BOUNDS}
    for name, ratio in ratios.items():
        verdict = "within its bound" if ratio >= BOUNDS[name] else "BELOW its bound"
        print(f"{name} takes {ratio:.0f} times as long: {verdict}, {BOUNDS[name]}")
    return int(any(ratio < BOUNDS[name] for name, ratio in ratios.items()))


if __name__ == "__main__":
    sys.exit(main())
