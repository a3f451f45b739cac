"""What an attack is: statements of one transaction, the last of which some guarantee forbids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from caseapp.store.guards import Guard
from tests.store.engines import NO_RIGHT, Run

ENGINES = ("sqlite", "bare", "postgresql", "application")
"""SQLite as caseapp and as a bare connection opens it; PostgreSQL as its owner and under the application's role."""
ON_SQLITE = ("sqlite", "bare")
ON_POSTGRESQL = ("postgresql", "application")
BY_RIGHTS = ("application",)
"""What an owner may do and the application may not."""


@dataclass(frozen=True, slots=True)
class Script:
    """Statements of one transaction."""

    name: str
    statements: tuple[str, ...]
    engines: tuple[str, ...] = ENGINES


@dataclass(frozen=True, slots=True)
class Attack(Script):
    """A script whose last statement must be refused; those before it are lawful."""

    guarantee: int = 0
    refused_by: str = ""
    """What the refusal names: a guard's promise, a constraint, or a column that may not be NULL."""

    def gap(self, run: Run) -> str | None:
        """What is wrong with the refusal; ``None`` when all is well."""
        refusal = run(self.statements)
        if refusal is None:
            return "the attack went through"
        if refusal.at < len(self.statements) - 1:
            return f"what leads up to the attack is refused: {refusal.said}"
        if self.refused_by in refusal.said or refusal.said.startswith(NO_RIGHT):
            return None
        return f"it is refused for another reason: {refusal.said}"


def attack(guarantee: int, name: str, *statements: str, by: str = "", engines: tuple[str, ...] = ENGINES) -> Attack:
    """An attack; unless ``by`` names something else, a guard of that guarantee refuses it."""
    return Attack(name, statements, engines, guarantee, by or f"guarantee {guarantee}:")


def changed(table: str, sets: str, where: str, *, verb: str = "UPDATE") -> str:
    """A statement that changes rows."""
    return f"{verb} {table} SET {sets} WHERE {where}"


def refusals(run: Run, attacks: Sequence[Attack]) -> dict[Attack, str]:
    """What is said to each attack; a blank for one that goes through."""
    return {attack: refusal.said if (refusal := run(attack.statements)) else "" for attack in attacks}


def succeeds_without(guard: Guard, run: Run, dialect: str, said: Mapping[Attack, str]) -> Attack | None:
    """An attack that goes through once a guard is gone, those that the guard itself refuses tried first."""
    aimed = [attack for attack in said if f" {guard.table} " in f"{attack.statements[-1]} "]
    aimed.sort(key=lambda attack: guard.message not in said[attack])
    dropped = guard.drop(dialect)
    return next((attack for attack in aimed if run((*dropped, *attack.statements)) is None), None)
