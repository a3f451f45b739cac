"""Why a date is what it is: every day from the start to it, by the calendar that it was set by."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date

from caseapp.bootstrap import Caseapp
from caseapp.casework.days_off import add_day_off
from caseapp.casework.requests import Acknowledge, Extend, Log
from caseapp.rules.days_off import DayOff, DayOffKind
from caseapp.rules.vocabulary import Kind
from caseapp.settings import read_settings
from caseapp.tui.desk import CaseFile
from caseapp.tui.dialogs.why import explanation
from caseapp.tui.store_desk import StoreDesk
from tests.tui.at_case import at_case
from tests.tui.fakes import FakeDesk, a_case, a_complaint


def why(file: CaseFile) -> str:
    return explanation(file).plain


def part(text: str, title: str) -> list[str]:
    """The lines of one deadline, from its heading to its date."""
    lines = text.splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith(f"{title}: by "))
    return lines[first : next(number for number in range(first, len(lines)) if "  =  " in lines[number]) + 1]


def counted_days(lines: list[str]) -> list[str]:
    """The numbers of the days that were counted."""
    return [line.split()[0] for line in lines if line[:4].strip().isdigit() and line.split()[0] != "0"]


async def test_why_is_a_key_away() -> None:
    """``w`` lists every day from receipt to the due date with what it was; the counted ones number the days."""
    async with at_case(FakeDesk([a_complaint(1)]), size=(80, 24)) as stage:
        await stage.press("w")
        text = stage.said("#message Static")
        await stage.press("escape")
        assert "CaseScreen" == stage.dialog

    assert "Answer stage 1: by Wed 10 Jun 2026" in text
    assert "10 working days from receipt of the complaint (R75)" in text
    assert "–  Sat 30 May 2026  Saturday" in text
    assert "10  Wed 10 Jun 2026" in text


def test_bank_holiday_is_named() -> None:
    """A skipped bank holiday is named; a contact that is no complaint has no date to explain."""
    desk = FakeDesk([a_complaint(1, -3)])
    file = desk.case_file("C26-00001")

    assert "–  Mon 25 May 2026  Spring bank holiday" in why(file)
    compliment = replace(file, case=replace(a_case(2), kind=Kind.COMPLIMENT, stages=()))
    assert "This contact is not a complaint, so nothing has to be answered by a date." == why(compliment)


def test_promised_date_is_explained_by_the_days_off_of_its_time(founded_sqlite_address: str) -> None:
    """A date that was told is kept when a day off comes later: its steps add up to it, and a note says why (R124).

    An extension agreed afterwards is counted with the new day off.
    """
    settings = read_settings(database=founded_sqlite_address, user="Ada Admin", today="2026-06-04", environment={})
    with closing(Caseapp(settings)) as ada:
        desk = StoreDesk(ada)
        reference = desk.do(Log("Bins", None)).reference
        desk.do(Acknowledge(reference))
        promised = desk.case_file(reference).case.due_on
        with ada.acting() as (work, by, at):
            add_day_off(work, DayOff(DayOffKind.CLOSURE, date(2026, 6, 10), "Flood"), by=by, at=at)
        kept = StoreDesk(ada).case_file(reference)
        desk.do(Extend(reference, 1, "More to read", ombudsman_told=True))
        extended = StoreDesk(ada).case_file(reference)

    answer = part(why(kept), "Answer stage 1")
    assert date(2026, 6, 18) == promised == kept.case.due_on
    assert "  =  Thu 18 Jun 2026" == answer[-1]
    assert [str(number) for number in range(1, 11)] == counted_days(answer)
    assert " 4  Wed 10 Jun 2026" in [line.rstrip()[1:] for line in answer], "it counted when the date was set"
    assert "Kept: the person was told this date before Flood was added." in answer
    assert kept.calendar.add(date(2026, 6, 4), 10) == date(2026, 6, 19), "today's calendar would give another"

    assert "  =  Fri 19 Jun 2026" == part(why(extended), "Answer stage 1, extended")[-1]
    assert date(2026, 6, 19) == extended.case.due_on
