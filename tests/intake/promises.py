"""What every import promises, whatever the file, and a checker that holds an import to it."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import sys
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from caseapp.casework import people
from caseapp.intake import commit_plan, open_import, plan_file, write_rejects
from caseapp.intake.formats.dialects import dialect_of
from caseapp.intake.plan import Plan
from caseapp.intake.source import Source
from caseapp.rules.errors import CaseappError
from caseapp.rules.vocabulary import Verdict
from caseapp.store.store import Store
from caseapp.store.verification import verify
from tests.builders import ADA, noon
from tests.intake.office import TODAY, Office

_LONGEST_SENTENCE = 2_000
_LINES = frozenset({"jsonl", "json", "xml"})
"""Formats whose rejects are lines of JSON, of which only what is left tells the columns."""
_NOT_A_FORM = ("holds no JSON object that can be read", "has no column")
"""Why such rejects may be refused: every one is no record at all, or the first has a required name misspelt."""

How = dict[str, Any]
"""What ``open_import`` is told beside the file."""


class Undone(Exception):
    """Ends a transaction without keeping it."""


class BrokenPromise(AssertionError):
    """What an import did that none may do."""


class Checker:
    """Imports files into one store and raises ``BrokenPromise`` when one is broken."""

    def __init__(self, office: Office) -> None:
        self._office = office
        # Another connection sees by one number whether anything at all was written to the store.
        self._other = sqlite3.connect(file_of(office.store), check_same_thread=False)

    def close(self) -> None:
        """Let the store go."""
        self._other.close()

    def check(self, name: str, content: bytes, how: How, *, is_kept: bool = False) -> Plan | None:
        """Import a file; gives its plan, or nothing if it was refused."""
        path, before = self._office.write(name, content), self._version()
        try:
            plan, source = self._planned(path, how)
        except CaseappError as refusal:
            require(before == self._version(), "a refused file wrote to the store")
            require_clear(refusal.sentence)
            require(path.name in refusal.sentence, "a refusal does not name the file")
            return None
        _require_whole(plan, source, content)
        self._require_rejects(plan, how)
        self._require_all_or_nothing(plan)
        require(before == self._version(), "a plan, or an import that was undone, wrote to the store")
        if is_kept:
            self._require_taken(plan, path, how)
        return plan

    def require_sound(self) -> None:
        """The chain of events and every case in the store are what they should be."""
        with self._office.store.reading() as reader:
            require(not (problems := verify(reader).problems), f"the store is not sound: {problems[:3]}")

    def _planned(self, path: Path, how: How) -> tuple[Plan, Source]:
        source = open_import(path, **how)
        with self._office.store.reading() as reader:
            return plan_file(reader, source, today=TODAY), source

    def _version(self) -> int:
        return int(self._other.execute("PRAGMA data_version").fetchone()[0])

    def _require_rejects(self, plan: Plan, how: How) -> None:
        """The file of rejected rows has each of them, and is itself one that can be imported."""
        path = self._office.folder / "rejects"
        path.unlink(missing_ok=True)
        require(write_rejects(path, [plan]) == plan.counts.rejected, "rejects are not as many as were rejected")
        if not plan.counts.rejected:
            return
        numbers = [row.number for row in plan.rejected]
        require(rows_of_rejects(path, plan) == numbers, "the rejects cannot be read back")
        again = self._again(path, plan, how)
        require(again == len(numbers), f"of {len(numbers)} rejects {again} were read when they came back")

    def _again(self, path: Path, plan: Plan, how: How) -> int:
        asked = {"accept": how["accept"]} if "accept" in how else {}
        try:
            return self._planned(path, {"profile": plan.profile.name, **asked})[0].rows_read
        except CaseappError as refusal:
            if plan.format in _LINES and any(words in refusal.sentence for words in _NOT_A_FORM):
                return plan.counts.rejected
            raise BrokenPromise(f"the rejects cannot be imported: {refusal.sentence}") from refusal

    def _require_all_or_nothing(self, plan: Plan) -> None:
        """It goes in to the last guard of the store; stopped half way, nothing of it stays."""
        with suppress(Undone), self._office.store.writing() as work:
            batch = commit_plan(work, plan, by=people.actor(work, ADA, at=noon(TODAY)), at=noon(TODAY))
            work.flush()
            require(batch.counts == plan.counts, "the import counted other rows than its plan")
            require([*batch.cases] == [row.number for row in plan.rows.of(Verdict.NEW)], "other rows became cases")
            raise Undone
        if plan.rows_read > 1:
            stopping = _stopping_at(plan.rows_read // 2)
            with suppress(Undone), self._office.store.writing() as work:
                by = people.actor(work, ADA, at=noon(TODAY))
                commit_plan(work, plan, by=by, at=noon(TODAY), told=stopping)

    def _require_taken(self, plan: Plan, path: Path, how: How) -> None:
        before = len(self._office.references())
        batch = self._office.commit(plan)
        require(len(self._office.references()) == before + plan.counts.new, "other cases were made than planned")
        recorded = self._other.execute("SELECT COUNT(*) FROM import_rows WHERE batch_id = ?", (batch.number,))
        require(recorded.fetchone()[0] == plan.rows_read, "not every row was recorded")
        again = self._planned(path, how)[0].counts
        require((again.new, again.total) == (0, plan.rows_read), f"the second time {again.new} rows were new")


def require(promise: bool, words: str) -> None:  # noqa: FBT001  # reads like an assertion, and stays one under -O
    """Raise ``BrokenPromise`` unless the promise was kept."""
    if not promise:
        raise BrokenPromise(words)


def rows_of_rejects(path: Path, plan: Plan) -> list[int]:
    """The numbers of the rows in a file of rejected rows, read with nothing of caseapp's."""
    with path.open(encoding="utf-8", newline="") as file:
        if plan.format in _LINES:
            return [json.loads(line)["caseapp_row"] for line in file.read().split("\n") if line]
        csv.field_size_limit(sys.maxsize)
        return [int(row[0]) for row in list(csv.reader(file, strict=True))[1:]]


