"""The eight promises of the store, attacked by hand on both engines."""

from __future__ import annotations

from collections import Counter

import pytest

from caseapp.store.guards import GUARDS, Guard
from tests.store.attacks import ATTACKS, LAWFUL, Attack, Script
from tests.store.engines import Run


def on_each_engine(scripts: tuple[Script, ...]) -> list[object]:
    return [
        pytest.param(engine, script, id=f"{engine}-{script.name}") for script in scripts for engine in script.engines
    ]


@pytest.mark.parametrize(("run", "attack"), on_each_engine(ATTACKS), indirect=["run"])
def test_store_refuses_what_breaks_a_guarantee(run: Run, attack: Attack) -> None:
    """A stray script cannot break the process, whatever opens the store."""
    assert run(attack.statements[:-1], committing=False) is None, "what leads up to the attack is lawful"

    refusal = run(attack.statements)

    assert refusal is not None, "the attack went through"
    assert attack.refused_by in refusal


@pytest.mark.parametrize(("run", "script"), on_each_engine(LAWFUL), indirect=["run"])
def test_store_takes_the_same_rows_when_they_are_lawful(run: Run, script: Script) -> None:
    """A guard does not merely say no: the lawful step beside each attack goes through."""
    assert run(script.statements) is None


def test_every_guarantee_is_attacked() -> None:
    """Each of the first seven promises is attacked in several ways, and the eighth is compared with its enums."""
    tried = Counter(attack.guarantee for attack in ATTACKS)

    assert set(range(9)) == set(tried)
    assert min(tried[number] for number in range(1, 8)) >= 5
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS)


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)
@pytest.mark.parametrize("run", ["bare"], indirect=True)
def test_guard_is_needed(run: Run, guard: Guard) -> None:
    """Without any one guard some attack goes through, so each of them carries weight."""
    aimed = [attack for attack in ATTACKS if "bare" in attack.engines and f" {guard.table} " in attack.statements[-1]]

    assert any(run((*guard.drop("sqlite"), *attack.statements)) is None for attack in aimed)
