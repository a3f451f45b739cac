"""One quarter of a small council, counted by hand in test_summary; the golden files are made from it.

``python -m tests.reporting.samples`` writes the golden files anew. Read what it changed before keeping it.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from caseapp.reporting.render import render
from caseapp.reporting.summary import Summary, summarise
from caseapp.rules.records import ContactRecord, StageRecord
from caseapp.rules.vocabulary import Ending, Outcome
from tests.reporting.builders import Q1, a_compliment, a_contact, a_stage, april

GOLDEN = Path(__file__).parent / "golden"

REPAIRS = "Housing Repairs (Planned & Compliance)"
STREETS = "Streets & Open Spaces"

ANCHOR = f"812:{'0123456789abcdef' * 4}"
"""Where the sample's chain of events ended."""


def golden_documents() -> dict[str, str]:
    """Each golden file's name with what it must hold."""
    summary = a_quarter()
    return {
        "summary.txt": render(summary, "table"),
        "summary-wide.txt": render(summary, "table", width=120),
        "summary.md": render(summary, "markdown"),
        "summary.csv": render(summary, "csv"),
        "summary.json": render(summary, "json"),
        "summary-references.json": render(summary, "json", with_references=True),
    }


def a_quarter() -> Summary:
    """The sample's summary, with a service that had nothing to count."""
    return summarise(Q1, stage_records(), contacts(), services=["Customer Services"], anchor=ANCHOR)


def stage_records() -> list[StageRecord]:
    """Thirteen records that overlap the quarter: three brought forward, ten begun in it."""
    return [
        # Brought forward: answered in the quarter, withdrawn on its first day, open all through it.
        a_stage("C24-00001", opened=date(2024, 3, 20), answered=april(3)),
        a_stage("C24-00002", service=STREETS, opened=date(2024, 3, 28), ended=april(1), ending=Ending.WITHDRAWN),
        a_stage("C24-00003", service=REPAIRS, number=2, opened=date(2024, 3, 30), answered=date(2024, 7, 2)),
        # Waste: eight begun, seven answered, six of them in target.
        a_stage("C24-00004", opened=april(2), answered=april(16), outcome=Outcome.UPHELD),
        a_stage("C24-00005", opened=april(3), answered=april(18), outcome=Outcome.PARTLY_UPHELD),
        a_stage("C24-00006", opened=april(4), answered=date(2024, 5, 2), extended_to=date(2024, 5, 2)),
        a_stage("C24-00006", number=2, opened=date(2024, 5, 7), answered=date(2024, 6, 4), outcome=Outcome.UPHELD),
        a_stage("C24-00007", opened=date(2024, 6, 27), answered=date(2024, 6, 28)),
        a_stage("C24-00007", attempt=2, opened=date(2024, 6, 30), answered=date(2024, 7, 14)),
        a_stage("C24-00008", opened=date(2024, 6, 3), answered=date(2024, 6, 3), multi_service=True),
        a_stage("C24-00009", opened=date(2024, 6, 4), ended=date(2024, 6, 5), ending=Ending.REFUSED),
        # Two more services with nothing answered.
        a_stage(
            "C24-00010", service=STREETS, opened=date(2024, 6, 10), ended=date(2024, 6, 12), ending=Ending.RESOLVED
        ),
        a_stage("C24-00011", service=REPAIRS, opened=date(2024, 6, 30), multi_service=True),
    ]


def contacts() -> list[ContactRecord]:
    """Eight complaints and two compliments."""
    begun = {record.reference: record for record in stage_records() if record.opened_on in Q1}
    complaints = [
        a_contact(
            record.reference, service=record.service, received=record.opened_on, multi_service=record.multi_service
        )
        for record in begun.values()
    ]
    return [*complaints, a_compliment("C24-00012"), a_compliment("C24-00013", service=STREETS)]


if __name__ == "__main__":
    for name, text in golden_documents().items():
        (GOLDEN / name).write_bytes(text.encode("utf-8"))
