"""What is typed survives: a crash, a closed terminal, a lost store. Kept until it is recorded or discarded."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import stat
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from textual.widgets import Input, TextArea

from caseapp.bootstrap import Caseapp
from caseapp.rules.errors import FileProblem, StoreProblem
from caseapp.rules.vocabulary import State
from caseapp.settings import read_settings
from caseapp.tui.drafts import FOLDER, Draft, Drafts, FormKey, Found, Keeper, own_folder
from caseapp.tui.screens.case_steps import waiting_words
from caseapp.tui.store_desk import StoreDesk
from tests.tui.at_case import at_case, shown
from tests.tui.fakes import HOSTILE, JO, FakeDesk, a_complaint
from tests.tui.stage import staged

KEY = FormKey("store.db", "Jo Finch", "note", "C26-00001")
NOW = datetime(2026, 6, 4, 13, 2, tzinfo=UTC)
"""A Thursday, two minutes past two in Cambridge."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where drafts are kept."""
    monkeypatch.setenv(FOLDER, str(tmp_path / "drafts"))
    return tmp_path / "drafts"


def a_draft(number: int = 0, **fields: str) -> Draft:
    return Draft(KEY, "Note on C26-00001", fields or {"words": "typed"}, NOW, 3, number)


def in_store(**fields: str) -> Draft:
    """A draft of the desk in memory."""
    return replace(a_draft(0, **fields), key=FormKey("in memory", JO.name, "note", "C26-00001"))


# The files.


def test_draft_comes_back_as_it_was_typed(folder: Path) -> None:
    """Whatever was typed, byte for byte; nobody else may read it; other people and stores see nothing of it."""
    drafts, draft = Drafts(), a_draft(0, words="".join(HOSTILE), lone="\ud800")
    drafts.keep(draft)
    (path,) = folder.iterdir()

    assert draft == drafts.latest(KEY)
    assert (0o600, 0o700) == tuple(stat.S_IMODE(each.stat().st_mode) for each in (path, folder))
    assert Found() == drafts.found("store.db", "Priya Nair") == drafts.found("other.db", "Jo Finch")

    drafts.forget(draft)
    drafts.forget(draft)
    assert [] == list(folder.iterdir())


def test_drafts_of_one_form_stand_beside_each_other(folder: Path) -> None:
    """Beginning anew keeps the first under its own number; the latest is offered."""
    drafts = Drafts()
    drafts.keep(a_draft(0, words="first"))
    number = drafts.free_number(KEY)
    drafts.keep(replace(a_draft(number, words="second"), kept_at=NOW + timedelta(minutes=1)))

    assert ["second", "first"] == [draft.fields["words"] for draft in drafts.found("store.db", "Jo Finch").drafts]
    assert 2 == len(list(folder.iterdir()))


