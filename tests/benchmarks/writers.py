"""How many casework transactions a second one, two, four and eight officers get through, and how long one waits.

    python tests/benchmarks/writers.py [--size N] [--rounds N] [--report]

An officer is a process that works on cases of its own through ``Caseapp.do``, as the application does: acknowledge,
assign, extend, two notes, answer; each is a transaction. The peer is a loop in the bare driver (``sqlite3``,
``psycopg``) at the same durability. It does what the verbs did, as a recording of their statements says: in each
transaction the same SELECTs (the case, its stages and extensions) and the same INSERTs and UPDATEs, on a copy of the
same store without guards. Left out is what the rules and the audit add: the events, the look at the last one, the look
whether people, settings and days off are still as they were, and on PostgreSQL the lock that makes writers take turns.

Everybody begins with a fresh copy of one store, in turn and in one run, so that a drifting machine drifts for all
alike: a ratio is the median of the rounds' own ratios. Waits are from asking to being confirmed, over all rounds.
SQLite writes in WAL with synchronous FULL. PostgreSQL is that of CASEAPP_TEST_POSTGRES; without it there is SQLite
alone. Exits 1 if a bound is broken.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from statistics import median
from time import monotonic
from typing import Any

from caseapp.bootstrap import Caseapp
from caseapp.casework.requests import Acknowledge, Assign, Extend, Log, Note, Respond
from caseapp.rules.vocabulary import Outcome
from caseapp.settings import Settings

OFFICER = "Olga Officer"
ON = date(2026, 11, 16)
LIFE = 6
"""Transactions of one case."""
WARM = 2
"""Cases that each process begins with, before anything is timed."""
AT_ONCE = (1, 2, 4, 8)
AUDIT = ("INTO events", "FROM events", "FROM counters", "advisory_xact_lock", "SET LOCAL", "BEGIN", "COMMIT", "PRAGMA")

Statement = tuple[str, Any, bool]
"""SQL as the driver takes it, its values, and whether these are many rows."""
Transaction = list[Statement]

A_QUARTER, NO_COLLAPSE, NO_STARVING = 0.25, 0.7, 20.0
"""Of the bare loop's rate with one writer; of one's own rate, with eight; the worst wait in medians."""


def requests(reference: str) -> list[object]:
    """The life of one case, a request each transaction."""
    return [
        Acknowledge(reference),
        Assign(reference, OFFICER),
        Extend(reference, 5, "Waiting for the contractor's records"),
        Note(reference, "Rang the contractor, who will send them on Friday."),
        Note(reference, "They came; the crew had been told to leave the street out."),
        Respond(reference, Outcome.UPHELD, resolution_theme="Apology", root_cause="Staff"),
    ]


def caseapp_at(address: str) -> Caseapp:
    """The application as the officer uses it."""
    return Caseapp(Settings(address, database_was_named=True, user=OFFICER, today=ON))


def make(address: str, cases: int) -> list[str]:
    """A store with that many cases; gives their references."""
    from caseapp.casework.verbs import log

    caseapp = caseapp_at(address)
    caseapp.found()
    with closing(caseapp), caseapp.acting() as (work, by, at):
        contacts = (Log(summary=f"Missed bin {number}", service="Waste", details="x" * 400) for number in range(cases))
        return [log(work, contact, by=by, at=at).reference for contact in contacts]


def recorded(address: str, references: list[str]) -> dict[str, list[Transaction]]:
    """What the verbs ask of the driver during the lives of those cases, without the audit."""
    caseapp, heard = caseapp_at(address), list[Statement]()
    _listen(caseapp, heard)
    lives: dict[str, list[Transaction]] = {}
    with closing(caseapp):
        caseapp.do(Note(references[0], "What is known of people and policies is read once, not by each verb."))
        for reference in references:
            for request in requests(reference):
                heard.clear()
                caseapp.do(request)
                lives.setdefault(reference, []).append([one for one in heard if not _is_of(one, AUDIT)])
    return lives


def _listen(caseapp: Caseapp, heard: list[Statement]) -> None:
    """Note every statement: on SQLite the store speaks to the driver itself, so the driver's cursors listen."""
    from sqlalchemy import event

    engine = caseapp.store._engine
    if engine.dialect.name != "sqlite":

        def listen(*said: Any) -> None:
            heard.append((said[2], said[3], said[5]))

        event.listen(engine, "before_cursor_execute", listen)
        return

    class Listening(sqlite3.Cursor):
        def execute(self, sql: str, values: Any = (), /) -> Listening:
            heard.append((sql, values, False))
            return super().execute(sql, values)

        def executemany(self, sql: str, rows: Any, /) -> Listening:
            kept = list(rows)
            heard.append((sql, kept, True))
            return super().executemany(sql, kept)

    class Connection(sqlite3.Connection):
        def cursor(self, factory: Any = None) -> Any:  # noqa: ARG002  # whoever asks gets one that listens
            return super().cursor(Listening)

    def connect(_dialect: Any, _record: Any, arguments: Any, options: Any) -> sqlite3.Connection:
        return sqlite3.connect(*arguments, factory=Connection, **options)

    engine.dispose()
    event.listen(engine, "do_connect", connect)


