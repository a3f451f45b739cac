"""The table of the two-stage process: every cell of it, every guard, and random histories over it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.casework.bank_holidays import calendar_for
from caseapp.casework.policies import read_policies
from caseapp.resources import fixtures_dir
from caseapp.rules import deadlines
from caseapp.rules.case import Case, Decision, Extension, Override, Point, Stage
from caseapp.rules.errors import Refusal
from caseapp.rules.policy import Policy, StagePolicy, Window
from caseapp.rules.vocabulary import Action, Division, Ending, Kind, Outcome, Role, State
from caseapp.rules.workflow import TABLE, Actor, Asked, Latest, Transition, options, permitted

POLICIES = read_policies(fixtures_dir() / "policies")
CAMBRIDGE, BEFORE, HOUSING = (
    POLICIES.get(code) for code in ("cambridge-2024", "cambridge-2021", "housing-ombudsman-2024")
)
ENGLAND = calendar_for(Division.ENGLAND_AND_WALES)

RECEIVED, TODAY = date(2024, 7, 1), date(2024, 7, 8)
PEOPLE = {role: Actor(f"the {role}", role) for role in Role}
OFFICER, REVIEWER, LEAD, ADMINISTRATOR, MEMBER = (
    PEOPLE[role] for role in (Role.OFFICER, Role.REVIEWER, Role.LEAD, Role.ADMINISTRATOR, Role.MEMBER)
)
ENDED = {
    State.STAGE_1_ANSWERED: Ending.ANSWERED,
    State.STAGE_2_ANSWERED: Ending.ANSWERED,
    State.WITHDRAWN: Ending.WITHDRAWN,
    State.RESOLVED: Ending.RESOLVED,
    State.REFUSED: Ending.REFUSED,
}


def begun(case: Case, policy: Policy, number: int, on: date, **rest: object) -> Case:
    """The case with another attempt at a stage."""
    stage = Stage(
        number=number,
        attempt=case.attempts_at(number) + 1,
        opened_on=on,
        acknowledge_by=deadlines.acknowledgement(policy, ENGLAND, number, on).on,
        due_on=deadlines.response(policy, ENGLAND, number, on, None).on,
    )
    return replace(case, stages=(*case.stages, replace(stage, **rest)))  # type: ignore[arg-type]  # fields of Stage


def changed(case: Case, **changes: object) -> Case:
    """The case with its current stage changed."""
    assert case.stage is not None
    return replace(case, stages=(*case.stages[:-1], replace(case.stage, **changes)))  # type: ignore[arg-type]  # fields of Stage


def decided(case: Case, ending: Ending, by: str, on: date, outcome: Outcome | None = None) -> Case:
    return changed(case, decision=Decision(ending, outcome, on, by))


def received(policy: Policy = CAMBRIDGE) -> Case:
    case = Case("C24-00001", Kind.COMPLAINT, State.NEW, 1, RECEIVED, policy.code, "Waste")
    return begun(case, policy, 1, RECEIVED)


def a_case(state: State, policy: Policy = CAMBRIDGE) -> Case:
    """A case in a state, as the process would have brought it there, all of it on the day of receipt."""
    if state is State.RECORDED:
        return replace(received(), state=state, kind=Kind.COMPLIMENT, stages=())
    if state is State.ANNULLED:
        return replace(received(), state=state, stages=())
    case = received(policy)
    if state in {State.STAGE_2_NEW, State.STAGE_2, State.STAGE_2_ANSWERED}:
        case = decided(case, Ending.ANSWERED, OFFICER.name, RECEIVED, Outcome.UPHELD)
        case = begun(case, policy, 2, RECEIVED, stage1_attempt=1, stage1_decider=OFFICER.name)
    if state in {State.STAGE_1, State.STAGE_2}:
        case = changed(case, acknowledged_on=RECEIVED)
    if state in ENDED:
        by = REVIEWER.name if state is State.STAGE_2_ANSWERED else OFFICER.name
        outcome = Outcome.UPHELD if ENDED[state] is Ending.ANSWERED else None
        case = decided(case, ENDED[state], by, RECEIVED, outcome)
    return replace(case, state=state)


def asked(case: Case, actor: Actor = OFFICER, policy: Policy = CAMBRIDGE, on: date = TODAY, **more: object) -> Asked:
    """A question of somebody who has just allocated the case."""
    just_now = Latest(Action.ALLOCATE, actor.name, datetime(2024, 7, 8, 12, tzinfo=UTC))
    question = Asked(case, policy, ENGLAND, actor, on, max(on, TODAY), latest=just_now)
    return replace(question, **more)  # type: ignore[arg-type]  # fields of Asked


def refusal(action: Action, question: Asked) -> Refusal:
    answer = permitted(action, question)
    assert isinstance(answer, Refusal)
    return answer


def allowed(action: Action, question: Asked) -> bool:
    return isinstance(permitted(action, question), Transition)


# The whole table.

ALWAYS = "allocate note correct restrict undo"
OPEN = f"assign extend respond withdraw resolve refuse point {ALWAYS}"
ACTIONS = {
    State.NEW: f"acknowledge {OPEN}",
    State.STAGE_1: OPEN,
    State.STAGE_1_ANSWERED: f"escalate reopen {ALWAYS}",
    State.STAGE_2_NEW: f"acknowledge {OPEN}",
    State.STAGE_2: OPEN,
    State.STAGE_2_ANSWERED: f"reopen {ALWAYS}",
    State.WITHDRAWN: f"reopen {ALWAYS}",
    State.RESOLVED: f"reopen {ALWAYS}",
    State.REFUSED: f"reopen {ALWAYS}",
    State.RECORDED: ALWAYS,
    State.ANNULLED: "",
}
"""What may be done in each state at all."""
SENIOR = {
    (State.STAGE_2_NEW, "assign"),
    (State.STAGE_2_NEW, "respond"),
    (State.STAGE_2_NEW, "refuse"),
    (State.STAGE_2, "assign"),
    (State.STAGE_2, "respond"),
    (State.STAGE_2, "refuse"),
}
"""What only a stage 2 reviewer may take on, decide or decline where the policy wants somebody senior (R79)."""


def expected_roles(state: State, action: Action) -> set[Role]:
    if action.value not in ACTIONS[state].split():
        return set()
    if (state, action) == (State.STAGE_2_ANSWERED, Action.REOPEN):
        return {Role.LEAD, Role.ADMINISTRATOR}
    if (state, action.value) in SENIOR:
        return {Role.REVIEWER, Role.ADMINISTRATOR}
    return set(Role) - {Role.MEMBER}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("action", Action)
def test_each_cell_of_the_table_for_each_role(state: State, action: Action) -> None:
    """Who may take which step in which state; every refusal has a reason in words and a rule.

    No rule says why nothing may be done to a case that went with its import: it was never the council's.
    """
    case = a_case(state)
    answers = {role: permitted(action, asked(case, person)) for role, person in PEOPLE.items()}
    refused = {role: answer for role, answer in answers.items() if isinstance(answer, Refusal)}

    assert expected_roles(state, action) == answers.keys() - refused.keys()
    for answer in refused.values():
        assert answer.reason.strip().endswith(".")
        assert bool(answer.rule) is (state is not State.ANNULLED)
        assert (f"{answer.reason} ({answer.rule})" if answer.rule else answer.reason) == str(answer)


@pytest.mark.parametrize("state", State)
def test_a_member_may_do_nothing(state: State) -> None:
    """A member sees figures and never a case, whatever its state (R54)."""
    for action in TABLE:
        if action[0] is state:
            assert "R54" == refusal(action[1], asked(a_case(state), MEMBER)).rule


NEXT = {
    (State.NEW, Action.ACKNOWLEDGE): State.STAGE_1,
    (State.STAGE_2_NEW, Action.ACKNOWLEDGE): State.STAGE_2,
    (State.NEW, Action.RESPOND): State.STAGE_1_ANSWERED,
    (State.STAGE_1, Action.RESPOND): State.STAGE_1_ANSWERED,
    (State.STAGE_2_NEW, Action.RESPOND): State.STAGE_2_ANSWERED,
    (State.STAGE_2, Action.RESPOND): State.STAGE_2_ANSWERED,
    (State.STAGE_1_ANSWERED, Action.ESCALATE): State.STAGE_2_NEW,
    (State.STAGE_1_ANSWERED, Action.REOPEN): State.NEW,
    (State.STAGE_2_ANSWERED, Action.REOPEN): State.STAGE_2_NEW,
}
ENDS = {Action.WITHDRAW: State.WITHDRAWN, Action.RESOLVE: State.RESOLVED, Action.REFUSE: State.REFUSED}


@pytest.mark.parametrize(("state", "action"), TABLE)
def test_each_step_leads_where_it_should(state: State, action: Action) -> None:
    """Answers, endings, stage 2 and reopening move the case; everything else leaves it where it is."""
    expected = NEXT.get((state, action)) or ENDS.get(action) or (State.NEW if action is Action.REOPEN else state)

    assert expected == TABLE[state, action].next_state(a_case(state))


def test_what_was_closed_at_stage_2_reopens_at_stage_2() -> None:
    """Reopening begins another attempt at the stage that was closed last (R77)."""
    for state in (State.WITHDRAWN, State.RESOLVED, State.REFUSED):
        case = replace(decided(a_case(State.STAGE_2), ENDED[state], REVIEWER.name, RECEIVED), state=state)

        assert State.STAGE_2_NEW == TABLE[state, Action.REOPEN].next_state(case)


def test_every_state_can_reach_every_other() -> None:
    """No complaint is ever stuck: from any of its states it can still be answered, at either stage."""
    steps = {state: {TABLE[key].next_state(a_case(state)) for key in TABLE if key[0] is state} for state in State}
    for state in set(State) - {State.RECORDED, State.ANNULLED}:
        reached, before = {state}, set[State]()
        while reached != before:
            before, reached = reached, reached.union(*(steps[one] for one in reached))

        assert set(State) - {State.RECORDED, State.ANNULLED} == reached


def test_what_is_not_a_complaint_has_no_stages() -> None:
    """A compliment or a service request is only recorded (R6, R7)."""
    stageless = {Action.NOTE, Action.ALLOCATE, Action.CORRECT, Action.RESTRICT, Action.UNRESTRICT, Action.UNDO}
    for action in set(Action) - stageless:
        answer = refusal(action, asked(a_case(State.RECORDED), ADMINISTRATOR))

        assert ("C24-00001 is a compliment, not a complaint; it has no stages.", "R6") == (answer.reason, answer.rule)


@pytest.mark.parametrize(
    ("state", "action", "reason"),
    [
        (State.STAGE_2_ANSWERED, Action.ESCALATE, "there are two stages, and the next step is the Ombudsman"),
        (State.STAGE_1, Action.ESCALATE, "stage 2 comes after stage 1 was answered"),
        (State.STAGE_1, Action.ACKNOWLEDGE, "it was acknowledged on 2024-07-01"),
        (State.STAGE_1, Action.REOPEN, "so it cannot be reopened; it is open already"),
        (State.STAGE_1_ANSWERED, Action.EXTEND, "so it cannot be extended; reopen it first"),
        (State.WITHDRAWN, Action.RESPOND, "is withdrawn, so it cannot be answered; reopen it first"),
    ],
)
def test_an_impossible_step_is_explained(state: State, action: Action, reason: str) -> None:
    """The refusal says where the case stands and what would have to come first (R28, R37, R77)."""
    assert reason in refusal(action, asked(a_case(state), ADMINISTRATOR)).reason


@pytest.mark.parametrize("state", State)
def test_the_options_are_the_table(state: State) -> None:
    """What the terminal offers is what the verbs allow, each refused one with its reason.

    Nobody logs a case twice, and dates are counted anew by the store alone.
    """
    offered = options(asked(a_case(state), ADMINISTRATOR))

    assert [action for action in Action if action not in {Action.LOG, Action.RECOUNT}] == [
        option.action for option in offered
    ]
    assert set(ACTIONS[state].split()) == {option.action.value for option in offered if option.is_legal}
    assert all(option.is_legal or option.refusal for option in offered)


@pytest.mark.parametrize("state", sorted(set(State) - {State.ANNULLED}))
def test_who_restricts_a_case_and_who_opens_it_again(state: State) -> None:
    """Whoever works on cases may put one out of sight at once; only those who oversee take that back (R52, R136)."""
    for restricted, action, roles in (
        (False, Action.RESTRICT, set(Role) - {Role.MEMBER}),
        (True, Action.UNRESTRICT, {Role.LEAD, Role.ADMINISTRATOR}),
    ):
        case = replace(a_case(state), restricted=restricted)

        assert roles == {role for role, person in PEOPLE.items() if allowed(action, asked(case, person))}


def test_restricting_twice_and_opening_what_is_open_are_told_as_such() -> None:
    """The refusal says how the case stands (R136)."""
    case = a_case(State.STAGE_1)
    again = refusal(Action.RESTRICT, asked(replace(case, restricted=True), LEAD))
    nothing = refusal(Action.UNRESTRICT, asked(case, LEAD))

    assert "C24-00001 is restricted already. (R136)" == str(again)
    assert "C24-00001 is not restricted. (R136)" == str(nothing)


# Each guard.


@pytest.mark.parametrize("action", [Action.ACKNOWLEDGE, Action.EXTEND, Action.RESPOND, Action.WITHDRAW, Action.REFUSE])
def test_a_step_in_the_future_is_refused(action: Action) -> None:
    """What has not happened yet cannot be recorded."""
    question = asked(received(), on=TODAY + timedelta(days=1), today=TODAY)

    assert "2024-07-09 is in the future; today is 2024-07-08." == refusal(action, question).reason


@pytest.mark.parametrize(
    "case",
    [
        changed(received(), acknowledged_on=date(2024, 7, 4)),
        changed(received(), extensions=(Extension(1, 5, date(2024, 7, 4), date(2024, 7, 22), "Away"),)),
        begun(received(), CAMBRIDGE, 1, date(2024, 7, 4)),
    ],
)
def test_a_step_before_the_last_one_is_refused(case: Case) -> None:
    """Dates on a case run forward, whatever the last of them was."""
    assert allowed(Action.RESPOND, asked(case, on=date(2024, 7, 4)))
    assert (
        "2024-07-03 is before 2024-07-04, the last date on C24-00001; check the date."
        == refusal(Action.RESPOND, asked(case, on=date(2024, 7, 3))).reason
    )


def test_cambridge_extends_a_stage_once() -> None:
    """A single extension of at most ten working days, at either stage and over all attempts (R76)."""
    extension = Extension(1, 5, RECEIVED, date(2024, 7, 22), "Away")
    once = changed(received(), extensions=(extension,))
    again = begun(decided(once, Ending.ANSWERED, OFFICER.name, RECEIVED), CAMBRIDGE, 1, RECEIVED)
    second_stage = changed(a_case(State.STAGE_2), acknowledged_on=RECEIVED)

    assert allowed(Action.EXTEND, asked(received(), days=10, reason="Away"))
    assert allowed(Action.EXTEND, asked(second_stage, days=10, reason="Away"))
    for case in (once, again):
        assert (
            "Stage 1 has been extended already; Cambridge City Council complaints policy of 2024 allows a single "
            "extension of stage 1. (R76)"
        ) == str(refusal(Action.EXTEND, asked(case, days=1, reason="Away")))


def test_a_policy_may_allow_no_extension_or_several() -> None:
    """How many is the policy's to say, and the refusal says how many."""
    none, two = (replace(CAMBRIDGE, stages=(StagePolicy(10, 10, most),) * 2) for most in (0, 2))
    extension = Extension(1, 5, RECEIVED, date(2024, 7, 22), "Away")
    twice = changed(received(), extensions=(extension, replace(extension, ordinal=2)))

    assert refusal(Action.EXTEND, asked(received(), policy=none)).reason.endswith(
        "2024 allows no extension of stage 1."
    )
    assert allowed(Action.EXTEND, asked(changed(received(), extensions=(extension,)), policy=two))
    assert refusal(Action.EXTEND, asked(twice, policy=two)).reason.endswith("2024 allows 2 extensions of stage 1.")


