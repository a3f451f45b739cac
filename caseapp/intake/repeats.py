"""Submissions that come again: the same once more, or the same reference with other content.

Neither is ever taken in a second time, and what was taken is never overwritten.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from caseapp.casework.requests import SubmissionKey
from caseapp.intake.differences import Difference, differing, facts, stored
from caseapp.intake.plan import PlannedRow
from caseapp.intake.prepared import Request
from caseapp.intake.reasons import Reason
from caseapp.rules.vocabulary import Verdict
from caseapp.store.queries.intake import Taken, submissions_taken
from caseapp.store.reader import Reader
from caseapp.store.scratch import Key, Scratch, Seen

_REMEMBERED = 2_000
"""Of how many rows what they ask for is held, to say in which fields a later one differs."""


class Repeats:
    """Tells repeats of what the store has, and of what the same run had before."""

    def __init__(self, reader: Reader, seen: Scratch, *, file: str = "") -> None:
        self._reader, self._seen = reader, seen
        self._file = f" of {file}" if file else ""
        self._taken: dict[Key, Taken] = {}
        self._earlier: dict[Key, Seen] = {}
        self._requests: OrderedDict[Key, Request] = OrderedDict()
        self._new: list[tuple[str, str, str, str]] = []

    def look_up(self, keys: Sequence[SubmissionKey]) -> None:
        """Ask about some hundreds or thousands of keys at once; the answers stand until the next time."""
        self._remember_new()
        self._taken = taken_before(self._reader, keys)
        self._earlier = self._seen.find([(key.source, key.reference) for key in keys])

    def judge(self, row: PlannedRow) -> PlannedRow:
        """The row as it is, or as a repeat if it is one."""
        assert row.key is not None, "only a row with a key can be a repeat"
        key = (row.key.source, row.key.reference)
        if key in self._taken:
            return self._of_store(row, self._taken[key])
        if key in self._earlier:
            return self._of_run(row, self._earlier[key])
        return row

    def remember(self, row: PlannedRow, request: Request) -> None:
        """A row that will be taken in, so that the rows after it cannot be the same."""
        assert row.key is not None, "only a row with a key can be repeated"
        key, place = (row.key.source, row.key.reference), f"row {row.number}"
        self._earlier[key] = Seen(row.key.digest, place)
        self._new.append((*key, row.key.digest, place + self._file))
        self._requests[key] = request
        if len(self._requests) > _REMEMBERED:
            self._requests.popitem(last=False)

    def finish(self) -> None:
        """The file has come to its end: other files of the run come after it."""
        self._remember_new()

    def _remember_new(self) -> None:
        self._seen.add(self._new)
        self._new.clear()

    def _of_store(self, row: PlannedRow, taken: Taken) -> PlannedRow:
        assert row.key is not None, "it was found by it"
        if row.key.digest == taken.digest:
            return duplicate(row, taken)
        found, may_be_shown = self._where_it_differs(row.request, taken.case_reference)
        reason = Reason(
            f"This was taken in before, as {taken.case_reference}, with other content{_listed(found)}; the case is "
            "left as it is, so add what is new to it by hand"
        )
        return replace(
            row, request=None, remarks=(), case_id=taken.case_id, verdict=Verdict.CHANGED, because=(reason,),
            differences=found if may_be_shown else (),
        )  # fmt: skip

    def _where_it_differs(self, request: Request | None, case_reference: str) -> tuple[tuple[Difference, ...], bool]:
        """And whether it may be shown: what a restricted case says may not (R136)."""
        from caseapp.store.queries.cases import case_view

        if request is None:
            return (), False
        view = case_view(self._reader, case_reference)
        return differing(facts(request), stored(view)), not view.case.restricted

    def _of_run(self, row: PlannedRow, earlier: Seen) -> PlannedRow:
        assert row.key is not None, "it was found by it"
        known, place = replace(row, request=None, remarks=()), earlier.place.removesuffix(self._file)
        if row.key.digest == earlier.digest:
            return replace(known, verdict=Verdict.DUPLICATE, because=(Reason(f"This is the same as {place}"),))
        request, before = row.request, self._requests.get((row.key.source, row.key.reference))
        found = differing(facts(request), facts(before)) if request and before else ()
        words = f"This has the reference of {place} and other content{_listed(found)}; only that row is taken in"
        return replace(known, verdict=Verdict.CHANGED, because=(Reason(words),), differences=found)


def taken_before(reader: Reader, keys: Iterable[SubmissionKey]) -> dict[Key, Taken]:
    """What the store has of some keys."""
    by_source: dict[str, list[str]] = {}
    for key in keys:
        by_source.setdefault(key.source, []).append(key.reference)
    return {
        (source, reference): taken
        for source, references in by_source.items()
        for reference, taken in submissions_taken(reader, source, references).items()
    }


def duplicate(row: PlannedRow, taken: Taken) -> PlannedRow:
    """The row as one that the store has already."""
    reason = Reason(f"This was taken in before, as {taken.case_reference}")
    return replace(row, request=None, remarks=(), case_id=taken.case_id, verdict=Verdict.DUPLICATE, because=(reason,))


def _listed(found: Sequence[Difference]) -> str:
    return f" ({', '.join(each.field for each in found)})" if found else ""
