"""Which column of a file means which field, by its profile; what no field takes is kept beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from caseapp.intake.profile import Profile, UnknownColumns
from caseapp.intake.rows import LONGEST_NAME
from caseapp.rules.text import folded, one_line, plain

_REMEMBERED = 2_000
"""Columns; objects of JSON may each have others."""
_TICKED = frozenset({"x", "1", "true", "yes", "y", "on", "✓", "✔", "☑"})
_NOT_TICKED = frozenset({"0", "false", "no", "n", "off"})
_REPEATED = 1_000
"""So much less likely is a question that is asked again, whose heading has a number after it."""
_BETWEEN_PARTS = {"address": ", "}


@dataclass(frozen=True, slots=True)
class Filled:
    """One row, sorted by what its cells mean. Blank cells are left out."""

    fields: dict[str, str]
    """A dictionary of the row's own, to be added to."""
    columns: Mapping[str, str]
    """For each field what the file calls its column."""
    others: tuple[tuple[str, str], ...]
    """Column and text of every cell that no field takes."""


@dataclass(frozen=True, slots=True)
class _Slot:
    """What a column is for."""

    field: str
    wording: int = 0
    """0 for the likeliest heading of the field."""
    part: int = 0
    """0 for the whole of it."""
    option: str = ""
    """What is chosen by ticking the column."""
    is_left_out: bool = False
    """Whether it is worth nothing where another column of the field counts."""


@dataclass(frozen=True, slots=True)
class _Answer:
    slot: _Slot
    column: str
    text: str


_TICK = "(a tick)"
"""Stands for the field of a column that is ticked, which is settled with the other ticks."""
_NOWHERE = _Slot("")
"""For columns of the source's own bookkeeping."""