@pytest.mark.parametrize(
    ("policy", "number", "longest", "clause"),
    [(CAMBRIDGE, 1, 10, "R76"), (CAMBRIDGE, 2, 10, "R76"), (HOUSING, 1, 10, "R39"), (HOUSING, 2, 20, "R44c")],
)
def test_an_extension_has_a_longest_length(policy: Policy, number: int, longest: int, clause: str) -> None:
    """Ten working days, or twenty at stage 2 by the Codes; the refusal names the policy's own clause."""
    case = a_case(State.STAGE_2 if number == 2 else State.STAGE_1, policy)
    too_long = asked(case, policy=policy, days=longest + 1, reason="Away")

    assert allowed(Action.EXTEND, asked(case, policy=policy, days=longest, reason="Away"))
    assert f"An extension of {longest + 1} working days is too long; the longest is {longest}. ({clause})" == str(
        refusal(Action.EXTEND, too_long)
    )
    for days in (0, -1):
        short = refusal(Action.EXTEND, asked(case, policy=policy, days=days, reason="Away"))
        assert ("An extension is at least one working day.", clause) == (short.reason, short.rule)


def test_before_2024_an_extension_was_a_matter_of_agreement() -> None:
    """Any length, any number, and after the date had passed (R76)."""
    case = a_case(State.STAGE_1, BEFORE)
    extension = Extension(1, 90, RECEIVED, date(2024, 7, 5), "Agreed")
    often = changed(case, extensions=tuple(replace(extension, ordinal=n) for n in range(1, 6)))

    assert allowed(Action.EXTEND, asked(often, policy=BEFORE, days=200, reason="Agreed"))


