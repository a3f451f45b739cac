"""The eight promises of the store, attacked by hand on both engines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pytest

from caseapp.store.guards import GUARDS, Guard
from caseapp.store.store import Store
from tests.store.attack import Attack, Script, refusals, succeeds_without
from tests.store.attack_tally import DOUBLED, attacked, unneeded
from tests.store.attacks import ATTACKS, LAWFUL
from tests.store.engines import Refusal, Run, on_bare_sqlite, on_store


def on_each_engine(scripts: tuple[Script, ...]) -> list[object]:
    return [
        pytest.param(engine, script, id=f"{engine}-{script.name}") for script in scripts for engine in script.engines
    ]


@pytest.mark.parametrize(("run", "attack"), on_each_engine(ATTACKS), indirect=["run"])
def test_store_refuses_what_breaks_a_guarantee(run: Run, attack: Attack) -> None:
    """A stray script cannot break the process, whatever opens the store."""
    assert attack.gap(run) is None


@pytest.mark.parametrize(("run", "script"), on_each_engine(LAWFUL), indirect=["run"])
def test_store_takes_the_same_rows_when_they_are_lawful(run: Run, script: Script) -> None:
    """A guard does not merely say no: the lawful step beside each attack goes through."""
    assert run(script.statements) is None


def test_every_guarantee_is_attacked() -> None:
    """Each of the first seven promises is attacked in several ways, and the eighth is compared with its enums."""
    tried = Counter(attack.guarantee for attack in ATTACKS)

    assert set(range(1, 9)) == set(tried)
    assert min(tried[number] for number in range(1, 8)) >= 5
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS)


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)
def test_guard_is_needed(bare: tuple[Run, Mapping[Attack, str]], guard: Guard) -> None:
    """Without any one guard some attack goes through, so each of them carries weight."""
    run, said = bare

    assert succeeds_without(guard, run, "sqlite", said) is not None


@pytest.fixture(scope="session")
def bare(sqlite_scene: Store) -> tuple[Run, Mapping[Attack, str]]:
    """A bare connection to the scene, and what it says to each attack."""
    assert sqlite_scene.path is not None
    run = on_bare_sqlite(sqlite_scene.path)
    return run, refusals(run, [attack for attack in ATTACKS if "bare" in attack.engines])


def test_guards_are_needed_on_postgresql(owned_scene: Store) -> None:
    """There the owner's attacks go through without a guard too, unless a key of PostgreSQL's says the same."""
    needed = [guard for guard in GUARDS if guard.name not in DOUBLED]

    assert [] == unneeded(needed, on_store(owned_scene), "postgresql", "postgresql")
    assert {guard.name for guard in GUARDS} > DOUBLED


def test_tally_tells_every_gap(capsys: pytest.CaptureFixture[str]) -> None:
    """A store that takes whatever it is told is a gap for each attack; one that takes nothing, for each lawful step."""
    takes_all = list(attacked({"bare": lambda _statements: None}))
    takes_nothing = list(attacked({"bare": lambda statements: Refusal("guarantee", len(statements) - 1)}))
    tried = [attack for attack in ATTACKS if "bare" in attack.engines]

    assert [f"bare: {attack.name}: the attack went through" for attack in tried] == takes_all
    assert {f"bare: {script.name}: it is refused" for script in LAWFUL} <= set(takes_nothing)
    assert f"0 of {len(tried)}" in capsys.readouterr().out
