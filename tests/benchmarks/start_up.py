"""How long a command takes from nothing, as a person waits for it, against the floor that its libraries set.

    python tests/benchmarks/start_up.py [--rounds N]

Whole processes, run in turn so that a drifting machine drifts for all of them alike; medians, and ratios of the
medians, with the fastest and slowest run beside them as a measure of the machine's noise. Exits 1 over a bound.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter

CASEAPP = "import sys; from caseapp.cli.main import main; sys.exit(main())"
"""What the installed ``caseapp`` script runs."""


@dataclass(frozen=True)
class Contender:
    """One program: the code for a fresh Python, its arguments, and the seconds that each of its runs took."""

    name: str
    code: str
    arguments: tuple[str, ...] = ()
    seconds: list[float] = field(default_factory=list)

    @property
    def milliseconds(self) -> float:
        """The median of its runs."""
        return median(self.seconds) * 1_000

    def run(self) -> None:
        """Run it once, silently; what it says is shown only if it fails."""
        command = [sys.executable, "-c", self.code, *self.arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"{self.name} failed: {done.stderr}")

    def run_timed(self) -> None:
        """Run it once, and note how long it took."""
        began = perf_counter()
        self.run()
        self.seconds.append(perf_counter() - began)

    def __str__(self) -> str:
        """One line of the table, in milliseconds."""
        noise = f"{min(self.seconds) * 1_000:.0f}..{max(self.seconds) * 1_000:.0f}"
        return f"{self.name:<48}{self.milliseconds:8.0f}{noise:>14}"


@dataclass(frozen=True)
class Race:
    """A command against its floor: at most ``bound`` times as slow."""

    command: Contender
    floor: Contender
    bound: float

    @property
    def ratio(self) -> float:
        """How many times as slow as its floor the command is."""
        return self.command.milliseconds / self.floor.milliseconds

    def __str__(self) -> str:
        """Who, how many times, and whether that is within the bound."""
        verdict = "within" if self.ratio <= self.bound else "OVER"
        return f"{self.command.name} takes {self.ratio:.2f} times {self.floor.name}: {verdict} its bound, {self.bound}"


def main() -> int:
    """Make the demonstration store, run the races on it and print them; 1 if a bound is broken."""
    options = _options()
    rounds = options.rounds
    nothing = Contender('python -c "pass"', "pass")
    races = (
        Race(Contender("caseapp --help", CASEAPP, ("--help",)), _importing("typer"), bound=1.5),
        Race(Contender("caseapp list", CASEAPP, ("list",)), _importing("typer, sqlmodel"), bound=1.3),
    )
    contenders = [nothing, *(side for race in races for side in (race.floor, race.command))]
    with tempfile.TemporaryDirectory() as folder:
        _make_store(Path(folder) / "demonstration.db")
        _run_in_turn(contenders, rounds)
    print(f"{f'whole process, {rounds} rounds in turn':<48}{'median':>8}{'min..max ms':>14}", *contenders, sep="\n")
    print(*races, sep="\n")
    missed = any(race.ratio > race.bound for race in races)
    return int(missed and not options.report)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15, help="runs of each program (15)")
    parser.add_argument("--size", type=int, help="as every benchmark has it; this one's store has one size")
    parser.add_argument("--report", action="store_true", help="print the ratios, and leave it to a person to judge")
    return parser.parse_args()


def _importing(modules: str) -> Contender:
    code = f"import {modules}"
    return Contender(f'python -c "{code}"', code)


def _make_store(path: Path) -> None:
    """A fresh demonstration store, which every run after this one opens."""
    for name in [name for name in os.environ if name.startswith("CASEAPP_")]:
        del os.environ[name]
    Contender("caseapp demo", CASEAPP, ("demo", "--no-tui", "--database", str(path))).run()
    os.environ["CASEAPP_DATABASE"] = str(path)


def _run_in_turn(contenders: list[Contender], rounds: int) -> None:
    for contender in contenders:
        contender.run()  # once untimed, so that nobody pays for a cold disk
    for _ in range(rounds):
        for contender in contenders:
            contender.run_timed()


if __name__ == "__main__":
    sys.exit(main())
