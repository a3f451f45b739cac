"""Chance that falls the same way everywhere.

``random.Random.random`` is the one method that Python promises to keep from version to version for a given seed;
``choice``, ``shuffle`` and ``sample`` have changed before and may again. Everything here is therefore made from
``random()`` by plain arithmetic, without logarithms or powers, whose last digit may differ between machines.
Nothing iterates over a set, so hash seeds do not matter either.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """A stream of chance, fixed by its seed."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311  # invented cases, not secrets

    def chance(self, share: float) -> bool:
        """True in ``share`` of all throws, a number from 0 to 1."""
        return self._random.random() < share

    def below(self, count: int) -> int:
        """A whole number from 0 to ``count - 1``, each as likely."""
        return int(self._random.random() * count)

    def low(self, count: int) -> int:
        """A whole number from 0 to ``count - 1``, low ones likelier: half lie in the first quarter."""
        throw = self._random.random()
        return int(throw * throw * count)

    def pick(self, things: Sequence[T]) -> T:
        """One of the things, each as likely."""
        return things[self.below(len(things))]

    def weighted(self, weights: Mapping[T, int]) -> T:
        """One of the keys, each as likely as its weight."""
        left = self.below(sum(weights.values()))
        for thing, weight in weights.items():
            left -= weight
            if left < 0:
                return thing
        raise ValueError("nothing to choose from: every weight is zero")

    def shuffled(self, things: Iterable[T]) -> list[T]:
        """The things in an order in which every order is as likely."""
        order = list(things)
        for last in range(len(order) - 1, 0, -1):
            other = self.below(last + 1)
            order[last], order[other] = order[other], order[last]
        return order


def largest_remainder(total: int, weights: Mapping[T, int]) -> dict[T, int]:
    """``total`` shared out in proportion to the weights, in whole numbers that sum to it.

    >>> largest_remainder(10, {"a": 1, "b": 1, "c": 1})
    {'a': 4, 'b': 3, 'c': 3}
    """
    if not weights:
        return {}
    whole = sum(weights.values())
    shares = {thing: total * weight // whole for thing, weight in weights.items()}
    by_remainder = sorted(weights, key=lambda thing: -(total * weights[thing] % whole))
    for thing in by_remainder[: total - sum(shares.values())]:
        shares[thing] += 1
    return shares
