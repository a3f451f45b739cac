"""Helpers for tests of import: files from rows, and both steps of an import as the command line takes them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from caseapp.casework import people
from caseapp.intake import commit_plan, open_import, plan_file
from caseapp.intake.commit import Batch
from caseapp.intake.history import COLUMNS
from caseapp.intake.plan import Counts, Plan, PlannedRow
from caseapp.resources import fixtures_dir
from caseapp.store.queries.cases import CaseView, case_view
from caseapp.store.store import Store
from tests.builders import ADA, noon

TODAY = date(2026, 4, 1)
"""A Wednesday after everything in the sample files."""

SAMPLES = fixtures_dir() / "submissions"

SUBMISSION_COLUMNS = tuple((SAMPLES / "submissions-good.csv").read_text(encoding="utf-8").partition("\n")[0].split(","))
GOVUK_COLUMNS = (
    "Reference",
    "Submitted at",
    "What is your complaint about?",
    "Tell us what happened",
    "What is your name? - First name",
    "What is your name? - Last name",
    "Phone number",
    "When did it happen?",
    "Which services are involved?",
    "Which bin was it?",
)

Row = Mapping[str, object]
"""What is filled in, by column."""


def a_submission(**changes: object) -> dict[str, object]:
    """A row of the native format about a missed bin."""
    return {
        "source": "web",
        "submission_id": "W-1",
        "submitted_at": "2026-03-30T09:15:27+01:00",
        "summary": "The bin was not emptied",
        "service": "Waste",
        **changes,
    }


def a_govuk_answer(**changes: object) -> dict[str, object]:
    """A row of GOV.UK Forms about a missed bin; the keywords are those of ``_GOVUK``."""
    named = {_GOVUK[name]: value for name, value in changes.items()}
    return {
        "Reference": "K7QW2M9X",
        "Submitted at": "2026-03-30T09:15:27+01:00",
        "What is your complaint about?": "Bin missed",
        **named,
    }


_GOVUK = {
    "reference": "Reference",
    "submitted_at": "Submitted at",
    "about": "What is your complaint about?",
    "story": "Tell us what happened",
    "first": "What is your name? - First name",
    "last": "What is your name? - Last name",
    "telephone": "Phone number",
    "on": "When did it happen?",
    "services": "Which services are involved?",
    "bin": "Which bin was it?",
    "language": "Language",
}


def a_past_case(**changes: object) -> dict[str, object]:
    """A row of case history: received on Tuesday 7 May 2024, acknowledged, answered in time."""
    return {
        "reference": "OLD-1",
        "received_on": "2024-05-07",
        "service": "Waste",
        "summary": "Bin missed",
        "stage1_acknowledged_on": "2024-05-09",
        "stage1_handler": "Sam Okafor",
        "stage1_responded_on": "2024-05-20",
        "stage1_outcome": "upheld",
        **changes,
    }


def csv_text(columns: Sequence[str], rows: Iterable[Row]) -> str:
    """A CSV file as GOV.UK Forms writes it: line feeds, quotes only where needed."""
    file = io.StringIO()
    writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


class Office:
    """A store and a folder of files to import."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.folder = store, folder

    def write(self, name: str, content: str | bytes) -> Path:
        """A file in the folder."""
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def submissions(self, *rows: Row, name: str = "submissions.csv") -> Path:
        """A file of the native format."""
        return self.write(name, csv_text(SUBMISSION_COLUMNS, rows))

    def json_lines(self, *rows: Row, name: str = "submissions.jsonl") -> Path:
        """The same as JSON Lines."""
        return self.write(name, "".join(f"{json.dumps(dict(row))}\n" for row in rows))

    def govuk(self, *rows: Row, name: str = "govuk_forms_x_2026-03-31.csv") -> Path:
        """A file of GOV.UK Forms."""
        language = ["Language"] if any("Language" in row for row in rows) else []
        return self.write(name, csv_text([*GOVUK_COLUMNS, *language], rows))

    def history(self, *rows: Row, name: str = "tracker.csv") -> Path:
        """A file of case history."""
        return self.write(name, csv_text(COLUMNS, rows))

    def plan(self, path: Path, profile: str | None = None, *, before: Sequence[Plan] = (), **how: Any) -> Plan:
        """What a dry run shows."""
        source = open_import(path, profile, **how)
        with self.store.reading() as reader:
            return plan_file(reader, source, today=TODAY, before=before)

    def commit(self, plan: Plan, *, by: str = ADA) -> Batch:
        """Carry a plan out."""
        with self.store.writing() as work:
            return commit_plan(work, plan, by=people.actor(work, by, at=noon(TODAY)), at=noon(TODAY))

    def take(self, path: Path, profile: str | None = None) -> Batch:
        """Both steps."""
        return self.commit(self.plan(path, profile))

    def only_row(self, path: Path, profile: str | None = None) -> PlannedRow:
        """The plan for a file's one row."""
        (row,) = self.plan(path, profile).rows
        return row

    def only_case(self, path: Path, profile: str | None = None) -> CaseView:
        """The case that a file's one row becomes."""
        (reference,) = self.take(path, profile).cases.values()
        return self.case(reference)

    def case(self, reference: str) -> CaseView:
        """A case with everything beside it."""
        with self.store.reading() as reader:
            return case_view(reader, reference)

    def references(self) -> list[str]:
        """The references of every case, in order."""
        with self.store.reading() as reader:
            return [row["reference"] for row in reader.rows("SELECT reference FROM complaints ORDER BY reference")]


def counts(**given: int) -> Counts:
    """Counts, zero where nothing is said."""
    return Counts(**given)
