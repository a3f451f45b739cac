"""Guarantee 8: every closed list in the database is the enum that the code goes by, read from the database itself."""

from __future__ import annotations

import re
from enum import StrEnum
from itertools import chain

import pytest
from sqlalchemy import inspect

from caseapp.rules.vocabulary import (
    OPEN_STATES,
    UNACKNOWLEDGED_STATES,
    Action,
    Channel,
    Division,
    Ending,
    Kind,
    Occasion,
    Outcome,
    Role,
    State,
    Verdict,
)
from caseapp.store.store import Store

LISTS: dict[str, frozenset[StrEnum]] = {
    "ck_officers__role": frozenset(Role),
    "ck_channels__code": frozenset(Channel),
    "ck_bank_holidays__division": frozenset(Division),
    "ck_import_rows__verdict": frozenset(Verdict),
    "ck_complaints__kind": frozenset(Kind),
    "ck_complaints__state": frozenset(State),
    "ck_complaints__due_when_open": OPEN_STATES,
    "ck_complaints__waiting": UNACKNOWLEDGED_STATES,
    "ck_events__action": frozenset(chain(Action, Occasion)),
    "ck_events__state": frozenset(State),
    "ck_decisions__ending": frozenset(Ending),
    "ck_decisions__outcome": frozenset(Outcome),
    "ck_findings__finding": frozenset(Outcome),
}
"""Every CHECK that lists words, and the enum whose values they are."""

OF_THE_STORE_ALONE = {"ck_bank_holidays__origin"}
"""A list of two words that only the store uses."""


@pytest.fixture(params=["sqlite_scene", "postgres_scene"])
def store(request: pytest.FixtureRequest) -> Store:
    """A store on each engine in turn; it is only looked at."""
    found: Store = request.getfixturevalue(request.param)
    return found


def checks(store: Store) -> dict[str, str]:
    """The conditions that the database holds, by name."""
    with store.reading() as reader:
        inspector = inspect(reader.connection)
        found = chain.from_iterable(inspector.get_check_constraints(table) for table in inspector.get_table_names())
        return {str(check["name"]): check["sqltext"] for check in found}


def listed(condition: str) -> set[str]:
    return set(re.findall(r"'([^']*)'", condition))


@pytest.mark.parametrize(("name", "words"), LISTS.items(), ids=LISTS)
def test_list_equals_its_enum(store: Store, name: str, words: frozenset[StrEnum]) -> None:
    """What the database lets in is exactly what the code can read back."""
    assert {word.value for word in words} == listed(checks(store)[name])


def test_every_list_is_compared(store: Store) -> None:
    """A CHECK with a list of words that is not compared with its enum here is a gap."""
    lists = {name for name, condition in checks(store).items() if re.search(r"\bIN\b|\bANY\b", condition)}
    numbers = {"ck_complaints__restricted", "ck_stages__number"}

    assert LISTS.keys() | OF_THE_STORE_ALONE == lists - numbers
