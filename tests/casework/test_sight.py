"""Who may look at cases, and that one person is not two."""

from __future__ import annotations

import pytest

from caseapp.casework.requests import Assign, Escalate, Reopen, Respond
from caseapp.casework.sight import LONGEST_NAME, known_person, require_sight, tidy_name
from caseapp.rules.errors import InvalidInput, NotFound, RuleBroken
from caseapp.rules.vocabulary import Outcome, Role
from caseapp.rules.workflow import Actor
from tests.builders import ADA, MEL, OLGA, RITA, Desk, april


@pytest.mark.parametrize(
    "typed", ["Rita Reviewer", " rita  reviewer", "Rita\u200b Reviewer", "Ｒｉｔａ Reviewer", "RITA\u2060 REVIEWER"]
)
def test_a_name_that_looks_the_same_is_the_same_person(desk: Desk, typed: str) -> None:
    """Invisible characters, wide letters and capitals make nobody a second reviewer (R44d)."""
    reference = desk.answered(by=RITA).reference
    refusal = desk.refused(Escalate(reference, reviewer=typed), today=april(12)).refusal

    assert "R44d" == refusal.rule


def test_accents_are_one_letter_however_they_are_written() -> None:
    """José with one character and with two."""
    officers = {tidy_name("José"): Actor("José", Role.OFFICER)}

    assert known_person(officers, tidy_name("Jose\u0301")) is officers["José"]
    assert known_person(officers, tidy_name("Jose")) is None


def test_a_name_is_somebody() -> None:
    """Not blank, not invisible, not an essay."""
    for nobody in ("", " ", "\u200b\u2060", "\x1b[2J"):
        with pytest.raises(NotFound, match="Nobody was named"):
            tidy_name(nobody)
    with pytest.raises(InvalidInput):
        tidy_name("a" * (LONGEST_NAME + 1))


def test_whoever_handled_stage_1_does_not_review_it(desk: Desk) -> None:
    """Somebody else answered, but the handler considered the complaint too (R44d)."""
    reference = desk.logged().reference
    desk.do(Assign(reference, RITA), by=ADA, today=april(9))
    desk.do(Respond(reference, Outcome.UPHELD), by=OLGA, today=april(10))
    refusal = desk.refused(Escalate(reference, reviewer=RITA), by=ADA, today=april(12)).refusal

    assert "R44d" == refusal.rule


def test_whoever_decided_an_earlier_attempt_does_not_review_it(desk: Desk) -> None:
    """Stage 1 was answered, reopened and answered by another: neither reviews (R44d)."""
    reference = desk.answered(by=RITA).reference
    desk.do(Reopen(reference, "New facts"), by=ADA, today=april(11))
    desk.do(Assign(reference, OLGA), by=ADA, today=april(11))
    desk.do(Respond(reference, Outcome.UPHELD), by=OLGA, today=april(12))

    assert "R44d" == desk.refused(Escalate(reference, reviewer=RITA), by=ADA, today=april(12)).refusal.rule
    assert ADA == desk.do(Escalate(reference, reviewer=ADA), by=ADA, today=april(12)).handler


def test_a_member_sees_no_case(desk: Desk) -> None:
    """However the name is typed (R54)."""
    with desk.store.reading() as reader:
        for typed in (MEL, MEL.lower()):
            with pytest.raises(RuleBroken, match="R54"):
                require_sight(reader, typed)
        assert Role.OFFICER is require_sight(reader, OLGA).role
