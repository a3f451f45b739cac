"""Case history: whole cases taken in by the same rules as today's, each in the order in which things happened."""

from __future__ import annotations

from datetime import date

import pytest

from caseapp.casework import people
from caseapp.rules.case import Case
from caseapp.rules.vocabulary import Action, Kind, Outcome, Role, State, Verdict
from tests.builders import ADA, Desk, a_log, noon
from tests.intake.office import SAMPLES, TODAY, Office, a_past_case, counts


def taken(office: Office, **changes: object) -> Case:
    """The case that one row of history becomes."""
    return office.only_case(office.history(a_past_case(**changes))).case


def reasons(office: Office, **changes: object) -> tuple[str, ...]:
    """Why one row of history is rejected."""
    row = office.only_row(office.history(a_past_case(**changes)))
    assert Verdict.REJECTED is row.verdict
    return row.reasons


def test_sample_becomes_cases(office: Office) -> None:
    """Answered, escalated, open and complimentary rows all go in."""
    batch = office.take(SAMPLES / "case_history_good.csv")
    cases = [office.case(reference).case for reference in batch.cases.values()]

    assert counts(new=5) == batch.counts
    assert ["OLD-0001", "OLD-0002", "OLD-0003", "OLD-0004", "OLD-0005"] == list(batch.cases.values())
    assert [
        State.STAGE_1_ANSWERED,
        State.STAGE_2_ANSWERED,
        State.RECORDED,
        State.STAGE_1,
        State.STAGE_1_ANSWERED,
    ] == [case.state for case in cases]


def test_both_stages_keep_their_dates_and_people(office: Office) -> None:
    """A case with everything comes back as it was written."""
    office.take(SAMPLES / "case_history_good.csv")
    view = office.case("OLD-0002")
    first, second = view.case.stages

    assert (date(2024, 5, 10), date(2024, 6, 5), date(2024, 6, 1)) == (
        first.acknowledged_on,
        first.extended_to,
        first.responded_on,
    )
    assert ("Ida Bell", Outcome.PARTLY_UPHELD, 9) == (first.handler, first.outcome, first.extensions[0].days)
    assert (date(2024, 6, 10), date(2024, 6, 11), date(2024, 7, 2)) == (
        second.opened_on,
        second.acknowledged_on,
        second.responded_on,
    )
    assert ("Ravi Menon", "Ida Bell", Outcome.NOT_UPHELD) == (second.handler, second.stage1_decider, second.outcome)
    assert ("Planning", ("Local Taxation", "Waste")) == (view.case.service, view.other_services)


def test_things_happen_in_the_order_of_their_dates(office: Office) -> None:
    """An extension agreed before the acknowledgement is recorded before it."""
    view = office.only_case(
        office.history(
            a_past_case(
                stage1_acknowledged_on="2024-05-14",
                stage1_extended_on="2024-05-10",
                stage1_extended_to="2024-06-04",
                stage1_extension_reason="Many witnesses",
            )
        )
    )

    assert [Action.LOG, Action.EXTEND, Action.ACKNOWLEDGE, Action.RESPOND] == [entry.action for entry in view.timeline]


def test_case_falls_under_the_policy_of_its_day(office: Office) -> None:
    """A blank policy is the one in force on the date of receipt; another can be named."""
    assert "cambridge-2021" == taken(office, received_on="2024-03-28").policy
    assert "lgsco-2024" == taken(office, reference="OLD-2", policy="lgsco-2024").policy


def test_unknown_people_and_services_are_added(office: Office) -> None:
    """Handlers come in as people who cannot log in: officers at stage 1, reviewers at stage 2."""
    office.take(
        office.history(
            a_past_case(
                service="Pest Control",
                other_services="Drains; Waste ;Drains",
                stage2_requested_on="2024-05-22",
                stage2_handler="Ravi Menon",
            )
        )
    )

    with office.store.reading() as reader:
        known = reader.rows("SELECT name, role FROM officers WHERE NOT can_log_in ORDER BY name")
        assert {"Ravi Menon": "reviewer", "Sam Okafor": "officer"} == {row["name"]: row["role"] for row in known}
        assert {"Pest Control", "Drains"} <= set(reader.service_names())
    assert ("Drains", "Waste") == office.case("OLD-1").other_services


def test_known_person_keeps_role_and_login(office: Office) -> None:
    """Somebody who works here is not made a person of the past by being named in it."""
    with office.store.writing() as work:
        ada = people.actor(work, ADA, at=noon(TODAY))
        people.add_person(work, "Sam Okafor", Role.LEAD, by=ada, at=noon(TODAY))

    office.take(office.history(a_past_case()))

    with office.store.reading() as reader:
        row = next(iter(reader.rows("SELECT role, can_log_in FROM officers WHERE name = 'Sam Okafor'")))
    assert ("lead", 1) == (row["role"], row["can_log_in"])


def test_officer_of_the_past_becomes_reviewer_when_a_case_says_so(office: Office) -> None:
    """Whether somebody may review is known from the cases that they reviewed, in whatever order those come (R79)."""
    office.take(office.history(a_past_case(stage1_handler="Ravi Menon")))
    later = a_past_case(reference="OLD-2", stage2_requested_on="2024-05-22", stage2_handler="Ravi Menon")

    assert "Ravi Menon" == office.only_case(office.history(later)).case.handler


