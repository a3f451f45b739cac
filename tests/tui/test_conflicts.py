"""Somebody else, or the store, is in the way while a form is open: it stays as it was typed, and says what happened."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input, RadioSet, Static, TextArea

from caseapp.bootstrap import Caseapp
from caseapp.casework.requests import Log, Note
from caseapp.rules.errors import Conflict
from caseapp.rules.instants import LONDON
from caseapp.settings import read_settings
from caseapp.store import store as store_module
from caseapp.store.queries.cases import TimelineEntry, case_view
from caseapp.tui.app import CaseApp, Exit
from caseapp.tui.desk import Entry
from caseapp.tui.dialogs.respond import RespondDialog
from caseapp.tui.dialogs.sides import SidesDialog
from caseapp.tui.preferences import Preferences
from caseapp.tui.run import settled
from caseapp.tui.store_desk import StoreDesk
from tests.store.clerk import Clerk
from tests.tui.at_case import at_case, shown
from tests.tui.fakes import PRIYA, FakeDesk, a_complaint
from tests.tui.fakes import TODAY as FAKE_TODAY

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


def said(app: App[Exit]) -> str:
    return str(app.screen.query_one("#refusal", Static).content)


def typed(app: CaseApp) -> tuple[str, str, int]:
    theme, cause = (app.screen.query_one(each, Input).value for each in ("#theme", "#cause"))
    return theme, cause, app.screen.query_one("#outcome", RadioSet).pressed_index


async def test_form_is_kept_when_another_process_answers_the_case(founded_sqlite_address: str, clerk: Clerk) -> None:
    """Nothing that was typed is lost, who answered and when is said, and nothing of the second answer is stored."""
    with closing(opened(founded_sqlite_address, "Jo Finch")) as jo:
        reference = jo.do(Log("Bins", None)).reference
        app = CaseApp(lambda: StoreDesk(jo), Preferences(start="worklist"))
        async with app.run_test(size=(100, 30)) as pilot:
            await settled(pilot)
            app.open_case(reference)
            await pilot.pause()
            await settled(pilot)
            await pilot.press("r")
            await settled(pilot)
            await pilot.press("space")
            app.screen.query_one("#theme", Input).value = "Missed bin"
            app.screen.query_one("#cause", Input).value = "A long story [/bold]"
            where = ("--database", founded_sqlite_address, "--as", SAM, "--today", TODAY)
            assert 0 == clerk.run(*where, "respond", reference, "--outcome", "not-upheld").code
            await pilot.press("ctrl+s")
            await settled(pilot)

            answer = answer_in(jo, reference)
            at = f"{answer.at.astimezone(LONDON):%H:%M}"
            assert isinstance(app.screen, SidesDialog)
            sides = [str(side.content) for side in app.screen.query(Static)]
            assert any(f"{SAM} answered {reference} at {at}" in side for side in sides)
            assert any(f"{at}, 4 Jun 26  {SAM}\n  Answered stage 1: not upheld" in side for side in sides)
            assert any("State: stage 1, awaiting acknowledgement → stage 1, answered" in side for side in sides)
            assert any("Outcome: upheld\nTheme: Missed bin\nRoot cause: A long story [/bold]" in side for side in sides)
            assert any(f"Yours can no longer be saved: {reference} is stage 1, answered" in side for side in sides)

            assert not app.screen.query("#save")

            await pilot.press("ctrl+s")  # which cannot save it, and goes back to the form
            await settled(pilot)
            assert isinstance(app.screen, RespondDialog)
            assert f"{SAM} answered {reference} at {at}" in said(app)
            assert ("Missed bin", "A long story [/bold]", 0) == typed(app)

            await pilot.press("ctrl+s")  # and once more, now that the case was read again
            await settled(pilot)

            assert f"{SAM} answered it on Thu 4 Jun 2026." in said(app)
            assert ("Missed bin", "A long story [/bold]", 0) == typed(app)
        assert answer == answer_in(jo, reference)
        assert (SAM, None, "not-upheld") == (answer.by, answer.content["theme"], answer.content["outcome"])


async def test_form_waits_for_a_store_that_cannot_be_written_to(
    founded_sqlite_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Locked, gone or another one: a sentence in the form; free and back again, the same form is saved as it is."""
    path, away = Path(founded_sqlite_address), Path(f"{founded_sqlite_address}.away")
    monkeypatch.setattr(store_module, "BUSY_SECONDS", 0.2)
    with closing(opened(founded_sqlite_address, "Jo Finch")) as jo:
        reference = jo.do(Log("Bins", None)).reference
        app = CaseApp(lambda: StoreDesk(jo))
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            app.open_case(reference)
            await pilot.pause()
            await settled(pilot)
            await pilot.press("n", *"Words")
            with locked(path):
                assert "▲ Someone else is writing" in await refusal_of_saving(pilot)
            path.rename(away)
            assert (await refusal_of_saving(pilot)).startswith("▲ ")
            path.write_bytes(b"another file")
            assert (await refusal_of_saving(pilot)).startswith("▲ ")
            away.rename(path)
            assert 1 == len(history(jo, reference)), "nothing was recorded so far"
            await pilot.press("ctrl+s")
            await settled(pilot)

        assert "Words" == answer_in(jo, reference).text


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Somebody else is in the middle of writing."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


async def refusal_of_saving(pilot: Pilot[Exit]) -> str:
    """What the form says after it could not be saved; what was typed is still in it."""
    await pilot.press("ctrl+s")
    await settled(pilot)
    assert "Words" == pilot.app.screen.query_one(TextArea).text
    return said(pilot.app)


async def test_both_sides_are_shown_and_mine_may_go_on_top() -> None:
    """What somebody else did since, with what is different now, beside what was typed; then save it on top."""

    def refuse(request: object) -> Exception | None:
        if getattr(request, "expected_version", None) == 3:
            done = Entry(FAKE_TODAY, "Assigned to Priya", "Priya Nair", "", 4, datetime(2026, 6, 4, 10, tzinfo=UTC))
            changed = a_complaint(1, 4, version=4, handler=PRIYA.name)
            desk.complaints[:] = [replace(changed, timeline=(done,))]
            return Conflict("Priya Nair changed C26-00001 first.")
        return None

    desk = FakeDesk([a_complaint(1)], refuse=refuse)
    async with at_case(desk, size=(80, 24)) as stage:
        await stage.press("n")
        await stage.fill(words="My [/bold] note")
        await stage.press("ctrl+s")
        assert "SidesDialog" == stage.dialog
        assert "Priya Nair changed C26-00001 first." in shown(stage)
        assert "11:00, 4 Jun 26  Priya Nair\n  Assigned to Priya" in stage.said("#theirs Static")
        assert "Handler: Jo Finch → Priya Nair" in stage.said("#theirs Static")
        assert "Note: My [/bold] note" in stage.said("#mine Static")

        await stage.press("escape")
        assert "My [/bold] note" == stage.app.screen.query_one("#words", TextArea).text
        assert "changed C26-00001 first" in stage.said("#refusal")
        await stage.press("ctrl+s")
        assert "CaseScreen" == stage.dialog
    assert Note("C26-00001", "My [/bold] note", expected_version=4) == desk.requests[-1]


def answer_in(app: Caseapp, reference: str) -> TimelineEntry:
    """The one event after the first."""
    _, answer = history(app, reference)
    return answer


def history(app: Caseapp, reference: str) -> tuple[TimelineEntry, ...]:
    with app.reading() as reader:
        return case_view(reader, reference).timeline
