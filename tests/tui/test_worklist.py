"""The worklist screen: views, filter, the case beside the list, and steps that the process refuses."""

from __future__ import annotations

import pytest

from caseapp.rules.vocabulary import State
from caseapp.tui.screens.worklist import WorklistScreen
from caseapp.tui.widgets.case_pane import CasePane
from caseapp.tui.widgets.filter_bar import counted
from caseapp.tui.widgets.key_bar import KeyBar
from caseapp.tui.widgets.tabs import ViewTabs
from tests.tui.fakes import PRIYA, FakeDesk, a_complaint
from tests.tui.stage import staged


async def test_opens_on_the_most_urgent_case() -> None:
    """The application opens on all open cases, the latest first, with the case beside the list."""
    async with staged() as stage:
        assert ["C26-00001", "C26-00002", "C26-00003"] == stage.references()[:3]
        assert "C26-00001" in stage.pane()
        assert "▲ 3 late" in stage.pane()
        assert "6 cases" == stage.said("#filter-count")


async def test_number_keys_show_views() -> None:
    """Each number key shows the view of its tab."""
    views = ([1, 2, 3, 6, 5, 4], [2], [2], [1], [4], [1, 2, 3], [4], [6], [1, 2, 3, 6, 5, 4, 7])
    async with staged() as stage:
        for number, view in enumerate(views, start=1):
            await stage.press(str(number))

            assert [f"C26-{each:05d}" for each in view] == stage.references()


async def test_brackets_go_round_the_views() -> None:
    """``]`` goes right and ``[`` left; beyond an end is the other."""
    async with staged() as stage:
        await stage.press("left_square_bracket")
        assert len(stage.references()) == 7

        await stage.press("right_square_bracket", "right_square_bracket")
        assert ["C26-00002"] == stage.references()


async def test_empty_view_says_so() -> None:
    """A view without cases says what that means, in the list and beside it."""
    async with staged(FakeDesk([a_complaint(1, 4)])) as stage:
        await stage.press("4")

        assert "No answer is late." in stage.picture()
        assert "No case is under the cursor." in stage.pane()


async def test_filter_narrows_as_one_types() -> None:
    """Each letter narrows the list; the count says how many of how many are left."""
    async with staged() as stage:
        await stage.press("slash", "n", "o", "i", "s")

        assert ["C26-00002"] == stage.references()
        assert "1 of 6 cases" == stage.said("#filter-count")
        assert "C26-00002" in stage.pane()


async def test_escape_clears_the_filter() -> None:
    """Esc takes the words away and goes back to the list."""
    async with staged() as stage:
        await stage.press("slash", "n", "o", "i", "enter")
        assert stage.app.focused is stage.grid
        assert "1 of 6 cases" == stage.said("#filter-count")

        await stage.press("escape")
        assert "6 cases" == stage.said("#filter-count")
        assert stage.app.focused is stage.grid


async def test_filter_without_a_match_says_so() -> None:
    """When nothing matches, the list names the words, exactly as typed."""
    async with staged() as stage:
        await stage.press("slash")
        await stage.type("[/bold] %")

        assert "No case here contains “[/bold] %”" in stage.picture()


async def test_cursor_shows_its_case() -> None:
    """The case beside the list is the one under the cursor."""
    async with staged() as stage:
        await stage.press("j")

        assert stage.pane().startswith("C26-00002")
        assert "Noise from the depot" in stage.pane()


async def test_pane_can_be_hidden() -> None:
    """``p`` hides the case and shows it again; the list takes its room."""
    async with staged() as stage:
        width = stage.grid.size.width
        await stage.press("p")
        assert stage.grid.size.width == 104 > width

        await stage.press("p")
        assert stage.grid.size.width == width


async def test_enter_goes_to_the_case_and_escape_back() -> None:
    """Enter lets one scroll the case; Esc is the way back."""
    async with staged() as stage:
        await stage.press("p", "enter")
        assert "CasePane" == type(stage.app.focused).__name__

        await stage.press("escape")
        assert stage.app.focused is stage.grid


