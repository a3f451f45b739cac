"""How many rows a second a bulk import takes in, with everything on, beside what merely puts rows in a table.

    python tests/benchmarks/importing.py [--size ROWS] [--rounds N] [--million] [--report]
        [--sqlite-utils CMD] [--pandas PYTHON] [--shell CMD]

One file of 20 columns with narratives of 400 characters. ``caseapp import`` validates, looks for repeats and related
cases, works out due dates, writes half a dozen guarded tables, chains an event a case and indexes the words; each peer
puts the same file into one table: ``sqlite-utils insert --csv`` with a key, pandas ``to_sql``, the sqlite3 shell's
``.import``. Whole processes in turn, medians of the clock. ``--million`` asks whether rate and memory hold at ten times
the size. The second import of the same file finds every row taken. Exits 1 over a bound.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import shlex
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter

COLUMNS = (
    "source", "submission_id", "submitted_at", "kind", "channel", "name", "email", "telephone", "address", "postcode",
    "service", "sub_service", "summary", "details", "desired_outcome", "raised_before", "issue_on", "aware_on",
    "adjustments", "which bin was it",
)  # fmt: skip
NARRATIVE = 400
_WORDS = (  # noqa: SIM905  # as one reads it
    "bin missed street light noise council tax repair letter officer waited weeks called again parking fine grave park "
    "rubbish collection damp mould rent answer nobody came road lamp broken"
).split()
_SERVICES = ("Waste", "Planning", "Parking", "Housing Repairs (Responsive)", "Local Taxation")
_BOUNDS = {"sqlite-utils": 2.5, "pandas": 1.5, "shell": 0.25}
"""Times the peer's rows a second."""
_KILOBYTES = 1024


@dataclass
class Measured:
    """What one contender took, run by run."""

    name: str
    rows: int
    seconds: list[float] = field(default_factory=list)
    megabytes: float = 0.0

    @property
    def rate(self) -> float:
        """Rows a second, of the median run."""
        return self.rows / median(self.seconds)

    def __str__(self) -> str:
        """One line of the table."""
        rates = sorted(self.rows / each for each in self.seconds)
        return f"{self.name:<44}{self.rate:>10,.0f} rows/s  {rates[0]:,.0f}..{rates[-1]:,.0f}  {self.megabytes:.0f} MB"


@dataclass(frozen=True)
class Bound:
    """What must hold."""

    words: str
    value: float
    least: float = 0.0
    most: float = float("inf")

    @property
    def is_kept(self) -> bool:
        """Whether it does."""
        return self.least <= self.value <= self.most

    def __str__(self) -> str:
        """What it is, and whether that is within the bound."""
        bound = f"at least {self.least:g}" if self.least else f"at most {self.most:g}"
        return f"{self.words}: {self.value:.2f}, {'within' if self.is_kept else 'MISSES'} its bound, {bound}"


def write_file(path: Path, rows: int) -> Path:
    """Submissions of the native format, the same at every run."""
    dice = random.Random(20261122)  # noqa: S311  # the same rows at every run
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(_row(dice, number) for number in range(rows))
    return path


def _row(dice: random.Random, number: int) -> Sequence[object]:
    text = " ".join(dice.choices(_WORDS, k=100))[:NARRATIVE]
    return (
        "portal", f"S{number:08d}", f"2026-{1 + number % 9:02d}-{1 + number % 28:02d}T10:{number % 60:02d}:27+00:00",
        "complaint", "web", f"Person {number}", f"p{number}@example.org", f"07700 9{number % 100_000:05d}",
        f"{number} High Street, Ambridge", f"AB{number % 90} {number % 9}CD", _SERVICES[number % 5], "",
        f"Complaint about a {dice.choice(_WORDS)} {number}", text, "An apology", "No", "2025-12-01", "2025-12-02", "",
        f"the {number}th",
    )  # fmt: skip


def run(measured: Measured, command: Sequence[str], environment: dict[str, str]) -> None:
    """One whole process: its clock and its peak memory.

    Raises:
        SystemExit: it failed.
    """
    began = perf_counter()
    quiet = [(os.POSIX_SPAWN_OPEN, descriptor, os.devnull, os.O_WRONLY, 0) for descriptor in (1, 2)]
    child = os.posix_spawnp(command[0], list(command), environment, file_actions=quiet)
    _, status, usage = os.wait4(child, 0)
    measured.seconds.append(perf_counter() - began)
    measured.megabytes = max(measured.megabytes, usage.ru_maxrss / _KILOBYTES)
    if os.waitstatus_to_exitcode(status):
        sys.exit(f"{shlex.join(command)} failed")


