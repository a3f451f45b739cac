"""The opening screen: numbers with their lists, what is new, the days to come."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from caseapp.store.queries.today import Day
from caseapp.tui.run import settled
from caseapp.tui.views import VIEWS
from caseapp.tui.widgets.bars import bar
from caseapp.tui.widgets.day_board import columns, lines_of
from tests.tui.fakes import CALENDAR, FakeDesk, a_complaint
from tests.tui.stage import Stage, staged


def shown_view(stage: Stage) -> str:
    """The title of the tab that is chosen in the worklist."""
    tabs = stage.app.screen_stack[0].query_one("ViewTabs")
    return str(getattr(tabs, "chosen", ""))


def squeezed(stage: Stage) -> str:
    """The picture with one blank for many."""
    return " ".join(stage.picture().split())


async def test_numbers_and_their_lists() -> None:
    """At 80 by 24 everything is in sight; a number's key, or Enter on its line, shows its cases; Esc comes back.

    From 120 columns on, the most urgent cases stand beside the numbers; Tab and Enter open one, and so does the
    area's own key close it. A complaint is logged from here as from the worklist.
    """
    async with staged(size=(80, 24), start="today") as stage:
        drawn = stage.picture()
        assert "4 Overdue 1 ▲ late" in squeezed(stage)
        assert "New since Wed 3 Jun: 2, ◆ 1 without a service" in drawn
        assert "Due in the next 10 working days" in drawn
        assert "Fri    Mon    Tue" in drawn
        assert "? Help" in drawn.splitlines()[-1]

        await stage.press("4")
        assert ("WorklistScreen", "overdue") == (stage.dialog, shown_view(stage))
        assert ["C26-00001"] == stage.references()

        await stage.press("escape", "G", "k", "enter")
        assert ("WorklistScreen", "unassigned") == (stage.dialog, shown_view(stage))

        await stage.press("escape")
        assert "C26-00001" not in stage.picture()
        await stage.pilot.resize_terminal(132, 38)
        await settled(stage.pilot)
        assert "C26-00001" in stage.picture()
        await stage.press("tab", "j", "enter")
        assert "CaseScreen" == stage.dialog
        assert "C26-00002" in stage.picture()
        await stage.press("escape")
        assert "TodayScreen" == stage.dialog

        await stage.press("enter", "f2")
        assert "TodayScreen" == stage.dialog
        await stage.press("l")
        assert "LogDialog" == stage.dialog


async def test_another_officers_work_is_counted_when_it_is_noticed() -> None:
    """It is asked now and then whether anything was recorded; the numbers in sight follow, the cursor stays."""
    async with staged(size=(80, 24), start="today") as stage:
        await stage.press("j", "j")
        stage.app.feel_pulse()
        await stage.press("j")
        stage.desk.complaints.append(a_complaint(9, -5))
        stage.app.feel_pulse()
        await stage.press("k")
        assert "4 Overdue 1 " in squeezed(stage), "nothing was recorded as far as one can know"

        stage.desk.events += 1
        stage.app.feel_pulse()
        await stage.press("j")
        assert "›4 Overdue 2 " in squeezed(stage)


async def test_store_that_cannot_count_is_told() -> None:
    """Without numbers there is a sentence, and the keys work."""

    class Uncounted(FakeDesk):
        def numbers(self) -> object:  # type: ignore[override]  # it never gives one
            raise OSError("disk gone")

    async with staged(Uncounted(), size=(80, 24), start="today") as stage:
        assert "disk gone" in stage.picture()
        await stage.press("1")
        assert "WorklistScreen" == stage.dialog


def test_lines_say_with_words_and_shapes_what_is_urgent() -> None:
    """What is late has its shape and the word, whatever its colour; nothing urgent has none."""
    numbers = replace(FakeDesk().numbers(), overdue=3, late_acknowledgements=2, unassigned=0)
    notes = {line.view_id: line.note for line in lines_of(numbers)}

    assert "▲ late" == notes["overdue"]
    assert "▲ 2 late" == notes["awaiting-acknowledgement"]
    assert "" == notes["unassigned"]
    assert [str(key) for key in range(1, len(VIEWS))] == [line.key for line in lines_of(numbers)]


def test_days_are_columns_of_their_numbers() -> None:
    """The largest day is as tall as there is room, a small one shows at least an eighth, none shows nothing."""
    days = [Day(CALENDAR.add(date(2026, 6, 4), number), due) for number, due in ((1, 400), (2, 0), (3, 1))]

    assert [
        "  400",
        "  ███",
        "  ███            1",
        "  ███     0     ▁▁▁",
        "  Fri    Mon    Tue",
        " 5 Jun  8 Jun  9 Jun",
    ] == list(columns(days, 3))


def test_bar_is_as_long_as_its_number() -> None:
    """To an eighth of a cell; one is not none, and more than the most is not longer."""
    assert "█████     " == bar(5, 10, 10)
    assert "▏         " == bar(1, 10_000, 10)
    assert "          " == bar(0, 10, 10)
    assert "██████████" == bar(12, 10, 10)
    assert "" == bar(3, 10, -4)
