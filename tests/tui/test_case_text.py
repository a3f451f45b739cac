"""A case in words: special notes first, points with their findings, texts to a bound, and what others did since."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from caseapp.rules.case import Decision, Finding, Point
from caseapp.rules.vocabulary import Ending, Outcome, State
from caseapp.tui.desk import CaseFile, Entry, SpecialNote
from caseapp.tui.steps import refusals
from caseapp.tui.widgets.case_text import (
    banner,
    case_text,
    heading,
    history_text,
    news_of,
    next_steps,
    spelt,
    standing_text,
    story_text,
    whole_story,
)
from tests.tui.fakes import JO, PRIYA, TODAY, FakeDesk, a_case, a_complaint

WIDTH = 60


def a_file(due_in: int = 4, state: State = State.STAGE_1, **changes: object) -> CaseFile:
    """The file of one case."""
    return FakeDesk([a_complaint(1, due_in, state, **changes)]).case_file("C26-00001")


def test_clocks_say_how_many_days_are_left() -> None:
    """Both dates stand with the working days left in words and shape; a closed case has its decision instead."""
    sitting = FakeDesk().sitting()

    waiting = standing_text(a_file(9, State.NEW), sitting, (), WIDTH).plain
    assert "Acknowledge   Wed 10 Jun 2026  ○ 4 days\nAnswer by     Wed 17 Jun 2026  ○ 9 days" in waiting
    late = standing_text(a_file(-3), sitting, (), WIDTH).plain
    assert "Answer by     Mon 1 Jun 2026  ▲ 3 late" in late
    answered = standing_text(a_file(4, State.STAGE_1_ANSWERED), sitting, (), WIDTH).plain
    assert "Decision      upheld on" in answered
    assert "Answer by" not in answered


def test_points_stand_with_every_finding() -> None:
    """Each point says what every answer found on it, that one came later, or that there is none yet (R42)."""
    points = (Point(1, "Missed [/bold]"), Point(2, "Rude"), Point(3, "Late"))
    file = a_file(points=points)
    sitting = FakeDesk().sitting()
    assert 3 == standing_text(file, sitting, (), WIDTH).plain.count("no finding yet")

    (stage,) = file.case.stages
    findings = (Finding(1, Outcome.UPHELD), Finding(2, Outcome.NOT_UPHELD))
    decided = Decision(Ending.ANSWERED, Outcome.PARTLY_UPHELD, TODAY, JO.name)
    answered = replace(file.case, stages=(replace(stage, findings=findings, decision=decided),))
    said = standing_text(replace(file, case=answered), sitting, (), WIDTH).plain
    assert " 1  Missed [/bold]\n    stage 1: upheld\n 2  Rude\n    stage 1: not upheld\n 3  Late\n" in said
    assert "    stage 1: added after the answer" in said


def test_special_notes_are_in_the_banner() -> None:
    """Those of the case first, then those of the person's earlier cases; without any there is no banner."""
    notes = (SpecialNote("C26-00007", "Large print", ""), SpecialNote("C26-00008", "", "By letter [/b]"))
    file = replace(a_file(), adjustments="Needs a\nramp", contact="Through Morgan")

    assert [
        "▲ ADJUSTMENTS  Needs a ramp",
        "▲ CONTACT  Through Morgan",
        "▲ ADJUSTMENTS NOTED ON C26-00007  Large print",
        "▲ CONTACT NOTED ON C26-00008  By letter [/b]",
    ] == [line.rstrip() for line in banner(file, notes, 80).plain.splitlines()]
    assert not banner(a_file(), (), 80)


def test_heading_says_whose_it_is() -> None:
    """Which case, where it stands, the service and the part of it, and whether it is restricted."""
    case = a_case(1, sub_service="Bins", restricted=True)

    assert "C26-00001  stage 1, open · Waste and recycling › Bins · restricted" == heading(case).plain
    assert "not yet allocated" in heading(replace(case, service=None)).plain


def test_only_legal_steps_are_next() -> None:
    """The steps that the process allows stand with their keys, those given anew as well; the others do not."""
    sitting = FakeDesk().sitting()
    steps = [step.plain for step in next_steps(refusals(a_file(), sitting), {"respond-case": "Z"})]

    assert "Z respond" in steps
    assert "e extend" in steps
    assert not [step for step in steps if step.startswith(("a ", "x ", "o "))]


def test_long_story_is_cut_with_a_pointer() -> None:
    """A wall of text does not make the screen slow: how much more there is stands beneath, and where it is."""
    file = replace(a_file(), details="word " * 10_000, desired_outcome="An apology")
    sitting = FakeDesk().sitting()

    assert "… and 44,000 more characters: v shows everything" in story_text(file, "v shows everything").plain
    pane = case_text(file, sitting, (), WIDTH).plain
    assert "… and 44,000 more characters: caseapp show C26-00001" in pane
    assert len(pane) < 10_000
    whole = whole_story(file)
    assert whole.startswith("SUMMARY\nBin number 1 was not collected\n\nWHAT HAPPENED\nword word")
    assert whole.endswith("word\n\nWHAT THEY WANT\nAn apology")
    assert "No story was written down." == story_text(a_file(), "").plain


def test_history_stands_with_the_newest_first() -> None:
    """When, what, who, and what was written with it; without events there is no heading."""
    entries = (Entry(date(2026, 5, 28), "Logged", JO.name), Entry(TODAY, "Note [/b]", PRIYA.name, "Called\nback"))

    said = [line.rstrip() for line in history_text(replace(a_file(), timeline=entries), WIDTH).plain.splitlines()]
    assert [
        "",
        "History",
        "4 Jun 26      Note [/b] — Priya Nair: Called back",
        "28 May 26     Logged — Jo Finch",
    ] == said
    assert "" == history_text(a_file(), WIDTH).plain


def test_dates_of_events_are_written_as_everywhere() -> None:
    """An event's dates are those of a screen; what only looks like one stays."""
    assert "due Wed 3 Jun 2026, not 2026-02-31" == spelt("due 2026-06-03, not 2026-02-31")


def test_news_is_what_others_did_since() -> None:
    """Who, when and what, the last three; not what one did oneself, and nothing that was known before."""
    at = datetime(2026, 6, 4, 9, 30, tzinfo=UTC)
    entries = [
        Entry(TODAY, "Logged", PRIYA.name, "", 3, at),
        Entry(TODAY, "Note", JO.name, "mine", 4, at),
        Entry(TODAY, "Assigned to Priya [/b]", PRIYA.name, "", 5, at),
        Entry(TODAY, "Note", "Sam\x1b[31m", "", 6),
    ]
    before = a_file()
    after = replace(before, timeline=tuple(entries))

    assert "Priya Nair at 10:30: Assigned to Priya [/b]. Sam: Note" == news_of(before, after, JO.name)
    assert "" == news_of(before, replace(after, timeline=tuple(entries[:2])), JO.name)
    more = (*entries, *(Entry(TODAY, f"Note {number}", PRIYA.name, "", 6 + number) for number in (1, 2, 3)))
    expected = "Priya Nair: Note 1. Priya Nair: Note 2. Priya Nair: Note 3"
    assert expected == news_of(before, replace(after, timeline=more), JO.name)
