"""The worklist screen: views, filter, the case beside the list, and steps that the process refuses."""

from __future__ import annotations

from dataclasses import replace

from textual.widgets import Input

from caseapp.rules.vocabulary import Action, State
from caseapp.tui.preferences import Preferences
from caseapp.tui.run import settled
from caseapp.tui.screens.worklist import WorklistScreen
from caseapp.tui.steps import refusals
from caseapp.tui.views import Sort, View
from caseapp.tui.widgets.case_pane import CasePane
from caseapp.tui.widgets.filter_bar import counted
from caseapp.tui.widgets.key_bar import KeyBar
from caseapp.tui.widgets.tabs import Tab, ViewTabs, around
from tests.tui.fakes import PRIYA, FakeDesk, a_complaint
from tests.tui.stage import staged


async def test_list_with_the_case_beside_it() -> None:
    """It opens on all open cases, the latest first; the case beside the list is the one under the cursor.

    The first line names the officer and today; ``y`` copies the reference; ``p`` hides the case and shows it again.
    """
    async with staged() as stage:
        assert ["C26-00001", "C26-00002", "C26-00003"] == stage.references()[:3]
        assert stage.pane().startswith("C26-00001")
        assert "▲ 3 late" in stage.pane()
        assert "6 cases" == stage.said("#filter-count")
        assert "Jo Finch · Thu 4 Jun 2026" in stage.picture().splitlines()[0]

        await stage.press("j", "y")
        assert stage.pane().startswith("C26-00002")
        assert "Noise from the depot" in stage.pane()
        assert "C26-00002" == stage.app.clipboard
        assert "Copied C26-00002." == stage.toasts()[-1]

        width = stage.grid.size.width
        await stage.press("p")
        assert stage.grid.size.width == 104 > width
        await stage.press("p")
        assert stage.grid.size.width == width


async def test_only_legal_steps_are_offered() -> None:
    """Beside the case stand the steps that may be taken; others are faint in the footer, and their keys say why not.

    Tabs and keys of the footer can be clicked.
    """
    async with staged() as stage:
        steps = stage.pane().partition("Next steps")[2]
        assert "r respond" in steps
        assert "x escalate" not in steps
        assert "e extend" not in steps, "its date has passed"

        content = stage.app.screen.query_one(KeyBar).render()
        faint = {content.plain[span.start : span.end].strip() for span in content.spans if span.style == "dim"}
        assert {"a Ack", "e Extend", "x Escalate"} == faint
        assert "r Respond" in content.plain

        await stage.press("x")
        assert "WorklistScreen" == stage.dialog
        assert "stage 2 comes after stage 1 was answered. (R28)" in stage.toasts()[-1]

        await stage.pilot.click(ViewTabs, offset=(stage.picture().splitlines()[1].index("Late"), 0))
        await stage.press("k")
        assert ["C26-00001"] == stage.references()
        await stage.pilot.click(KeyBar, offset=(1, 0))
        assert "LogDialog" == stage.dialog


def test_officer_may_hand_stage_2_to_a_reviewer() -> None:
    """An officer may not decide stage 2, but may give it to somebody who may, and record what they decided (R79)."""
    desk = FakeDesk([a_complaint(6, 6, State.STAGE_2, handler=PRIYA.name)])
    alone = replace(desk.sitting(), people=(desk.actor,))

    assert not {Action.ASSIGN, Action.RESPOND} & refusals(desk.case_file("C26-00006"), desk.sitting()).keys()
    assert {Action.ASSIGN, Action.RESPOND} <= refusals(desk.case_file("C26-00006"), alone).keys()


async def test_number_keys_and_brackets_show_views() -> None:
    """Each number key shows the view of its tab; ``]`` goes right and ``[`` left, round the ends."""
    views = ([1, 2, 3, 6, 5, 4], [2], [2], [1], [4], [1, 2, 3], [4], [6], [1, 2, 3, 6, 5, 4, 7])
    async with staged(size=(80, 24)) as stage:
        for number, view in enumerate(views, start=1):
            await stage.press(str(number))
            assert [f"C26-{each:05d}" for each in view] == stage.references()

        await stage.press("right_square_bracket")
        assert len(stage.references()) == 6
        await stage.press("left_square_bracket")
        assert len(stage.references()) == 7


