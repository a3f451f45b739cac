"""Sudden death: ``python -m tests.store.kills [--kills 300] [--engine sqlite postgresql] [--seed N] [--folder PLACE]``.

Processes do real work through public doors and are killed (SIGKILL) at random moments. After each kill SQLite's own
checks are clean, ``verify`` proves the store, everything that was confirmed is there, nothing is there by halves, and
the next piece of work goes through on the same store. Only kills that landed in the middle of a piece of work count.
What is done and when it is cut off follow from the seed; where exactly a kill lands is the machine's affair. Prints a
tally, and exits 1 if anything was lost. The PostgreSQL server is named by CASEAPP_TEST_POSTGRES.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack, chdir
from dataclasses import dataclass
from pathlib import Path

from caseapp.rules.errors import CaseappError
from tests.store.children import Child, Heard, dice_for
from tests.store.copies import Backups, Restores, Upgrades
from tests.store.labour import Imports, Labour, Verbs
from tests.store.places import ENGINES, Places, places
from tests.store.wreckage import Wreck

ROWS = 200
"""How many rows an imported file has; a store that is copied has five times as many cases."""
FOR_EACH = 4
"""How many kills may be tried for each one that lands in the middle."""


@dataclass
class Tally:
    """What became of one kind of work."""

    work: str
    kills: int = 0
    in_the_middle: int = 0
    logs_left: int = 0
    """After how many kills a write-ahead log with something in it was lying beside the store."""
    confirmed: int = 0
    lost: int = 0
    halves: int = 0
    damaged: int = 0

    def add(self, wreck: Wreck, heard: Heard) -> None:
        """Count one kill."""
        self.kills += 1
        self.in_the_middle += heard.unfinished is not None
        self.logs_left += wreck.log_left
        self.confirmed += len(heard.confirmed)
        self.lost += len(wreck.lost)
        self.halves += len(wreck.halves)
        self.damaged += len(wreck.damaged)

    @property
    def is_clean(self) -> bool:
        """Whether nothing was lost, halved or damaged."""
        return not (self.lost or self.halves or self.damaged)

    @property
    def numbers(self) -> tuple[int, ...]:
        """All of them, in the order of ``COLUMNS``."""
        return (
            self.kills, self.in_the_middle, self.logs_left, self.confirmed, self.lost, self.halves, self.damaged,
        )  # fmt: skip


COLUMNS = ("kills", "in the middle", "log left", "confirmed", "lost", "halves", "damaged")


def kinds(engine: str, places: Places, folder: Path, rows: int) -> list[Labour]:
    """The kinds of work of an engine; a server's own tools make its backups."""
    both: list[Labour] = [Verbs(places), Imports(places, folder, rows), Upgrades(places)]
    copies: list[Labour] = [Backups(places, folder, 5 * rows), Restores(places, folder, 5 * rows)]
    return [*both, *copies] if engine == "sqlite" else both


def kill_one(labour: Labour, tally: Tally, number: int, seed: int) -> list[str]:
    """One child, one kill, and what is wrong afterwards."""
    dice = dice_for(seed, labour.name, number)
    labour.ready(number)
    child = Child(lambda: labour.pieces(number, dice_for(seed, labour.name, number, "child")))
    heard = child.killed_after(dice.random() * labour.pieces_each * labour.seconds_each)
    took = sum(heard.took) / len(heard.took) if heard.took else labour.seconds_each * 1.5
    labour.seconds_each = (labour.seconds_each + took) / 2
    wreck = _examined(labour, heard)
    if heard.failed:
        wreck.damaged.append(f"it gave up before it was killed: {heard.failed}")
    tally.add(wreck, heard)
    return [f"{labour.name}, kill {number}: {sentence}" for sentence in wreck.sentences]


def _examined(labour: Labour, heard: Heard) -> Wreck:
    try:
        return labour.examined(heard)
    except (AssertionError, CaseappError) as error:
        return Wreck(damaged=[f"the next piece of work did not go through: {error}"])


def run(engine: str, kills: int, seed: int, folder: Path, rows: int = ROWS) -> list[Tally]:
    """That many kills in the middle, shared out among the kinds of work; says what went wrong as it goes wrong."""
    with ExitStack() as until_the_end:
        work = kinds(engine, until_the_end.enter_context(places(engine, folder)), folder, rows)
        tallies = [Tally(labour.name) for labour in work]
        for number in range(kills * FOR_EACH):
            done = sum(tally.in_the_middle for tally in tallies)
            if done >= kills:
                break
            turn = number % len(work)
            for sentence in kill_one(work[turn], tallies[turn], number // len(work), seed):
                print(sentence, file=sys.stderr, flush=True)
        return tallies


def as_table(tallies: Sequence[Tally]) -> str:
    """The tally for people."""
    total = ("all", *(sum(numbers) for numbers in zip(*(tally.numbers for tally in tallies), strict=True)))
    lines = [("work", *COLUMNS), *((tally.work, *tally.numbers) for tally in tallies), total]
    widths = [max(len(str(cell)) for cell in column) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            f"{cell:<{width}}" if n == 0 else f"{cell:>{width}}"
            for n, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.store.kills", description=(__doc__ or "").partition("\n")[2])
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--engine", choices=ENGINES, nargs="+", default=["sqlite"])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rows", type=int, default=ROWS, help="of an imported file; of a copied store, five times it")
    parser.add_argument("--folder", type=Path, help="where stores are made; else a temporary folder")
    given = parser.parse_args(arguments)
    return 0 if all(told(engine, given.kills, given.seed, given.folder, given.rows) for engine in given.engine) else 1


def told(engine: str, kills: int, seed: int, place: Path | None, rows: int) -> bool:
    """Run on one engine and print the tally; says whether nothing was lost in as many kills as were asked for."""
    began = time.monotonic()
    # Work is done in that folder: it is where copies of a server's store go.
    with tempfile.TemporaryDirectory(dir=place and place.resolve()) as folder, chdir(folder):
        tallies = run(engine, kills, seed, Path(folder), rows)
    print(as_table(tallies))
    print(f"{engine}, seed {seed}, {time.monotonic() - began:.0f} s", flush=True)
    return sum(tally.in_the_middle for tally in tallies) >= kills and all(tally.is_clean for tally in tallies)


if __name__ == "__main__":
    sys.exit(main())
