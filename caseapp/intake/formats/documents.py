"""Takes a record of a document apart into cells: nested names are joined by dots, and questions become columns.

JSON and XML come here alike, as objects of texts, lists and objects. What a form asked is named as its CSV export
names it, so that a submission is the same whichever of the two it comes in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from json import dumps

from caseapp.intake.layout import Layout
from caseapp.intake.profile import Document, Profile
from caseapp.intake.rows import LONGEST_NAME, ORIGINAL_COLUMN, OWN_PREFIX
from caseapp.rules.text import folded, one_line

LONGEST_RECORD = 32_000_000
"""Bytes or characters. A longer record is none of anything, and reading it would fill the memory."""
MOST_COLUMNS = 1_000
"""Cells of one record."""
DEEPEST = 50
"""Names within names."""
FINGERPRINT = "Fingerprint of the message"
"""A column for records that carry no reference of their own: the same record has the same one. Made where a profile
asks for it."""

_NAMELESS = "(no name)"
_REMEMBERED = 2_000
"""Columns."""

Record = Mapping[str, object]
"""A value is a text, a truth, nothing, or a list or an object of values."""


class Unreadable(ValueError):
    """Why a record is no row, in caseapp's own words."""


class Columns:
    """The cells of records, by column."""

    def __init__(self, profile: Profile | None = None) -> None:
        self._document = profile.document or Document() if profile else Document()
        self._profile = profile
        self._layout = Layout(profile) if profile else None
        self._splitter = lru_cache(maxsize=_REMEMBERED)(self._splitter_of)
        self._joint, self._repeats = (profile.joint, profile.repeats) if profile else (" - ", "")
        self._part_names = _part_names(profile)
        self._columns: dict[tuple[str, str], str] = {}
        self._plain = 1 + bool(self._document.question) + bool(self._document.identity)
        """How many names an answer has that was given in words alone."""
        self._fingerprint = profile is not None and FINGERPRINT in profile.questions.get("submission_id", ())

    def cells(self, record: Record) -> dict[str, str]:
        """The record by column; names that caseapp added to a rejected row are left out.

        Raises:
            Unreadable: the record has too many names, or they are nested too deeply.
        """
        if ORIGINAL_COLUMN in record:
            raise Unreadable(f"This is the {ORIGINAL_COLUMN} of an earlier import; write the row as an object again")
        cells: dict[str, str] = {}
        own = {name: value for name, value in record.items() if not name.startswith(OWN_PREFIX)}
        if self._document.answers:
            self._add_answers(cells, own)
        else:
            self._add_names(cells, own)
        if self._fingerprint:
            cells[FINGERPRINT] = _fingerprint(own)
        return cells

    def _add_names(self, cells: dict[str, str], record: Record) -> None:
        several: dict[str, list[str]] = {}
        for key, value in record.items():
            name = _tidied(key) or _NAMELESS
            if isinstance(value, str) and name not in cells:
                cells[name] = value
                continue
            for full, text in _leaves(value, name, 1):
                several.setdefault(full, []).append(text)
                if len(several) > MOST_COLUMNS:
                    raise Unreadable(_too_many())
        for name, texts in several.items():
            there = [cells[name]] if name in cells else []
            cells[name] = self._splitter(name).join(text for text in (*there, *texts) if text)
        if len(cells) > MOST_COLUMNS:
            raise Unreadable(_too_many())

    def _add_answers(self, cells: dict[str, str], record: Record) -> None:
        """What stands beside the answers tells about the submission."""
        first, _, rest = self._document.answers.partition(".")
        self._add_names(cells, {name: value for name, value in record.items() if name != first or rest})
        for answer in _answers(record, self._document.answers):
            self._add_answer(cells, answer)
            if len(cells) > MOST_COLUMNS:
                raise Unreadable(_too_many())

    def _add_answer(self, cells: dict[str, str], answer: Record) -> None:
        document = self._document
        column = _free(self._column(answer), cells)
        given = answer.get(document.answer)
        if isinstance(given, str) and len(answer) == self._plain:
            cells[column] = given
            return
        parts = self._parts(answer)
        if parts:
            cells.update((f"{column}{self._joint}{part}", text) for part, text in parts)
            return
        said = cells[column] = self._said(column, answer)
        for name, texts in _besides(answer, (document.identity, document.question, document.answer)):
            if any(text not in said for text in texts):
                cells[f"{column}{self._joint}{_spoken(name)}"] = "\n".join(texts)

    def _column(self, answer: Record) -> str:
        """What stays the same when a question is reworded, if a field is known by it; else the question."""
        asked = _text(answer.get(self._document.identity)), _text(answer.get(self._document.question))
        column = self._columns.get(asked)
        if column is None:
            identity, question = asked
            column = _tidied(identity if identity and self._takes(identity) else question or identity) or _NAMELESS
            if len(self._columns) < _REMEMBERED and len(identity) < LONGEST_NAME:
                self._columns[asked] = column
        return column

    def _parts(self, answer: Record) -> list[tuple[str, str]]:
        """The typed parts of an answer that the profile knows, in its order: first name, last name."""
        found = [(self._part_names[name], answer[name]) for name in answer if name in self._part_names]
        return [(part[1], text) for part, text in sorted(found, key=_place) if isinstance(text, str) and text]

    def _said(self, column: str, answer: Record) -> str:
        """The answer; where a field holds several things, the labels that were chosen with what stands between them."""
        splitter, given = self._splitter(column), answer.get(self._document.answer)
        if isinstance(given, list):
            return "\n".join(f"{self._repeats}{text}" for text in _texts(given))
        if splitter != "\n":
            for value in answer.values():
                if isinstance(value, list):
                    return splitter.join(_texts(value))
        return _text(given)

    def _takes(self, column: str) -> bool:
        return self._layout is not None and self._layout.takes(column)

    def _splitter_of(self, column: str) -> str:
        """What stands between several things in a column: what the profile says of its field, else a line end."""
        if self._profile is None:
            return "\n"
        asked = folded(column)
        for field, splitter in self._profile.splitters.items():
            if any(folded(wording) == asked for wording in self._profile.questions.get(field, ())):
                return splitter
        return "\n"


