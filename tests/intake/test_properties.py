"""What holds for any file whatever: no traceback, counts that add up, and a plan that the import keeps."""

from __future__ import annotations

import csv
import json
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from caseapp.casework import people
from caseapp.intake import commit_plan, profiles, write_rejects
from caseapp.intake.plan import Plan
from caseapp.rules.errors import CaseappError
from caseapp.rules.vocabulary import Verdict
from caseapp.store.store import Store
from tests.builders import ADA, noon
from tests.intake.office import SAMPLES, TODAY, Office, a_past_case

SAMPLE_BYTES = [path.read_bytes() for path in sorted(SAMPLES.iterdir())]
PROFILES = [profile.name for profile in profiles()]

on_one_store = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
"""Nothing here leaves anything in the store, so every example may use the same one."""


class Undone(Exception):
    """Ends a transaction without keeping it."""


def rehearsed(office: Office, plan: Plan) -> None:
    """Carry a plan out to the last guard of the store, check its counts, and undo it."""
    with suppress(Undone), office.store.writing() as work:
        batch = commit_plan(work, plan, by=people.actor(work, ADA, at=noon(TODAY)), at=noon(TODAY))
        work.flush()
        assert plan.counts == batch.counts
        raise Undone


def edits() -> st.SearchStrategy[list[tuple[int, int, bytes]]]:
    """Places, lengths and what to write there instead."""
    places = st.integers(0, 4_000)
    pieces = st.one_of(
        st.binary(max_size=6), st.sampled_from([b'"', b",", b"\n", b"\r", b"\0", b"{", b"}", b"\\", b""])
    )
    return st.lists(st.tuples(places, st.integers(0, 30), pieces), max_size=5)


@on_one_store
@given(sample=st.sampled_from(SAMPLE_BYTES), edits=edits(), profile=st.sampled_from([None, *PROFILES]))
@example(sample=b'submission_id,submitted_at\n"', edits=[], profile=None)
@example(sample=b"submission_id,submitted_at\n,,,\n", edits=[], profile="submissions")
def test_no_file_is_a_traceback(
    office: Office, sample: bytes, edits: list[tuple[int, int, bytes]], profile: str | None
) -> None:
    """A damaged file is refused with a sentence, or planned row by row; what is planned can be done."""
    for place, length, piece in edits:
        sample = sample[:place] + piece + sample[place + length :]
    path = office.write("damaged.csv", sample)

    try:
        plan = office.plan(path, profile)
    except CaseappError:
        return  # which sentence, the other tests say; any other exception fails this one

    assert plan.rows_read == plan.counts.total == len(plan.rows)
    assert all(row.reasons for row in plan.rows if row.verdict is not Verdict.NEW)
    assert len({row.number for row in plan.rows}) == len(plan.rows)
    rehearsed(office, plan)
    rejects_can_be_read(office, plan)


def rejects_can_be_read(office: Office, plan: Plan) -> None:
    """The file of rejected rows has one row for each of them, in the form of the file that they came from."""
    path = office.folder / "rejects"
    path.unlink(missing_ok=True)
    written = write_rejects(path, [plan])
    assert plan.counts.rejected == written
    if not written:
        return
    with path.open(encoding="utf-8", newline="") as file:
        rows = (
            [json.loads(line) for line in file]
            if plan.format in {"jsonl", "json", "xml"}
            else list(csv.reader(file, strict=True))[1:]
        )
    assert written == len(rows)


def days() -> st.SearchStrategy[str]:
    """Dates around a receipt in May 2024, some blank, a few in the future."""
    near = st.integers(-3, 60).map(lambda day: (date(2024, 5, 7) + timedelta(days=day)).isoformat())
    return st.one_of(st.just(""), near, near, st.just("2026-05-01"))


def histories() -> st.SearchStrategy[dict[str, str]]:
    """Rows of history, lawful and not."""
    outcomes = st.sampled_from(["", "upheld", "partly-upheld", "not-upheld"])
    people = st.sampled_from(["", "Sam Okafor", "Ravi Menon"])
    stage = {
        "acknowledged_on": days(),
        "handler": people,
        "extended_on": days(),
        "extended_to": days(),
        "extension_reason": st.sampled_from(["", "Many witnesses"]),
        "responded_on": days(),
        "outcome": outcomes,
    }
    columns = {f"stage{number}_{name}": strategy for number in (1, 2) for name, strategy in stage.items()}
    return st.fixed_dictionaries(
        {
            "received_on": st.sampled_from(["2024-03-20", "2024-05-07"]),
            "policy": st.sampled_from(["", "cambridge-2021", "lgsco-2024", "housing-ombudsman-2024"]),
            "kind": st.sampled_from(["", "complaint", "complaint", "compliment"]),
            "stage2_requested_on": days(),
            "service": st.sampled_from(["", "Waste", "Pest Control"]),
        },
        optional=columns,
    )


@on_one_store
@given(rows=st.lists(histories(), min_size=1, max_size=6))
def test_plan_of_history_is_kept_by_the_import(office: Office, rows: list[dict[str, str]]) -> None:
    """What the rehearsal lets through, casework and every guard of the store let through as well."""
    blank = dict.fromkeys(a_past_case(), "")
    cases = [{**blank, **row, "reference": f"OLD-{number}", "summary": "Bin"} for number, row in enumerate(rows)]

    rehearsed(office, office.plan(office.history(*cases)))


@settings(on_one_store, max_examples=50)
@given(rows=st.lists(histories(), min_size=1, max_size=3))
def test_rejected_history_changes_nothing_for_the_others(office: Office, rows: list[dict[str, str]]) -> None:
    """The verdict on a row does not hang on the rows before it."""
    blank = dict.fromkeys(a_past_case(), "")
    cases = [{**blank, **row, "reference": f"OLD-{number}", "summary": "Bin"} for number, row in enumerate(rows)]

    together = [row.verdict for row in office.plan(office.history(*cases)).rows]

    assert [office.only_row(office.history(case)).verdict for case in cases] == together


@pytest.mark.parametrize("name", sorted(path.name for path in SAMPLES.iterdir()))
def test_every_prefix_of_a_sample_is_planned_or_refused(founded_sqlite: Store, tmp_path: Path, name: str) -> None:
    """A file that was cut off while it was copied, anywhere, is no traceback either."""
    office = Office(founded_sqlite, tmp_path)
    whole = (SAMPLES / name).read_bytes()

    for length in range(0, len(whole), 97):
        with suppress(CaseappError):
            plan = office.plan(office.write("cut.csv", whole[:length]))
            assert plan.rows_read == plan.counts.total