def test_an_extension_is_made_before_the_date_that_it_moves() -> None:
    """On the due date it is in time; a day later it is not (R-L2)."""
    case, due_on = received(), date(2024, 7, 15)

    assert allowed(Action.EXTEND, asked(case, on=due_on, days=5, reason="Away"))
    assert (
        "The answer was due on 2024-07-15; an extension must be made on or before the date that it moves. (R-L2)"
        == str(refusal(Action.EXTEND, asked(case, on=due_on + timedelta(days=1), days=5, reason="Away")))
    )


@pytest.mark.parametrize("action", [Action.EXTEND, Action.REFUSE, Action.NOTE, Action.CORRECT, Action.RESTRICT])
@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_reason_is_in_words(action: Action, reason: str) -> None:
    """A blank is no reason; each case is refused or extended on its own (R14, R18)."""
    assert ("A reason in words is needed.", "R18") == (
        (answer := refusal(action, asked(received(), reason=reason))).reason,
        answer.rule,
    )
    assert allowed(action, asked(received(), reason="The bins were not the council's"))


def test_an_outcome_is_one_of_the_policys() -> None:
    """A council that only upholds or does not has no third outcome (R78)."""
    two = replace(CAMBRIDGE, outcomes=(Outcome.UPHELD, Outcome.NOT_UPHELD))
    question = asked(received(), policy=two, outcome=Outcome.PARTLY_UPHELD)

    assert allowed(Action.RESPOND, replace(question, outcome=Outcome.UPHELD))
    assert (
        "Cambridge City Council complaints policy of 2024 does not use “partly-upheld”; "
        "its outcomes are upheld, not-upheld."
    ) == refusal(Action.RESPOND, question).reason


