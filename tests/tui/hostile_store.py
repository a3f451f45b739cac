"""A real store in which every free text means harm, written past every door: as a careless script would leave it."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from caseapp.bootstrap import Caseapp
from caseapp.casework.people import add_person
from caseapp.casework.requests import Acknowledge, AddPoint, Assign, Complainant, Log, Note, Respond
from caseapp.casework.services import add_service, add_sub_service
from caseapp.rules.vocabulary import Outcome, Role
from caseapp.settings import read_settings
from tests.tui.places import alone

TODAY = date(2026, 6, 4)
"""A Thursday."""

CODES = (
    "\x1b]52;c;UFdORUQ=\x07",  # puts words on the clipboard
    "\x1b]0;PWNED\x07",  # a title for the window
    "\x1b[77;177H\x1b[8;9;9t",  # moves the cursor, resizes the window
    "\x1bc\x1b[?1049l\x1b[5i",  # a reset, another screen, the printer
    "\x9b77;178H\x90q\x9c",  # the same in eight bits
    "\x1bP1$rPWNED\x1b\\\x1b_PWNED\x1b\\",  # strings for the terminal alone
)
"""What steers a terminal."""
WORDS = "[/bold] [@click=app.quit]x[/] $text-error \u202egnp.exe\u2066 👩‍👩‍👧‍👦 ゴミ z\u0301\u0301\u0301 \t|"
"""Markup, writing turned round, wide and combined characters, tabs."""
HARM = f"{''.join(CODES)} {WORDS}"

_FREE_TEXT = (
    ("complaints", ("summary",)),
    ("narratives", ("details", "desired_outcome", "raised_before")),
    ("complainants", ("name", "email", "telephone", "address", "postcode")),
    ("services", ("name",)),
    ("sub_services", ("name",)),
    ("points", ("text",)),
    ("adjustments", ("text", "contact")),
    ("events", ("text",)),
    ("closure_days", ("name",)),
)
"""Every table and column that holds words from outside, but for the names of people, by whom one acts."""


def seated(store: Path | str, user: str = "Ada Admin", today: date = TODAY) -> Caseapp:
    """The store as somebody uses it."""
    return Caseapp(read_settings(database=str(store), user=user, today=today.isoformat(), environment={}))


def make_store(template: Path, folder: Path) -> Path:
    """A dozen cases of every state, with a narrative of 50,000 characters and a name of 2,000; then the harm."""
    path = Path(shutil.copy(template, folder / "hostile.db"))
    with closing(seated(path)) as app:
        with app.acting() as (work, by, at):
            add_person(work, "Olga Officer", Role.OFFICER, by=by, at=at)
            add_person(work, "Rhea Reviewer", Role.REVIEWER, by=by, at=at)
            add_service(work, "Parks", by=by, at=at)
            add_sub_service(work, "Parks", "Trees", by=by, at=at)
        for number in range(12):
            _log(app, number)
    _harm(path)
    return alone(path)


def _log(app: Caseapp, number: int) -> None:
    day = TODAY - timedelta(days=2 * number)
    name = "n" * 2_000 if number == 3 else f"Sam Reed {number}"
    who = Complainant(name, f"sam{number % 3}@example.org", "01223 000000", "1 Mill Road", "CB1 2AD")
    case = app.do(
        Log(
            f"Lane number {number}", "Parks", sub_service="Trees", received_on=day, complainant=who,
            details="word " * 10_000 if number == 4 else "They passed the lane by.", desired_outcome="a visit",
            raised_before="once", adjustments="large print", contact="by letter", points=("The lane",),
        )
    ).case  # fmt: skip
    if number % 2:
        app.do(Acknowledge(case.reference, on=day))
        app.do(Assign(case.reference, "Olga Officer"))
        app.do(Note(case.reference, "Rang them."))
    if number % 4 == 1:
        app.do(AddPoint(case.reference, "The gate"))
    if number == 11:
        findings = ((1, Outcome.UPHELD),)
        app.do(Respond(case.reference, None, on=day, findings=findings))


def _harm(path: Path) -> None:
    """Past the guards: they are taken away, and put back."""
    with closing(sqlite3.connect(path)) as connection, connection:
        guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _sql in guards:
            connection.execute(f'DROP TRIGGER "{name}"')
        for table, columns in _FREE_TEXT:
            said = ", ".join(f"{column} = {column} || :harm" for column in columns)
            connection.execute(f"UPDATE {table} SET {said}", {"harm": f" {HARM}"})
        connection.execute("UPDATE officers SET name = name || :harm WHERE name LIKE 'Rhea%'", {"harm": f" {HARM}"})
        for _name, sql in guards:
            connection.execute(sql)
