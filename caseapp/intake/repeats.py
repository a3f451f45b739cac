"""Submissions that come again: the same once more, or the same reference with other content.

Neither is ever taken in a second time, and what was taken is never overwritten.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from caseapp.casework.requests import SubmissionKey
from caseapp.intake.differences import Facts, differing, facts, stored
from caseapp.intake.plan import PlannedRow
from caseapp.intake.reasons import Reason
from caseapp.rules.vocabulary import Verdict
from caseapp.store.queries.intake import Taken, submissions_taken
from caseapp.store.reader import Reader

_Key = tuple[str, str]
"""Source and reference."""


class Repeats:
    """Tells repeats of what the store has, and of what the same run had before."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._taken: dict[_Key, Taken] = {}
        self._earlier: dict[_Key, tuple[str, PlannedRow]] = {}

    def look_up(self, keys: Iterable[SubmissionKey]) -> None:
        """Ask the store about some hundreds of keys at once; the answers stand until the next time."""
        self._taken.clear()
        by_source: dict[str, list[str]] = {}
        for key in keys:
            by_source.setdefault(key.source, []).append(key.reference)
        for source, references in by_source.items():
            found = submissions_taken(self._reader, source, references)
            self._taken |= {(source, reference): taken for reference, taken in found.items()}

    def judge(self, row: PlannedRow) -> PlannedRow:
        """The row as it is, or as a repeat if it is one."""
        assert row.key is not None, "only a row with a key can be a repeat"
        key = (row.key.source, row.key.reference)
        if key in self._taken:
            return self._of_store(row, row.key.digest, self._taken[key])
        if key in self._earlier:
            return _of_run(row, row.key.digest, *self._earlier[key])
        return row

    def remember(self, row: PlannedRow, file: str = "") -> None:
        """A row that will be taken in, so that the rows after it cannot be the same; of which file, if another."""
        assert row.key is not None, "only a row with a key can be repeated"
        place = f"row {row.number} of {file}" if file else f"row {row.number}"
        self._earlier[row.key.source, row.key.reference] = (place, row)

    def _of_store(self, row: PlannedRow, digest: str, taken: Taken) -> PlannedRow:
        known = replace(row, request=None, remarks=(), case_id=taken.case_id)
        if digest == taken.digest:
            reason = Reason(f"This was taken in before, as {taken.case_reference}")
            return replace(known, verdict=Verdict.DUPLICATE, because=(reason,))
        where = self._where_it_differs(row, taken.case_reference)
        reason = Reason(
            f"This was taken in before, as {taken.case_reference}, with other content{where}; the case is left as it "
            "is, so add what is new to it by hand"
        )
        return replace(known, verdict=Verdict.CHANGED, because=(reason,))

    def _where_it_differs(self, row: PlannedRow, case_reference: str) -> str:
        from caseapp.store.queries.cases import case_view

        if row.request is None:
            return ""
        return _listed(facts(row.request), stored(case_view(self._reader, case_reference)))


def _of_run(row: PlannedRow, digest: str, place: str, earlier: PlannedRow) -> PlannedRow:
    known = replace(row, request=None, remarks=())
    if earlier.key is not None and digest == earlier.key.digest:
        return replace(known, verdict=Verdict.DUPLICATE, because=(Reason(f"This is the same as {place}"),))
    where = ""
    if row.request is not None and earlier.request is not None:
        where = _listed(facts(row.request), facts(earlier.request))
    reason = Reason(f"This has the reference of {place} and other content{where}; only that row is taken in")
    return replace(known, verdict=Verdict.CHANGED, because=(reason,))


def _listed(new: Facts, old: Facts) -> str:
    names = differing(new, old)
    return f" ({', '.join(names)})" if names else ""