async def test_empty_view_says_so() -> None:
    """A view without cases says what that means, in the list and beside it; the keys of a case do no harm there."""
    async with staged(FakeDesk([a_complaint(1, 4)])) as stage:
        await stage.press("4")
        assert "No answer is late." in stage.picture()
        assert "No case is under the cursor." in stage.pane()

        await stage.press("a", "w", "y", "enter", "j", "G")
        assert ["No case is under the cursor."] * 3 == stage.toasts()
        assert "WorklistScreen" == stage.dialog


async def test_filter_narrows_as_one_types() -> None:
    """Each letter narrows the list; the count says how many of how many are left; Esc takes the words away.

    When nothing matches, the list names the words, exactly as typed.
    """
    async with staged() as stage:
        await stage.press("slash", "n", "o", "i", "s")
        assert ["C26-00002"] == stage.references()
        assert "1 of 6 cases" == stage.said("#filter-count")
        assert "C26-00002" in stage.pane()

        await stage.press("enter")
        assert stage.app.focused is stage.grid
        assert "1 of 6 cases" == stage.said("#filter-count")
        await stage.press("escape")
        assert "6 cases" == stage.said("#filter-count")
        assert stage.app.focused is stage.grid

        await stage.press("slash")
        await stage.type("[@click=app.quit]x[/] %")
        assert "No case here contains “[@click=app.quit]x[/] %”" in stage.picture()


async def test_enter_opens_the_case_and_escape_comes_back() -> None:
    """Enter opens the case on a screen of its own, Tab goes to the one beside the list; Esc is the way back."""
    async with staged() as stage:
        await stage.press("j", "enter")
        assert "CaseScreen" == stage.dialog
        assert ["C26-00002"] == stage.desk.opened

        await stage.press("escape", "tab")
        assert "CasePane" == type(stage.app.focused).__name__

        await stage.press("escape")
        assert stage.app.focused is stage.grid
        assert "C26-00002" in stage.pane()

        for size, beside in (((80, 24), False), ((99, 30), False), ((100, 30), True), ((200, 60), True)):
            await stage.pilot.resize_terminal(*size)
            await settled(stage.pilot)
            pane = stage.app.screen.query_one(CasePane).region
            assert beside == (pane.y == stage.grid.region.y), "from 100 columns on the case is beside the list"
            assert pane.height >= 6


async def test_refresh_shows_what_others_did() -> None:
    """F5 reads the list again and keeps the cursor on its case; a store that fails then is a sentence, not the end."""
    async with staged() as stage:
        await stage.press("j", "j")
        stage.desk.complaints.append(a_complaint(9, -5))
        await stage.press("f5")
        assert "C26-00009" == stage.references()[0]
        assert "C26-00003" in stage.pane()

        def fail(_view: object) -> None:
            raise OSError("disk gone")

        stage.desk.ids = fail  # type: ignore[method-assign,assignment]
        await stage.press("2")
        assert "disk gone" in stage.toasts()[-1]
        assert stage.app.is_running


def test_counts_are_words() -> None:
    """One case is one case; a narrowed list says of how many."""
    assert "1 case" == counted(1, 1, narrowed=False)
    assert "1 of 12 cases" == counted(1, 12, narrowed=True)
    assert "1,234,567 cases" == counted(1_234_567, None, narrowed=False)


def test_help_names_the_command_line_twin() -> None:
    """The screen's help names the commands that do the same without a screen."""
    assert "caseapp list" in WorklistScreen.HELP
    assert "caseapp show REF" in WorklistScreen.HELP


# Order, columns, own views, views made for the moment.


