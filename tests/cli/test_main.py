"""What every command has in common: options anywhere, exit codes, and how errors reach a person."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

from caseapp import __version__
from caseapp.cli import commands
from caseapp.cli.application import app


@pytest.mark.parametrize("entry", commands.COMMANDS, ids=lambda entry: entry.name)
def test_the_table_of_commands_agrees_with_the_commands(entry: commands.Entry) -> None:
    """Help is made from the table, so it must say what the command says of itself, and show an example."""
    command = commands.load(entry)
    help_text = command.help or ""

    assert entry.does == help_text.strip().splitlines()[0]
    assert hasattr(command, "commands") or f"Example: caseapp {entry.name}" in help_text or "Example:" in help_text


def test_help_lists_every_command(anywhere: Any) -> None:
    """In the order in which an officer meets them."""
    said = anywhere("--help")

    assert 0 == said.code
    assert all(f"\n  {entry.name} " in said.out for entry in commands.COMMANDS)
    assert list(typer.main.get_command(app).list_commands(None)) == [entry.name for entry in commands.COMMANDS]  # type: ignore[attr-defined]  # a group


def test_options_may_stand_after_the_command(anywhere: Any, founded_sqlite_address: str) -> None:
    """Scripts put them where they like."""
    said = anywhere(
        "log", "--summary", "x", f"--database={founded_sqlite_address}", "--as", "Bo", "--today", "2024-04-08"
    )

    assert (0, "C24-00001\n") == (said.code, said.out)


def test_wrong_usage_is_exit_code_2(anywhere: Any) -> None:
    """A missing argument, an unknown command, an unknown choice."""
    codes = [anywhere(*given).code for given in (("extend",), ("bogus",), ("respond", "X", "--outcome", "perhaps"))]

    assert [2, 2, 2] == codes


def test_without_a_terminal_the_application_says_so(anywhere: Any) -> None:
    """And names what can be done instead."""
    said = anywhere()

    assert 2 == said.code
    assert all(entry.name in said.words for entry in commands.COMMANDS)


@pytest.mark.parametrize("arguments", [("list",), ("show", "C24-1"), ("verify",), ("acknowledge", "C24-1")])
def test_a_missing_store_is_named_and_not_made(anywhere: Any, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """Only verbs that bring cases in make a store; a mistyped path must not look like an empty one."""
    path = tmp_path / "nowhere.db"
    said = anywhere("--database", str(path), *arguments)

    assert 1 == said.code
    assert str(path) in said.words
    assert "caseapp init" in said.words
    assert not path.exists()


def test_acting_alone_needs_no_set_up(anywhere: Any, tmp_path: Path) -> None:
    """The first complaint makes the store, and whoever logs it is its administrator."""
    path = str(tmp_path / "own.db")
    assert 0 == anywhere("--database", path, "--as", "Solo", "log", "--service", "Waste", "--summary", "x").code

    (solo,) = anywhere("--database", path, "people", "--json").json
    assert ("Solo", "administrator") == (solo["name"], solo["role"])


def test_init_refuses_a_store_that_is_there(caseapp: Any) -> None:
    """And says what to do."""
    said = caseapp("init")

    assert 1 == said.code
    assert "is there already" in said.words


def test_an_unknown_reference_is_one_sentence(caseapp: Any) -> None:
    """With where to look."""
    said = caseapp("show", "C24-99999")

    assert (1, "") == (said.code, said.out)
    assert "caseapp search" in said.words


def test_a_wrong_date_names_its_option(caseapp: Any) -> None:
    """What was typed, where, and how to write it."""
    said = caseapp("log", "--summary", "x", "--received-on", "8/4/2024")

    assert 1 == said.code
    assert "--received-on “8/4/2024”" in said.words


def test_an_unexpected_error_shows_no_traceback_unless_asked(caseapp: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A person gets a sentence; ``--debug`` shows the rest."""

    def break_down(*_: object) -> None:
        raise ZeroDivisionError("cogs")

    monkeypatch.setattr("caseapp.store.verification.verify", break_down)

    assert "Traceback" not in caseapp("verify").words
    assert 1 == caseapp("verify").code
    assert "Traceback" in caseapp("verify", "--debug").words


def test_version(anywhere: Any) -> None:
    """Of the package."""
    assert f"caseapp {__version__}\n" == anywhere("--version").out


def test_output_into_a_closed_pipe_is_quiet(founded_sqlite_address: str) -> None:
    """``caseapp services | head -1`` ends without a word of complaint."""
    command = f"'{sys.executable}' -m caseapp --database '{founded_sqlite_address}' services | head -n 1"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)

    assert ("Building Control\n", "") == (done.stdout, done.stderr)
