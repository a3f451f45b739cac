"""The demonstration caseload: published counts, lawful dates, a worklist with something in every part."""

from __future__ import annotations

import csv
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseapp.intake.demonstration import EARLIEST_TODAY, generate
from caseapp.intake.demonstration.dice import Dice, largest_remainder
from caseapp.intake.demonstration.narratives import read_narratives
from caseapp.intake.demonstration.people import Cast, email, read_cast
from caseapp.intake.history import COLUMNS, HistoryRow
from caseapp.resources import fixtures_dir
from caseapp.rules import deadlines
from caseapp.rules.calendar import WorkingCalendar
from caseapp.rules.case import Case, Decision, Extension, Stage
from caseapp.rules.errors import FileProblem, Imbalance, InvalidInput, Refusal
from caseapp.rules.measures import percentage
from caseapp.rules.periods import last_complete_quarter, year
from caseapp.rules.policy import Policies, Policy, StagePolicy
from caseapp.rules.text import one_line, plain
from caseapp.rules.vocabulary import (
    Action,
    Channel,
    ClockStart,
    DayRule,
    Division,
    Ending,
    Kind,
    Outcome,
    Role,
    State,
)
from caseapp.rules.workflow import Actor, Asked, permitted

DATA = fixtures_dir() / "demonstration"
TODAY = date(2026, 11, 22)
YEARS = ("2022-23", "2023-24")
CLOSURE = {date(2026, 12, 24) + timedelta(days=n): "Offices closed" for n in range(9)}


@cache
def bank_holidays() -> dict[date, str]:
    from holidays import country_holidays

    return dict(country_holidays("GB", subdiv="ENG", years=range(2022, 2038)))


@cache
def calendar() -> WorkingCalendar:
    return WorkingCalendar(date(2022, 1, 1), date(2037, 12, 31), bank_holidays=bank_holidays())


def a_policy(code: str, first: date, last: date | None, longest: int | None, most: int | None) -> Policy:
    return Policy(
        code=code,
        title=code,
        scheme="cambridge",
        applies_from=first,
        applies_until=last,
        division=Division.ENGLAND_AND_WALES,
        day_rule=DayRule.NEXT,
        acknowledgement_days=5,
        clock_starts=ClockStart.RECEIPT,
        stages=(StagePolicy(10, longest, most), StagePolicy(20, longest, most)),
        outcomes=tuple(Outcome),
        escalation_window=None,
        reviewer_must_be_senior=True,
        extend_before_due=True,
        ombudsman="the Ombudsman",
    )


@cache
def policies() -> Policies:
    older = a_policy("cambridge-2021", date(2021, 4, 1), date(2024, 3, 31), None, None)
    return Policies([older, a_policy("cambridge-2024", date(2024, 4, 1), None, 10, 1)], "cambridge")


@cache
def cast() -> Cast:
    return read_cast(DATA)


@cache
def caseload(today: date = TODAY) -> tuple[HistoryRow, ...]:
    return tuple(generate(today, calendar(), policies()))


def policy_of(row: HistoryRow) -> Policy:
    return policies().get(row.policy) if row.policy else policies().on(row.received_on)


def opened(row: HistoryRow, number: int) -> date | None:
    return row.received_on if number == 1 else row.stage2_requested_on


def field(row: HistoryRow, number: int, name: str) -> Any:
    return getattr(row, f"stage{number}_{name}")


def answer_by(row: HistoryRow, number: int, days: WorkingCalendar | None = None) -> date:
    """The date that counts, worked out by the rules and not by the generator."""
    opened_on = opened(row, number)
    assert opened_on is not None
    acknowledged_on = field(row, number, "acknowledged_on")
    due = deadlines.response(policy_of(row), days or calendar(), number, opened_on, acknowledged_on).on
    extended_to: date | None = field(row, number, "extended_to")
    return extended_to or due