def test_officer_of_today_does_not_become_reviewer(office: Office) -> None:
    """Somebody who works here as an officer is not given another role by a file (R79)."""
    with office.store.writing() as work:
        ada = people.actor(work, ADA, at=noon(TODAY))
        people.add_person(work, "Olga Officer", Role.OFFICER, by=ada, at=noon(TODAY))

    (reason,) = reasons(office, stage2_requested_on="2024-05-22", stage2_handler="Olga Officer")

    assert "stage2_requested_on: Olga Officer is not a stage 2 reviewer" in reason


def test_open_case_comes_in_open_with_its_handler(office: Office) -> None:
    """What is not answered yet is on somebody's desk, and due when it was due."""
    case = taken(office, received_on="2026-03-24", stage1_acknowledged_on="2026-03-25", **_UNANSWERED)

    assert (State.STAGE_1, "Sam Okafor", date(2026, 4, 9)) == (case.state, case.handler, case.due_on)


_UNANSWERED = {"stage1_responded_on": "", "stage1_outcome": ""}


def test_open_stage_2_is_its_reviewers(office: Office) -> None:
    """A case at stage 2 is held by whoever reviews it."""
    case = taken(office, stage2_requested_on="2024-05-22", stage2_handler="Ravi Menon")

    assert (State.STAGE_2_NEW, "Ravi Menon") == (case.state, case.handler)


def test_case_without_service_is_left_for_an_officer(office: Office) -> None:
    """A blank means that nobody wrote it down."""
    assert taken(office, service="").service is None


def test_answer_without_a_name_is_kept_as_such(office: Office) -> None:
    """Where an old tracker does not say who answered, nobody is put in their place, and it is said."""
    row = a_past_case(
        stage1_handler="",
        stage2_requested_on="2024-05-22",
        stage2_responded_on="2024-06-05",
        stage2_outcome="not-upheld",
    )
    path = office.history(row)

    assert 2 == len(office.only_row(path).notes)
    first, second = office.only_case(path).case.stages
    assert ("Not recorded (stage 1)", "Not recorded (stage 2)") == (first.handler, second.handler)


def test_answer_on_a_weekend_is_allowed(office: Office) -> None:
    """Somebody may have answered on a Saturday."""
    assert date(2024, 5, 18) == taken(office, stage1_responded_on="2024-05-18").stages[0].responded_on


def test_theme_of_an_open_case_is_kept_in_words(office: Office) -> None:
    """A theme is recorded with an answer; one noted before it is not lost."""
    view = office.only_case(office.history(a_past_case(resolution_theme="Missed bin", **_UNANSWERED)))

    assert "resolution_theme: Missed bin" == view.details


def test_theme_and_cause_belong_to_every_answer(office: Office) -> None:
    """Both stages are counted under what the complaint was about (R86)."""
    case = taken(
        office,
        resolution_theme="Missed bin",
        root_cause="Delay",
        stage2_requested_on="2024-05-22",
        stage2_handler="Ravi Menon",
        stage2_responded_on="2024-06-05",
        stage2_outcome="upheld",
    )

    assert [("Missed bin", "Delay")] * 2 == [
        (stage.decision.resolution_theme, stage.decision.root_cause) for stage in case.stages if stage.decision
    ]


def test_compliment_is_recorded(office: Office) -> None:
    """A compliment has no stages."""
    row = {"reference": "OLD-1", "kind": "compliment", "received_on": "2024-05-07", "summary": "Thank you"}
    case = office.only_case(office.history(row)).case

    assert (Kind.COMPLIMENT, ()) == (case.kind, case.stages)


def test_blank_reference_takes_the_next_of_its_year(office: Office) -> None:
    """References of the old tracker are kept; a row without one gets one of ours."""
    assert "C24-00001" == taken(office, reference="").reference