@pytest.mark.parametrize(
    "damage",
    [
        lambda _content: b"",
        lambda content: content[: len(content) // 2],
        lambda _content: b"[]",
        lambda content: content.replace(b'"fields": {', b'"fields": [], "other": {'),
        lambda content: content.replace(b'"typed"', b"7"),
        lambda content: content.replace(b'"format": 1', b'"format": 2'),
        lambda content: content.replace(b'"version": 3', b'"version": "3"'),
        lambda content: content.replace(b"+00:00", b""),
        lambda _content: b"\xff" * 100,
    ],
)
def test_damaged_draft_is_set_aside_and_told(folder: Path, damage: Callable[[bytes], bytes]) -> None:
    """A file that is none is moved out of the way, once, and its name is told; the others are found."""
    drafts = Drafts()
    drafts.keep(a_draft())
    (path,) = folder.iterdir()
    path.write_bytes(damage(path.read_bytes()))
    drafts.keep(a_draft(number=1))

    found = drafts.found("store.db", "Jo Finch")

    assert (a_draft(number=1),) == found.drafts
    assert (path.with_suffix(".damaged").name,) == found.damaged
    assert "set aside" in waiting_words(found, "D")
    assert () == drafts.found("store.db", "Jo Finch").damaged


def test_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    """The form can say so; nothing else happens. A folder that cannot be read holds no drafts."""
    in_the_way = tmp_path / "drafts"
    in_the_way.write_text("a file")
    drafts = Drafts(in_the_way)

    with pytest.raises(FileProblem, match="cannot be kept as a draft"):
        drafts.keep(a_draft())
    assert Found() == drafts.found("store.db", "Jo Finch")


def test_keeper_writes_no_more_once_the_step_is_recorded(folder: Path) -> None:
    """A late thread cannot bring a draft back; a form emptied again leaves none."""
    keeper = Keeper(Drafts(), KEY, "Note", 0)
    keeper.keep({"words": "a"}, 3)
    keeper.keep({}, 3)
    assert [] == list(folder.iterdir())

    keeper.keep({"words": "b"}, 3)
    keeper.forget()
    keeper.keep({"words": "c"}, 3)
    assert [] == list(folder.iterdir())


def test_day_of_a_draft_is_said_as_people_say_it() -> None:
    """Today, the day of the week within one, then the date."""
    said = [a_draft().when(NOW + timedelta(days=days)) for days in (0, 1, 6, 7)]

    assert ["today at 14:02", "on Thursday at 14:02", "on Thursday at 14:02", "on Thu 4 Jun 2026 at 14:02"] == said


def test_drafts_lie_in_the_persons_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where each system keeps the state of programs, unless the environment names a folder."""
    monkeypatch.setenv("HOME", str(tmp_path))

    assert own_folder({}).is_relative_to(tmp_path)
    assert Path("/elsewhere") == own_folder({FOLDER: "/elsewhere"})


# On the screen.


async def test_form_is_kept_offered_and_forgotten(folder: Path) -> None:
    """Typed words are kept at once, offered when the form is opened again, and dropped when the step is recorded."""
    desk = FakeDesk([a_complaint(1)])
    async with at_case(desk, size=(80, 24)) as stage:
        await stage.press("n")
        await stage.type("My [/bold] note")
        await stage.press("escape", "enter")
        assert "CaseScreen" == stage.dialog
        (path,) = folder.glob("*.json")
        assert {"words": "My [/bold] note"} == json.loads(path.read_bytes())["fields"]

        await stage.press("n")
        assert "Unfinished today at" in shown(stage)
        await stage.press("escape")
        assert "CaseScreen" == stage.dialog

        await stage.press("n", "right", "enter")  # begin anew
        assert "" == stage.app.screen.query_one("#words", TextArea).text
        await stage.type("Another")
        await stage.press("escape", "enter", "D")
        assert 2 == stage.app.screen.query_one("#drafts").option_count  # type: ignore[attr-defined]
        await stage.press("delete", "ctrl+s")
        assert 1 == stage.app.screen.query_one("#drafts").option_count  # type: ignore[attr-defined]
        await stage.press("enter")
        assert "My [/bold] note" == stage.app.screen.query_one("#words", TextArea).text
        await stage.press("ctrl+s")
    assert [] == list(folder.iterdir())
    assert ["My [/bold] note"] == [getattr(request, "text", None) for request in desk.requests]


async def test_draft_of_an_older_case_comes_with_both_sides(folder: Path) -> None:
    """Taken up after somebody else went on with the case, it says what they did, and why it may be too late."""
    del folder
    draft = replace(in_store(words="They wrote"), version=2)
    Drafts().keep(replace(draft, key=replace(draft.key, form="withdraw")))
    async with at_case(FakeDesk([a_complaint(1, 4, State.STAGE_1_ANSWERED)]), size=(80, 24)) as stage:
        await stage.press("D", "enter")
        assert "SidesDialog" == stage.dialog
        assert "The case has moved on since you typed this." in shown(stage)
        assert "Their reason: They wrote" in shown(stage)
        assert "Yours can no longer be saved" in shown(stage)

        await stage.press("escape")
        assert "They wrote" == stage.app.screen.query_one("#words", TextArea).text


async def test_words_outlive_the_application(folder: Path) -> None:
    """Leaving the application with a form open keeps it; the next start says so; a lost store changes nothing."""
    desk = FakeDesk([a_complaint(1)], refuse=lambda _request: StoreProblem("The store is gone; put it back."))
    async with at_case(desk, size=(80, 24)) as stage:
        await stage.press("L")
        await stage.fill(summary="Half a sto", service="waste")
        await stage.press("ctrl+s")
        assert "▲ The store is gone; put it back." == stage.said("#refusal")
        await stage.fill(summary="Half a story")
    (path,) = folder.glob("*.json")
    assert "Half a story" == json.loads(path.read_bytes())["fields"]["summary"]

    async with at_case(FakeDesk([a_complaint(1)]), size=(80, 24)) as stage:
        assert "1 form waits to be finished: press D." in stage.toasts()
        await stage.press("L", "enter")
        assert "Half a story" == stage.app.screen.query_one("#summary", Input).value


# A process that is killed.


@contextmanager
def terminal(address: str, folder: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """One run in a terminal of its own; ended, whatever happens."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (40, 160))
    where = {**os.environ, FOLDER: str(folder), "TERM": "xterm-256color"}
    command = [sys.executable, "-m", "caseapp", "--database", address, "--as", "Ada Admin", "--today", "2026-06-04"]
    child = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=where, start_new_session=True)
    os.close(theirs)
    try:
        yield ours, child
    finally:
        child.kill()
        child.wait()
        os.close(ours)


def wait_for(terminal: int, words: bytes, seconds: float = 30) -> None:
    """Read what is drawn until it holds the words."""
    drawn, until = b"", time.monotonic() + seconds
    while words not in drawn:
        assert select.select([terminal], [], [], max(0.0, until - time.monotonic()))[0], drawn[-2_000:]
        drawn += os.read(terminal, 65_536)


def kept(drafts: Drafts, address: str) -> bool:
    found = drafts.found(address, "Ada Admin").drafts
    return any("Noise at night" in draft.fields.values() for draft in found)


def killed_while_typing(address: str, drafts: Drafts) -> None:
    """A run that is killed as soon as what was typed has been kept."""
    with terminal(address, drafts.folder) as (keys, child):
        wait_for(keys, b"Ada Admin")
        os.write(keys, b"c")
        wait_for(keys, b"No case is under the cursor")
        os.write(keys, b"L")
        wait_for(keys, b"Log a compliment")
        os.write(keys, b"Noise at night")
        until = time.monotonic() + 20
        while not kept(drafts, address):
            assert time.monotonic() < until
            time.sleep(0.05)
        child.send_signal(signal.SIGKILL)
        child.wait()


async def test_killed_process_leaves_its_draft(
    founded_sqlite_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed in the middle of typing: the next one to start says that a form waits, and what was typed is in it."""
    drafts = Drafts(tmp_path / "drafts")
    killed_while_typing(founded_sqlite_address, drafts)

    monkeypatch.setenv(FOLDER, str(drafts.folder))
    settings = read_settings(database=founded_sqlite_address, user="Ada Admin", environment={})
    with closing(Caseapp(settings)) as ada:
        async with staged(StoreDesk(ada), size=(80, 24)) as stage:  # type: ignore[arg-type]  # any desk
            assert "1 form waits to be finished: press D." in stage.toasts()
            await stage.press("D", "enter")
            assert "Noise at night" == stage.app.screen.query_one("#summary", Input).value
