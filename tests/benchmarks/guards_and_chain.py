"""What the guards of the database and the chain of hashes cost: verbs and an import, with them and without.

    python tests/benchmarks/guards_and_chain.py [--size N] [--rounds N] [--report]

Four stores that differ in this alone: as it is, without the guards (the triggers are dropped on a copy), without the
chain (an event carries its number where its hash should be, so that neither its facts are put into canonical form nor
SHA-256 is reckoned), and without both. Everything else is the same: rules, events, keys and CHECKs, WAL and synchronous
FULL. The verbs are the life of a case, a transaction each; the import is the demonstration's case history in one
transaction. Rounds go in turn, each on a fresh copy, so that a drifting machine drifts for all alike; the table shows
medians, and how many times as long as the bare store's they are, round by round. SQLite, in one process.
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter

from caseapp.casework.founding import found
from caseapp.casework.people import actor
from caseapp.casework.requests import Acknowledge, Assign, Extend, Log, Note, Respond
from caseapp.casework.verbs import carry_out
from caseapp.intake.demonstration import generate
from caseapp.intake.past_cases import take_history
from caseapp.rules.vocabulary import Outcome
from caseapp.store import guards
from caseapp.store.audit import Link
from caseapp.store.store import Store

OFFICER = "Olga Officer"
AT = datetime.combine(date(2026, 11, 16), time(12), tzinfo=UTC)


@dataclass
class Contender:
    """One kind of store, and the seconds that each of its rounds took."""

    name: str
    guarded: bool
    chained: bool
    seconds: list[float] = field(default_factory=list)

    def run(self, template: Path, task: Callable[[Store], None]) -> None:
        """One round on a fresh copy."""
        path = template.with_name("copy.db")
        shutil.copy(template, path)
        with closing(Store.open(str(path))) as store, _chain(kept=self.chained):
            if not self.guarded:
                with store.connected(writing=True) as connection, connection.begin():
                    guards.remove(connection)
            began = perf_counter()
            task(store)
            self.seconds.append(perf_counter() - began)
        for file in path.parent.glob(f"{path.name}*"):
            file.unlink()

    def times_as_long_as(self, other: Contender) -> list[float]:
        """How many times as long as another's its rounds took, one by one."""
        return [mine / theirs for mine, theirs in zip(self.seconds, other.seconds, strict=True)]


@contextmanager
def _chain(*, kept: bool) -> Iterator[None]:
    """Events as they are, or with their number for a hash; each still names the one before."""
    hashed = Link.hash
    if not kept:
        Link.hash = _number  # type: ignore[method-assign]  # what is measured is its absence
    try:
        yield
    finally:
        Link.hash = hashed  # type: ignore[method-assign]  # as it was


def _number(self: Link) -> str:
    return f"{self.seq:064d}"


def contenders() -> list[Contender]:
    """The four stores; the last is the one that the others are compared with."""
    return [
        Contender("as it is", guarded=True, chained=True),
        Contender("without guards", guarded=False, chained=True),
        Contender("without the chain", guarded=True, chained=False),
        Contender("without both", guarded=False, chained=False),
    ]


def lives(references: list[str]) -> Callable[[Store], None]:
    """Every step of those cases, a transaction each."""

    def work(store: Store) -> None:
        for reference in references:
            for request in (
                Acknowledge(reference),
                Assign(reference, OFFICER),
                Extend(reference, 5, "Waiting for the contractor's records"),
                Note(reference, "Rang the contractor, who will send them on Friday."),
                Respond(reference, Outcome.UPHELD),
            ):
                with store.writing() as transaction:
                    carry_out(transaction, request, by=actor(transaction, OFFICER, at=AT), at=AT)

    return work


def case_history(template: Path, cases: int) -> Callable[[Store], None]:
    """The demonstration's cases, as many as were asked for, in one transaction."""
    with closing(Store.open(str(template))) as store, store.reading() as reader:
        calendar = reader.calendar(reader.policies.on(AT.date()).division)
        rows = list(islice(generate(AT.date(), calendar, reader.policies), cases))

    def work(store: Store) -> None:
        with store.writing() as transaction:
            take_history(transaction, rows, by=actor(transaction, OFFICER, at=AT), at=AT)

    return work


def make(path: Path, cases: int) -> list[str]:
    """A store with that many cases, in one file; gives their references."""
    with closing(found(str(path), founder=OFFICER, at=AT)) as store, store.writing() as work:
        by = actor(work, OFFICER, at=AT)
        contacts = (Log(summary=f"Missed bin {number}", service="Waste", details="x" * 400) for number in range(cases))
        references = [carry_out(work, contact, by=by, at=AT).reference for contact in contacts]
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return references


def compare(title: str, template: Path, task: Callable[[Store], None], steps: int, rounds: int) -> None:
    """Run everybody in turn, and print how they compare."""
    everybody = contenders()
    contenders()[0].run(template, task)  # once untimed, so that nobody pays for a cold disk
    for _ in range(rounds):
        for one in everybody:
            one.run(template, task)
    print(f"{title:<48}{'ms each':>10}{'min..max':>16}{'times':>8}{'min..max':>14}")
    for one in everybody:
        each = [taken / steps * 1_000 for taken in one.seconds]
        ratios = one.times_as_long_as(everybody[-1])
        spread, noise = f"{min(each):.3f}..{max(each):.3f}", f"{min(ratios):.2f}..{max(ratios):.2f}"
        print(f"  {one.name:<46}{median(each):10.3f}{spread:>16}{median(ratios):8.2f}{noise:>14}")


def main() -> int:
    """Measure the verbs and the import, and print both."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "template.db"
        references = make(template, max(options.size // 5, 1))
        verbs = len(references) * 5
        compare(f"{verbs:,} verbs, a transaction each", template, lives(references), verbs, options.rounds)
        history = case_history(template, options.size)
        compare(f"an import of {options.size:,} case histories", template, history, options.size, options.rounds)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=2_000, help="verbs, and cases of the import (2,000)")
    parser.add_argument("--rounds", type=int, default=7, help="rounds of each store (7)")
    parser.add_argument("--report", action="store_true", help="as every benchmark has it; this one has no bound")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
