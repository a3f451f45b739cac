"""Prove that nobody changed the past: walk the chain, and tell each case again by its events."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any

from sqlalchemy import text

from caseapp.rules.vocabulary import Occasion
from caseapp.store import guards
from caseapp.store.audit import GENESIS, Anchor, Link, text_digest
from caseapp.store.queries.whole_cases import next_chunk, whole_cases
from caseapp.store.reader import JOINING, Reader
from caseapp.store.replay import Senseless, Whole, differences, retold
from caseapp.store.retelling import EVENTS, told_of
from caseapp.store.rows import Row, as_date, maybe_date

AT_MOST = 20
"""How many misfits are named; a damaged store can have millions."""

ORDERED_FROM = "recorded_in_order_from"
"""The setting with the number of the first event that is certainly not recorded before the one that it follows."""

_CHAIN = """
SELECT e.*, o.name AS officer, c.reference FROM events e LEFT JOIN officers o ON o.id = e.officer_id
LEFT JOIN complaints c ON c.id = e.complaint_id ORDER BY e.seq
"""
_OF_NO_CASE = """
SELECT e.complaint_id FROM events e WHERE e.complaint_id IS NOT NULL
AND NOT EXISTS (SELECT 1 FROM complaints c WHERE c.id = e.complaint_id) ORDER BY e.seq LIMIT 5
"""
_ADDED_DAYS = """
SELECT division, held_on AS day, name FROM bank_holidays WHERE added_seq IS NOT NULL
UNION ALL SELECT NULL, closed_on, name FROM closure_days WHERE added_seq IS NOT NULL
"""
_UNDONE_BATCHES = """
SELECT b.id, CASE WHEN b.undone_at IS NULL THEN 0 ELSE 1 END AS undone, COUNT(c.id) AS cases,
       COUNT(CASE WHEN c.state = 'annulled' THEN 1 END) AS annulled
FROM import_batches b LEFT JOIN complaints c ON c.batch_id = b.id GROUP BY b.id, b.undone_at ORDER BY b.id
"""
_OCCASIONS = "SELECT content FROM events WHERE action = :action ORDER BY seq"


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found."""

    events: int
    cases: int
    head: str
    """The digest of the last event that fits."""
    problems: tuple[str, ...]
    """Sentences, the first misfit of the chain first; at most ``AT_MOST``."""

    @property
    def is_sound(self) -> bool:
        """Whether everything fits."""
        return not self.problems

    @property
    def anchor(self) -> Anchor | None:
        """Where the chain ends, to be kept elsewhere; ``None`` if nothing has happened yet."""
        return Anchor(self.events, self.head) if self.events else None


def anchor_of(reader: Reader) -> Anchor | None:
    """Where the chain of events ends now; ``None`` if nothing has happened yet."""
    row = next(iter(reader.rows("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1")), None)
    return Anchor(row["seq"], row["hash"]) if row else None


def verify(reader: Reader, anchors: Collection[Anchor] = ()) -> Verification:
    """Walk the whole chain and tell every case again, in constant memory; then compare with what was kept elsewhere."""
    walk = _Walk(anchors, int(reader.setting(ORDERED_FROM) or 1))
    problems = [*_engine_problems(reader), *walk.problems(reader)]
    problems += islice(_case_problems(reader), AT_MOST)
    problems += [*_register_problems(reader), *_day_problems(reader), *_batch_problems(reader)]
    problems += _guard_problems(reader)
    cases = int(reader.value("SELECT COUNT(*) FROM complaints"))
    return Verification(walk.events, cases, walk.head, tuple(problems[:AT_MOST]))


class _Walk:
    """One pass over the chain; stops at the first event that does not fit, for all after it hang on it."""

    def __init__(self, anchors: Collection[Anchor], ordered_from: int) -> None:
        self.events = 0
        self.head = GENESIS
        self._anchors: dict[int, set[str]] = {}
        for anchor in anchors:
            self._anchors.setdefault(anchor.seq, set()).add(anchor.hash)
        self._ordered_from = ordered_from
        self._recorded_at = ""

    def problems(self, reader: Reader) -> Iterator[str]:
        for row in _streamed(reader, _CHAIN):
            misfit = self._misfit(row)
            if misfit:
                yield f"{_named(row)}: {misfit}"
                return
            self.events, self.head, self._recorded_at = self.events + 1, row["hash"], row["recorded_at"]
            if self._anchors.pop(self.events, {self.head}) != {self.head}:
                yield f"{_named(row)}: an anchor kept elsewhere names another event here; the past was written anew"
        for seq in sorted(self._anchors):
            yield f"The store ends at event {self.events}, but an anchor names event {seq}: its last events are gone"

    def _misfit(self, row: Row) -> str | None:
        if row["seq"] != self.events + 1:
            return f"event {self.events + 1} is missing before it"
        if row["previous"] != self.head:
            return "it does not follow the event before it"
        if row["officer"] is None or _link(row).hash() != row["hash"]:
            return "what it says was changed after it was recorded"
        if row["text"] is not None and text_digest(row["salt"] or "", row["text"]) != row["text_digest"]:
            return "its words were changed after they were recorded"
        if row["seq"] > self._ordered_from and row["recorded_at"] < self._recorded_at:
            return "it claims to have been recorded before the event that it follows"
        return None


