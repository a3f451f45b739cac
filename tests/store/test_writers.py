"""Several officers at once, each in a process of their own."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

from caseapp.store.audit import GENESIS
from caseapp.store.store import Store
from caseapp.store.verification import verify
from tests.builders import STAFF, Desk

CHECKOUT = Path(__file__).resolve().parents[2]
WRITERS = [name for name in STAFF if not name.startswith("Mel")] + ["Ada Admin"]
CASES = 25


def start(address: str, name: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.store.officer", address, name, str(CASES)]
    return subprocess.Popen(command, cwd=CHECKOUT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_four_officers_log_at_once(own_desk: Desk) -> None:
    """Writers take turns: no reference is given twice, the chain stays whole, and nobody is told of a lock."""
    store = own_desk.store
    officers = [start(store.address, name) for name in WRITERS]
    seen = [count_twice(store) for _ in range(20)]  # while they write
    told = [officer.communicate(timeout=60) for officer in officers]

    assert [("", 0)] * 4 == [(errors, officer.returncode) for (_, errors), officer in zip(told, officers, strict=True)]
    references = [reference for output, _ in told for reference in output.split()]
    assert [f"C24-{number:05d}" for number in range(1, 4 * CASES + 1)] == sorted(references)
    assert all(first == second for first, second in seen)
    the_chain_is_whole(store)


def count_twice(store: Store) -> tuple[int, int]:
    """How many events there are, asked twice of one moment."""
    with store.reading() as reader:
        first, second = (int(reader.value("SELECT COUNT(*) FROM events")) for _ in range(2))
    return first, second


def the_chain_is_whole(store: Store) -> None:
    with store.reading() as reader:
        events = list(reader.rows("SELECT seq, previous, hash FROM events ORDER BY seq"))
        assert verify(reader).is_sound
    assert list(range(1, len(events) + 1)) == [event["seq"] for event in events]
    assert GENESIS == events[0]["previous"]
    assert all(later["previous"] == earlier["hash"] for earlier, later in pairwise(events))
