"""What a source's own words mean: what it calls a channel or an outcome, what a blank stands for, what is not real."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from caseapp.intake.profile import Profile, Skip
from caseapp.intake.reasons import Reason, Skipped
from caseapp.rules.text import folded

_LONGEST = 200
"""Characters. What is longer is a story, and no word of a list."""


class Meanings:
    """Puts caseapp's words for those of a source, by its profile. Words that the profile does not name stay."""

    def __init__(self, profile: Profile) -> None:
        self._words = {
            field: {folded(theirs): ours for theirs, ours in words.items()} for field, words in profile.words.items()
        }
        self._defaults = profile.defaults
        self.are_plain = not (self._words or self._defaults)
        """Whether every word means itself."""

    def put(self, fields: dict[str, str]) -> None:
        """Put them into the fields of one row."""
        for field, words in self._words.items():
            if field in fields:
                self._put(fields, field, words)
        for field, standing in self._defaults.items():
            fields.setdefault(field, standing)

    def _put(self, fields: dict[str, str], field: str, words: Mapping[str, str]) -> None:
        if len(fields[field]) > _LONGEST:
            return
        meant = words.get(folded(fields[field]))
        if meant:
            fields[field] = meant
        elif meant is not None:
            del fields[field]


class Skipper:
    """Tells the rows that hold nothing real."""

    def __init__(self, skips: Iterable[Skip], columns: Iterable[str]) -> None:
        self._rules = list(_rules(skips, list(columns)))

    def skipped(self, cells: Mapping[str, str]) -> Skipped | None:
        """Why a row is left out; ``None`` for one that is real."""
        for column, values, reason in self._rules:
            typed = cells.get(column)
            if typed is not None and len(typed) <= _LONGEST and (folded(typed) or typed.strip()) in values:
                return Skipped(reason)
        return None


class Refused:
    """Tells the rows that say what caseapp has no place for, and that would be something else without it."""

    def __init__(self, profile: Profile) -> None:
        self._why = {folded(column): why for column, why in profile.refused.items()}

    def reasons(self, others: Iterable[tuple[str, str]]) -> tuple[Reason, ...]:
        """For each cell that no field takes and that must be blank, why."""
        if not self._why:
            return ()
        told = ((self._why.get(folded(column)), column, typed) for column, typed in others)
        return tuple(Reason(why, column, typed) for why, column, typed in told if why)


def _rules(skips: Iterable[Skip], columns: list[str]) -> Iterator[tuple[str, frozenset[str], Reason]]:
    """Column, values and reason; a row of JSON may have a column that the first did not have."""
    for skip in skips:
        values = frozenset(map(folded, skip.values))
        for column in {skip.column: None, **{name: None for name in columns if folded(name) == folded(skip.column)}}:
            yield column, values, Reason(f"The row {skip.because}, as its column “{skip.column}” tells")
