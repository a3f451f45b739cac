"""Where the store is, who acts and what day it is."""

from __future__ import annotations

import getpass
from datetime import date
from pathlib import Path

import pytest

from caseapp.rules.errors import InvalidInput
from caseapp.settings import Settings, own_store, read_settings


def test_command_line_comes_before_the_environment() -> None:
    """What is typed counts; otherwise what the environment says."""
    environment = {"CASEAPP_DATABASE": "of-all.db", "CASEAPP_USER": "Eve", "CASEAPP_TODAY": "2024-01-01"}

    typed = read_settings(database="typed.db", user="Ada", today="2024-04-08", environment=environment)

    assert Settings("typed.db", True, "Ada", date(2024, 4, 8)) == typed  # noqa: FBT003  # as the field says
    assert Settings("of-all.db", True, "Eve", date(2024, 1, 1)) == read_settings(environment=environment)  # noqa: FBT003


def test_nothing_said_means_ones_own_store_and_login(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person alone names nothing: their own store, their login name, today."""
    monkeypatch.setattr(getpass, "getuser", lambda: "ada")

    assert Settings(str(own_store()), False, "ada", None) == read_settings(environment={})  # noqa: FBT003


def test_blank_variables_are_as_if_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty variable in a script is a variable that nobody filled in."""
    monkeypatch.setattr(getpass, "getuser", lambda: "ada")
    blank = {"CASEAPP_DATABASE": "", "CASEAPP_USER": "", "CASEAPP_TODAY": ""}

    assert read_settings(environment={}) == read_settings(environment=blank)


@pytest.mark.parametrize("error", [KeyError("uid 1234"), OSError("no such user")])
def test_nobody_when_the_system_knows_no_name(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """In a bare container there may be no login name; whoever acts must then say who they are."""

    def nameless() -> str:
        raise error

    monkeypatch.setattr(getpass, "getuser", nameless)

    assert "" == read_settings(environment={}).user


@pytest.mark.parametrize("written", ["8 April", "2024-4-8", "2024-02-30", "08/04/2024", "today"])
def test_date_that_is_no_date_is_refused(written: str) -> None:
    """The sentence quotes it and shows how a date is written."""
    with pytest.raises(InvalidInput, match="write it as 2024-04-01") as raised:
        read_settings(today=written, environment={})
    assert written in raised.value.sentence


def test_own_store_is_in_ones_own_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The store lies where the system keeps a person's data."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))

    assert tmp_path in own_store().parents
    assert "caseapp.db" == own_store().name