def _link(row: Row) -> Link:
    return Link(
        seq=row["seq"],
        complaint_id=row["complaint_id"],
        version=row["version"],
        action=row["action"],
        stage=row["stage"],
        happened_on=as_date(row["happened_on"]),
        recorded_at=row["recorded_at"],
        officer=row["officer"],
        state=row["state"],
        due_on=maybe_date(row["due_on"]),
        target_on=maybe_date(row["target_on"]),
        content=row["content"],
        text_digest=row["text_digest"],
        previous=row["previous"],
    )


def _named(row: Row) -> str:
    about = f" of {row['reference']}" if row["reference"] else ""
    return f"Event {row['seq']} ({row['action']}{about} by {row['officer']}, {row['happened_on']})"


def _case_problems(reader: Reader) -> Iterator[str]:
    for row in reader.rows(_OF_NO_CASE):
        yield f"There are events of a case {row['complaint_id']} that is not there"
    after = 0
    while ids := next_chunk(reader, after):
        stored = whole_cases(reader, ids)
        told = retold_cases(reader, ids[0], ids[-1])
        for number in ids:
            yield from _compared(stored[number], told.get(number, Senseless("it has no events")))
        after = ids[-1]


def retold_cases(reader: Reader, first: int, last: int) -> Mapping[int, Whole | Senseless]:
    """What the events of some cases lead to, by the number of the case."""
    rows = _streamed(reader, EVENTS, first=first, last=last)
    return {number: _retold(events) for number, events in groupby(rows, key=lambda row: int(row["complaint_id"]))}


def _streamed(reader: Reader, sql: str, **values: object) -> Iterator[Row]:
    """Rows a thousand at a time; other queries of the connection are left as they are."""
    statement = text(sql).execution_options(yield_per=1_000)
    with reader.connection.execute(statement, values) as result:  # closed though nobody reads to the end
        yield from result.mappings()


def _retold(rows: Iterator[Row]) -> Whole | Senseless:
    try:
        return retold(map(told_of, rows))
    except Senseless as nonsense:
        return nonsense


def _compared(stored: Whole, told: Whole | Senseless) -> Iterator[str]:
    reference = stored.case.reference
    if isinstance(told, Senseless):
        yield f"{reference} is {stored.case.state}, which its events do not explain: {told}"
        return
    for difference in differences(stored, told):
        yield f"{reference}: {difference}"


def _register_problems(reader: Reader) -> Iterator[str]:
    """People and settings that the chain does not explain."""
    joined = {facts["name"]: facts for facts in _occasions(reader, Occasion.JOINED)}
    for row in reader.rows("SELECT name, role, can_log_in FROM officers ORDER BY id"):
        facts = joined.get(row["name"])
        if facts is None or (facts["role"], facts["can_log_in"]) != (row["role"], bool(row["can_log_in"])):
            yield f"{row['name']} is {row['role']} here, which no event says"
    told = {facts["name"]: facts["value"] for facts in _occasions(reader, Occasion.SETTING)}
    for facts in _occasions(reader, Occasion.FOUNDED):
        told = {name: facts[name] for name in (JOINING, "scheme") if name in facts} | told
    found = {row["name"]: row["value"] for row in reader.rows("SELECT name, value FROM settings")}
    for name, value in told.items():
        if found.get(name) != value:
            yield f"The setting {name} is {found.get(name, 'gone')}, but {value} by its events"


def _day_problems(reader: Reader) -> Iterator[str]:
    """Days off that the chain does not explain, or that it tells of and that are gone."""
    told = {(facts["division"], facts["day"]): facts["name"] for facts in _occasions(reader, Occasion.DAY_OFF)}
    for row in reader.rows(_ADDED_DAYS):
        key = (row["division"], str(row["day"]))
        if told.pop(key, None) != row["name"]:
            yield f"{row['name']} on {row['day']} is a day off here, which no event says"
    for (_, day), name in told.items():
        yield f"{name} on {day} is no day off here, but it is by its event"


def _batch_problems(reader: Reader) -> Iterator[str]:
    """Imports that were taken back by half, or by nobody."""
    told = {facts["batch"] for facts in _occasions(reader, Occasion.IMPORT_UNDONE)}
    for row in reader.rows(_UNDONE_BATCHES):
        if (row["undone"] > 0) != (row["id"] in told) or row["annulled"] != (row["cases"] if row["undone"] else 0):
            annulled = f"{row['annulled']} of its {row['cases']} cases are annulled"
            yield f"Import {row['id']} is taken back by half: {annulled}"


def _occasions(reader: Reader, occasion: Occasion) -> Iterator[Mapping[str, Any]]:
    for row in reader.rows(_OCCASIONS, action=occasion.value):
        with suppress(ValueError):  # somebody's own words in an event: then it explains nothing
            facts = json.loads(row["content"])
            if isinstance(facts, dict):
                yield defaultdict(lambda: None, facts)


def _guard_problems(reader: Reader) -> Iterator[str]:
    faults = guards.faults(reader.connection)
    if faults:
        more = f" and {len(faults) - 3} more" if len(faults) > 3 else ""
        yield f"The store does not defend itself as it should: {', '.join(faults[:3])}{more}"


def _engine_problems(reader: Reader) -> Iterator[str]:
    if reader.engine != "sqlite":
        return
    for row in reader.connection.exec_driver_sql("PRAGMA integrity_check(5)"):
        if row[0] != "ok":
            yield f"The file is damaged: {row[0]}"
    for row in reader.connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(5):
        yield f"A row of {row[0]} refers to a row of {row[2]} that is not there"