async def test_order_and_columns_are_chosen_and_remembered() -> None:
    """``>`` sorts by the next column and ``<`` the other way; heading and count say so, other views follow.

    In the list of columns Space takes one out, ``J`` moves one down; the button takes those that suit the width again.
    """
    preferences = Preferences(start="worklist")
    async with staged(preferences=preferences) as stage:
        assert "Answer↓" in stage.lines()[0]
        await stage.press(">", ">")
        assert [1, 2, 3, 4, 5, 6] == [int(each[-1]) for each in stage.references()]
        assert "Referenc↓" in stage.lines()[0]

        await stage.press("<")
        assert [6, 5, 4, 3, 2, 1] == [int(each[-1]) for each in stage.references()]
        assert "6 cases by reference ↑" == stage.said("#filter-count")
        await stage.press("6")
        assert [3, 2, 1] == [int(each[-1]) for each in stage.references()]
        assert (Sort.REFERENCE, True) == (preferences.remembered.sort, preferences.remembered.is_reversed)

        await stage.press("=", "j", "space", "j", "J", "ctrl+s")
        assert ("reference", "stage", "acknowledge") == preferences.remembered.columns[:3]
        assert "Answer" not in stage.lines()[0]
        await stage.press("=", "tab", "tab", "enter")
        assert () == preferences.remembered.columns
        assert "Answer" in stage.lines()[0]


async def test_own_views_are_saved_renamed_and_deleted() -> None:
    """``+`` keeps filter, order and view under a name, as a tab with a key and in the palette; built-in ones stay."""
    preferences = Preferences(start="worklist")
    async with staged(preferences=preferences, size=(132, 30)) as stage:
        await stage.press("6", "slash")
        await stage.type("bin")
        await stage.press("enter", ">", "+")
        await stage.type("Overdue")
        await stage.press("enter")
        assert "is the name of a view that is always there" in stage.said("#objection")
        await stage.press("ctrl+u")
        await stage.type("Bins")
        await stage.press("enter")
        assert "0 Bins" in stage.picture().splitlines()[1]

        await stage.press("escape", "4", "0")
        assert ["C26-00003", "C26-00001"] == sorted(stage.references(), reverse=True)
        assert "bin" == stage.app.screen.query_one("#filter", Input).value
        await stage.press("1")
        assert "" == stage.app.screen.query_one("#filter", Input).value  # its words are the own view's alone
        await stage.command("bins")
        assert 2 == len(stage.references())

        await stage.command("rename this")
        await stage.press("end", "2", "enter")
        assert ["Bins2"] == [view.title for view in preferences.remembered.views]
        await stage.press("delete", "ctrl+s")
        assert () == preferences.remembered.views
        await stage.press("delete")
        assert "This view is always there" in stage.toasts()[-1]


async def test_view_for_the_moment_is_a_tab_until_it_is_left() -> None:
    """Given cases, open or closed, are shown whatever was open in the worklist; Esc goes back to where one asked."""
    async with staged() as stage:
        await stage.press("enter", "f2")
        view = View(title="Answered late [/b]", references=("C26-00007", "C26-00001", "C26-09999"))
        stage.app.show_cases(view)
        await stage.press("down")
        assert "WorklistScreen" == stage.dialog
        assert ["C26-00001", "C26-00007"] == stage.references()
        assert "Answered late [/b]" in stage.picture().splitlines()[1]

        await stage.press("escape")
        assert "TodayScreen" == stage.dialog
        await stage.press("f3")
        assert "Answered late" not in stage.picture()
        assert 6 == len(stage.references())


def test_tabs_far_from_the_chosen_give_way() -> None:
    """Where not all tabs fit, those shown are a run that holds the chosen one."""
    tabs = [Tab(str(number), str(number), "Title", "") for number in range(1, 10)]

    assert ["1", "2", "3"] == [tab.view_id for tab in around(tabs, "1", 29)]
    assert ["7", "8", "9"] == [tab.view_id for tab in around(tabs, "9", 29)]
    assert ["5"] == [tab.view_id for tab in around(tabs, "5", 3)]