def _require_whole(plan: Plan, source: Source, content: bytes) -> None:
    """Every row of the file is in the plan once, and says why if it is not taken."""
    rows = list(plan.rows)
    numbers = [row.number for row in rows]
    require(plan.rows_read == plan.counts.total == len(rows), "the counts do not add up to the rows read")
    require(numbers == sorted(set(numbers)), "a row is in the plan twice, or out of order")
    require(numbers == [row.number for row in source.rows()], "the plan has other rows than the file")
    counted = counted_otherwise(source, content)
    require(counted in {None, len(rows)}, f"{counted} rows are in the file, and {len(rows)} in the plan")
    for row in rows:
        require(
            (row.verdict is Verdict.NEW) == (not row.reasons), f"row {row.number} has no reason, or should have none"
        )
        require((row.verdict is Verdict.NEW) == (row.request is not None), f"row {row.number} asks for what it may not")
        for sentence in (*row.reasons, *row.notes):
            require_clear(sentence)


def require_clear(sentence: str) -> None:
    """One line, nothing that a terminal would act on, and not without end."""
    bad = [char for char in sentence if unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"}]
    require(bool(sentence.strip()) and not bad, f"a sentence with {bad}: {sentence[:300]!r}")
    require(len(sentence) <= _LONGEST_SENTENCE, f"a sentence of {len(sentence):,} characters: {sentence[:300]}")


def counted_otherwise(source: Source, content: bytes) -> int | None:
    """How many rows the standard library finds in a file below its heading; ``None`` where it would count otherwise."""
    document = source.profile.document
    if source.format.name == "csv" and not source.profile.blocks and not source.profile.headless:
        return _rows_of_csv(source, content)
    if document is not None and document.records:
        return None
    with suppress(ValueError, RecursionError, ET.ParseError, LookupError):
        if source.format.name == "json":
            value = json.loads(content)
            return len(value) if isinstance(value, list) else 1
        if source.format.name == "jsonl":
            return len(content.decode(source.file.script.codec).removesuffix("\n").split("\n"))
        if source.format.name == "xml":
            root = ET.fromstring(content)  # noqa: S314  # it was read without entities already
            return len(root) if len(root) and len(root[0]) else None
    return None


def _rows_of_csv(source: Source, content: bytes) -> int | None:
    dialect, script = dialect_of(source.file), source.file.script
    text = content.decode(script.codec).removeprefix("\ufeff")
    if dialect.backslash or script.line_end == "\r" or "\r" in text.replace("\r\n", ""):
        return None
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=dialect.delimiter, strict=True)
    with suppress(csv.Error):
        rows = [any(cell.strip() for cell in row) for row in reader]
        return len(rows) - rows.index(True) - 1 if True in rows else None
    return None


def _stopping_at(row: int) -> Callable[[int], None]:
    def told(done: int) -> None:
        if done >= row:
            raise Undone

    return told


def file_of(store: Store) -> str:
    with store.reading() as reader:
        return str(next(row["file"] for row in reader.rows("PRAGMA database_list") if row["name"] == "main"))
