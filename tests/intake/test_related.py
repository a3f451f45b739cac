"""Triage: what a new row may be related to, in the store and in the same run. On both engines, and nothing is written.

The rows of a test are contacts of Aoife's or of people who share something with her.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from caseapp.casework.import_undo import undo_import
from caseapp.casework.requests import Complainant, Log, Respond, Restrict, Withdraw
from caseapp.intake.related import Related
from caseapp.rules.vocabulary import Outcome
from caseapp.store.queries.previous import previous
from caseapp.store.queries.related import MOST_ALIKE, keys_of, related
from caseapp.store.store import Store
from tests.builders import ADA, Desk, a_log, april, contents, may, noon
from tests.intake.office import TODAY as IMPORTED_ON
from tests.intake.office import Office, a_submission

AOIFE = Complainant("Aoife Ní Bhriain", "aoife@example.org", "07700 900123", "1 High Street", "AB1 2CD")
BINS = "The green bin at the back of the house has been missed for the third week running and nobody calls back"
TODAY = april(22)


@pytest.fixture
def heard(own_desk: Desk) -> Desk:
    """A store in which Aoife complained about her bin on 8 April."""
    own_desk.logged(summary="Bin missed", details=BINS, complainant=AOIFE)
    return own_desk


@pytest.fixture
def quiet(founded_sqlite: Store) -> Desk:
    """An empty store, for what rows of one run have in common."""
    return Desk(founded_sqlite).staffed()


def a_row(summary: str = "Market noise", **changes: Any) -> Log:
    """A contact of Aoife's about something else, received today."""
    return a_log(**{"summary": summary, "received_on": TODAY, "complainant": AOIFE, **changes})


def noted(desk: Desk, *rows: Log, today: date = TODAY) -> list[list[str]]:
    """What is said of each of the rows, in a run of their own."""
    return in_run(desk, [rows], today=today)


def in_run(desk: Desk, chunks: Sequence[Sequence[Log]], *, today: date = TODAY, **how: int) -> list[list[str]]:
    """What is said of each row of a run that looks at some rows at a time; rows are numbered from 1."""
    said, number = [], 0
    with desk.store.reading() as reader:
        finder = Related(reader, today, **how)
        for some in chunks:
            numbered = list(enumerate(some, start=number + 1))
            notes = finder.notes(numbered)
            said += [[reason.sentence for reason in notes.get(place, ())] for place, _ in numbered]
            number += len(some)
    return said


def test_same_person_or_address_is_suggested_with_what_told(heard: Desk) -> None:
    """However it is written; the surest of what they have in common, and where the case stands."""
    told = {
        Complainant(email=" AOIFE@Example.org"): "Same e-mail",
        Complainant(telephone="+44 7700-900123"): "Same telephone",
        Complainant(telephone="7700900123"): "Same telephone",
        Complainant(name="AOIFE NI BHRIAIN", postcode="ab12cd"): "Same name and postcode",
        Complainant(name="Bo Lau", address="1, High St", postcode="AB1 2CD"): "Same address",
        replace(AOIFE, telephone="", email=""): "Same name and postcode",
        AOIFE: "Same e-mail",
    }
    said = [noted(heard, a_row(complainant=who)) for who in told]

    assert [[[f"{why} as C24-00001 (open, Waste): perhaps related."]] for why in told.values()] == said


def test_strangers_are_related_to_nobody(heard: Desk) -> None:
    """A name tells nothing without a postcode, nor a few digits; text that no database takes breaks nothing."""
    strangers = (
        Complainant("Aoife Ní Bhriain"),
        Complainant(postcode="AB1 2CD"),
        Complainant(telephone="123"),
        Complainant(address="7 High Street", postcode="AB1 2CD"),
        Complainant("x" * 10_000, "%", "'; --", '"', "\0"),
        Complainant(email="\ud800@example.org", telephone="٠٧٧٠٠", postcode="\U0001f600"),
        Complainant(),
    )

    assert [[]] * len(strangers) == noted(heard, *(a_row(complainant=who) for who in strangers))


