"""The services that a form's words mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from caseapp.rules.text import folded

_MOST = 20
"""How many services one answer may name; more than that is a text with commas in it."""


class Services:
    """The council's services by their names, and by what a source calls them."""

    def __init__(self, names: Iterable[str], renamed: Mapping[str, str]) -> None:
        self._by_name = {folded(name): name for name in names}
        for theirs, ours in renamed.items():
            if folded(ours) in self._by_name:
                self._by_name.setdefault(folded(theirs), self._by_name[folded(ours)])

    def called(self, typed: str) -> str | None:
        """The service of that name; ``None`` if it is not one of the council's."""
        return self._by_name.get(folded(typed))

    def listed(self, typed: str, separator: str) -> tuple[str, ...]:
        """The services that an answer names, each once; none at all unless every part of it is one.

        A name may itself hold the separator, so the longest names are tried first.
        """
        parts = typed.split(separator) if separator else [typed]
        found = self._read([part for part in parts if part.strip()], separator) if len(parts) <= _MOST else None
        return tuple(dict.fromkeys(found or ()))

    def _read(self, parts: list[str], separator: str) -> list[str] | None:
        if not parts:
            return []
        for length in range(len(parts), 0, -1):
            name = self.called(separator.join(parts[:length]))
            rest = self._read(parts[length:], separator) if name else None
            if name and rest is not None:
                return [name, *rest]
        return None