@pytest.mark.parametrize(
    ("window", "last"),
    [
        (Window(10, "working-days"), date(2024, 4, 15)),
        (Window(28, "days"), date(2024, 4, 25)),
        (Window(1, "months"), date(2024, 4, 28)),
    ],
)
def test_stage_2_can_be_asked_for_within_a_window(window: Window, last: date) -> None:
    """Counted from the answer, in working days, days or months; on the last day it is in time (R32)."""
    answered_on = date(2024, 3, 28)
    policy = replace(CAMBRIDGE, escalation_window=window)
    case = decided(replace(a_case(State.STAGE_1), received_on=answered_on), Ending.ANSWERED, OFFICER.name, answered_on)
    case = replace(changed(case, opened_on=answered_on, acknowledged_on=None), state=State.STAGE_1_ANSWERED)
    late = asked(case, policy=policy, on=last + timedelta(days=1))

    assert allowed(Action.ESCALATE, asked(case, policy=policy, on=last))
    assert refusal(Action.ESCALATE, late).reason.startswith(f"Stage 2 could be asked for until {last};")
    assert allowed(Action.ESCALATE, replace(late, policy=CAMBRIDGE))


@pytest.mark.parametrize("action", [Action.ASSIGN, Action.RESPOND])
def test_stage_2_belongs_to_somebody_senior_at_cambridge(action: Action) -> None:
    """A member of the Corporate Management Team, however able the officer; by the Codes another person is enough."""
    another = Actor("another officer", Role.OFFICER)
    case, by_the_code = a_case(State.STAGE_2), a_case(State.STAGE_2, HOUSING)

    assert "R79" == refusal(action, asked(case, candidate=another)).rule
    assert allowed(action, asked(case, candidate=REVIEWER))
    assert allowed(action, asked(by_the_code, policy=HOUSING, candidate=another))


