"""Imports damaged files by the ten thousand, and holds each to what every import promises.

``python -m tests.intake.fuzz --files 20000 --seed 1`` uses every core. A file that breaks a promise is kept in a
folder that is named, with the line that tries it again; the same seed makes the same files.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from typing import NoReturn

from caseapp.casework.founding import found
from caseapp.intake import open_import, profiles
from caseapp.rules.vocabulary import Verdict
from caseapp.store.store import Store
from tests.builders import ADA, may, noon
from tests.intake.mutations import mutated
from tests.intake.office import SAMPLES, Office
from tests.intake.promises import Checker, How, require

SLOWEST = 5.0
"""Seconds of processor time for one file, whatever is in it: it is planned three times, and carried out twice."""
SLOWEST_ROWS = 1_000
"""Rows for which there may be a second more."""
HANGING = 120
"""Seconds after which a file is given up."""
MOST_MEMORY = 400_000_000
"""Bytes of the whole process."""
KEPT_FOR_GOOD = 10
"""Of so many files one is really taken in; what the others bring is undone."""
_ENOUGH = 10
"""Broken promises after which a process stops."""


class Hanging(BaseException):
    """A file takes so long that it is given up. Nothing that handles errors may stop it."""


@dataclass(frozen=True)
class Trial:
    """One damaged file, and how it is imported."""

    sample: str
    ways: tuple[str, ...]
    content: bytes
    how: How
    is_kept: bool


@dataclass
class Tally:
    """What a run has seen."""

    files: int = 0
    refused: int = 0
    taken: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, int] = (0.0, 0)
    memory: int = 0
    problems: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """What another process has seen."""
        self.files, self.refused, self.taken = (
            self.files + other.files, self.refused + other.refused, self.taken + other.taken,
        )  # fmt: skip
        self.verdicts += other.verdicts
        self.slowest, self.memory = max(self.slowest, other.slowest), max(self.memory, other.memory)
        self.problems += other.problems


def trial(seed: int, number: int) -> Trial:
    """The file of that number: always the same for the same seed."""
    dice = Random(f"{seed}/{number}")  # noqa: S311  # to be repeated, not to be secret
    sample, ways, content = mutated(dice)
    return Trial(sample, ways, content, _how(sample, dice), is_kept=number % KEPT_FOR_GOOD == 0)


def _how(sample: str, dice: Random) -> How:
    """Mostly as it is recognised or as what it was; sometimes as something else, or as somebody says it is written."""
    how: How = {"profile": dice.choice((None, None, None, profile_of(sample), profile_of(sample)))}
    if dice.random() < 0.05:
        how["profile"] = dice.choice([profile.name for profile in profiles()])
    if dice.random() < 0.1:
        how["accept"] = True
    if dice.random() < 0.05:
        how |= dice.choice(
            ({"encoding": "windows-1252"}, {"encoding": "utf-16"}, {"delimiter": ";"}, {"quotes": "backslash"})
        )
    return how


@cache
def profile_of(sample: str) -> str:
    return open_import(SAMPLES / sample).profile.name


def main(arguments: list[str] | None = None) -> int:
    """Try files; 1 if one broke a promise."""
    parser = argparse.ArgumentParser(prog="python -m tests.intake.fuzz", description=__doc__)
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="try the one file of this number")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--keep", type=Path, help="where files that break a promise are kept")
    asked = parser.parse_args(arguments)
    keep = asked.keep or Path(tempfile.gettempdir()) / f"caseapp-fuzz-{asked.seed}"
    started = time.monotonic()
    if asked.only is not None:
        tally = run(asked.seed, range(asked.only, asked.only + 1), keep)
    else:
        tally = _run_everywhere(asked.seed, asked.files, asked.jobs, keep)
    _tell(tally, asked.seed, time.monotonic() - started)
    return 1 if tally.problems else 0


def _run_everywhere(seed: int, files: int, jobs: int, keep: Path) -> Tally:
    shares = [(seed, range(first, files, jobs), keep) for first in range(jobs)]
    tally = Tally()
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        for part in pool.starmap(run, shares):
            tally.add(part)
    return tally


def run(seed: int, numbers: range, keep: Path) -> Tally:
    """Try the files of those numbers against one store."""
    warnings.simplefilter("error")
    signal.signal(signal.SIGALRM, _give_up)
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder, _nobody_home(Path(folder)), _checker(Path(folder)) as checker:
        for number in numbers:
            _try(checker, seed, number, tally, keep)
            if tally.files % 1_000 == 0:
                print(f"{tally.files} files of {len(numbers)}, {len(tally.problems)} problems", file=sys.stderr)
            if len(tally.problems) >= _ENOUGH:
                break
        if not tally.problems:
            checker.require_sound()
    return tally


def _try(checker: Checker, seed: int, number: int, tally: Tally, keep: Path) -> None:
    tested = trial(seed, number)
    started = time.process_time()
    signal.alarm(HANGING)
    try:
        plan = checker.check(_name(tested), tested.content, tested.how, is_kept=tested.is_kept)
        took = time.process_time() - started
        bound = SLOWEST + (plan.rows_read if plan else 0) / SLOWEST_ROWS
        require(took < bound, f"it took {took:.1f} seconds")
        tally.memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        require(tally.memory < MOST_MEMORY, f"the process has grown to {tally.memory:,} bytes")
    except (Exception, Hanging):  # noqa: BLE001  # whatever it is, it is what is looked for
        tally.problems.append(_kept(tested, seed, number, keep))
        print(tally.problems[-1], file=sys.stderr)
        return
    finally:
        signal.alarm(0)
        tally.files += 1
    tally.slowest = max(tally.slowest, (took, number))
    tally.refused += plan is None
    tally.taken += plan is not None and tested.is_kept
    for verdict in Verdict if plan else ():
        tally.verdicts[verdict.value] += getattr(plan.counts if plan else None, verdict.value)


def _name(tested: Trial) -> str:
    return f"damaged{Path(tested.sample).suffix}"


def _kept(tested: Trial, seed: int, number: int, keep: Path) -> str:
    """Keep a file that broke a promise; gives what to say of it."""
    keep.mkdir(parents=True, exist_ok=True)
    path = keep / f"{number}-{tested.sample}"
    path.write_bytes(tested.content)
    path.with_name(f"{path.name}.txt").write_text(f"{tested.ways} {tested.how}\n{traceback.format_exc()}")
    return (
        f"{path}: {traceback.format_exc().strip().splitlines()[-1][:400]}\n"
        f"  again with: python -m tests.intake.fuzz --seed {seed} --only {number}"
    )


def _give_up(*_: object) -> NoReturn:
    raise Hanging


@contextmanager
def _nobody_home(folder: Path) -> Iterator[None]:
    """Nothing of the machine's own settings and profiles is read, and nothing is remembered in them."""
    kept = dict(os.environ)
    for name in [name for name in os.environ if name.startswith(("CASEAPP_", "XDG_"))]:
        del os.environ[name]
    os.environ["HOME"] = str(folder)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(kept)


@contextmanager
def _checker(folder: Path) -> Iterator[Checker]:
    address = str(folder / "store.db")
    found(address, founder=ADA, at=noon(may(1))).close()
    with closing(Store.open(address)) as store, closing(Checker(Office(store, folder))) as checker:
        yield checker


def _tell(tally: Tally, seed: int, took: float) -> None:
    rows = ", ".join(f"{number:,} {verdict}" for verdict, number in tally.verdicts.items())
    lines = [
        f"seed {seed}: {tally.files:,} files in {took:,.0f} s",
        f"{tally.refused:,} refused with a sentence, {tally.files - tally.refused - len(tally.problems):,} planned",
        f"{tally.taken:,} of them taken in for good, and the store sound afterwards",
        f"{sum(tally.verdicts.values()):,} rows: {rows}",
        f"slowest file {tally.slowest[0]:.1f} s of processor time (number {tally.slowest[1]})",
        f"largest process {tally.memory / 1e6:,.0f} MB",
        *tally.problems,
        f"{len(tally.problems)} broken promises",
    ]
    print("\n".join(lines))


if __name__ == "__main__":
    sys.exit(main())