@pytest.mark.parametrize(
    ("size", "beside"), [((80, 24), False), ((99, 30), False), ((100, 30), True), ((200, 60), True)]
)
async def test_case_stands_beside_or_below(size: tuple[int, int], *, beside: bool) -> None:
    """From 100 columns on the case is beside the list, on narrower terminals below it."""
    async with staged(size=size) as stage:
        pane = stage.app.screen.query_one(CasePane).region

        assert beside == (pane.y == stage.grid.region.y)
        assert pane.height >= 6


async def test_step_out_of_turn_tells_why() -> None:
    """The key of a step that the process refuses shows the reason with its rule, and opens nothing."""
    async with staged() as stage:
        await stage.press("x")

        assert "WorklistScreen" == stage.dialog
        assert "stage 2 comes after stage 1 was answered. (R28)" in stage.toasts()[-1]


async def test_next_steps_are_the_legal_ones() -> None:
    """Beside the case stand the steps that may be taken, and no others."""
    async with staged() as stage:
        steps = stage.pane().partition("Next steps")[2]

        assert "r respond" in steps
        assert "x escalate" not in steps
        assert "e extend" not in steps, "its date has passed"


async def test_officer_may_hand_stage_2_to_a_reviewer() -> None:
    """An officer may not decide stage 2, but may give it to somebody who may (R79)."""
    async with staged(FakeDesk([a_complaint(6, 6, State.STAGE_2, handler=PRIYA.name)])) as stage:
        await stage.press("s")

        assert "AssignDialog" == stage.dialog


async def test_refused_steps_are_faint_in_the_footer() -> None:
    """The footer keeps every step, and draws those refused now in another way."""
    async with staged() as stage:
        content = stage.app.screen.query_one(KeyBar).render()
        faint = {content.plain[span.start : span.end].strip() for span in content.spans if span.style == "dim"}

        assert {"a Ack", "e Extend", "x Escalate"} == faint
        assert "r Respond" in content.plain


async def test_tabs_and_keys_can_be_clicked() -> None:
    """A click on a tab shows its view; one on a key does what the key does."""
    async with staged() as stage:
        await stage.pilot.click(ViewTabs, offset=(28, 0))
        await stage.press("k")
        assert ["C26-00001"] == stage.references()

        await stage.pilot.click(KeyBar, offset=(1, 0))
        assert "LogDialog" == stage.dialog


async def test_reference_is_copied() -> None:
    """``y`` puts the reference on the clipboard and says so."""
    async with staged() as stage:
        await stage.press("j", "y")

        assert "C26-00002" == stage.app.clipboard
        assert "Copied C26-00002." == stage.toasts()[-1]


async def test_refresh_shows_what_others_did() -> None:
    """F5 reads the list again and keeps the cursor on its case."""
    async with staged() as stage:
        await stage.press("j", "j")
        stage.desk.complaints.append(a_complaint(9, -5))
        await stage.press("f5")

        assert "C26-00009" == stage.references()[0]
        assert "C26-00003" in stage.pane()


async def test_failing_refresh_is_told() -> None:
    """A store that fails while one works is a sentence on the screen, not the end."""
    async with staged() as stage:

        def fail(_view: object) -> None:
            raise OSError("disk gone")

        stage.desk.ids = fail  # type: ignore[method-assign,assignment]
        await stage.press("2")

        assert "disk gone" in stage.toasts()[-1]
        assert stage.app.is_running


async def test_keys_on_an_empty_list_do_no_harm() -> None:
    """With no case under the cursor, the keys of a case say so."""
    async with staged(FakeDesk([])) as stage:
        await stage.press("a", "w", "y", "enter", "j", "G")

        assert {"No case is under the cursor."} == set(stage.toasts())
        assert "WorklistScreen" == stage.dialog


async def test_worklist_says_who_and_when() -> None:
    """The first line names the officer, the role and today."""
    async with staged() as stage:
        assert "caseapp · Jo Finch (officer) · Thu 4 Jun 2026" == stage.said("#bar")


def test_counts_are_words() -> None:
    """One case is one case; a narrowed list says of how many."""
    assert "1 case" == counted(1, 1, narrowed=False)
    assert "1 of 12 cases" == counted(1, 12, narrowed=True)
    assert "1,234,567 cases" == counted(1_234_567, None, narrowed=False)


def test_help_names_the_command_line_twin() -> None:
    """The screen's help names the commands that do the same without a screen."""
    assert "caseapp list" in WorklistScreen.HELP
    assert "caseapp show REF" in WorklistScreen.HELP