@pytest.mark.parametrize("action", [Action.ASSIGN, Action.RESPOND])
@pytest.mark.parametrize("policy", [CAMBRIDGE, HOUSING])
def test_nobody_reviews_their_own_decision(action: Action, policy: Policy) -> None:
    """Whoever decided stage 1 does not take stage 2, however senior (R44d)."""
    case = changed(a_case(State.STAGE_2, policy), stage1_decider=ADMINISTRATOR.name)
    answer = refusal(action, asked(case, policy=policy, candidate=ADMINISTRATOR))

    assert (
        "the administrator handled or decided stage 1, so someone else must review it; name another reviewer."
        == answer.reason
    )
    assert "R44d" == answer.rule
    assert "R44d" == refusal(action, asked(case, ADMINISTRATOR, policy)).rule


def test_a_reviewer_named_at_escalation_is_held_to_the_same() -> None:
    """Naming nobody is allowed; naming the stage 1 decider or somebody junior is not (R44d, R79)."""
    case = changed(a_case(State.STAGE_1_ANSWERED), decision=Decision(Ending.ANSWERED, None, RECEIVED, REVIEWER.name))

    assert allowed(Action.ESCALATE, asked(case))
    assert allowed(Action.ESCALATE, asked(case, candidate=ADMINISTRATOR))
    assert "R44d" == refusal(Action.ESCALATE, asked(case, candidate=REVIEWER)).rule
    assert "R79" == refusal(Action.ESCALATE, asked(case, candidate=OFFICER)).rule


