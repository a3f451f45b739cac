"""The views that members read: the figures of the summary, counted by the database itself, and nothing but counts."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect

from caseapp.casework.requests import Extend, Refuse, Resolve, Respond, Withdraw
from caseapp.reporting.catalogue import Measure
from caseapp.reporting.summary import Line, Summary, summarise
from caseapp.rules.periods import month
from caseapp.rules.vocabulary import Channel, Ending, Kind, Outcome
from caseapp.store import finding, schema, views
from caseapp.store.queries.figures import contacts, stage_records
from caseapp.store.reader import Reader
from caseapp.store.store import Store
from tests.builders import MONDAY, Desk, april, may

MARCH = date(2024, 3, 28)
"""The last working day before Good Friday, in the financial year before."""


@pytest.fixture(scope="module")
def sqlite_busy(founded_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The busy desk on SQLite."""
    path = shutil.copy(founded_sqlite_template, tmp_path_factory.mktemp("busy") / "busy.db")
    with closing(Store.open(str(path))) as store:
        yield made_busy(Desk(store).staffed())


@pytest.fixture(scope="module")
def postgres_busy(
    founded_postgres_template: str, postgres_copy: Callable[[str], AbstractContextManager[str]]
) -> Iterator[Desk]:
    """The busy desk on PostgreSQL."""
    with postgres_copy(founded_postgres_template) as address, closing(Store.open(address)) as store:
        yield made_busy(Desk(store).staffed())


@pytest.fixture(params=["sqlite_busy", "postgres_busy"])
def busy(request: pytest.FixtureRequest) -> Desk:
    """The busy desk on each engine in turn; it is only looked at."""
    desk: Desk = request.getfixturevalue(request.param)
    return desk


def made_busy(desk: Desk) -> Desk:
    """Cases of three services in three months: answered early, late, extended, or ended another way."""
    desk.acknowledged()
    desk.answered(service="Planning", received_on=MONDAY, other_services=("Waste",))
    desk.escalated(by="Rita Reviewer", service=None)
    desk.do(Respond(desk.logged(received_on=MARCH).reference, Outcome.UPHELD), today=may(20))
    extended = desk.logged(service="Planning").reference
    desk.do(Extend(extended, 10, "Many witnesses"), today=april(10))
    desk.do(Respond(extended, Outcome.PARTLY_UPHELD), today=may(7))
    desk.do(Withdraw(desk.logged(channel=Channel.LETTER).reference), today=april(10))
    desk.do(Refuse(desk.logged(service="Planning").reference, "Over a year old"), today=april(10))
    desk.do(Resolve(desk.logged(received_on=MARCH).reference), today=april(10))
    desk.do(Respond(desk.logged(today=may(2)).reference, Outcome.NOT_UPHELD), today=may(3))
    desk.escalated(by="Rita Reviewer", on=may(2))
    desk.do(Extend(desk.logged().reference, 10, "Records"), today=april(10))
    desk.logged(kind=Kind.COMPLIMENT, channel=Channel.TELEPHONE)
    desk.logged(kind=Kind.SERVICE_REQUEST, received_on=MARCH)
    return desk


MONTHS = {"2024-03": "2023-24", "2024-04": "2024-25", "2024-05": "2024-25"}
COUNTED = {
    "records": Measure.TOTAL,
    "answered": Measure.ANSWERED,
    "in_target": Measure.IN_TARGET,
    "extended": Measure.EXTENDED,
    "upheld": Measure.UPHELD,
    "partly_upheld": Measure.PARTLY_UPHELD,
    "not_upheld": Measure.NOT_UPHELD,
}
"""Columns of the view, and the measures of the summary that they are."""
ENDED = {
    "withdrawn": Ending.WITHDRAWN,
    "resolved_by_agreement": Ending.RESOLVED,
    "refused": Ending.REFUSED,
    "still_open": None,
}


def summary_of(reader: Reader, label: str) -> Summary:
    period = month(label)
    return summarise(period, stage_records(reader, period), contacts(reader, period))


def seen(reader: Reader, view: str) -> list[dict[str, Any]]:
    return [dict(row) for row in reader.rows(f"SELECT * FROM {view}")]


def sums(rows: list[dict[str, Any]], column: str) -> Counter[tuple[str, str]]:
    """A column by month and service, over stages."""
    counted: Counter[tuple[str, str]] = Counter()
    for row in rows:
        counted[row["month"], row["service"]] += row[column]
    return counted


