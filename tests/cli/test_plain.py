"""The line mode: a whole case asked and answered line by line, without an escape code, a box or a traceback."""

from __future__ import annotations

import io
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TextIO

import pytest

from caseapp.bootstrap import Caseapp
from caseapp.casework.requests import Log
from caseapp.cli.main import main
from caseapp.cli.plain.conversation import _words, converse
from caseapp.cli.plain.questions import Question, a_number, ask
from caseapp.cli.plain.talk import Left, Talk
from caseapp.cli.session import Session
from caseapp.rules.errors import InvalidInput
from caseapp.settings import read_settings

_A_CASE = """log
Bin [/bold] missed \x1b[31mred\x1b]52;c;aGVsbG8=\x07

log
Bin [/bold] missed \x1b[31mred\x1b]52;c;aGVsbG8=\x07
waste
perhaps
3
Aoife Ní Bhriain
nowhere
aoife@example.org
-
2026-12-24
2026-11-10
It's "late" again
-
-
menu
caseapp acknowledge .
extend C26-1
30
5
--as Bo, the contractor's records
yes
respond .
maybe
partly upheld
Missed bin
-
escalate .
It was missed again
-
list
assign 1
Priya Raman
menu all
--as "Priya Raman" respond 1 --outcome upheld --theme "Missed bin" --root-cause "Service delivery failure"
1
respond 1
summary --quarter 2026-27-Q3
bogus
note . "never closed
demo
note .
cancel
quit
"""


_SAID = (
    "Made a new store at PLACE; you are its administrator.",
    "Left; nothing was done.",
    "Logged as C26-00001.",
    "Problem: “perhaps” is none of them; type a number from 1 to 5, or a name.",
    "Problem: “nowhere” is no e-mail address; it needs an @ between two words.",
    "Problem: 2026-12-24 is in the future; today is 2026-11-20.",
    "acknowledge C26-00001: Record that the person was told that it has come in.",
    "C26-00001 is stage 1, open. Answer by Tue 24 Nov 2026.",
    "Problem: An extension of 30 working days is too long; the longest is 10. (R76)",
    "C26-00001 is stage 1, open. Answer by Tue 1 Dec 2026.",
    "C26-00001 is stage 1, answered.",
    "C26-00001 is stage 2, awaiting acknowledgement. Acknowledge by Fri 27 Nov 2026. Answer by Fri 18 Dec 2026.",
    "C26-00001 is stage 2, answered.",
    "1. C26-00001: Bin [/bold] missed red; stage 2, awaiting acknowledgement; due in 20 working days, Fri 18 Dec 2026; "
    + "Waste; handled by nobody.",
    'Details: It\'s "late" again',
    "From: Aoife Ní Bhriain, aoife@example.org",
    "Problem: No such command 'bogus'. Type help for the commands.",
    "Problem: A quotation mark is never closed; add one at the end of the words.",
    "Problem: demo opens the application; quit first, then type caseapp demo.",
)
"""Lines that are said, word for word."""


def test_whole_case_goes_through_a_pipe(tmp_path: Path) -> None:
    """From log to the answer at stage 2 in one run, refusals asked again; nothing in it steers or draws a terminal."""
    place = str(tmp_path / "plain.db")
    command = [sys.executable, "-m", "caseapp", "--plain", "--database", place, "--as", "Ada Admin", "--today"]
    done = subprocess.run([*command, "2026-11-20"], input=_A_CASE, capture_output=True, encoding="utf-8", check=False)
    said = done.stdout.splitlines()

    assert (0, "") == (done.returncode, done.stderr)
    assert not [char for char in done.stdout if char != "\n" and not char.isprintable()]
    assert not set("│─╭▲●○") & set(done.stdout)
    for expected in _SAID:
        assert expected.replace("PLACE", place) in said, expected
    assert any(line.startswith("Problem: C26-00001 is stage 2, answered, so it cannot be answered") for line in said)
    assert any(line.startswith("Waste: 2 stage records, 1 of stage 1 and 1 of stage 2; 2 answered, 2") for line in said)
    assert any("--as Bo, the contractor's records" in line for line in said), "an answer is no option"


class Typed(io.StringIO):
    """Lines as a person types them; ``^C`` interrupts instead."""

    def isatty(self) -> bool:  # noqa: D102  # as every file has it
        return True

    def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override]  # noqa: D102  # as every text has it
        line = super().readline(-1 if size is None else size)
        if line == "^C\n":
            raise KeyboardInterrupt
        return line