def test_an_overseer_may_permit_an_exception_with_a_reason() -> None:
    """In a small council the stage 1 decider may have to review; the lead officer says so, in words (R44d, R52)."""
    case = changed(a_case(State.STAGE_2), stage1_decider=REVIEWER.name)
    question = asked(case, LEAD, candidate=REVIEWER, override="Nobody else is left")

    assert allowed(Action.ASSIGN, question)
    assert "R44d" == refusal(Action.ASSIGN, replace(question, override="  ")).rule
    assert "R44d" == refusal(Action.ASSIGN, replace(question, actor=OFFICER)).rule


def test_an_override_holds_for_whoever_was_given_the_stage() -> None:
    """The recorded permission lets that one person answer, and nobody else (R44d)."""
    override = Override("Nobody else is left", LEAD.name)
    case = changed(a_case(State.STAGE_2), stage1_decider=REVIEWER.name, handler=REVIEWER.name, override=override)

    assert allowed(Action.RESPOND, asked(case, REVIEWER))
    assert "R44d" == refusal(Action.RESPOND, asked(changed(case, handler=ADMINISTRATOR.name), REVIEWER)).rule


# Random histories.


def extended(case: Case, question: Asked) -> Case:
    stage, days = question.stage, question.days or 0
    until = deadlines.extended(question.policy, ENGLAND, stage.number, stage.answer_by, days).on
    made = Extension(case.extensions_of(stage.number) + 1, days, question.on, until, "Away")
    return changed(case, extensions=(*stage.extensions, made))


def escalated(case: Case, question: Asked) -> Case:
    answered = question.stage
    assert answered.decision is not None
    decider = answered.decision.decided_by
    return begun(case, question.policy, 2, question.on, stage1_attempt=answered.attempt, stage1_decider=decider)


