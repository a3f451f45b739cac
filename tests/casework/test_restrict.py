"""Restricted cases: who sees them, what lists show of them, and that each look is recorded (R136)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from caseapp.casework.requests import Acknowledge, Assign, Complainant, Escalate, Note, Restrict, Unrestrict
from caseapp.casework.restrict import note_view
from caseapp.casework.sight import require_sight_of
from caseapp.rules.case import Case
from caseapp.rules.errors import RuleBroken
from caseapp.rules.periods import between
from caseapp.rules.vocabulary import Action, Occasion
from caseapp.store.queries.cases import case_view
from caseapp.store.queries.figures import contacts, stage_records
from caseapp.store.queries.worklist import WorklistFilter, WorklistRow, worklist_ids, worklist_rows
from caseapp.store.verification import verify
from tests.builders import ADA, LEE, MEL, MONDAY, OLGA, RITA, TUESDAY, Desk, april, noon

WORDS = ("quetzal", "axolotl", "okapi")
"""Of the summary, the narrative and the name of the restricted cases, and of no other case."""


@pytest.fixture
def restricted(desk: Desk) -> Case:
    """A complaint about a colleague, handled by Olga and restricted by Rita."""
    summary, details, name = WORDS
    case = desk.logged(summary=f"Rude {summary}", details=details, complainant=Complainant(f"Ann {name}"))
    desk.do(Assign(case.reference, OLGA))
    return desk.do(Restrict(case.reference, "About a colleague"), by=RITA)


def found(desk: Desk, words: str) -> list[WorklistRow]:
    with desk.store.reading() as reader:
        calendar = reader.calendar(reader.policies.on(MONDAY).division)
        wanted = WorklistFilter(include_closed=True, text=words, in_details=True)
        return list(worklist_rows(reader, worklist_ids(reader, wanted, MONDAY, calendar)).values())


def looks(desk: Desk) -> list[tuple[str, dict[str, Any]]]:
    """Who looked, and what the event says."""
    sql = (
        "SELECT o.name, e.content FROM events e JOIN officers o ON o.id = e.officer_id "
        f"WHERE e.action = '{Occasion.VIEWED}' ORDER BY e.seq"
    )
    with desk.store.reading() as reader:
        return [(row["name"], json.loads(row["content"])) for row in reader.rows(sql)]


def test_anybody_who_works_on_cases_restricts_one(desk: Desk, restricted: Case) -> None:
    """The reason is kept, and the state of the case is what it was."""
    with desk.store.reading() as reader:
        *_, event = case_view(reader, restricted.reference).timeline

    assert restricted.restricted
    assert desk.case(restricted.reference) == restricted
    assert (Action.RESTRICT, {}, "About a colleague", "Restricted") == (
        event.action, event.content, event.text, event.words,
    )  # fmt: skip


def test_only_those_who_oversee_take_it_back(desk: Desk, restricted: Case) -> None:
    """Its handler may not, though they see it; the reason is kept (R52)."""
    assert "R52" == desk.refused(Unrestrict(restricted.reference, "Over"), by=OLGA).refusal.rule

    done = desk.do(Unrestrict(restricted.reference, "The colleague has left"), by=LEE)
    assert not done.restricted
    assert not desk.do(Note(restricted.reference, "Seen"), by=RITA).restricted
    with desk.store.reading() as reader:
        assert () == verify(reader).problems


@pytest.mark.parametrize("request_", [Acknowledge, lambda reference: Note(reference, "x"), Escalate])
def test_others_take_no_step_of_it(desk: Desk, restricted: Case, request_: Any) -> None:
    """Whoever restricted it sees it no more themselves; the refusal names whom to ask and says nothing else of it."""
    refusal = desk.refused(request_(restricted.reference), by=RITA, today=TUESDAY).refusal

    assert "R136" == refusal.rule
    assert refusal.reason.startswith(f"{restricted.reference} is restricted: only whoever handles it, ")
    assert refusal.reason.endswith(f"ask {OLGA}, who handles it, or a lead officer.")


@pytest.mark.parametrize("by", [OLGA, LEE, ADA])
def test_its_handler_and_those_who_oversee_go_on(desk: Desk, restricted: Case, by: str) -> None:
    """They take its steps as those of any other case."""
    assert 4 == desk.do(Acknowledge(restricted.reference), by=by, today=TUESDAY).version


def test_a_new_handler_sees_it_and_the_old_one_no_more(desk: Desk, restricted: Case) -> None:
    """Sight goes with the case."""
    desk.do(Assign(restricted.reference, RITA), by=OLGA)

    assert "R136" == desk.refused(Note(restricted.reference, "x"), by=OLGA).refusal.rule
    assert 5 == desk.do(Note(restricted.reference, "x"), by=RITA).version


def test_a_member_is_told_what_members_are_told(desk: Desk, restricted: Case) -> None:
    """Not that there is something to see (R54)."""
    assert "R54" == desk.refused(Note(restricted.reference, "x"), by=MEL).refusal.rule


def test_a_case_that_nobody_handles_is_for_those_who_oversee(desk: Desk) -> None:
    """There is no handler to name."""
    case = desk.do(Restrict(desk.logged().reference, "About a colleague"))

    assert desk.refused(Note(case.reference, "x")).refusal.reason.endswith("see it; ask a lead officer.")


def test_lists_show_that_it_is_there_and_no_word_of_it(desk: Desk, restricted: Case) -> None:
    """For everybody: reference, dates, state, service and handler; a list is no look, and is not recorded."""
    before = looks(desk)
    (row,) = found(desk, restricted.reference)

    assert (True, "restricted", "restricted") == (row.restricted, row.summary, row.complainant)
    assert (restricted.reference, restricted.due_on, "Waste", OLGA) == (
        row.reference, row.due_on, row.service, row.handler,
    )  # fmt: skip
    assert before == looks(desk)


def test_search_does_not_match_its_words(desk: Desk, restricted: Case) -> None:
    """Nobody guesses what it says, or who it is from, word by word; afterwards it is found again."""

    def is_found(words: str) -> bool:
        return restricted.reference in [row.reference for row in found(desk, words)]

    assert [False] * len(WORDS) == [is_found(word) for word in WORDS]
    assert is_found(f"restricted {OLGA} waste {restricted.reference}")

    desk.do(Unrestrict(restricted.reference, "Over"), by=LEE)
    assert [True] * len(WORDS) == [is_found(word) for word in WORDS]


def test_reports_count_it_as_any_other(desk: Desk, restricted: Case) -> None:
    """A figure is no look at a case."""
    with desk.store.reading() as reader:
        period = between(MONDAY, MONDAY)
        begun = [record.reference for record in stage_records(reader, period)]
        received = [contact.reference for contact in contacts(reader, period)]

    assert (1, 1) == (begun.count(restricted.reference), received.count(restricted.reference))


def test_a_look_is_an_event_of_the_store(desk: Desk, restricted: Case) -> None:
    """Who, when, which case and by which door; the case itself is as it was."""
    with desk.store.writing() as work:
        note_view(work, restricted.reference.lower(), "show", by=desk.actor(work, LEE), at=noon(april(9)))

    assert (LEE, {"reference": restricted.reference, "how": "show"}) == looks(desk)[-1]
    assert restricted == desk.case(restricted.reference)


@pytest.mark.parametrize(("by", "rule"), [(RITA, "R136"), (MEL, "R54")])
def test_a_look_that_is_not_theirs_is_refused_and_no_event(desk: Desk, restricted: Case, by: str, rule: str) -> None:
    """They have seen nothing."""
    before = looks(desk)
    with pytest.raises(RuleBroken, match=rule), desk.store.writing() as work:
        note_view(work, restricted.reference, "show", by=desk.actor(work, by), at=noon(april(9)))

    assert before == looks(desk)


def test_a_case_that_is_not_restricted_is_everybodys(desk: Desk) -> None:
    """Everybody's who works on cases."""
    case = desk.logged()
    with desk.store.reading() as reader:
        for name in (OLGA, RITA, LEE, ADA):
            require_sight_of(case, reader.person(name))
        with pytest.raises(RuleBroken, match="R54"):
            require_sight_of(case, reader.person(MEL))
