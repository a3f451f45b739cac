"""Service levels: the summary's figures with their course, their rule and their cases; a member sees figures alone."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from caseapp.bootstrap import Caseapp
from caseapp.casework.people import add_person
from caseapp.intake import commit_plan, open_import, plan_file
from caseapp.intake.history import COLUMNS
from caseapp.rules.vocabulary import Role
from caseapp.settings import read_settings
from caseapp.tui.store_desk import StoreDesk
from caseapp.tui.widgets.level_words import change_words
from caseapp.tui.widgets.levels_table import LevelsTable
from caseapp.tui.widgets.sparkline import sparkline
from tests.intake.office import a_past_case, csv_text
from tests.tui.places import alone
from tests.tui.stage import Stage, staged

HOSTILE_SERVICE = "Parks [/bold]\u202e🌳 ゴミ"
_ROWS = (
    a_past_case(reference="OLD-1", received_on="2024-02-06", stage1_acknowledged_on="2024-02-07",
                stage1_responded_on="2024-02-12"),
    a_past_case(reference="OLD-2"),
    a_past_case(reference="OLD-3"),
    a_past_case(reference="OLD-4", stage1_responded_on="2024-06-10"),
    a_past_case(reference="OLD-5", service=HOSTILE_SERVICE, stage1_acknowledged_on="", stage1_handler="",
                stage1_responded_on="", stage1_outcome=""),
    a_past_case(reference="OLD-6", kind="compliment", service="Planning", stage1_acknowledged_on="",
                stage1_handler="", stage1_responded_on="", stage1_outcome=""),
)  # fmt: skip
"""One answered in February 2024; in May two answered in time and one late, one open, and a compliment."""


@pytest.fixture(scope="module")
def imported(founded_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with those cases; tests copy it."""
    place = tmp_path_factory.mktemp("figures")
    store, tracker = shutil.copy(founded_sqlite_template, place / "figures.db"), place / "tracker.csv"
    tracker.write_text(csv_text(COLUMNS, _ROWS), encoding="utf-8")
    with closing(seated(store, "Ada Admin")) as ada:
        with ada.reading() as reader:
            plan = plan_file(reader, open_import(tracker), today=ada.today)
        with ada.acting() as (work, by, at):
            commit_plan(work, plan, by=by, at=at)
            add_person(work, "Mel Member", Role.MEMBER, by=by, at=at)
    return alone(store)


def seated(store: str | Path, user: str) -> Caseapp:
    """The store as somebody uses it on 20 August 2024."""
    return Caseapp(read_settings(database=str(store), user=user, today="2024-08-20", environment={}))


@pytest.fixture
def connect(imported: Path, tmp_path: Path) -> Iterator[Callable[[str], Caseapp]]:
    """Opens one store as anybody."""
    store = shutil.copy(imported, tmp_path / "figures.db")
    with ExitStack() as until_the_end:
        yield lambda user: until_the_end.enter_context(closing(seated(store, user)))


def row(stage: Stage, name: str) -> list[str]:
    """What the table says of a service."""
    line = next(line for line in stage.picture().splitlines() if line[2:].startswith(name))
    return line[2 + len(name) :].split()


def table(stage: Stage) -> LevelsTable:
    return stage.app.screen.query_one(LevelsTable)