class Contest:
    """A folder, a file and who takes it in."""

    def __init__(self, folder: Path, options: argparse.Namespace) -> None:
        self.folder, self.options = folder, options
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("CASEAPP_", "XDG_"))}
        self.environment = kept | {"HOME": str(folder), "CASEAPP_USER": "Ada Admin", "CASEAPP_TODAY": "2026-10-01"}
        self.empty = folder / "empty.db"
        self._caseapp(self.empty, "init")

    def _caseapp(self, store: Path, *words: str) -> None:
        run(Measured("", 1), self._command(store, *words), self.environment)

    def _command(self, store: Path, *words: str) -> list[str]:
        code = "import sys; from caseapp.cli.main import main; sys.exit(main())"
        return [sys.executable, "-c", code, "--database", str(store), *words]

    def take(self, file: Path, first: Measured, again: Measured) -> None:
        """Import a file into an empty store, and once more."""
        store = Path(shutil.copy(self.empty, self.folder / "store.db"))
        command = self._command(store, "import", str(file), "--profile", "submissions")
        run(first, command, self.environment)
        run(again, command, self.environment)
        for left in self.folder.glob("store.db*"):
            left.unlink()

    def peers(self, file: Path) -> dict[str, list[str]]:
        """The commands of those that were named."""
        table, options = str(self.folder / "peer.db"), self.options
        commands: dict[str, list[str]] = {}
        if options.sqlite_utils:
            commands["sqlite-utils"] = [options.sqlite_utils, "insert", table, "t", str(file), "--csv",
                                        "--pk", "submission_id"]  # fmt: skip
        if options.pandas:
            code = f"import pandas, sqlite3; pandas.read_csv({str(file)!r}).to_sql('t', sqlite3.connect({table!r}))"
            commands["pandas"] = [options.pandas, "-c", code]
        if options.shell:
            commands["shell"] = [options.shell, table, "-cmd", ".mode csv", f".import {file} t"]
        return commands

    def race(self, file: Path, rows: int, rounds: int) -> tuple[dict[str, Measured], Measured]:
        """Everybody in turn; gives who was measured, caseapp first, and caseapp's second import."""
        commands = self.peers(file)
        measured = {name: Measured(name, rows) for name in ("caseapp", *commands)}
        again = Measured("caseapp, the same file again", rows)
        for _ in range(rounds):
            self.take(file, measured["caseapp"], again)
            for name, command in commands.items():
                run(measured[name], command, self.environment)
                (self.folder / "peer.db").unlink()
        print(*measured.values(), again, sep="\n")
        return measured, again


def _bounds(measured: dict[str, Measured], again: Measured) -> list[Bound]:
    ours = measured["caseapp"].rate
    peers = {name: peer.rate for name, peer in measured.items() if name != "caseapp"}
    bounds = [Bound(f"rows a second, times {name}'s", ours / rate, _BOUNDS[name]) for name, rate in peers.items()]
    return [*bounds, Bound("rows a second of the second time, times the first", again.rate / ours, 2.0)]


def _larger(contest: Contest, size: int, rate: float) -> list[Bound]:
    file = write_file(contest.folder / "larger.csv", size * 10)
    first, again = Measured("caseapp, ten times the rows", size * 10), Measured("", size * 10)
    contest.take(file, first, again)
    print(first)
    return [
        Bound("rate at ten times the rows, times that at one", first.rate / rate, 0.8),
        Bound("peak memory at ten times the rows, MB", first.megabytes, most=200),
    ]


def main() -> int:
    """Run it and print it; 1 if a bound is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=100_000, help="rows of the file (100,000)")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each (3)")
    parser.add_argument("--million", action="store_true", help="ten times the rows as well")
    parser.add_argument("--sqlite-utils", help="the sqlite-utils command")
    parser.add_argument("--pandas", help="a Python that has pandas")
    parser.add_argument("--shell", default=shutil.which("sqlite3"), help="the sqlite3 shell")
    parser.add_argument("--report", action="store_true", help="print the ratios, and leave it to a person to judge")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        contest = Contest(Path(folder), options)
        file = write_file(Path(folder) / "rows.csv", options.size)
        print(
            f"{options.size:,} rows of {file.stat().st_size / 1_000_000:.0f} MB, {options.rounds} rounds in turn",
            "",
            sep="\n",
        )
        measured, again = contest.race(file, options.size, options.rounds)
        bounds = _bounds(measured, again)
        if options.million:
            bounds += _larger(contest, options.size, measured["caseapp"].rate)
    print("", *bounds, sep="\n")
    return int(not all(bound.is_kept for bound in bounds) and not options.report)


if __name__ == "__main__":
    sys.exit(main())
