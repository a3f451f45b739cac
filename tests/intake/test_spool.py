"""Plans of any size: kept in a file, read from any place, and carried out from there."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.casework.requests import Complainant, Log, SubmissionKey
from caseapp.intake.plan import PlannedRow
from caseapp.intake.reasons import Reason
from caseapp.intake.spool import Cases, Spool
from caseapp.rules.vocabulary import Verdict
from tests.intake.office import TODAY, Office, a_submission, counts

KEY = SubmissionKey("web", "W-1", "0" * 64)
NEW = PlannedRow(
    2, Verdict.NEW, remarks=(Reason("is odd", "Phone", "0"),), key=KEY,
    request=Log("Bins", "Waste", received_on=TODAY, complainant=Complainant("Sam", email="s@example.org")),
)  # fmt: skip
OUT = PlannedRow(3, Verdict.REJECTED, (Reason("is not a date", "When", "x"),), original=("a", "b"))
OLD = PlannedRow(4, Verdict.DUPLICATE, (Reason("Again."),), key=KEY, case_id=7)

rows = st.lists(st.sampled_from([NEW, OUT, OLD, PlannedRow(5, Verdict.SKIPPED)]), max_size=30)


def spooled(parts: list[list[PlannedRow]]) -> Spool:
    spool = Spool()
    for part in parts:
        spool.add(part)
    return spool


@given(st.lists(rows, max_size=5))
def test_rows_come_out_as_they_went_in(parts: list[list[PlannedRow]]) -> None:
    """From the front, from any place, by verdict, and counted; what a new one asks for says which submission it is."""
    kept = [
        replace(row, request=replace(row.request, submission=row.key)) if isinstance(row.request, Log) else row
        for part in parts
        for row in part
    ]
    spool = spooled(parts)

    assert kept == list(spool) == [spool[place] for place in range(len(kept))] == spool[:]
    assert kept[::-1] == [spool[-place] for place in range(1, len(kept) + 1)]
    for verdict in Verdict:
        places = [place for place, row in enumerate(kept) if row.verdict is verdict]
        assert [kept[place] for place in places] == list(spool.of(verdict))
        assert places == list(spool.places(verdict))
        assert len(places) == getattr(spool.counts, verdict.value)


def test_place_beyond_the_end_is_refused() -> None:
    """As of any sequence."""
    with pytest.raises(IndexError):
        spooled([[NEW]])[1]


def test_case_of_a_row_is_found_by_its_number() -> None:
    """Rows that were not taken in have none."""
    cases = Cases()
    for row, reference in ((2, "C26-00001"), (5, "OLD/é 7"), (9, "C26-00002")):
        cases.add(row, reference)

    assert {2: "C26-00001", 5: "OLD/é 7", 9: "C26-00002"} == dict(cases)
    assert [None, None, None] == [cases.get(row) for row in (1, 4, 10)]


def test_plan_holds_no_rows_in_memory(office: Office) -> None:
    """The rows of a plan are in a file: ten times as many need hardly more memory."""
    few, many = (_held_by_plan_of(office, number) for number in (1_100, 2_900))

    assert many < few + 700_000


def _held_by_plan_of(office: Office, number: int) -> int:
    details = "The bin was left again. " * 20
    submissions = (a_submission(submission_id=f"W-{each}", details=details) for each in range(number))
    path: Path = office.submissions(*submissions, name=f"{number}.csv")
    tracemalloc.start()
    try:
        plan = office.plan(path)
        assert counts(new=number) == plan.counts
        return tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()


def test_repeat_far_down_the_file_is_found(office: Office) -> None:
    """Keys that are no longer held in memory are remembered: the same row again, and one that has changed."""
    many = [a_submission(submission_id=f"W-{number}") for number in range(2_600)]
    plan = office.plan(office.submissions(*many, many[3], {**many[4], "details": "More"}, many[-1]))

    assert counts(new=2_600, duplicate=2, changed=1) == plan.counts
    assert [
        "This is the same as row 5.",
        "This has the reference of row 6 and other content; only that row is taken in.",
        "This is the same as row 2601.",
    ] == [row.reasons[0] for row in plan.rows[2_600:]]


def test_rows_of_any_length_need_the_same_memory(office: Office) -> None:
    """Fewer are looked at together where they are long, and fewer cases wait to be written."""
    details = "The bin was left again. " * 4_000
    path = office.submissions(*(a_submission(submission_id=f"W-{each}", details=details) for each in range(200)))

    tracemalloc.start()
    try:
        plan = office.plan(path)
        planning = tracemalloc.get_traced_memory()[1]
        tracemalloc.reset_peak()
        office.commit(plan)
        committing = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert path.stat().st_size > 18_000_000
    assert (planning < 46_000_000, committing < 20_000_000) == (True, True), (planning, committing)