async def test_figures_with_rule_change_and_course(connect: Callable[[str], Caseapp]) -> None:
    """The last complete quarter is shown, sorted as asked; a figure tells its rule, and is compared with like alone.

    Enter shows the cases that were counted and no others; those answered out of target have a key of their own.
    """
    async with staged(StoreDesk(connect("Ada Admin")), size=(110, 30), start="figures") as stage:  # type: ignore[arg-type]  # any desk
        assert "2024-25-Q1" in stage.said("#period")
        assert ["3", "3", "0", "3"] == row(stage, "Waste")[:4]
        assert "67%" in row(stage, "Waste")
        assert ["4", "4", "0", "3"] == row(stage, "All services")[:4]
        assert "\u202e" not in stage.picture()
        assert "Parks [/bold]🌳" in stage.picture()
        expected = "Open: 0 brought forward + 4 received − 3 closed = 1 carried forward"
        assert expected == stage.said("#balance")

        await stage.press("j", "j", "enter")
        assert "WorklistScreen" == stage.dialog
        assert {"OLD-2", "OLD-3", "OLD-4"} == {reference.strip() for reference in stage.references()}
        await stage.press("f4", "o")
        assert ["OLD-4"] == [reference.strip() for reference in stage.references()]

        await stage.press("f4", "G", "k", *["right"] * 4)
        said = stage.said("#figure")
        assert "Waste · Answered in target, percentage: 67% (2 of 3)" in said
        assert "▼ 33 points down on 2023-24-Q4, which had 100%." in said
        assert "······█▆  – – – – – – 100% 67%  the last 8 quarters" in said
        assert "Rule: Answered in target as a share of answered" in said

        await stage.press("s")
        assert ("Waste", "Parks [/bold]🌳 ゴミ", "Planning", "total") == tuple(
            name.replace("\u202e", "") for name in table(stage).lines
        )
        await stage.press("g", "j")
        assert "– Not compared with 2023-24-Q4" in stage.said("#figure")
        assert "There is no case behind it." in stage.said("#figure")

        await stage.press("y")
        assert "2024-25-Q1 · Parks" in stage.app.clipboard


async def test_periods_are_turned_over(connect: Callable[[str], Caseapp]) -> None:
    """Before and after, by month, quarter and year; an unfinished one is compared with none, an empty one says so."""
    async with staged(StoreDesk(connect("Ada Admin")), size=(80, 24), start="figures") as stage:  # type: ignore[arg-type]  # any desk
        await stage.press("[")
        assert "2023-24-Q4" in stage.said("#period")
        await stage.press("[")
        assert "Nothing was received, open or answered in 2023-24-Q3." == stage.said("#balance")

        await stage.press("0", "]", "]")
        assert "2024-25-Q2" in stage.said("#period")
        assert "not over yet" in stage.said("#period")
        assert "2024-25-Q3 has not begun." == stage.toasts()[-1]
        assert "Not compared with 2024-25-Q1: 2024-25-Q2 is not over yet." in stage.said("#figure")

        await stage.press("0", "1")
        assert "2024-06" in stage.said("#period")
        await stage.press("3")
        assert "2023-24" in stage.said("#period")
        assert "1 April 2023 to 31 March 2024" in stage.said("#period")


async def test_member_sees_figures_and_no_case(connect: Callable[[str], Caseapp]) -> None:
    """Whatever a member opens, it is the figures, and no figure opens its cases (R54)."""
    async with staged(StoreDesk(connect("Mel Member")), size=(80, 24), start="today") as stage:  # type: ignore[arg-type]  # any desk
        assert "FiguresScreen" == stage.dialog
        assert "You see figures and never a case (R54)." in stage.said("#figure")

        for number, keys in enumerate((("enter",), ("f3",)), start=1):
            await stage.press(*keys)
            assert "FiguresScreen" == stage.dialog, keys
            assert ["You see figures and never a case (R54)."] * number == stage.toasts(), keys


@pytest.mark.parametrize(
    ("change", "is_percentage", "expected"),
    [(3, False, "▲ 3 more"), (-1, False, "▼ 1 fewer"), (0, True, "= same"), (-1, True, "▼ 1 point"), (None, True, "–")],
)
def test_change_is_told_without_colour(change: int | None, is_percentage: bool, expected: str) -> None:  # noqa: FBT001  # a case's value
    """An arrow, a number and a word; a dash where there is nothing to compare."""
    assert expected == change_words(change, is_percentage=is_percentage)


def test_sparkline_tells_little_from_nothing() -> None:
    """Nought has the lowest step alone, no number has a dot, and a percentage is drawn against a hundred."""
    assert "▁▂█·" == sparkline([0, 1, 200, None])
    assert "▁▁" == sparkline([0, 0])
    assert "▅█" == sparkline([50, 100], 100)
