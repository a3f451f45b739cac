"""What one record counts towards, and the gathering of all records in one pass."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from caseapp.reporting.catalogue import Measure
from caseapp.rules.periods import Period
from caseapp.rules.records import ContactRecord, StageRecord
from caseapp.rules.vocabulary import Kind, Outcome

References = dict[Measure, list[str]]
"""The references of the records counted, by measure."""

_BEGUN = {
    1: (Measure.TOTAL, Measure.RECEIVED, Measure.STAGE1),
    2: (Measure.TOTAL, Measure.RECEIVED, Measure.STAGE2, Measure.ESCALATED),
}
# The process has two stages. A third would be counted in the total alone, and the checks would refuse the report.
_BEGUN_AT_NO_STAGE = (Measure.TOTAL, Measure.RECEIVED)

_OUTCOMES = {
    Outcome.UPHELD: Measure.UPHELD,
    Outcome.PARTLY_UPHELD: Measure.PARTLY_UPHELD,
    Outcome.NOT_UPHELD: Measure.NOT_UPHELD,
}
_CONTACTS = {Kind.COMPLAINT: (Measure.COMPLAINTS,), Kind.COMPLIMENT: (Measure.COMPLIMENTS,)}


def measures_of_stage(record: StageRecord, period: Period) -> list[Measure]:
    """Everything that a stage record counts towards; nothing if it was not open for a day of the period.

    What became of a record belongs to the period in which the record began, whenever it happened; the balance of
    open records goes by the dates of beginning and ending alone (R107 keeps the two apart).
    """
    if record.opened_on > period.last:
        return []
    if record.opened_on < period.first:
        brought = record.ended_on is None or record.ended_on >= period.first
        return [Measure.BROUGHT_FORWARD, *_ending(record, period)] if brought else []
    return [*_BEGUN.get(record.number, _BEGUN_AT_NO_STAGE), *_course(record), *_ending(record, period)]


def measures_of_contact(record: ContactRecord, period: Period) -> Sequence[Measure]:
    """What a contact counts towards: complaints or compliments by date of receipt."""
    return _CONTACTS.get(record.kind, ()) if record.received_on in period else ()


def _course(record: StageRecord) -> list[Measure]:
    counted = [Measure.EXTENDED] if record.extended else []
    if record.answered_on is None:
        return counted
    counted.append(Measure.ANSWERED)
    if record.in_target:
        counted.append(Measure.IN_TARGET)
    if record.outcome is not None:
        counted.append(_OUTCOMES[record.outcome])
    return counted


def _ending(record: StageRecord, period: Period) -> list[Measure]:
    ended = record.ended_on
    if ended is None or ended > period.last:
        return [Measure.CARRIED_FORWARD]
    # A record that ended before the period in which it began is left out, and the balance shows it.
    return [Measure.CLOSED] if ended >= period.first else []


class Tally:
    """References by line and measure. The total is gathered on its own, so that the lines can be checked against it."""

    def __init__(self) -> None:
        self.total: References = defaultdict(list)
        self.multi_service: References = defaultdict(list)
        self.services: dict[str, References] = {}

    def add(self, record: StageRecord | ContactRecord, measures: Sequence[Measure]) -> None:
        """Count a record once in the total, once under its lead service, and in the Multi-Service line if it is one."""
        if not measures:
            return
        self._append(self.total, record.reference, measures)
        self._append(self._service(record.service), record.reference, measures)
        if record.multi_service:
            self._append(self.multi_service, record.reference, measures)

    def _service(self, name: str) -> References:
        line = self.services.get(name)
        if line is None:
            line = self.services[name] = defaultdict(list)
        return line

    @staticmethod
    def _append(line: References, reference: str, measures: Sequence[Measure]) -> None:
        for measure in measures:
            line[measure].append(reference)
