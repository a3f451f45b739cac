"""The README says what the code says."""

from __future__ import annotations

import re
import shlex

import pytest

from caseapp.cli import commands
from tests.architecture.readme import README, with_tables

TEXT = README.read_text(encoding="utf-8")


def test_the_tables_are_those_of_the_code() -> None:
    """Commands, keys, settings and profiles; ``python -m tests.architecture.readme`` writes them anew."""
    assert with_tables(TEXT) == TEXT


def test_the_picture_is_there() -> None:
    """Made by ``caseapp screenshots``, from fixtures."""
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", TEXT)

    assert pictures
    assert all((README.parent / picture).read_text(encoding="utf-8").startswith("<svg") for picture in pictures)


def _tour() -> list[list[str]]:
    blocks = re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
    lines = [line.partition("  #")[0].strip() for block in blocks for line in block.splitlines()]
    return [shlex.split(line) for line in lines if line.startswith("caseapp ")]


@pytest.mark.parametrize("words", _tour(), ids=" ".join)
def test_every_command_of_the_tour_exists(words: list[str]) -> None:
    """With the options that the tour gives it."""
    given = words[3:] if words[1] == "--as" else words[1:]
    entry = next(entry for entry in commands.COMMANDS if entry.name == given[0])
    known = {option for parameter in commands.load(entry).params for option in parameter.opts}

    assert {word for word in given[1:] if word.startswith("--")} <= known
