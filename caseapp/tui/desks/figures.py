"""The service-level screen's way to the store: the summaries of a period and of those before it, each read once.

Nothing is counted here: the figures are those of ``caseapp.reporting``. All methods are called in threads.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from caseapp.reporting.catalogue import MULTI_SERVICE, TOTAL_LINE, Measure
from caseapp.reporting.figures import Figure
from caseapp.reporting.summary import Line, Summary, summarise
from caseapp.rules.periods import Period
from caseapp.rules.spans import Span, run_of

if TYPE_CHECKING:
    from caseapp.bootstrap import Caseapp
    from caseapp.rules.records import ContactRecord, StageRecord
    from caseapp.store.reader import Reader

TREND = 8
"""Periods that a trend shows, the one asked for among them; one more is read, for the change of the first."""
_KEPT = 64
"""Summaries that are kept, so that going back and forth reads nothing twice."""


@dataclass(frozen=True)
class Levels:
    """The figures of a period, and of those of the same kind before it."""

    span: Span
    period: Period
    is_over: bool
    """Whether the whole period is past; an unfinished one is like none before it."""
    summaries: tuple[Summary, ...]
    """Nine periods, the one asked for last."""

    @property
    def now(self) -> Summary:
        """The summary of the period."""
        return self.summaries[-1]

    @property
    def previous(self) -> Summary:
        """The summary of the period before it."""
        return self.summaries[-2]

    @property
    def services(self) -> tuple[Line, ...]:
        """The line of each service with anything in these periods, by name."""
        known = {line.name for summary in self.summaries for line in summary.services}
        return tuple(self.line(name) for name in sorted(known, key=str.casefold))

    @property
    def multi_service(self) -> Line | None:
        """The line that stays out of the totals, if any of these periods has one (R82)."""
        has_one = any(summary.multi_service for summary in self.summaries)
        return self.line(MULTI_SERVICE) if has_one else None

    def line(self, name: str) -> Line:
        """The figures of a service, of the Multi-Service line or of the totals in the period."""
        return self._lines(name)[-1]

    def before(self, name: str) -> Line:
        """The same line in the period before."""
        return self._lines(name)[-2]

    def course(self, name: str, measure: Measure) -> tuple[int | None, ...]:
        """A line's values over the last eight periods; ``None`` for a percentage of nothing."""
        return tuple(figure.value for figure in self._figures(name, measure)[-TREND:])

    def change(self, name: str, measure: Measure) -> int | None:
        """By how much a line's value differs from that of the period before; in points, for a percentage.

        ``None`` when the two cannot be compared: one is a percentage of nothing, or the period is not over.
        """
        then, now = (figure.value for figure in self._figures(name, measure)[-2:])
        return None if then is None or now is None or not self.is_over else now - then

    def _figures(self, name: str, measure: Measure) -> list[Figure]:
        return [line[measure] for line in self._lines(name)]

    def _lines(self, name: str) -> tuple[Line, ...]:
        """A line in each of the nine periods."""
        if name not in self._found:
            self._found[name] = tuple(_line(summary, name) for summary in self.summaries)
        return self._found[name]

    @cached_property
    def _found(self) -> dict[str, tuple[Line, ...]]:
        return {}


def _line(summary: Summary, name: str) -> Line:
    """A line by its name; one that the period lacks is counted from nothing, by the same rules."""
    if name == TOTAL_LINE:
        return summary.totals
    found = (line for line in summary.lines if line.name == name)
    return next(found, None) or summarise(summary.period, (), (), services=(name,)).lines[0]


class FiguresDesk:
    """Reads levels; what was read stays good until something more is recorded."""

    def __init__(self, app: Caseapp) -> None:
        self._app = app
        self._events = 0
        self._kept: OrderedDict[Period, Summary] = OrderedDict()

    def levels(self, span: Span, period: Period) -> Levels:
        """The figures of a period and of the eight before it, all in one view of the store.

        Raises:
            StoreProblem: it cannot be read.
            InvalidInput: the period lies before all calendars.
        """
        wanted = run_of(span, period, TREND + 1)
        with self._app.reading() as reader:
            self._forget_if_more_happened(reader)
            missing = [each for each in wanted if each not in self._kept]
            if missing:
                self._read(reader, missing)
        summaries = tuple(self._kept[each] for each in wanted)
        self._keep_few(wanted)
        return Levels(span, period, period.last < self._app.today, summaries)

    def _forget_if_more_happened(self, reader: Reader) -> None:
        """An answer given today may be to a complaint of years ago, so that every period can change with it."""
        from caseapp.store.verification import anchor_of

        anchor = anchor_of(reader)
        events = anchor.seq if anchor else 0
        if events != self._events:
            self._kept.clear()
            self._events = events

    def _read(self, reader: Reader, missing: list[Period]) -> None:
        """Read the records of all periods at once, and count each period by itself."""
        from caseapp.rules.periods import between
        from caseapp.store.queries.figures import contacts, stage_records

        whole = between(missing[0].first, missing[-1].last)
        stages, received = list(stage_records(reader, whole)), list(contacts(reader, whole))
        for period in missing:
            self._kept[period] = summarise(period, _open_in(period, stages), _received_in(period, received))

    def _keep_few(self, wanted: tuple[Period, ...]) -> None:
        for period in wanted:
            self._kept.move_to_end(period)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)


def _open_in(period: Period, stages: Iterable[StageRecord]) -> list[StageRecord]:
    """The records that a summary of the period looks at; it would pass over the others itself, but sort them first."""
    return [
        each
        for each in stages
        if (each.opened_on <= period.last and (each.ended_on is None or each.ended_on >= period.first))
        or each.opened_on in period
    ]


def _received_in(period: Period, received: Iterable[ContactRecord]) -> list[ContactRecord]:
    return [each for each in received if each.received_on in period]
