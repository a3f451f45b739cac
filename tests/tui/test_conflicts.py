"""Somebody else answers a case while its form is open: the form stays as it was typed, and says who did what."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from textual.widgets import Input, RadioSet, Static

from caseapp.bootstrap import Caseapp
from caseapp.casework.requests import Log
from caseapp.rules.instants import LONDON
from caseapp.settings import read_settings
from caseapp.store.queries.cases import TimelineEntry, case_view
from caseapp.tui.app import CaseApp
from caseapp.tui.dialogs.respond import RespondDialog
from caseapp.tui.run import settled
from caseapp.tui.store_desk import StoreDesk
from tests.store.clerk import Clerk

TODAY = "2026-06-04"
"""A Thursday."""
SAM = "Sam Okafor"


@pytest.fixture(scope="module")
def clerk() -> Iterator[Clerk]:
    """A process that waits for a command."""
    with Clerk() as waiting:
        yield waiting


def opened(address: str, user: str) -> Caseapp:
    return Caseapp(read_settings(database=address, user=user, today=TODAY, environment={}))


def said(app: CaseApp) -> str:
    return str(app.screen.query_one("#refusal", Static).content)


def typed(app: CaseApp) -> tuple[str, str, int]:
    theme, cause = (app.screen.query_one(each, Input).value for each in ("#theme", "#cause"))
    return theme, cause, app.screen.query_one("#outcome", RadioSet).pressed_index


async def test_form_is_kept_when_another_process_answers_the_case(founded_sqlite_address: str, clerk: Clerk) -> None:
    """Nothing that was typed is lost, who answered and when is said, and nothing of the second answer is stored."""
    with closing(opened(founded_sqlite_address, "Jo Finch")) as jo:
        reference = jo.do(Log("Bins", None)).reference
        app = CaseApp(lambda: StoreDesk(jo))
        async with app.run_test(size=(110, 40)) as pilot:
            await settled(pilot)
            await pilot.press("r", "space")
            app.screen.query_one("#theme", Input).value = "Missed bin"
            app.screen.query_one("#cause", Input).value = "A long story [/bold]"
            where = ("--database", founded_sqlite_address, "--as", SAM, "--today", TODAY)
            assert 0 == clerk.run(*where, "respond", reference, "--outcome", "not-upheld").code
            await pilot.press("ctrl+s")
            await settled(pilot)

            answer = answer_in(jo, reference)
            assert isinstance(app.screen, RespondDialog)
            assert f"{SAM} answered {reference} at {answer.at.astimezone(LONDON):%H:%M}" in said(app)
            assert ("Missed bin", "A long story [/bold]", 0) == typed(app)

            await pilot.press("ctrl+s")  # and once more, now that the case was read again
            await settled(pilot)

            assert f"{SAM} answered it on Thu 4 Jun 2026." in said(app)
            assert ("Missed bin", "A long story [/bold]", 0) == typed(app)
        assert answer == answer_in(jo, reference)
        assert (SAM, None, "not-upheld") == (answer.by, answer.content["theme"], answer.content["outcome"])


def answer_in(app: Caseapp, reference: str) -> TimelineEntry:
    """The one event after the first."""
    with app.reading() as reader:
        _, answer = case_view(reader, reference).timeline
    return answer