def conversation(place: str, lines: str, *, user: str = "Ada Admin") -> str:
    """What is said when these lines are typed."""
    going = io.StringIO()
    session = Session(database=place, user=user, today="2026-11-20")
    converse(session, Talk(Typed(lines), going))
    session.close()
    return going.getvalue()


@pytest.fixture
def place(founded_sqlite_address: str) -> str:
    """A store that Ada Admin founded."""
    return founded_sqlite_address


def test_lists_are_numbered_and_come_by_the_page(place: str) -> None:
    """Ten at a time, counted on over the pages; a number stands for its case until the next list."""
    settings = read_settings(database=place, user="Ada Admin", today="2026-11-20", environment={})
    with closing(Caseapp(settings)) as app:
        for number in range(12):
            app.do(Log(f"Bin {number}", None))
    said = conversation(place, "list\nmore\nnext\n12\nlist --unacknowledged\nsearch nothing\n1\n")

    assert "12 cases." in said
    assert "10. C26-00003: Bin 2;" in said
    assert "2 more: type next." in said
    assert "12. C26-00001: Bin 0;" in said
    assert "That was the end of the list." in said
    assert "C26-00001 is the case at hand." in said
    assert said.count("No case.\n") == 1
    assert "Problem: No such command '1'." in said


def test_refusal_keeps_the_answers(place: str) -> None:
    """What casework refuses is said, and asked again with = for what was answered before."""
    before, after = "log\nBin missed\n-\n-\nAoife\n-\n-\n1990-01-01\n-\n-\n-\n", "-\n-\n=\n-\n-\n-\n-\n-\n-\n"
    said = conversation(place, f"again\n{before}again\n=\n{after}show .\n")

    assert "There is nothing to be asked again." in said
    assert "Problem: No policy" in said
    assert "Type again to be asked once more; your answers are kept." in said
    assert "What it is about, in a line (= for “Bin missed”): " in said
    assert "Logged as C26-00001." in said
    assert "From: Aoife" in said


def test_ctrl_c_leaves_the_question_and_not_the_program(place: str) -> None:
    """At the prompt it tells how to leave; the end of what is typed leaves, in a question too."""
    said = conversation(place, "log\n^C\n^C\nlist\nlog\nHalf a case\n")

    assert "Left; nothing was done." in said
    assert "Type quit to leave." in said
    assert "No case." in said


def test_member_hears_figures_and_no_case(place: str) -> None:
    """The refusals are those of the commands (R54)."""
    main(["--database", place, "--as", "Ada Admin", "--today", "2026-11-20", "log", "--summary", "Secret"])
    main(["--database", place, "--as", "Ada Admin", "people", "--add", "Mel", "--role", "member"])
    said = conversation(place, "list\nshow C26-1\nescalate C26-1\nsummary\n", user="Mel")

    assert 3 == said.count("Problem: Mel is a member, who sees figures and never a case. (R54)")
    assert "All services: 0 stage records" in said
    assert "Secret" not in said


def test_store_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    """A problem in one line; the conversation goes on."""
    (tmp_path / "not.db").write_text("a letter")
    said = conversation(str(tmp_path / "not.db"), "list\nhelp extend\n")

    assert "Problem: " in said
    assert "Give the open stage more working days" in said
    assert "is the case at hand" not in said


def test_words_keep_apostrophes_and_backslashes() -> None:
    """Double quotes alone hold words together, for people write don't and Windows writes paths."""
    assert ["note", "C26-1", "she's out", "C:\\files"] == _words('note C26-1 "she\'s out" C:\\files')
    with pytest.raises(InvalidInput, match="never closed"):
        _words('note "oh')


def test_question_is_asked_until_it_can_be_used() -> None:
    """A blank line or cancel leaves it, a dash leaves out what need not be said."""
    going: TextIO = io.StringIO()
    question = Question("--days", "How many", a_number)

    assert "5" == ask(Talk(io.StringIO("x\n-\n5\n"), going), question)
    assert 2 == going.getvalue().count("Problem:") if isinstance(going, io.StringIO) else False
    assert ask(Talk(io.StringIO("-\n"), going), Question("--on", "When", is_optional=True)) is None
    for left in ("\n", "Cancel\n"):
        with pytest.raises(Left):
            ask(Talk(io.StringIO(left), going), question)