def test_many_are_told_what_one_is_told(heard: Desk) -> None:
    """The links are those that an officer sees beside a case, whichever of them it is and however it is written."""
    others = [
        replace(AOIFE, **changes)
        for changes in (
            {"email": "AOIFE@EXAMPLE.ORG"},
            {"email": "", "telephone": "0044 (7700) 900-123"},
            {"email": "", "telephone": "12345", "name": "aoife, ni bhriain!"},
            {"email": "", "telephone": "", "name": "Bo", "address": "1 Hïgh St."},
            {"email": "", "telephone": "", "name": "Bo", "address": "1a High Street"},
        )
    ]
    with heard.store.reading() as reader:
        alone = [previous(reader, **asdict(other)) for other in others]
        found = related(reader, others, keys_of(others), since=april(1))
    together = [[(case.reference, link.words) for link, case in found.get(place, ())] for place in range(len(others))]

    assert [[(one.reference, one.why) for one in each] for each in alone] == together


def test_telephone_rounded_by_a_spreadsheet_is_nobodys(quiet: Desk) -> None:
    """Lost digits: 7.7009E+09 would be the number of everybody whose number was rounded."""
    rounded = Complainant(telephone="7.70090E+09")
    quiet.logged(complainant=rounded)

    assert [[], []] == noted(quiet, a_row(complainant=rounded), a_row(complainant=rounded))


def test_closed_cases_are_suggested_for_twelve_months_and_open_ones_for_ever(own_desk: Desk) -> None:
    """What was closed longer ago is another story."""
    own_desk.answered(complainant=AOIFE)
    own_desk.logged(complainant=AOIFE)
    closed = "Same e-mail as C24-00001 (stage 1, answered, Waste): perhaps related."
    still = "Same e-mail as C24-00002 (open, Waste): perhaps related."

    assert [[still, closed]] == noted(own_desk, a_row(), today=date(2025, 4, 8))
    assert [[still]] == noted(own_desk, a_row(), today=date(2025, 4, 9))


def test_newest_cases_are_named_and_the_others_counted(own_desk: Desk) -> None:
    """A person with many cases does not fill the screen."""
    for day in range(1, 6):
        own_desk.logged(received_on=april(day), complainant=AOIFE)

    first, _, third, rest = noted(own_desk, a_row())[0]

    assert "as C24-00005 (open" in first
    assert "as C24-00003 (open" in third
    assert "There are 2 more cases of the same person or address." == rest


def test_one_address_of_very_many_cases_is_looked_at_in_part(own_desk: Desk) -> None:
    """Everybody's e-mail address costs no more than the newest of its cases, and hides nobody else's."""
    everybody = Complainant(email="noreply@example.org")
    for _ in range(MOST_ALIKE + 2):
        own_desk.logged(complainant=everybody)
    own_desk.logged(complainant=AOIFE)

    theirs, hers = noted(own_desk, a_row(complainant=everybody), a_row())

    assert f"There are {MOST_ALIKE - 3} more cases of the same person or address." == theirs[-1]
    assert ["Same e-mail as C24-00023 (open, Waste): perhaps related."] == hers


def test_same_matter_days_apart_is_flagged(heard: Desk) -> None:
    """The same person and much the same words: how far apart and how alike, and it is for an officer to say."""
    once_more = f"{BINS}!"
    ((said,),) = noted(heard, a_row("Bin missed", details=once_more, received_on=april(11)))
    assert "May be the same matter as C24-00001, received 3 days earlier, 100 of 100 alike." == said

    ((said,),) = noted(heard, a_row("Bin missed", details=BINS, received_on=april(8)))
    assert "received on the same day" in said
    ((said,),) = noted(heard, a_row("Bin missed", details=BINS, received_on=april(7)))
    assert "received 1 day later" in said


def test_same_matter_is_not_claimed_too_far_apart_or_of_neighbours(heard: Desk) -> None:
    """Fourteen days and no more; and two of one house may both have lost a bin."""
    ((fourteen,),) = noted(heard, a_row("Bin missed", details=BINS, received_on=april(22)))
    ((fifteen,),) = noted(heard, a_row("Bin missed", details=BINS, received_on=april(23)))
    neighbour = Complainant("Bo Lau", address="1 High Street", postcode="AB1 2CD")
    ((next_door,),) = noted(heard, a_row("Bin missed", details=BINS, received_on=april(8), complainant=neighbour))

    assert "14 days earlier" in fourteen
    assert "Same e-mail as C24-00001 (open, Waste): perhaps related." == fifteen
    assert "Same address as C24-00001 (open, Waste): perhaps related." == next_door