def _is_of(statement: Statement, marks: tuple[str, ...]) -> bool:
    return any(mark in statement[0] for mark in marks)


# One writer, in a process of its own


def work(kind: str, address: str, script: str) -> int:
    """Do the lives of a pickled script; prints when each transaction was asked for and confirmed, but for the first."""
    life = pickle.loads(Path(script).read_bytes())  # noqa: S301  # which this benchmark has just written
    with _doing(kind, address) as do:
        for one in life[: WARM * LIFE]:
            do(one)
        print("ready", flush=True)
        sys.stdin.readline()
        times = []
        for one in life[WARM * LIFE :]:
            asked = monotonic()
            do(one)
            times.append((asked, monotonic()))
    print(json.dumps(times))
    return 0


@contextmanager
def _doing(kind: str, address: str) -> Iterator[Callable[[Any], object]]:
    """How a writer of that kind does one transaction."""
    if kind == "caseapp":
        with closing(caseapp_at(address)) as caseapp:
            yield caseapp.do
    elif "://" in address:
        yield from _bare_postgresql(address)
    else:
        yield from _bare_sqlite(address)


def _bare_sqlite(address: str) -> Iterator[Callable[[Transaction], object]]:
    with closing(sqlite3.connect(address, isolation_level=None, timeout=60)) as connection:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")

        def do(transaction: Transaction) -> None:
            connection.execute("BEGIN IMMEDIATE")
            for sql, values, many in transaction:
                if many:
                    connection.executemany(sql, values)
                else:
                    connection.execute(sql, values).fetchall()
            connection.execute("COMMIT")

        yield do


def _bare_postgresql(address: str) -> Iterator[Callable[[Transaction], object]]:
    import psycopg

    with psycopg.connect(address.replace("+psycopg", "", 1)) as connection:

        def do(transaction: Transaction) -> None:
            with connection.transaction(), connection.cursor() as cursor:
                for sql, values, many in transaction:
                    if many:
                        cursor.executemany(sql.encode(), values)
                    elif cursor.execute(sql.encode(), values).description:
                        cursor.fetchall()

        yield do


# All writers