def reopened(case: Case, question: Asked) -> Case:
    closed = question.stage
    reviewed = {"stage1_attempt": closed.stage1_attempt, "stage1_decider": closed.stage1_decider}
    return begun(case, question.policy, closed.number, question.on, **reviewed)


ACTS: dict[Action, Callable[[Case, Asked], Case]] = {
    Action.ACKNOWLEDGE: lambda case, asked: changed(case, acknowledged_on=asked.on),
    Action.ASSIGN: lambda case, asked: changed(case, handler=asked.actor.name),
    Action.EXTEND: extended,
    Action.POINT: lambda case, _: replace(case, points=(*case.points, Point(len(case.points) + 1, "In words"))),
    Action.RESPOND: lambda case, asked: decided(case, Ending.ANSWERED, asked.actor.name, asked.on, asked.outcome),
    Action.ESCALATE: escalated,
    Action.REOPEN: reopened,
    Action.WITHDRAW: lambda case, asked: decided(case, Ending.WITHDRAWN, asked.actor.name, asked.on),
    Action.RESOLVE: lambda case, asked: decided(case, Ending.RESOLVED, asked.actor.name, asked.on),
    Action.REFUSE: lambda case, asked: decided(case, Ending.REFUSED, asked.actor.name, asked.on),
    Action.NOTE: lambda case, _asked: case,
    Action.ALLOCATE: lambda case, _asked: case,
    Action.CORRECT: lambda case, _asked: case,
    Action.RESTRICT: lambda case, _asked: replace(case, restricted=True),
    Action.UNRESTRICT: lambda case, _asked: replace(case, restricted=False),
}
"""What each permitted step leaves behind, as casework would leave it."""


histories = st.lists(
    st.tuples(st.integers(0, 99), st.integers(0, 9), st.integers(1, 10), st.sampled_from(Outcome)),
    min_size=12,
    max_size=30,
)
"""For each step: which of those that may be taken, days waited, length of an extension, outcome of an answer."""


def moves(question: Asked) -> list[tuple[Actor, Action]]:
    """Everything that anybody may do with the case now, but for adding a note."""
    return [
        (person, option.action)
        for person in PEOPLE.values()
        for option in options(replace(question, actor=person))
        if option.is_legal and option.action is not Action.NOTE
    ]


def require_sound(case: Case, policy: Policy) -> None:
    """What is true of every case that the process can produce."""
    stage = case.stage
    assert stage is not None
    assert case.state.is_open == stage.is_open
    assert [True] * (len(case.stages) - 1) == [not earlier.is_open for earlier in case.stages[:-1]]
    assert {earlier.number for earlier in case.stages} <= {1, 2}
    for number in (1, 2):
        most = policy.stage(number).most_extensions
        assert most is None or case.extensions_of(number) <= most
    for review in (one for one in case.stages if one.number == 2):
        first = next(one for one in case.stages if (one.number, one.attempt) == (1, review.stage1_attempt))
        assert first.decision is not None
        assert first.decision.ending is Ending.ANSWERED
        assert (
            review.decision is None
            or review.responded_on is None
            or review.decision.decided_by != review.stage1_decider
        )


@given(st.sampled_from(list(POLICIES)), histories)
def test_a_random_history_stays_sound_and_is_never_stuck(
    policy: Policy, history: list[tuple[int, int, int, Outcome]]
) -> None:
    """Whatever people do in whatever order, the case keeps to the rules, and there is always a step that moves it on.

    Two stages, one open at a time, stage 2 only after an answer at stage 1 and by somebody else, no more extensions
    than the policy allows. At every moment somebody may take a step that leads to another state.
    """
    case, today = received(policy), RECEIVED
    for choice, wait, days, outcome in history:
        today += timedelta(days=wait)
        question = Asked(case, policy, ENGLAND, OFFICER, today, today, days, outcome, "In words")
        possible = moves(question)
        actor, action = possible[choice % len(possible)]
        question = replace(question, actor=actor)

        assert any(TABLE[case.state, move].next_state(case) is not case.state for _, move in possible)
        assert all(option.refusal.reason for option in options(question) if option.refusal)
        after = replace(case, state=TABLE[case.state, action].next_state(case), version=case.version + 1)
        case = ACTS[action](after, question)
        require_sound(case, policy)