def _part_names(profile: Profile | None) -> dict[str, tuple[int, str]]:
    """For each way of writing a part its place and the profile's name for it: ``first_name`` is “First name”."""
    names: dict[str, tuple[int, str]] = {}
    for parts in profile.parts.values() if profile else ():
        for place, part in enumerate(parts):
            names.setdefault(folded(part).replace(" ", "_"), (place, part))
    return names


def _place(found: tuple[tuple[int, str], object]) -> int:
    return found[0][0]


def _leaves(value: object, name: str, depth: int) -> Iterator[tuple[str, str]]:
    if depth > DEEPEST:
        raise Unreadable("The record is nested too deeply; that is no submission")
    if isinstance(value, dict):
        for key, inner in value.items():
            tidy = _tidied(key) or _NAMELESS
            yield from _leaves(inner, f"{name}.{tidy}" if name else tidy, depth + 1)
    elif isinstance(value, list):
        if not value or not isinstance(value[0], str):
            yield name, ""  # so that a list is among the names, whatever is in it
        for inner in value:
            yield from _leaves(inner, name, depth + 1)
    else:
        yield _tidied(name) if depth > 1 else name, _text(value)


def _answers(record: Record, path: str) -> list[Record]:
    value: object = record
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(answer, dict) for answer in value):
        raise Unreadable(f"{path} is not a list of questions and answers")
    return value


def _besides(answer: Record, known: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Whatever else an answer tells in words, apart from its own name, question and text."""
    for name, value in answer.items():
        if name not in known and isinstance(value, str | list):
            texts = [text for text in _texts(value) if text]
            if texts:
                yield name, texts


def _texts(value: object) -> list[str]:
    """The one text of a value, or those of a list, whatever it holds."""
    if isinstance(value, dict | list):
        return [text for _, text in _leaves(value, "", 0) if text]
    return [_text(value)]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else ""


def _free(name: str, taken: Mapping[str, str]) -> str:
    """The name, or with a number after it when the form asks the same question twice."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name} ({number})"
    return free


def _tidied(name: str) -> str:
    if len(name) > LONGEST_NAME:
        raise Unreadable(f"A name in the record is longer than {LONGEST_NAME:,} characters; that is no submission")
    return _one_line(name)


_one_line = lru_cache(maxsize=_REMEMBERED)(one_line)


@lru_cache(maxsize=1_000)
def _spoken(name: str) -> str:
    """``none_of_the_above_answer`` as words."""
    return one_line(name.replace("_", " ")).capitalize()


def _too_many() -> str:
    return f"The record has more than {MOST_COLUMNS:,} names; that is no submission"


def _fingerprint(record: Record) -> str:
    written = dumps(record, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return sha256(written.encode()).hexdigest()[:16]