def test_series_passes_over_references_of_the_same_shape(office: Office) -> None:
    """An old tracker may have used our own shape of reference, and a number is never given twice."""
    office.take(office.history(a_past_case(reference="c24-1"), a_past_case(reference="", summary="Another")))

    assert ["C24-00001", "C24-00002"] == office.references()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {
                "stage1_extended_on": "2024-05-15",
                "stage1_extended_to": "2024-07-01",
                "stage1_extension_reason": "Long inquiry",
            },
            "stage1_extended_to: An extension of 28 working days is too long; the longest is 10. (R76)",
        ),
        (
            {
                "stage1_extended_on": "2024-05-15",
                "stage1_extended_to": "2024-06-01",
                "stage1_extension_reason": "Long inquiry",
            },
            "stage1_extended_to: 2024-06-01 is no working day (Saturday); an extension ends on one.",
        ),
        ({"stage1_extended_on": "2024-05-15"}, "stage1_extended_to is missing; an extension has a date"),
        (
            {
                "received_on": "2024-03-01",
                "stage1_acknowledged_on": "",
                "stage1_extended_on": "2024-05-15",
                "stage1_extended_to": "2024-04-15",
                "stage1_extension_reason": "Late",
            },
            "stage1_extended_to “2024-04-15” is not after 2024-05-15",
        ),
        (
            {"stage2_requested_on": "2024-05-22", "stage2_handler": "Sam Okafor"},
            "stage2_requested_on: Sam Okafor handled or decided stage 1, so someone else must review it",
        ),
        (
            {"stage2_requested_on": "2024-05-15"},
            "stage2_requested_on: 2024-05-15 is before 2024-05-20, the last date on",
        ),
        ({"stage2_requested_on": "2024-05-22", **_UNANSWERED}, "stage 2 comes after stage 1 was answered. (R28)"),
        ({"stage2_responded_on": "2024-06-05", "stage2_outcome": "upheld"}, "stage2_requested_on is missing"),
        ({"stage1_outcome": ""}, "stage1_outcome is missing; an answered stage has one."),
        ({"stage1_responded_on": ""}, "stage1_responded_on is missing; an outcome comes with the date"),
        ({"stage1_responded_on": "2024-05-06"}, "2024-05-06 is before 2024-05-07"),
        (
            {"stage1_acknowledged_on": "2024-05-21"},
            "stage1_acknowledged_on: OLD-1 is stage 1, answered, so it cannot be",
        ),
        ({"stage1_responded_on": "2026-04-02"}, "stage1_responded_on: 2026-04-02 is in the future"),
        ({"received_on": "2026-04-02"}, "2026-04-02 is in the future"),
        ({"received_on": ""}, "received_on is missing; a case has a date of receipt"),
        ({"summary": ""}, "summary is missing; say in a line"),
        ({"kind": "compliment"}, "stage1_acknowledged_on is for complaints, and this is a compliment."),
        ({"kind": "service-request"}, "kind “service-request” is not one of complaint, compliment."),
        (
            {"stage1_outcome": "partially"},
            "stage1_outcome “partially” is not one of upheld, partly-upheld, not-upheld.",
        ),
        ({"policy": "cambridge-1990"}, "There is no policy “cambridge-1990”; the policies are cambridge-2021"),
        ({"policy": "<script>"}, "policy “<script>” is not the code of a policy"),
        ({"received_on": "1971-05-07", "policy": "cambridge-2021"}, "applies from 2000-01-01"),
    ],
)
def test_row_that_the_process_could_not_have_produced_is_rejected(
    office: Office, changes: dict[str, object], words: str
) -> None:
    """The same rules hold as for live work; the reason names the column."""
    assert words in " ".join(reasons(office, **changes))


def test_refused_row_leaves_nothing_behind_and_the_others_go_in(office: Office) -> None:
    """A row is taken as a whole or not at all, and one that cannot be taken keeps no other out."""
    batch = office.take(SAMPLES / "case_history_bad.csv")

    assert counts(new=1, rejected=6) == batch.counts
    assert ["BAD-0007"] == office.references()
    with office.store.reading() as reader:
        assert "Ravi Menon" not in reader.officers


def test_refusal_of_a_case_without_reference_names_none(office: Office) -> None:
    """A case has no number before it is taken in, so none is named."""
    (reason,) = reasons(office, reference="", stage2_requested_on="2024-05-15")

    assert "the last date on this case" in reason


def test_reference_of_a_live_case_is_taken(office: Office) -> None:
    """A reference belongs to one case for good."""
    live = Desk(office.store).do(a_log(), by=ADA)

    (reason,) = reasons(office, reference=live.reference)

    assert f"The reference {live.reference} is taken" in reason


def test_history_that_has_moved_on_is_changed_and_not_overwritten(office: Office) -> None:
    """A case that was open in the first file and is answered in the second stays as casework has left it."""
    office.take(office.history(a_past_case(**_UNANSWERED)))

    row = office.only_row(office.history(a_past_case(stage1_handler="Ida Bell")))

    assert Verdict.CHANGED is row.verdict
    assert "as OLD-1, with other content (stage1_handler, stage1_responded_on, stage1_outcome)" in row.reasons[0]
    assert State.STAGE_1 is office.case("OLD-1").case.state


def test_take_history_names_the_row_that_cannot_be(office: Office) -> None:
    """Cases that are known to be good go in without a rehearsal; one that is not undoes them all."""
    from caseapp.intake import take_history
    from caseapp.intake.history import HistoryRow
    from caseapp.rules.errors import RuleBroken
    from caseapp.rules.vocabulary import Channel

    rows = [
        HistoryRow(None, Kind.COMPLAINT, on, Channel.WEB, "Waste", None, (), "", "", "Bin", None)
        for on in (date(2024, 5, 7), date(2026, 5, 7))
    ]

    with pytest.raises(RuleBroken, match="Row 2: 2026-05-07 is in the future"), office.store.writing() as work:
        take_history(work, rows, by=people.actor(work, ADA, at=noon(TODAY)), at=noon(TODAY))
    assert [] == office.references()

    with office.store.writing() as work:
        assert 1 == take_history(work, rows[:1], by=people.actor(work, ADA, at=noon(TODAY)), at=noon(TODAY))
