"""What only a real terminal shows: which bytes it gets, how a closed one ends, and that its keys arrive."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tui.hostile_store import TODAY, make_store
from tests.tui.in_tmux import CASEAPP, PATIENCE, Tmux, require_tmux

_COLOUR = re.compile(rb"\x1b\[(?:[0-9;]*;)?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;[0-9;]*)?m")
_HARM = re.compile(
    rb"\x1b\](?!22;)|\x1b[P_^X]|\x1bc|\x1b\[77;|\x1b\[8;9;9t|\x1b\[5i"  # 22 is the shape of the mouse's pointer
    rb"|\xc2[\x80-\x9f]|\xe2\x80\xae|\xe2\x81\xa6|PWNED"
)
"""Codes that nobody but a complaint sends: for the clipboard, the title, the printer; and writing turned round."""


@pytest.fixture(scope="module")
def hostile_template(founded_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store, made once; tests copy it."""
    require_tmux()
    return make_store(founded_sqlite_template, tmp_path_factory.mktemp("hostile"))


@pytest.fixture
def begin(hostile_template: Path, tmp_path: Path) -> Callable[..., Tmux]:
    """Begin the application on a copy of that store, with everything that it writes to the terminal kept in ``raw``."""
    store = shutil.copy(hostile_template, tmp_path / "store.db")

    def run(**environment: str) -> Tmux:
        command = (*CASEAPP, "--database", str(store), "--today", TODAY.isoformat(), "--as", "Ada Admin")
        terminal = Tmux(command, {"HOME": str(tmp_path), **environment})
        terminal.record(tmp_path / "raw")
        return terminal

    return run


def test_no_colour_and_no_harm_reach_a_terminal_that_closes(begin: Callable[..., Tmux], tmp_path: Path) -> None:
    """No colour code is sent, nor any of a complaint; a closed terminal ends the process and keeps what was typed."""
    with begin(NO_COLOR="1") as terminal:
        terminal.until("Stage 2 +0", "late")
        terminal.press("F3")
        terminal.until("› C26-000", "▲ 3 late")
        terminal.press("Space")
        terminal.until("✓ 1 selected")
        _require_told_apart(terminal.styled)
        for keys, seen, gone in WALK:
            terminal.press(*keys)
            terminal.until(seen, gone=gone)
        terminal.press("n")
        terminal.until("Note on")
        terminal.type("words that stay")
        terminal.until("words that stay")
        raw = (tmp_path / "raw").read_bytes()
        program = terminal.program
        terminal.close()
        _require_ended(program)

    assert [] == _COLOUR.findall(raw)
    assert [] == _HARM.findall(raw)
    drafts = tmp_path.glob(".local/state/caseapp/drafts/*.json")
    assert ["words that stay"] == re.findall("words that stay", "".join(each.read_text() for each in drafts))


WALK = (
    (("Escape",), "press / to filter", "selected"),
    (("F4",), "2025-26-Q4", "counting"),
    (("]",), "Parks q", "counting"),
    (("F8", "2"), "Parks q", "Ada Admin +administrator"),
    (("F7", "l", "a", "n", "e", "Enter"), "Next steps", ""),
    (("S",), "All steps:", ""),
    (("Escape",), "Next steps", "All steps:"),
)
"""Keys, what is in sight when they have had their effect, and what is not any more."""


def _require_told_apart(styled: str) -> None:
    """The cursor, the selection, the area and view that one is in, and urgency: by weight, ground turned, and shape."""
    lines = {
        words: next(line for line in styled.splitlines() if words in line) for words in ("›", "✓C26", " F4 ", "1 Open")
    }
    assert re.search(r"\x1b\[[0-9;]*7[0-9;]*m› C26", lines["›"])
    assert re.search(r"\x1b\[[0-9;]*1[0-9;]*m ✓C26", lines["✓C26"])
    assert re.search(r"\x1b\[[0-9;]*4m F3 Cases", lines[" F4 "])
    assert re.search(r"\x1b\[[0-9;]*4m 1 Open", lines["1 Open"])
    assert {"▲", "○"} <= set(styled)


def _require_ended(program: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while Path(f"/proc/{program}").exists():
        assert time.monotonic() < deadline, "the process outlived its terminal"
        time.sleep(0.05)


KEYS = (
    (("F3",), "› C26-000", "Opening"),
    (("*",), "✓ 11 selected", ""),
    (("Escape",), "press / to filter", "selected"),
    (("C-a",), "✓ 11 selected", ""),
    (("Escape",), "press / to filter", "selected"),
    (("Space", "v", "j", "v"), "✓ [23] selected", ""),
    (("Escape",), "press / to filter", "selected"),
    ((">",), "by received", ""),
    (("<",), "by received ↑", ""),
    (("G",), "› C26-000", ""),
    (("=",), "As they come", ""),
    (("Escape",), "by received ↑", "As they come"),
    (("+", "M", "i", "n", "e", " ", "o", "w", "n", "Enter"), "0 Mine own", "Save this view"),
    (("1", ">"), "by reference", ""),
    (("0",), "by received ↑", "by reference"),
    (("DC",), "Delete this view", ""),
    (("Tab", "Enter"), "1 Open 11", "Delete this view"),
    (("DC",), "This view is always there", ""),
    (("BTab", "F5", "F6"), "Path|Choose a file", ""),
    (("F2",), "New since", ""),
    (("F1",), "type to search", ""),
    (("Escape",), "New since", "type to search"),
    (("F4",), "2025-26-Q4", "counting"),
    (("]",), "2026-27-Q1", "counting"),
    (("0",), "2025-26-Q4", "counting"),
    (("F8",), "Ada Admin", ""),
    (("F7",), "what do you remember", ""),
    (("C-p",), "Search for commands|🔎", ""),
    (("Escape",), "what do you remember", "🔎"),
    (("C-c",), "To leave, press q Ctrl", ""),
    (("C-q",), "ended with 0", ""),
)
"""Keys that a terminal could swallow or send otherwise, and what each does."""


def test_keys_of_the_table_arrive_in_a_real_terminal(begin: Callable[..., Tmux]) -> None:
    """Del, Tab, Ctrl and F keys, and the signs do in a real terminal what the table of keys says."""
    with begin() as terminal:
        terminal.until("Stage 2 +0", "late")
        for keys, seen, gone in KEYS:
            terminal.press(*keys)
            terminal.until(seen, gone=gone)