def unextended(row: HistoryRow) -> HistoryRow:
    return replace(row, stage1_extended_to=None, stage2_extended_to=None)


@cache
def records(label: str) -> tuple[tuple[HistoryRow, int], ...]:
    """Every stage record begun in a year."""
    period = year(label)
    return tuple(
        (row, number)
        for row in caseload()
        if row.kind is Kind.COMPLAINT
        for number in (1, 2)
        if (opened_on := opened(row, number)) and opened_on in period
    )


def in_target(record: tuple[HistoryRow, int]) -> bool:
    row, number = record
    responded_on = field(row, number, "responded_on")
    return responded_on is not None and responded_on <= answer_by(row, number)


@cache
def printed() -> dict[tuple[str, str], Mapping[str, str]]:
    with (DATA / "published_services.csv").open(encoding="utf-8", newline="") as file:
        return {(row["year"], row["service"]): row for row in csv.DictReader(file)}


@cache
def details() -> tuple[Mapping[str, str], ...]:
    with (DATA / "published_detail.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def possible(percent: int, total: int) -> int:
    """The printed percentage, or else the one that comes nearest of those that a count can have."""
    nearest = min(range(total + 1), key=lambda count: abs(100 * count - percent * total))
    found = percentage(nearest, total)
    assert found is not None
    return found


def of_service(label: str, service: str) -> list[tuple[HistoryRow, int]]:
    if service == "Multi-Service":
        return [record for record in records(label) if record[0].other_services]
    return [record for record in records(label) if record[0].service == service]


# What was published


def test_stage_records_when_set_beside_the_published_table() -> None:
    """Every service and the Multi-Service line have the printed numbers of stage records, in both years."""
    expected = {key: (int(row["stage1"]), int(row["stage2"])) for key, row in printed().items()}

    made = {key: Counter(number for _, number in of_service(*key)) for key in expected}

    assert expected == {key: (counts[1], counts[2]) for key, counts in made.items()}


def test_services_when_listed() -> None:
    """Every service of the caseload is one of the published ones, and Multi-Service is not a service (R82)."""
    expected = {service for _, service in printed()} - {"Multi-Service"}

    assert expected == {row.service for row in caseload()}
    assert expected.issuperset(other for row in caseload() for other in row.other_services)
    assert not any(row.service in row.other_services for row in caseload())


def test_share_in_target_when_a_count_can_have_it() -> None:
    """The share in target is the printed one; where no count gives it, the one that comes nearest (S16, S20, S21)."""
    expected = {
        key: possible(int(row["printed_in_target_pct"]), int(row["printed_total"])) for key, row in printed().items()
    }

    made = {key: of_service(*key) for key in expected}

    assert expected == {key: percentage(sum(map(in_target, found)), len(found)) for key, found in made.items()}


@pytest.mark.parametrize(("label", "headline"), [("2022-23", 77), ("2023-24", 72)])
def test_share_in_target_when_of_the_whole_council(label: str, headline: int) -> None:
    """All services together come out at the printed headline, without having been made to (S7)."""
    made = records(label)

    assert headline == percentage(sum(map(in_target, made)), len(made))


def test_share_in_target_when_no_count_can_have_it() -> None:
    """Exactly the percentages that the table's notes call impossible differ from print."""
    expected = {key for key, row in printed().items() if "not a possible proportion" in row["note"]}

    differing = {
        key
        for key, row in printed().items()
        if int(row["printed_in_target_pct"]) != possible(int(row["printed_in_target_pct"]), int(row["printed_total"]))
    }

    assert expected == differing
    assert len(expected) == 3


def test_compliments_when_counted_by_year_of_receipt() -> None:
    """Each service has the printed number of compliments, a blank being none."""
    expected = {key: int(row["compliments"] or 0) for key, row in printed().items()}

    made = Counter(
        (label, row.service)
        for row in caseload()
        for label in YEARS
        if row.kind is Kind.COMPLIMENT and row.received_on in year(label)
    )

    assert expected == {key: made[key] for key in expected}


def test_multi_service_when_led() -> None:
    """The services named in print lead as many of the 41 multi-service records of 2023-24 as it says."""
    leads = Counter(row.service for row, _ in of_service("2023-24", "Multi-Service"))
    repairs = leads["Housing Repairs (Responsive)"] + leads["Housing Repairs (Planned & Compliance)"]

    assert (11, 9, 8, 2) == (
        leads["Housing (City Homes)"],
        leads["Streets & Open Spaces"],
        repairs,
        leads["Customer Services"],
    )
    assert leads.total() == 41


@pytest.mark.parametrize("label", YEARS)
def test_channels_when_shared_out(label: str) -> None:
    """The channels of a year's complaints have the shares, or the number of cases, that were given."""
    given_shares = [row for row in details() if row["table"] == "channel" and row["year"] == label]
    complaints = [row for row, number in records(label) if number == 1]
    counts = Counter(row.channel.value for row in complaints)

    made = {
        row["item"]: counts[row["item"]] if row["unit"] == "cases" else percentage(counts[row["item"]], len(complaints))
        for row in given_shares
    }

    assert {row["item"]: int(row["value"]) for row in given_shares} == made
    assert counts.total() == len(complaints)
    assert 100 * counts[Channel.FACE_TO_FACE] < len(complaints)


def test_sub_services_when_published() -> None:
    """Stage records of 2023-24 by sub-service are the printed ones; Other takes the two that print leaves out (S17)."""
    given_cases = [row for row in details() if row["table"] == "sub-service" and row["unit"] == "cases"]
    made = Counter((row.service, row.sub_service) for row, _ in records("2023-24"))

    assert [int(row["value"]) for row in given_cases] == [made[row["service"], row["item"]] for row in given_cases]
    assert made["Streets & Open Spaces", "Other"] == 28


def test_themes_when_published() -> None:
    """Stage records of 2023-24 by resolution theme are the printed cases, or nearest to the printed share (R86)."""
    given_themes = [row for row in details() if row["table"] == "theme"]
    totals = Counter(row.service for row, _ in records("2023-24"))
    made = Counter((row.service, row.resolution_theme) for row, _ in records("2023-24"))

    for row in given_themes:
        value, count = int(row["value"]), made[row["service"], row["item"]]
        if row["unit"] == "cases":
            assert value == count
        else:
            assert possible(value, totals[row["service"]]) == percentage(count, totals[row["service"]])


def test_missed_bins_when_decided() -> None:
    """Fewer than half of the Waste complaints about a single missed bin are upheld, as printed."""
    decided = [row.stage1_outcome for row, number in records("2023-24") if row.resolution_theme == "Missed bin"]

    assert 2 * decided.count(Outcome.UPHELD) < len(decided)


def test_grass_when_complained_of() -> None:
    """All complaints about grass cutting come in May, and most about sweeping in summer, as printed."""
    received = {
        name: Counter(row.received_on.month for row, n in records("2023-24") if row.sub_service == name and n == 1)
        for name in ("Grass cutting", "Street cleansing")
    }

    assert set(received["Grass cutting"]) == {5}
    assert sum(received["Street cleansing"][month] for month in (6, 7, 8)) > received["Street cleansing"].total() / 2


# What the process allows


def senior(name: str) -> Actor:
    return Actor(name, Role.REVIEWER if name in cast().reviewers else Role.OFFICER)


Event = tuple[Action, date, dict[str, Any]]


def events(row: HistoryRow) -> Iterator[Event]:
    """What happened to a complaint, in the order of the process."""
    for number in (1, 2):
        requested_on = row.stage2_requested_on
        if number == 2 and requested_on:
            yield Action.ESCALATE, requested_on, {}
        if on := field(row, number, "acknowledged_on"):
            yield Action.ACKNOWLEDGE, on, {}
        if on := field(row, number, "extended_on"):
            extended_to = field(row, number, "extended_to")
            due_on = answer_by(unextended(row), number)
            days = calendar().count(due_on, extended_to)
            yield Action.EXTEND, on, {"days": days, "reason": field(row, number, "extension_reason")}
        if on := field(row, number, "responded_on"):
            yield Action.RESPOND, on, {"outcome": field(row, number, "outcome")}


def new_stage(policy: Policy, number: int, on: date, decider: str | None = None) -> Stage:
    return Stage(
        number=number,
        attempt=1,
        opened_on=on,
        acknowledge_by=deadlines.acknowledgement(policy, calendar(), number, on).on,
        due_on=deadlines.response(policy, calendar(), number, on, None).on,
        stage1_attempt=1 if decider else None,
        stage1_decider=decider,
    )


def changed(case: Case, policy: Policy, event: Event, actor: Actor) -> tuple[Stage, ...]:
    """The stages after an event."""
    action, on, asked = event
    *earlier, stage = case.stages
    if action is Action.ESCALATE:
        assert stage.decision is not None
        return (*case.stages, new_stage(policy, 2, on, stage.decision.decided_by))
    if action is Action.ACKNOWLEDGE:
        stage = replace(stage, acknowledged_on=on)
    elif action is Action.EXTEND:
        to = deadlines.extended(policy, calendar(), stage.number, stage.answer_by, asked["days"]).on
        stage = replace(stage, extensions=(*stage.extensions, Extension(1, asked["days"], on, to, asked["reason"])))
    else:
        stage = replace(stage, decision=Decision(Ending.ANSWERED, asked["outcome"], on, actor.name))
    return (*earlier, stage)


def refusals(row: HistoryRow, today: date) -> list[Refusal]:
    """What the workflow table has against a row, taken through it event by event."""
    policy = policy_of(row)
    stages = (new_stage(policy, 1, row.received_on),)
    case = Case("X", row.kind, State.NEW, 1, row.received_on, policy.code, row.service, stages=stages)
    for event in events(row):
        action, on, asked = event
        number = 2 if row.stage2_requested_on and on >= row.stage2_requested_on else 1
        actor = senior(field(row, number, "handler") or cast().reviewers[0])
        step = permitted(action, Asked(case, policy, calendar(), actor, on, today, **asked))
        if isinstance(step, Refusal):
            return [step]
        case = replace(case, state=step.next_state(case), stages=changed(case, policy, event, actor))
    reached = [stage.extended_to for stage in case.stages]
    assert reached == [field(row, stage.number, "extended_to") for stage in case.stages]
    return []


@pytest.mark.parametrize("today", [TODAY, date(2025, 1, 1), date(2027, 4, 1)])
def test_complaints_when_taken_through_the_process(today: date) -> None:
    """The workflow allows every step of every complaint on its date, by the person who took it."""
    complaints = [row for row in caseload(today) if row.kind is Kind.COMPLAINT]

    assert [] == [(row, found) for row in complaints if (found := refusals(row, today))]


def test_refusals_when_a_row_breaks_a_rule() -> None:
    """The replay above does find fault: with an answer before receipt and with a second look by the same officer."""
    row = next(row for row in caseload() if row.stage2_responded_on)

    assert refusals(replace(row, stage1_responded_on=row.received_on - timedelta(days=1)), TODAY)
    assert refusals(replace(row, stage2_handler=row.stage1_handler), TODAY)


def test_policy_when_a_complaint_came_in() -> None:
    """Each complaint is under the policy in force on the date of receipt (R76)."""
    complaints = [row for row in caseload() if row.kind is Kind.COMPLAINT]

    assert [policies().on(row.received_on).code for row in complaints] == [row.policy for row in complaints]
    assert {row.policy for row in complaints} == {"cambridge-2021", "cambridge-2024"}


def test_dates_when_somebody_worked_on_them() -> None:
    """Acknowledgements, extensions, what they extend to, answers and requests fall on working days."""
    names = ("acknowledged_on", "extended_on", "extended_to", "responded_on")
    worked = [field(row, number, name) for row in caseload() for number in (1, 2) for name in names]
    requested = [row.stage2_requested_on for row in caseload()]

    assert all(calendar().is_working(on) for on in [*worked, *requested] if on)


def test_receipt_when_nobody_was_at_the_desk() -> None:
    """Telephone calls, visits and letters come in on working days; forms and e-mails on some others too."""
    at_weekends = {row.channel for row in caseload() if not calendar().is_working(row.received_on)}

    assert at_weekends == {Channel.WEB, Channel.EMAIL}


def test_past_complaints_when_today_has_come() -> None:
    """Everything of the published years is acknowledged and answered, with outcome, theme and root cause."""
    for label in YEARS:
        for row, number in records(label):
            assert field(row, number, "acknowledged_on")
            assert field(row, number, "outcome")
            assert field(row, number, "responded_on") < EARLIEST_TODAY
            assert row.resolution_theme
            assert row.root_cause


def test_acknowledgements_when_late() -> None:
    """A few acknowledgements are late, about one in seventeen, so that the figure is worth showing (R37)."""
    past = [record for label in YEARS for record in records(label)]
    late = [
        row
        for row, number in past
        if calendar().count(opened(row, number) or TODAY, field(row, number, "acknowledged_on")) > 5
    ]

    assert 0.03 < len(late) / len(past) < 0.09


def test_extensions_when_past() -> None:
    """About one stage in eight of the past years was extended, some of them still late."""
    past = [record for label in YEARS for record in records(label)]
    extended = [record for record in past if field(*record, "extended_to")]

    assert 0.08 < len(extended) / len(past) < 0.16
    assert {True, False} == {in_target(record) for record in extended}


def test_people_when_stage_2_is_handled() -> None:
    """Stage 2 belongs to a reviewer, who is nobody's stage 1 officer (R44d, R79)."""
    officers = {name for names in cast().officers.values() for name in names}

    assert officers.isdisjoint(cast().reviewers)
    for row in caseload():
        assert row.stage1_handler in {None, *cast().officers[row.service or ""]}
        assert row.stage2_handler in {None, *cast().reviewers}


def test_compliments_when_made() -> None:
    """A compliment has no stages, handler or policy, only words (R6)."""
    empty = [name for name in COLUMNS if name.startswith("stage") or name in {"policy", "root_cause"}]
    compliments = [row for row in caseload() if row.kind is Kind.COMPLIMENT]

    assert {None} == {getattr(row, name) for row in compliments for name in [*empty, "handler"]}


# References and order


def test_references_when_from_the_old_tracker() -> None:
    """Past cases keep one unbroken series a year in order of receipt; live ones are for the store to number."""
    past = [row for row in caseload() if row.received_on < date(2024, 4, 1)]
    starts = {"2022": 0, "2023": 0}
    for row in past:
        found = re.fullmatch(r"CFC-(\d{4})-(\d{4})", row.reference or "")
        assert found
        assert int(found[2]) == starts[found[1]] + 1
        starts[found[1]] += 1

    assert sum(starts.values()) == len(past)
    assert {None} == {row.reference for row in caseload()[len(past) :]}


def test_order_when_generated() -> None:
    """Rows come in order of receipt, so that applying them one by one never goes back in time."""
    received = [row.received_on for row in caseload()]

    assert sorted(received) == received


def test_columns_when_compared_with_the_contract() -> None:
    """A row's first fields are the columns of a case-history file, in their order."""
    heading = (
        "reference, kind, received_on, channel, service, sub_service, other_services, name, email, summary, policy, "
        "stage1_acknowledged_on, stage1_handler, stage1_extended_on, stage1_extended_to, stage1_extension_reason, "
        "stage1_responded_on, stage1_outcome, stage2_requested_on, stage2_acknowledged_on, stage2_handler, "
        "stage2_extended_on, stage2_extended_to, stage2_extension_reason, stage2_responded_on, stage2_outcome, "
        "resolution_theme, root_cause"
    )

    assert tuple(heading.split(", ")) == COLUMNS
    assert (*COLUMNS, "details", "handler") == tuple(each.name for each in fields(HistoryRow))


# The same everywhere


def digest(rows: Iterator[HistoryRow] | tuple[HistoryRow, ...]) -> str:
    return hashlib.sha256("\n".join(map(repr, rows)).encode()).hexdigest()


def test_caseload_when_generated_again() -> None:
    """The same date and seed give the same cases; another seed gives others with the same counts."""
    again = tuple(generate(TODAY, calendar(), policies()))
    other = tuple(generate(TODAY, calendar(), policies(), seed=2))

    assert caseload() == again
    assert caseload() != other
    assert Counter((row.service, row.kind) for row in again if row.reference) == Counter(
        (row.service, row.kind) for row in other if row.reference
    )


def test_past_years_when_today_is_another() -> None:
    """The past does not depend on today."""
    past = [row for row in caseload() if row.reference]

    assert past == [row for row in caseload(date(2025, 1, 1)) if row.reference]


def test_caseload_when_hashes_differ() -> None:
    """Another process with another hash seed makes the same cases."""
    script = "import runpy, sys; m = runpy.run_path(sys.argv[1]); print(m['digest'](m['caseload']()))"
    expected = digest(caseload())

    for hash_seed in ("1", "20261122"):
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
        done = subprocess.run(
            [sys.executable, "-c", script, __file__], env=environment, capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == expected


def test_dice_when_thrown_on_any_python() -> None:
    """The stream is the one that Python promises for a seed, so these numbers never change."""
    dice = Dice(1)

    assert [1, 8, 7, 2, 4] == [dice.below(10) for _ in range(5)]
    assert ["b", "a", "d", "e", "c"] == dice.shuffled("abcde")


@given(st.integers(0, 2000), st.dictionaries(st.text(max_size=3), st.integers(1, 99), min_size=1, max_size=9))
def test_largest_remainder_when_sharing_out(total: int, weights: dict[str, int]) -> None:
    """Shares sum to the whole, and none is as much as one away from its exact proportion."""
    shares = largest_remainder(total, weights)

    assert sum(shares.values()) == total
    whole = sum(weights.values())
    assert all(abs(shares[name] * whole - total * weight) < whole for name, weight in weights.items())


def test_caseload_when_timed() -> None:
    """The whole is made in well under a second of processor time, so that the demonstration starts at once."""
    started = time.process_time()
    rows = list(generate(TODAY, calendar(), policies()))

    assert time.process_time() - started < 1
    assert len(rows) == 1984


# The live caseload


def live(today: date, days: WorkingCalendar | None = None) -> list[HistoryRow]:
    return [row for row in generate(today, days or calendar(), policies()) if row.reference is None]


def current(row: HistoryRow) -> int:
    return 2 if row.stage2_requested_on else 1


def is_open(row: HistoryRow) -> bool:
    return row.kind is Kind.COMPLAINT and field(row, current(row), "responded_on") is None


def check_promises(today: date, days: WorkingCalendar, rows: list[HistoryRow]) -> None:
    waiting = [row for row in rows if is_open(row)]
    due = [answer_by(row, current(row), days) for row in waiting]
    zero = days.add(today, 0)
    sunday = max(today + timedelta(days=13 - today.weekday()), days.next_working(zero))
    unacknowledged = [row for row in waiting if not field(row, current(row), "acknowledged_on")]
    acknowledge_by = [days.add(opened(row, current(row)) or today, 5) for row in unacknowledged]

    assert 320 <= len(rows) <= 340
    assert sum(on < today for on in due) >= 8
    assert due.count(zero) >= 4
    assert sum(zero < on <= sunday for on in due) >= 20
    assert len(unacknowledged) == 10
    assert sum(on < today for on in acknowledge_by) == 2
    assert sum(field(row, current(row), "extended_to") is not None for row in waiting) >= 6
    assert sum(current(row) == 2 for row in waiting) == 8
    assert {1, 2} == {current(row) for row in unacknowledged}
    assert sum(row.handler is None for row in waiting) >= 7
    assert sum(bool(row.other_services) for row in waiting) == 10
    assert sum(row.kind is Kind.COMPLIMENT for row in rows) == 20
    assert len(waiting) < 60


def check_dates(today: date, rows: list[HistoryRow]) -> None:
    for row in rows:
        happened = [
            opened(row, number) if name == "opened" else field(row, number, name)
            for number in (1, 2)
            for name in ("opened", "acknowledged_on", "extended_on", "responded_on")
        ]
        dates = [on for on in happened if on]
        assert dates == sorted(dates)
        assert dates[-1] <= today
        assert last_complete_quarter(last_complete_quarter(today).first).first <= row.received_on


@pytest.mark.parametrize(
    "today",
    [
        date(2026, 11, 22),  # a Sunday
        date(2025, 1, 1),  # a bank holiday, and the earliest
        date(2025, 4, 1),  # the first day of a year
        date(2026, 3, 31),  # the last
        date(2025, 4, 18),  # Good Friday
        date(2025, 12, 24),
        date(2026, 12, 25),  # a Friday, with a substitute day on Monday
        date(2027, 1, 1),
        date(2028, 2, 29),
    ],
)
def test_worklist_when_today_is(today: date) -> None:
    """Whatever today is, the worklist has its overdue, due, new, extended, shared and stage 2 cases."""
    rows = live(today)

    check_promises(today, calendar(), rows)
    check_dates(today, rows)


@settings(max_examples=12, deadline=None)
@given(today=st.dates(EARLIEST_TODAY, date(2036, 12, 31)))
def test_worklist_when_today_is_any_day(today: date) -> None:
    """The promises hold on every day from the earliest one on."""
    rows = live(today)

    check_promises(today, calendar(), rows)
    check_dates(today, rows)


@pytest.mark.parametrize("today", [date(2026, 12, 23), date(2026, 12, 26), date(2027, 1, 4)])
def test_worklist_when_the_council_is_closed(today: date) -> None:
    """Closure days between Christmas and New Year move the cases and lose none."""
    closed = WorkingCalendar(date(2022, 1, 1), date(2027, 12, 31), bank_holidays=bank_holidays(), closures=CLOSURE)

    rows = live(today, closed)

    check_promises(today, closed, rows)
    check_dates(today, rows)


def test_live_window_when_today_is_in_november() -> None:
    """On 22 November the last complete quarter is July to September, so the live cases begin in April."""
    received = [row.received_on for row in live(TODAY)]

    assert date(2026, 4, 1) <= min(received) < date(2026, 4, 15)
    assert max(received) <= TODAY


def test_live_extensions_when_made() -> None:
    """Under the policy of 2024 no extension is longer than ten working days (R76)."""
    lengths = {
        calendar().count(answer_by(unextended(row), n), field(row, n, "extended_to"))
        for row in live(TODAY)
        for n in (1, 2)
        if field(row, n, "extended_to")
    }

    assert lengths == {5, 10}


def test_today_when_too_early() -> None:
    """A date before the published years were all answered is refused with the earliest one."""
    with pytest.raises(InvalidInput, match="begins on 2025-01-01; 2024-12-31 is too early"):
        list(generate(date(2024, 12, 31), calendar(), policies()))


# What people say


def test_narratives_when_counted() -> None:
    """Each service has at least twelve stories, and compliments of its own."""
    narratives = read_narratives(DATA)

    assert set(narratives.services) == {service for _, service in printed()} - {"Multi-Service"}
    assert min(sum(len(t.stems) for t in s.topics) for s in narratives.services.values()) >= 12
    assert min(len(s.compliments) for s in narratives.services.values()) >= 2


@pytest.mark.parametrize("month", range(1, 13))
def test_topics_when_out_of_season(month: int) -> None:
    """Every service has something to be complained to about in every month."""
    for service in read_narratives(DATA).services.values():
        assert any(topic.in_season(month) for topic in service.topics)


def test_words_when_read() -> None:
    """Every narrative is finished, safe to show, on one line, and begins like a sentence."""
    for row in caseload():
        assert "{" not in row.summary + row.details
        assert plain(row.details) == one_line(row.details) == row.details
        assert row.summary[0].isupper() or row.summary[0].isdigit()
        assert len(row.summary) <= 100
        assert len(row.details) > 25


def test_words_when_repeated() -> None:
    """Hardly two complaints read alike."""
    complaints = [row for row in caseload() if row.kind is Kind.COMPLAINT]

    assert len({row.details for row in complaints}) > 0.97 * len(complaints)
    assert Counter(row.summary for row in complaints).most_common(1)[0][1] <= 0.01 * len(complaints)
    assert len({row.name for row in complaints}) > 0.75 * len(complaints)


def test_several_services_when_told() -> None:
    """A complaint about several services says so in words."""
    for row in caseload():
        assert all(other in row.details for other in row.other_services)


def test_addresses_when_made_from_names() -> None:
    """Every address is at example.org, which belongs to nobody, and has plain letters whatever the name."""
    addresses = {row.email for row in caseload() if row.email}

    assert all(re.fullmatch(r"[a-z.-]+@example\.org", address) for address in addresses)
    assert email("Siân O’Hanlon") == "sian.ohanlon@example.org"
    assert email("Łukasz Błaszczyk") == "lukasz.blaszczyk@example.org"
    assert email("Zeynep Şahin Yıldız") == "zeynep.sahin.yildiz@example.org"


# When the files are wrong


def copied(folder: Path, name: str, old: str, new: str) -> Path:
    data = folder / "demonstration"
    shutil.copytree(DATA, data)
    text = (data / name).read_text(encoding="utf-8")
    assert old in text
    (data / name).write_text(text.replace(old, new), encoding="utf-8")
    return data


def test_files_when_one_is_missing(tmp_path: Path) -> None:
    """A missing file is named."""
    with pytest.raises(FileProblem, match=r"needs .*published_services\.csv, which cannot be read"):
        list(generate(TODAY, calendar(), policies(), data=tmp_path))


def test_files_when_toml_is_broken(tmp_path: Path) -> None:
    """A file that is not TOML is named."""
    data = copied(tmp_path, "people.toml", "[officers]", "[officers")

    with pytest.raises(FileProblem, match=r"people\.toml"):
        list(generate(TODAY, calendar(), policies(), data=data))


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("multi_service.csv", "2022-23,Waste,3,1,3", "2022-23,Waste,3,1,100", "not a part of"),
        ("published_detail.csv", "Home-Link,16,cases", "Home-Link,60,cases", "account for"),
        ("published_detail.csv", "Home-Link,16,cases", "Home-Link,15,cases", "account for"),
        ("published_detail.csv", "Pest control,4", "Dragons,4", "No topic is called “Dragons”"),
    ],
)
def test_files_when_they_contradict_each_other(tmp_path: Path, name: str, old: str, new: str, said: str) -> None:
    """Figures that cannot all be true are refused, not quietly changed."""
    data = copied(tmp_path, name, old, new)

    with pytest.raises(Imbalance, match=said):
        list(generate(TODAY, calendar(), policies(), data=data))
