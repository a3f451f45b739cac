"""The command line as a person types it, in this process, on a founded store of the test's own."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from caseapp.cli.main import main


@dataclass(frozen=True)
class Said:
    """What one command left behind."""

    code: int
    out: str
    words: str

    @property
    def json(self) -> Any:
        """Its result, read as JSON."""
        return json.loads(self.out)


Run = Callable[..., Said]


@pytest.fixture
def anywhere(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on no store in particular."""

    def run(*arguments: str) -> Said:
        capsys.readouterr()
        code = main(list(arguments))
        captured = capsys.readouterr()
        return Said(code, captured.out, captured.err)

    return run


@pytest.fixture
def caseapp(anywhere: Run, founded_sqlite_address: str) -> Run:
    """Run a command as Ada Admin on a founded store, on Monday 8 April 2024 unless the test says otherwise."""

    def run(*arguments: str, user: str = "Ada Admin", today: str = "2024-04-08") -> Said:
        return anywhere("--database", founded_sqlite_address, "--as", user, "--today", today, *arguments)

    return run
