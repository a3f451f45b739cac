"""caseapp as one person uses it: settings, clock and store wired together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from caseapp.bootstrap import Caseapp
from caseapp.casework.requests import Acknowledge
from caseapp.rules.errors import NotFound, RuleBroken, StoreProblem
from caseapp.rules.instants import london_date
from caseapp.rules.vocabulary import Role
from caseapp.settings import Settings, own_store
from tests.builders import ADA, MONDAY, a_log, april


@contextmanager
def running(address: str, *, user: str = ADA, today: date | None = MONDAY, named: bool = True) -> Iterator[Caseapp]:
    caseapp = Caseapp(Settings(address, named, user, today))
    yield caseapp
    caseapp.close()


def test_request_is_done_by_whoever_runs_it_on_the_day_that_was_fixed(founded_address: str) -> None:
    """One request, one transaction, signed and dated."""
    with running(founded_address) as caseapp:
        reference = caseapp.do(a_log()).reference
    with running(founded_address, user="Olga", today=april(9)) as caseapp:
        case = caseapp.do(Acknowledge(reference)).case
        with caseapp.reading() as reader:
            assert case == reader.case(reference)
            sql = "SELECT o.name FROM events e JOIN officers o ON o.id = e.officer_id ORDER BY seq DESC LIMIT 1"
            assert "Olga" == reader.value(sql)

    assert april(9) == case.stages[0].acknowledged_on


def test_refusal_leaves_nothing(founded_address: str) -> None:
    """A newcomer whose request is refused has not even joined."""
    with running(founded_address, user="Nia Newcomer") as caseapp:
        with pytest.raises(RuleBroken):
            caseapp.do(a_log(received_on=april(9)))
        with caseapp.reading() as reader:
            assert {ADA} == set(reader.officers)


def test_nobody_cannot_act(founded_address: str) -> None:
    """Where the system knows no name, the sentence says how to give one."""
    with running(founded_address, user="") as caseapp, pytest.raises(NotFound, match="--as"):
        caseapp.do(a_log())


def test_store_is_opened_when_it_is_needed(tmp_path: Path) -> None:
    """Wiring opens nothing; the first use of a store that is not there says so and makes none."""
    with running(str(tmp_path / "none.db")) as caseapp:
        with pytest.raises(StoreProblem, match="caseapp init"):
            caseapp.do(a_log())
        assert [] == list(tmp_path.iterdir())


def test_first_use_founds_ones_own_store() -> None:
    """A person alone needs no set-up: folder, store and administrator are made, once."""
    with running(str(own_store()), named=False) as caseapp:
        assert caseapp.found_if_missing()
        assert not caseapp.found_if_missing()
        with caseapp.reading() as reader:
            assert Role.ADMINISTRATOR is reader.officers[ADA].role
    assert own_store().is_file()


def test_named_store_is_not_given_a_folder(tmp_path: Path) -> None:
    """A slip in a path that somebody typed makes no folders."""
    with running(str(tmp_path / "slip" / "caseapp.db")) as caseapp, pytest.raises(StoreProblem, match="folder exists"):
        caseapp.found_if_missing()
    assert [] == list(tmp_path.iterdir())


def test_store_on_a_server_is_not_founded_in_passing() -> None:
    """A database on a server is made by somebody who means to."""
    with running("postgresql://host/caseapp") as caseapp:
        assert not caseapp.found_if_missing()


@pytest.mark.parametrize("fixed", [date(2024, 1, 1), date(2024, 3, 31), date(2024, 7, 1), date(2024, 10, 27)])
def test_instant_of_a_fixed_date_is_on_that_date(fixed: date) -> None:
    """In summer, in winter and on the days between, at any time of day."""
    with running("unused.db", today=fixed) as caseapp:
        assert (fixed, fixed) == (caseapp.today, london_date(caseapp.at()))


def test_clock_is_real_unless_a_date_was_fixed() -> None:
    """Without a date it is now, in UTC, and today is the date in Cambridge."""
    before = datetime.now(UTC)
    with running("unused.db", today=None) as caseapp:
        assert before <= caseapp.at() <= before + timedelta(minutes=1)
        assert caseapp.today in {london_date(before), london_date(datetime.now(UTC))}


def test_closing_twice_or_before_use_is_harmless(founded_address: str) -> None:
    """Whoever leaves may close without knowing whether the store was opened."""
    with running(founded_address) as caseapp:
        caseapp.close()
        assert ADA == caseapp.user
        caseapp.do(a_log())
        caseapp.close()
