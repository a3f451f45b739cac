"""Adding words to a case."""

from __future__ import annotations

import pytest

from caseapp.casework.requests import Acknowledge, Note, Respond, Withdraw
from caseapp.rules.case import Case
from caseapp.rules.errors import NotFound
from caseapp.rules.vocabulary import Kind, Outcome
from caseapp.store.queries.cases import case_view
from caseapp.store.verification import verify
from tests.builders import MEL, RITA, Desk, april


def every_position(desk: Desk) -> list[Case]:
    answered = desk.do(Respond(desk.escalated().reference, Outcome.UPHELD), by=RITA, today=april(12))
    closed = desk.do(Withdraw(desk.logged().reference))
    return [desk.logged(), desk.acknowledged(), desk.answered(), answered, closed, desk.logged(kind=Kind.COMPLIMENT)]


def test_note_moves_nothing_in_any_state(desk: Desk) -> None:
    """Words may be added whenever there is something to say; no clock moves (R33)."""
    for before in every_position(desk):
        case = desk.do(Note(before.reference, "Rang twice"), today=april(20))

        assert before.version + 1 == case.version
        assert (before.state, before.due_on, before.stages) == (case.state, case.due_on, case.stages)
        assert case == desk.case(case.reference)


def test_note_is_kept_as_it_was_typed_but_for_controls(desk: Desk) -> None:
    """Lines stay lines; escape codes go."""
    reference = desk.do(Note(desk.logged().reference, "  one\r\ntwo\x1b[2J [b]%s\n")).reference
    with desk.store.reading() as reader:
        assert "one\ntwo [b]%s" == case_view(reader, reference).timeline[-1].text


@pytest.mark.parametrize("text", ["", " \n\t", "\x1b[31m"])
def test_note_needs_words(desk: Desk, text: str) -> None:
    """An empty note says nothing (R18)."""
    assert "R18" == desk.refused(Note(desk.logged().reference, text)).refusal.rule


def test_note_of_another_day_is_dated_so(desk: Desk) -> None:
    """Of a call on Friday that is written down on Monday; of the future, or before the receipt, there is none."""
    reference = desk.logged(today=april(12)).reference
    desk.do(Acknowledge(reference), today=april(15))
    desk.do(Note(reference, "Rang back", on=april(12)), today=april(15))

    with desk.store.reading() as reader:
        assert april(12) == case_view(reader, reference).timeline[-1].on
        assert verify(reader).is_sound
    for on, words in ((april(16), "in the future"), (april(11), "is before 2024-04-12")):
        assert words in desk.refused(Note(reference, "x", on=on), today=april(15)).sentence


def test_member_may_not(desk: Desk) -> None:
    """A member never acts in a case (R54)."""
    assert "R54" == desk.refused(Note(desk.logged().reference, "Hello"), by=MEL).refusal.rule


def test_case_that_is_not_there(desk: Desk) -> None:
    """A reference that nothing has is said to be so, as it was typed."""
    error = desk.failed(Note(" C24-99998 ", "Hello"))

    assert isinstance(error, NotFound)
    assert "C24-99998" in error.sentence