@dataclass
class Contender:
    """One kind of writer, so many at once: the rates of its rounds, and every wait in milliseconds."""

    name: str
    kind: str
    at_once: int
    scripts: list[str]
    guarded: bool = True
    rates: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Transactions a second, all writers together: the median round."""
        return median(self.rates)

    @property
    def worst(self) -> float:
        """The worst wait, in medians."""
        return max(self.waits) / median(self.waits)

    def to(self, other: Contender) -> float:
        """Its rate to another's, round by round: the median."""
        return median(mine / theirs for mine, theirs in zip(self.rates, other.rates, strict=True))

    def run(self, address: str) -> None:
        """One round on a fresh copy of the store."""
        command = [sys.executable, __file__, "--writer", self.kind, address]
        writers = [
            subprocess.Popen([*command, script], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            for script in self.scripts
        ]
        for writer in writers:
            if writer.stdout is None or writer.stdout.readline() != "ready\n":
                sys.exit(f"{self.name}: a writer did not begin.")
        times = [time for told in _together(writers) for time in json.loads(told)]
        self.waits += [(confirmed - asked) * 1_000 for asked, confirmed in times]
        took = max(confirmed for _, confirmed in times) - min(asked for asked, _ in times)
        self.rates.append(len(times) / took)

    def __str__(self) -> str:
        """One line of the table."""
        waits = sorted(self.waits)
        spread = f"{min(self.rates):.0f}..{max(self.rates):.0f}"
        late = waits[int(len(waits) * 0.999)]
        return (
            f"  {self.name:<40}{self.at_once:7}{self.rate:9.0f}{spread:>14}"
            f"{median(waits):10.2f}{late:9.1f}{waits[-1]:9.1f}{self.worst:11.1f}"
        )


def _together(writers: list[subprocess.Popen[str]]) -> list[str]:
    for writer in writers:
        assert writer.stdin is not None, "a pipe was asked for"
        writer.stdin.write("go\n")
        writer.stdin.flush()
    told = [writer.communicate(timeout=600)[0] for writer in writers]
    if any(writer.returncode for writer in writers):
        sys.exit("A writer failed.")
    return told


class Engine:
    """Where the stores of a run are: copies of one, with guards and without."""

    def __init__(self, name: str, folder: Path, server: str | None) -> None:
        self.name, self.folder, self.server = name, folder / name, server
        self.folder.mkdir()

    def place(self, name: str) -> str:
        """The address of a store of that name."""
        if self.server is None:
            return str(self.folder / f"{name}.db")
        from sqlalchemy import make_url

        return make_url(self.server).set(database=name).render_as_string(hide_password=False)

    def made(self, name: str) -> str:
        """The address of a place where a store can be made."""
        if self.server is not None:
            self._tell_server(f"CREATE DATABASE {name} TEMPLATE template0")
        return self.place(name)

    def copy(self, template: str) -> str:
        """The name of a fresh copy of a store that nobody has open."""
        name = f"bench_{uuid.uuid4().hex}"
        if self.server is None:
            with closing(sqlite3.connect(self.place(template))) as store:
                store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            shutil.copy(self.place(template), self.place(name))
        else:
            self._tell_server(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        """Take a store away."""
        if self.server is None:
            for path in self.folder.glob(f"{name}.db*"):
                path.unlink()
        else:
            self._tell_server(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def without_guards(self, template: str) -> str:
        """The name of a copy from which the guards were taken."""
        from caseapp.store import guards
        from caseapp.store.store import Store

        name = self.copy(template)
        with (
            closing(Store.unchecked(self.place(name))) as store,
            store.connected(writing=True) as connection,
            connection.begin(),
        ):
            guards.remove(connection)
        return name

    def _tell_server(self, sql: str) -> None:
        import psycopg

        with psycopg.connect(str(self.server).replace("+psycopg", "", 1), autocommit=True) as server:
            server.execute(sql.encode())


def contenders(engine: Engine, lives: dict[str, list[Transaction]]) -> list[Contender]:
    """Every kind of writer with the scripts of its processes, the cases shared out evenly."""
    ours = {reference: requests(reference) for reference in lives}

    def contender(name: str, kind: str, work: dict[str, Any], at_once: int) -> Contender:
        references = list(work)
        shares = [[step for one in references[n::at_once] for step in work[one]] for n in range(at_once)]
        paths = [engine.folder / f"{kind}-{at_once}-{number}.script" for number in range(at_once)]
        for path, share in zip(paths, shares, strict=True):
            path.write_bytes(pickle.dumps(share))
        return Contender(name, kind, at_once, [str(path) for path in paths], guarded=kind == "caseapp")

    return [
        contender("bare loop, same reads and writes", "bare", lives, 1),
        *(contender("caseapp", "caseapp", ours, number) for number in AT_ONCE),
        contender("bare loop, same reads and writes", "bare", lives, AT_ONCE[-1]),
    ]


def measured(engine: Engine, cases: int, rounds: int) -> list[Contender]:
    """Everybody's rounds on one engine."""
    template = f"bench_{uuid.uuid4().hex}"
    references = make(engine.made(template), cases)
    scratch = engine.copy(template)
    everybody = contenders(engine, recorded(engine.place(scratch), references))
    bare = engine.without_guards(template)
    for _ in range(rounds):
        for one in everybody:
            copy = engine.copy(template if one.guarded else bare)
            one.run(engine.place(copy))
            engine.drop(copy)
    for name in (template, scratch, bare):
        engine.drop(name)
    return everybody


def judge(engine: Engine, everybody: list[Contender]) -> int:
    """Say how each bound was kept; the number that were broken."""
    bare, alone, *_, crowd, _ = everybody
    bounds = (
        ("one caseapp writer to the bare loop", alone.to(bare), A_QUARTER, True),
        ("eight caseapp writers to one", crowd.to(alone), NO_COLLAPSE, True),
        ("the worst of eight writers' waits to their median", crowd.worst, NO_STARVING, False),
    )
    broken = 0
    for name, ratio, bound, is_least in bounds:
        kept = ratio >= bound if is_least else ratio <= bound
        broken += not kept
        wanted = f"{'at least' if is_least else 'at most'} {bound:g}"
        print(f"{engine.name}: {name}: {ratio:.2f}, {'within' if kept else 'OUTSIDE'} its bound, {wanted}")
    return broken


def main() -> int:
    """Measure each engine, print the tables, judge; 1 if a bound is broken."""
    options = _options()
    if options.writer:
        return work(*options.writer)
    server = os.environ.get("CASEAPP_TEST_POSTGRES")
    for name in [name for name in os.environ if name.startswith("CASEAPP_")]:
        del os.environ[name]
    cases = max(options.size // LIFE, AT_ONCE[-1] * (WARM + 1))
    broken = 0
    with tempfile.TemporaryDirectory() as folder:
        engines = [Engine("SQLite", Path(folder), None)]
        engines += [Engine("PostgreSQL", Path(folder), server)] if server else []
        for engine in engines:
            everybody = measured(engine, cases, options.rounds)
            title = f"{engine.name}, {cases * LIFE:,} transactions, {options.rounds} rounds"
            print(f"{title:<42}at once     tx/s      min..max median ms    99.9%    worst in medians")
            print(*everybody, sep="\n")
            broken += judge(engine, everybody)
    return 0 if options.report else min(broken, 1)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=2_400, help="transactions of each contender's round (2,400)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each contender (3)")
    parser.add_argument("--report", action="store_true", help="print the ratios, and leave it to a person to judge")
    parser.add_argument("--writer", nargs=3, metavar=("KIND", "ADDRESS", "SCRIPT"), help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