def test_stages_are_those_of_the_summary(busy: Desk) -> None:
    """Each count of each month and service is the figure that the lead officer's summary prints."""
    with busy.store.reading() as reader:
        rows = seen(reader, "figures_stages")
        lines = {
            (label, line.name): line for label in MONTHS for line in summary_of(reader, label).services if begun(line)
        }

    for column, measure in COUNTED.items():
        assert {key: line.count(measure) for key, line in lines.items()} == dict(sums(rows, column)), column
    for number, measure in ((1, Measure.STAGE1), (2, Measure.STAGE2)):
        of_stage = sums([row for row in rows if row["stage"] == number], "records")
        assert {key: line.count(measure) for key, line in lines.items()} == {key: of_stage[key] for key in lines}
    assert all(sum(sums(rows, column).values()) for column in (*COUNTED, *ENDED)), "every column counts something"


def begun(line: Line) -> int:
    return line.count(Measure.TOTAL)


def test_endings_are_those_of_the_records(busy: Desk) -> None:
    """What ended without an answer, and what is still open, is counted as the records have it; together they add up."""
    with busy.store.reading() as reader:
        rows = seen(reader, "figures_stages")
        records = [record for label in MONTHS for record in stage_records(reader, month(label))]
    unique = {(record.reference, record.number, record.attempt): record for record in records}.values()

    for column, ending in ENDED.items():
        expected = Counter((f"{r.opened_on:%Y-%m}", r.service) for r in unique if r.ending is ending)
        assert +expected == +sums(rows, column), column
    assert all(row["records"] == row["answered"] + sum(row[column] for column in ENDED) for row in rows)


def test_contacts_are_those_received(busy: Desk) -> None:
    """Every contact of any kind, by the month of its receipt; compliments and complaints are the summary's."""
    with busy.store.reading() as reader:
        rows = seen(reader, "figures_contacts")
        expected = Counter(
            (label, contact.service, contact.kind.value, contact.channel.value)
            for label in MONTHS
            for contact in contacts(reader, month(label))
        )
        complaints = sum(summary_of(reader, label).totals.count(Measure.COMPLAINTS) for label in MONTHS)

    assert expected == {(row["month"], row["service"], row["kind"], row["channel"]): row["contacts"] for row in rows}
    assert complaints == sum(row["contacts"] for row in rows if row["kind"] == "complaint")


def test_open_stages_are_by_the_month_in_which_they_are_due(busy: Desk) -> None:
    """An extension moves the month."""
    with busy.store.reading() as reader:
        rows = seen(reader, "figures_open")
        last = list(stage_records(reader, month("2024-05")))

    expected = Counter((f"{r.answer_by:%Y-%m}", r.service, r.number) for r in last if r.ending is None)
    assert expected == {(row["month"], row["service"], row["stage"]): row["still_open"] for row in rows}


def test_year_runs_from_april(busy: Desk) -> None:
    """March belongs to the financial year that ends with it (R81)."""
    with busy.store.reading() as reader:
        found = {row["month"]: row["financial_year"] for row in seen(reader, "figures_stages")}

    assert MONTHS == found


def test_views_hold_no_case(busy: Desk) -> None:
    """No reference, date, name or word is among the columns: counts, and what they are counted by (R54, R135)."""
    by = {"financial_year", "month", "service", "stage", "kind", "channel"}
    counts = {*COUNTED, *ENDED, "contacts"}
    with busy.store.reading() as reader:
        inspector = inspect(reader.connection)
        found = {name: {column["name"] for column in inspector.get_columns(name)} for name in views.VIEWS}

        # What full-text search reads is a view too, in a file, where there are no members.
        assert set(inspector.get_view_names()) - {finding.VIEW} == found.keys()
    assert all(columns <= by | counts for columns in found.values())


def test_views_are_made_anew(sqlite_store: Store) -> None:
    """An upgrade takes them away while tables are rebuilt, and makes them again."""
    with sqlite_store.connected(writing=True) as connection, connection.begin():
        views.remove(connection)
        assert [finding.VIEW] == inspect(connection).get_view_names()
    with sqlite_store.connected() as connection:
        schema.build(connection)
        schema.build(connection)
        assert {*views.VIEWS, finding.VIEW} == set(inspect(connection).get_view_names())
