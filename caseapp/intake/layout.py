"""Which column of a file means which field, by its profile; what no field takes is kept beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from caseapp.intake.profile import Profile
from caseapp.rules.text import folded, plain


@dataclass(frozen=True, slots=True)
class Filled:
    """One row, sorted by what its cells mean. Blank cells are left out."""

    fields: Mapping[str, str]
    columns: Mapping[str, str]
    """For each field what the file calls its column."""
    others: tuple[tuple[str, str], ...]
    """Column and text of every cell that no field takes."""


@dataclass(frozen=True, slots=True)
class _Slot:
    """What a column is for."""

    field: str
    wording: int
    """0 for the likeliest heading of the field."""
    part: int = 0


@dataclass(frozen=True, slots=True)
class _Answer:
    slot: _Slot
    column: str
    text: str


class Layout:
    """The columns of one profile's files. Headings are compared without case, accents and punctuation."""

    def __init__(self, profile: Profile) -> None:
        self._slots = _slots(profile)
        self._slot_of = lru_cache(maxsize=2_000)(self._find)

    def takes(self, column: str) -> bool:
        """Whether a field takes that column."""
        return self._slot_of(column) is not None

    def columns_of(self, columns: Iterable[str]) -> dict[str, str]:
        """For each field the first of the columns that means it."""
        named: dict[str, str] = {}
        for column in columns:
            slot = self._slot_of(column)
            if slot is not None:
                named.setdefault(slot.field, column)
        return named

    def missing(self, columns: Iterable[str], required: Iterable[str]) -> list[str]:
        """Those of the required fields that none of the columns means."""
        there = self.columns_of(columns)
        return [field for field in required if field not in there]

    def fill(self, cells: Mapping[str, str]) -> Filled:
        """Sort the cells of one row. Every text is without control characters from here on."""
        answers: dict[str, list[_Answer]] = {}
        others: list[tuple[str, str]] = []
        for column, typed in cells.items():
            text = plain(typed).strip()
            slot = self._slot_of(column)
            if text and slot is None:
                others.append((column, text))
            elif text and slot is not None:
                answers.setdefault(slot.field, []).append(_Answer(slot, column, text))
        chosen = {field: _chosen(given) for field, given in answers.items()}
        for field, given in answers.items():
            others += _unused(given, chosen[field])
        return Filled(
            fields={field: " ".join(answer.text for answer in used) for field, used in chosen.items()},
            columns={field: used[0].column for field, used in chosen.items()},
            others=tuple(others),
        )

    def _find(self, column: str) -> _Slot | None:
        return self._slots.get(folded(column))


def _slots(profile: Profile) -> dict[str, _Slot]:
    slots: dict[str, _Slot] = {}
    for field, wordings in profile.questions.items():
        for number, wording in enumerate(wordings):
            slots.setdefault(folded(wording), _Slot(field, number))
            for place, part in enumerate(profile.parts.get(field, ())):
                slots.setdefault(folded(f"{wording} - {part}"), _Slot(field, number, place))
    return slots


def _chosen(given: Sequence[_Answer]) -> list[_Answer]:
    """The answers to the likeliest question of a field, its parts in order."""
    if len(given) == 1:
        return list(given)
    likeliest = min(answer.slot.wording for answer in given)
    return sorted((answer for answer in given if answer.slot.wording == likeliest), key=lambda answer: answer.slot.part)


def _unused(given: Sequence[_Answer], used: Sequence[_Answer]) -> list[tuple[str, str]]:
    if len(given) == len(used):
        return []
    return [(answer.column, answer.text) for answer in given if answer not in used]
