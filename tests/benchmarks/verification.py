"""How fast and in how much memory a store proves itself, however many events it holds.

    python tests/benchmarks/verification.py [--size EVENTS] [--report]

Makes stores of a tenth of the events and of all of them, ten events a case, through the store's own guards; proves each
in a process of its own, whose largest memory is read from the kernel; and runs the peer in the same minute: a bare
sqlite3 loop that reads the same events and takes a SHA-256 of each, which is the least that any proof must do. Exits 1
if ten times the events need more than a tenth more memory.
"""

from __future__ import annotations

import argparse
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from time import perf_counter

from caseapp.casework.founding import found
from caseapp.store.audit import Link, canonical
from caseapp.store.store import Store
from caseapp.store.verification import anchor_of, verify

NOTES = 9
"""Events of a case beside the one that logged it."""
MONDAY, TEN_DAYS_LATER, FIVE_DAYS_LATER = date(2024, 4, 8), date(2024, 4, 22), date(2024, 4, 15)
AT = "2024-04-08T12:00:00.000000Z"
FOUNDED = datetime(2024, 4, 8, 11, tzinfo=UTC)
MOST_GROWTH = 1.1


def links(first_case: int, cases: int, seq: int, previous: str) -> Iterator[tuple[Link, str]]:
    """The events of many cases, each with its hash."""
    for case in range(first_case, first_case + cases):
        for version in range(1, NOTES + 2):
            seq += 1
            link = Link(
                seq=seq,
                complaint_id=case,
                version=version,
                action="note" if version > 1 else "log",
                stage=1,
                happened_on=MONDAY,
                recorded_at=AT,
                officer="Ada Admin",
                state="new",
                due_on=TEN_DAYS_LATER,
                target_on=TEN_DAYS_LATER if version == 1 else None,
                content=canonical(facts(case) if version == 1 else {}),
                text_digest=None,
                previous=previous,
            )
            previous = link.hash()
            yield link, previous


def facts(case: int) -> dict[str, object]:
    """What the first event of a case says."""
    return {
        "acknowledge_by": FIVE_DAYS_LATER.isoformat(),
        "channel": "web",
        "kind": "complaint",
        "policy": "cambridge-2024",
        "received_on": MONDAY.isoformat(),
        "reference": f"C24-{case:06d}",
        "service": None,
        "sub_service": None,
    }


def fill(path: Path, events: int) -> None:
    """Found a store and put that many events into it, a thousand cases at a time, past no guard."""
    found(str(path), founder="Ada Admin", at=FOUNDED).close()
    with closing(Store.open(str(path))) as store, store.reading() as reader:
        anchor = anchor_of(reader)
        assert anchor is not None, "a store that was founded has events"
        seq, head = anchor.seq, anchor.hash
    cases = events // (NOTES + 1)
    with closing(sqlite3.connect(path)) as bare, bare:
        bare.execute("PRAGMA synchronous = OFF")
        for first in range(1, cases + 1, 1_000):
            many = min(1_000, cases + 1 - first)
            made = list(links(first, many, seq, head))
            seq, head = made[-1][0].seq, made[-1][1]
            insert(bare, made, first, many)


def insert(bare: sqlite3.Connection, made: list[tuple[Link, str]], first: int, many: int) -> None:
    """The rows of some cases, in the order that the guards ask for."""
    bare.executemany(
        "INSERT INTO events (seq, complaint_id, version, action, stage, happened_on, recorded_at, officer_id, state, "
        "due_on, target_on, content, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?)",
        (
            (
                link.seq,
                link.complaint_id,
                link.version,
                link.action,
                link.stage,
                link.happened_on.isoformat(),
                link.recorded_at,
                link.state,
                link.due_on and link.due_on.isoformat(),
                link.target_on and link.target_on.isoformat(),
                link.content,
                link.previous,
                digest,
            )
            for link, digest in made
        ),
    )
    dates = (MONDAY.isoformat(), TEN_DAYS_LATER.isoformat(), FIVE_DAYS_LATER.isoformat())
    bare.executemany(
        "INSERT INTO complaints (id, reference, kind, state, version, received_on, logged_at, channel, policy, due_on, "
        f"acknowledge_by, summary) VALUES (?, ?, 'complaint', 'new', {NOTES + 1}, ?, '{AT}', 'web', 'cambridge-2024', "
        "?, ?, 'A bin')",
        ((case, f"C24-{case:06d}", *dates) for case in range(first, first + many)),
    )
    bare.executemany(
        "INSERT INTO stages (complaint_id, number, attempt, opened_on, acknowledge_by, due_on, due_version) "
        "VALUES (?, 1, 1, ?, ?, ?, 1)",
        ((case, dates[0], dates[2], dates[1]) for case in range(first, first + many)),
    )


def prove(path: Path) -> str:
    """Prove a store in this process: its seconds and its largest memory in MB."""
    began = perf_counter()
    with closing(Store.open(str(path))) as store, store.reading() as reader:
        found = verify(reader)
    assert found.is_sound, found.problems
    return f"{perf_counter() - began} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024} {found.events}"


def hashed(path: Path) -> float:
    """Seconds that the peer takes to read every event and hash it."""
    began = perf_counter()
    with closing(sqlite3.connect(path)) as bare:
        for row in bare.execute("SELECT * FROM events ORDER BY seq"):
            sha256(repr(row).encode()).hexdigest()
    return perf_counter() - began


def main() -> int:
    """Fill, prove and print; 1 if memory grows with the store."""
    options = _options()
    if options.prove:
        print(prove(options.prove))
        return 0
    memory = []
    with tempfile.TemporaryDirectory(prefix="caseapp-") as folder:
        for size in (options.size // 10, options.size):
            path = Path(folder) / f"{size}.db"
            fill(path, size)
            proof = [sys.executable, os.fspath(Path(__file__)), "--prove", os.fspath(path)]
            said = subprocess.run(proof, capture_output=True, text=True, check=True).stdout.split()
            seconds, megabytes, events = float(said[0]), float(said[1]), int(said[2])
            memory.append(megabytes)
            peer = hashed(path)
            print(
                f"{events:>9,} events proved in {seconds:6.1f} s ({events / seconds:,.0f} a second), "
                f"{megabytes:.0f} MB at most; {seconds / peer:.1f} times as long as reading and hashing them"
            )
    growth = memory[1] / memory[0]
    print(f"ten times the events, {growth:.2f} times the memory (bound {MOST_GROWTH})")
    return 0 if options.report or growth <= MOST_GROWTH else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=1_000_000, help="events of the larger store")
    parser.add_argument("--report", action="store_true", help="report only; do not fail over the bound")
    parser.add_argument("--prove", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
