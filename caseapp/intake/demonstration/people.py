"""The invented officers, reviewers and complainants of the demonstration."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from caseapp.intake.demonstration.dice import Dice
from caseapp.intake.demonstration.files import read_toml

_UNDECOMPOSED = str.maketrans("łıø", "lio")
"""Letters that Unicode does not take apart into a plain one and a mark."""


@dataclass(frozen=True, slots=True)
class NameList:
    """Given and family names that go together."""

    given: tuple[str, ...]
    family: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody who can appear."""

    officers: Mapping[str, tuple[str, ...]]
    """By service: who handles its stage 1."""
    reviewers: tuple[str, ...]
    """Who handles stage 2 (R79); none of them is an officer, so none reviews their own answer (R44d)."""
    names: Mapping[NameList, int]
    """Complainants' names and how often each list is used."""


def read_cast(folder: Path) -> Cast:
    """The people of ``people.toml``."""
    tables = read_toml(folder / "people.toml")
    return Cast(
        officers={service: tuple(names) for service, names in tables["officers"].items()},
        reviewers=tuple(tables["reviewers"]),
        names={NameList(tuple(entry["given"]), tuple(entry["family"])): entry["weight"] for entry in tables["names"]},
    )


def complainant(dice: Dice, cast: Cast) -> str:
    """A full name. One in twelve families has a name from another list than the given name."""
    chosen = dice.weighted(cast.names)
    family = dice.weighted(cast.names) if dice.chance(1 / 12) else chosen
    return f"{dice.pick(chosen.given)} {dice.pick(family.family)}"


def email(name: str) -> str:
    """An address at ``example.org``, which belongs to nobody.

    >>> email("Siân O’Hanlon"), email("Małgorzata Yıldız")
    ('sian.ohanlon@example.org', 'malgorzata.yildiz@example.org')
    """
    decomposed = unicodedata.normalize("NFKD", name).lower().translate(_UNDECOMPOSED)
    plain = "".join(letter for letter in decomposed if letter.isascii() and (letter.isalpha() or letter in " -"))
    return f"{'.'.join(plain.split())}@example.org"
