"""The services that a form's words mean: by mapping, then by close name with the score shown, else an officer's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from caseapp.intake.likeness import name_likeness, near
from caseapp.rules.text import folded

if TYPE_CHECKING:
    from caseapp.store.reader import Reader

CLOSE = 85
"""How alike, of 100, a name must be to be read as a known one: a letter wrong in seven, or one left out in four."""
CLEAR = 8
"""How much more alike it must be than to any other."""
_MOST = 20
"""How many services one answer may name; more than that is a text with commas in it."""
_LONGEST = 100
"""Characters. What is longer is not the name of a service mistyped."""
_TOO_LONG = 4_000
"""Characters. What is longer names no services at all, and is not worth remembering."""
_SAME = 100
_REMEMBERED = 10_000
"""Different answers that are remembered; most rows repeat one."""


@dataclass(frozen=True, slots=True)
class Likened:
    """A name that was read as another, because it is nearly it."""

    typed: str
    name: str
    """The council's own."""
    score: int
    """Of 100; 100 is the same name but for case, accents and punctuation."""

    @property
    def words(self) -> str:
        """For whoever imports, after what was typed."""
        return f"was read as {self.name}, {self.score} of 100 alike"


@dataclass(frozen=True, slots=True)
class Placed:
    """What the answers about service and sub-service mean."""

    services: tuple[str, ...] = ()
    """The council's names, each once; none if a part of the answer is no service, which leaves it to an officer."""
    sub_service: str | None = None
    """As the store has it, or as it was typed; none without a service."""
    likened: tuple[tuple[str, Likened], ...] = ()
    """Field and name of what was not written so."""


class Services:
    """The council's services by their names, and by what a source calls them.

    ``parts`` has for each service its sub-services, as far as the store knows them.
    """

    def __init__(
        self, names: Iterable[str], renamed: Mapping[str, str], parts: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self._by_name = {folded(name): name for name in names}
        for theirs, ours in renamed.items():
            if folded(ours) in self._by_name:
                self._by_name.setdefault(folded(theirs), self._by_name[folded(ours)])
        self._parts = {service: {folded(name): name for name in known} for service, known in (parts or {}).items()}
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._placed)

    def place(self, service: str, sub_service: str = "", separator: str = "") -> Placed:
        """What the answers about service and sub-service mean; both may be blank.

        ``separator`` is what stands between several services in one answer.
        """
        if len(service) + len(sub_service) > _TOO_LONG:
            return Placed()
        return self._remembered(service, sub_service, separator)

    def called(self, typed: str) -> str | None:
        """The service of that name; ``None`` if it is not one of the council's."""
        return self._by_name.get(folded(typed))

    def listed(self, typed: str, separator: str) -> tuple[str, ...]:
        """The services that an answer names exactly, each once; none at all unless every part of it is one.

        A name may itself hold the separator, so the longest names are tried first.
        """
        parts = _parts(typed, separator)
        return tuple(dict.fromkeys(self._read(parts, separator) or ())) if len(parts) <= _MOST else ()

    def _read(self, parts: list[str], separator: str) -> list[str] | None:
        if not parts:
            return []
        for length in range(len(parts), 0, -1):
            name = self.called(separator.join(parts[:length]))
            rest = self._read(parts[length:], separator) if name else None
            if name and rest is not None:
                return [name, *rest]
        return None

    def _placed(self, service: str, sub_service: str, separator: str) -> Placed:
        exact = self.listed(service, separator)
        services, likened = (exact, ()) if exact else self._likened(service, separator)
        told = [("service", one) for one in likened]
        if not services or not sub_service:
            return Placed(services, None, tuple(told))
        part = self._part(services[0], sub_service)
        if part.score < _SAME:
            told.append(("sub_service", part))
        return Placed(services, part.name, tuple(told))

    def _likened(self, typed: str, separator: str) -> tuple[tuple[str, ...], tuple[Likened, ...]]:
        """The services that are nearly named. One whose name holds the separator is looked for in the whole alone."""
        whole = closest(typed, self._by_name)
        if whole is not None:
            return (whole.name,), (whole,)
        parts = _parts(typed, separator)
        if not 1 < len(parts) <= _MOST:
            return (), ()
        found = [self._exact_or_closest(part) for part in parts]
        every = [one for one in found if one is not None]
        if len(every) < len(found):
            return (), ()
        return tuple(dict.fromkeys(one.name for one in every)), tuple(one for one in every if one.score < _SAME)

    def _exact_or_closest(self, typed: str) -> Likened | None:
        exact = self.called(typed)
        return Likened(typed, exact, _SAME) if exact else closest(typed, self._by_name)

    def _part(self, service: str, typed: str) -> Likened:
        known = self._parts.get(service, {})
        exact = known.get(folded(typed))
        return (None if exact else closest(typed, known)) or Likened(typed, exact or typed, _SAME)


def services_of(reader: Reader, renamed: Mapping[str, str]) -> Services:
    """The services and sub-services that a store knows, and what a source calls them."""
    names = reader.service_names()
    return Services(names, renamed, {name: reader.sub_service_names(name) for name in names})


def closest(typed: str, known: Mapping[str, str]) -> Likened | None:
    """The one that a text nearly names, clearly ahead of any other; ``known`` has names by their folded wordings."""
    if not known or not typed.strip() or len(typed) > _LONGEST:
        return None
    scores: dict[str, int] = {}
    for wording in near(typed, known, at_least=CLOSE - CLEAR):
        name = known[wording]
        scores[name] = max(scores.get(name, 0), name_likeness(typed, wording))
    best, *others = sorted(scores, key=lambda name: -scores[name]) or [""]
    behind = scores[others[0]] if others else 0
    if not best or scores[best] < CLOSE or scores[best] - behind < CLEAR:
        return None
    return Likened(typed.strip(), best, scores[best])


def _parts(typed: str, separator: str) -> list[str]:
    return [part for part in (typed.split(separator) if separator else [typed]) if part.strip()]