def test_restricted_case_is_there_without_a_word_of_it(heard: Desk) -> None:
    """Neither what it is about nor whose it is, nor how alike (R136)."""
    heard.do(Restrict("C24-00001", "About a colleague"))

    said = noted(heard, a_row("Bin missed", details=BINS, received_on=april(8)))

    assert [["There is an earlier case, C24-00001, which is restricted."]] == said


def test_withdrawn_case_says_so(heard: Desk) -> None:
    """A case that came to nothing is one of the last months too."""
    heard.do(Withdraw("C24-00001"))

    assert [["Same e-mail as C24-00001 (withdrawn, Waste): perhaps related."]] == noted(heard, a_row())


def test_cases_that_were_taken_back_are_related_to_nobody(quiet: Desk, tmp_path: Path) -> None:
    """An import that was undone left no cases, and its file may come again."""
    office = Office(quiet.store, tmp_path)
    batch = office.take(office.submissions(a_submission(email=AOIFE.email, submitted_at="2024-04-08T09:00:00Z")))
    assert [1] == [len(said) for said in noted(quiet, a_row())]

    with quiet.store.writing() as work:
        undo_import(work, batch.number, by=quiet.actor(work, ADA, IMPORTED_ON), at=noon(IMPORTED_ON))

    assert [[]] == noted(quiet, a_row())


def test_rows_of_one_file_are_compared(quiet: Desk) -> None:
    """Row 1 and row 3: what comes twice in one file is flagged like what came before it, and a third time as well."""
    stranger = replace(AOIFE, name="Bo", email="bo@example.org", telephone="", address="9 Mill Road")
    first = a_row("Bin missed", details=BINS, received_on=april(8))
    rows = (
        first,
        a_row(complainant=stranger),
        replace(first, received_on=april(10), complainant=replace(AOIFE, email="AOIFE@example.org")),
        a_row("Market noise", received_on=april(10)),
        a_row(complainant=Complainant()),
    )

    one, two, three, four, five = noted(quiet, *rows)

    assert [[], [], []] == [one, two, five]
    assert ["May be the same matter as row 1, received 2 days earlier, 100 of 100 alike."] == three
    assert ["Same e-mail as row 3: perhaps related.", "Same e-mail as row 1: perhaps related."] == four


def test_rows_are_compared_across_chunks_and_forgotten_in_the_end(quiet: Desk) -> None:
    """Whatever is read together says the same; the memory holds the latest rows and no more than twice as many."""
    others = [a_row(complainant=Complainant(email=f"person{number}@example.org")) for number in range(8)]
    rows = [a_row(), *others[:4], a_row(), *others[4:], a_row()]

    together = in_run(quiet, [rows])
    singly = in_run(quiet, [[row] for row in rows])
    forgetful = in_run(quiet, [[row] for row in rows], remembered=2)

    assert together == singly
    alike = "received on the same day, 100 of 100 alike."
    assert [f"May be the same matter as row 1, {alike}"] == together[5]
    assert [f"May be the same matter as row {number}, {alike}" for number in (6, 1)] == together[10]
    assert [[]] * len(rows) == forgetful
    assert in_run(quiet, [[a_row()], [others[0]], [a_row()]], remembered=2)[2], "the two before it are remembered"


def test_rows_of_another_file_are_named_with_it(quiet: Desk) -> None:
    """A run of several files."""
    with quiet.store.reading() as reader:
        finder = Related(reader, TODAY)
        finder.begin("daily.csv")
        finder.notes([(2, a_row())])
        finder.begin("weekly.csv")
        (note,) = finder.notes([(2, a_row("Lost ticket"))])[2]

    assert "Same e-mail as row 2 of daily.csv: perhaps related." == note.sentence


def test_suggesting_writes_nothing_and_merges_nothing(heard: Desk) -> None:
    """It is asked of a reader, and the cases stay two."""
    heard.do(Respond("C24-00001", Outcome.UPHELD), today=may(1))
    before = contents(heard.store)

    noted(heard, a_row())

    assert before == contents(heard.store)