class Layout:
    """The columns of one profile's files. Headings are compared without case, accents and punctuation."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._left_out = frozenset(map(folded, profile.left_out))
        self._slots = _slots(profile, self._left_out)
        self._slot_of: dict[str, _Slot | None] = {}
        self._field_of: dict[str, str | None] = {}
        self._repeats = profile.repeats

    def takes(self, column: str) -> bool:
        """Whether the profile knows that column."""
        return self._slot(column) is not None

    def columns_of(self, columns: Iterable[str]) -> dict[str, str]:
        """For each field that of the columns that is likeliest to mean it."""
        named: dict[str, tuple[int, str]] = {}
        for column in columns:
            slot = self._slot(column)
            if slot is not None and slot is not _NOWHERE:
                named[slot.field] = min(
                    named.get(slot.field, (slot.wording, column)), (slot.wording, column), key=itemgetter(0)
                )
        return {field: column for field, (_, column) in named.items()}

    def missing(self, columns: Iterable[str], required: Iterable[str]) -> list[str]:
        """Those of the required fields that none of the columns means."""
        there = self.columns_of(columns)
        return [field for field in required if field not in there]

    def fill(self, cells: Mapping[str, str]) -> Filled:
        """Sort the cells of one row. Every text is without control characters from here on."""
        fields: dict[str, str] = {}
        columns: dict[str, str] = {}
        others: list[tuple[str, str]] = []
        several: list[_Answer] = []
        field_of = self._field_of
        for column, typed in cells.items():
            if not typed:
                continue
            try:
                field = field_of[column]
            except KeyError:
                field = self._learnt(column)
            if field == "":
                continue
            text = (typed if typed.isprintable() else plain(typed)).strip()
            if not text:
                continue
            if field is None:
                others.append((column, text))
            elif field is _TICK or field in fields:
                several.append(self._answer(column, text))
            else:
                fields[field] = text
                columns[field] = column
        if several:
            self._settle(several, fields, columns, others)
        if self._repeats:
            self._join_repeats(fields)
        return Filled(fields, columns, tuple(others))

    def _slot(self, column: str) -> _Slot | None:
        """What a column is for; ``None`` for one that the profile does not name."""
        if column not in self._slot_of:
            if len(self._slot_of) >= _REMEMBERED:
                self._slot_of.clear()
                self._field_of.clear()
            self._slot_of[column] = self._found(column)
        return self._slot_of[column]

    def _learnt(self, column: str) -> str | None:
        """The field of a column: nothing for one that is left out, ``None`` for one that no field takes."""
        slot = self._slot(column)
        field = None if slot is None else _TICK if slot.option else slot.field
        self._field_of[column] = field
        return field

    def _found(self, column: str) -> _Slot | None:
        name = folded(column)
        slot = self._slots.get(name) or self._option(column)
        if slot is not None or name in self._left_out:
            return slot or _NOWHERE
        return self._again(column) if self._profile.unknown_columns is UnknownColumns.KEEP else None

    def _option(self, column: str) -> _Slot | None:
        """The slot of a column that is ticked, such as ``Services: Waste``."""
        heading = one_line(column)
        for field, beginning in self._profile.ticks.items():
            begins = one_line(beginning)
            if heading.casefold().startswith(begins.casefold()) and len(heading) > len(begins):
                option = heading[len(begins) :].removesuffix(")" if begins.endswith("(") else "").strip()
                return _Slot(field, wording=len(self._profile.questions[field]), option=option)
        return None

    def _again(self, column: str) -> _Slot | None:
        """The slot of a question that the form asks a second time, told apart by a number: ``Your name (2)``."""
        heading, _, number = column.removesuffix(")").rpartition(" (")
        first = self._slots.get(folded(heading)) if number.isdecimal() and column.endswith(")") else None
        return _Slot(first.field, first.wording + _REPEATED, first.part) if first else None

    def _settle(
        self,
        several: Iterable[_Answer],
        fields: dict[str, str],
        columns: dict[str, str],
        others: list[tuple[str, str]],
    ) -> None:
        """Choose among the answers for one field: what is not chosen is kept beside."""
        given: dict[str, list[_Answer]] = {}
        for answer in several:
            field = answer.slot.field
            if field not in given:
                given[field] = self._first(field, fields, columns)
            given[field].append(answer)
        for field, answers in given.items():
            ticked, words = _ticked(answers)
            others += ((answer.column, answer.text) for answer in words)
            used = _chosen(ticked)
            others += ((one.column, one.text) for one in ticked if one not in used and not one.slot.is_left_out)
            if used:
                columns[field] = used[0].column
                fields[field] = self._between(used).join(one.slot.option or one.text for one in used)

    def _first(self, field: str, fields: Mapping[str, str], columns: Mapping[str, str]) -> list[_Answer]:
        return [self._answer(columns[field], fields[field])] if field in fields else []

    def _answer(self, column: str, text: str) -> _Answer:
        slot = self._slot(column)
        assert slot is not None, "a column that fills a field has a slot"
        return _Answer(slot, column, text)

    def _between(self, used: Sequence[_Answer]) -> str:
        field = used[0].slot.field
        return self._profile.splitters[field] if used[0].slot.option else _BETWEEN_PARTS.get(field, " ")

    def _join_repeats(self, fields: dict[str, str]) -> None:
        """Take what begins each line from answers that may be given several times."""
        for field, text in fields.items():
            lines = text.split("\n") if text.startswith(self._repeats) else []
            if lines and all(line.startswith(self._repeats) for line in lines):
                between = self._profile.splitters.get(field, "\n")
                fields[field] = between.join(line.removeprefix(self._repeats).strip() for line in lines)


def _slots(profile: Profile, left_out: frozenset[str]) -> dict[str, _Slot]:
    slots: dict[str, _Slot] = {}
    for field, wordings in profile.questions.items():
        for number, wording in enumerate(wordings):
            name = folded(wording)
            slots.setdefault(name, _Slot(field, number, is_left_out=name in left_out))
            for place, part in enumerate(profile.parts.get(field, ()), start=1):
                slots.setdefault(folded(f"{wording}{profile.joint}{part}"), _Slot(field, number, place))
    return slots


def _ticked(answers: Sequence[_Answer]) -> tuple[list[_Answer], list[_Answer]]:
    """The answers without the options that are not ticked; and those that have words where a tick belongs."""
    said, words = [], []
    for answer in answers:
        mark = answer.text.casefold() if answer.slot.option else ""
        if not mark or mark in _TICKED or _same(mark, answer.slot.option):
            said.append(answer)
        elif mark not in _NOT_TICKED:
            words.append(answer)
    return said, words


def _same(mark: str, option: str) -> bool:
    return len(mark) <= LONGEST_NAME and folded(mark) == folded(option)


def _chosen(given: Sequence[_Answer]) -> list[_Answer]:
    """The answer to the likeliest question of a field, or its parts in order, each once."""
    if not given:
        return []
    likeliest = min(answer.slot.wording for answer in given)
    found: dict[tuple[int, str], _Answer] = {}
    for answer in given:
        if answer.slot.wording == likeliest:
            found.setdefault((answer.slot.part, answer.slot.option), answer)
    whole = found.get((0, ""))
    return [whole] if whole else [found[place] for place in sorted(found, key=lambda place: place[0])]
