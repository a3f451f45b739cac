"""Many officers at once: ``python -m tests.store.crowd [--seconds 60] [--writers 8] [--readers 2] [--engine ...]``.

Processes work on one store for that long: new cases, steps on cases that all of them share, each expecting the case
as it was read, and now and then a case that is given up before it is kept. Others only read. Afterwards each
confirmed verb is exactly one event and each event a confirmed verb, the version of a case is the number of its
events, no reference was given twice, ``verify`` proves the store, and nobody was told of a lock or had to wait for
ever. Prints a tally, and exits 1 if anything does not fit. The PostgreSQL server is named by CASEAPP_TEST_POSTGRES.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from caseapp.bootstrap import Caseapp
from caseapp.casework.requests import Log
from caseapp.casework.verbs import carry_out
from caseapp.rules.errors import CaseappError, Conflict
from tests.builders import ADA, LEE, OLGA, RITA
from tests.store.casebook import a_complaint, a_step
from tests.store.children import FORK, dice_for
from tests.store.labour import officer, worked
from tests.store.places import ENGINES, places
from tests.store.wreckage import Told, damage, told_by

OFFICERS = (OLGA, RITA, LEE, ADA)
SHARED = 12
"""How many cases everybody works on."""
NEW, GIVEN_UP = 0.25, 0.3
"""How often a writer logs a new case, and begins one that is given up; else it is a shared case's turn."""
A_GLANCE = 0.02
"""Seconds that a reader looks at what it has read."""
A_MINUTE = 60
FAIR = 1 / 3
"""The fewest verbs that a writer may have done, as a part of what the writers did on average."""
ENOUGH = 20
"""Verbs that the writers must have done on average, to say anything of fairness."""

Said = tuple[Any, ...]
"""Reference, version, action, state and words of a confirmed verb."""


@dataclass
class Report:
    """What one process did and was told."""

    confirmed: list[Said] = field(default_factory=list)
    conflicts: int = 0
    given_up: int = 0
    read: int = 0
    waits: list[float] = field(default_factory=list)
    """Seconds that each verb took, refused ones among them."""
    problems: list[str] = field(default_factory=list)
    """What nobody should have been told."""


class GivenUp(Exception):
    """Not an error: how a transaction is told not to be kept."""


class Writer:
    """An officer who shares cases with others."""

    def __init__(self, app: Caseapp, dice: random.Random, shared: Sequence[str], report: Report) -> None:
        self._app, self._dice, self._shared, self._report = app, dice, shared, report

    def work(self) -> None:
        """One verb."""
        chance = self._dice.random()
        if chance < NEW:
            self._carry_out(a_complaint(self._dice, self._app.user))
        elif chance < GIVEN_UP:
            self._give_up(a_complaint(self._dice, "Given up"))
        else:
            with self._app.reading() as reader:
                case = reader.case(self._dice.choice(self._shared))
            if self._dice.random() < 0.2:
                time.sleep(self._dice.random() / 50)  # as long as a person thinks, at our scale
            self._carry_out(a_step(case, self._dice))

    def _carry_out(self, request: Any) -> None:
        began = time.monotonic()
        try:
            case, said = worked(self._app, request)
            self._report.confirmed.append(said)
            if getattr(request, "expected_version", None) not in {None, case.version - 1}:
                self._report.problems.append(f"{said} went over what somebody else had done meanwhile")
        except Conflict as conflict:
            self._told_of(conflict)
        self._report.waits.append(time.monotonic() - began)

    def _told_of(self, conflict: Conflict) -> None:
        self._report.conflicts += 1
        if not any(name in conflict.sentence for name in OFFICERS):
            self._report.problems.append(f"It does not say who: {conflict.sentence}")

    def _give_up(self, request: Log) -> None:
        self._report.given_up += 1
        with suppress(GivenUp), self._app.acting() as (work, by, at):
            carry_out(work, request, by=by, at=at)
            work.flush()
            raise GivenUp


class Reader:
    """Somebody who looks, and must see one moment each time."""

    def __init__(self, app: Caseapp, report: Report) -> None:
        self._app, self._report = app, report

    def work(self) -> None:
        """Two looks within one view of the store."""
        with self._app.reading() as reader:
            first, second = (int(reader.value("SELECT COUNT(*) FROM events")) for _ in range(2))
            torn = reader.value(_TORN)
        self._report.read += 1
        time.sleep(A_GLANCE)
        if first != second or torn is not None:
            self._report.problems.append(f"A reader saw {first} and then {second} events, and {torn} half done")


_TORN = """
SELECT c.reference FROM complaints c
WHERE c.version <> (SELECT COUNT(*) FROM events e WHERE e.complaint_id = c.id) LIMIT 1
"""


@dataclass(frozen=True)
class Crowd:
    """How many, for how long, and what their dice are thrown with."""

    writers: int
    readers: int
    seconds: float
    seed: int


def process(number: int, crowd: Crowd, address: str, shared: Sequence[str], target: Path, start: Any) -> None:
    """One writer, or a reader if its number is negative; leaves its report in a file."""
    report, dice = Report(), dice_for(crowd.seed, number)
    try:
        with closing(officer(address, OFFICERS[number % len(OFFICERS)])) as app:
            worker = Writer(app, dice, shared, report) if number >= 0 else Reader(app, report)
            assert app.store.address == address  # opened before the start
            start.wait(A_MINUTE)
            until = time.monotonic() + crowd.seconds
            while time.monotonic() < until:
                _work(worker, report)
    except Exception as error:  # noqa: BLE001  # whatever it was, the report tells
        report.problems.append(f"{type(error).__name__}: {error}")
    target.write_text(json.dumps(asdict(report)), encoding="utf-8")


def _work(worker: Writer | Reader, report: Report) -> None:
    try:
        worker.work()
    except CaseappError as error:
        report.problems.append(error.sentence)


def reports(crowd: Crowd, address: str, shared: Sequence[str], folder: Path) -> tuple[list[Report], list[Report]]:
    """What the writers and the readers did."""
    numbers = [*range(crowd.writers), *(-number for number in range(1, crowd.readers + 1))]
    targets = [folder / f"report{number}.json" for number in numbers]
    start = FORK.Barrier(len(numbers))
    children = [
        FORK.Process(target=process, args=(number, crowd, address, shared, target, start))
        for number, target in zip(numbers, targets, strict=True)
    ]
    for child in children:
        child.start()
    for child in children:
        child.join(crowd.seconds + A_MINUTE)
        child.kill()
    found = [_report(target) for target in targets]
    return found[: crowd.writers], found[crowd.writers :]


def _report(target: Path) -> Report:
    if not target.exists():
        return Report(problems=["somebody did not come to an end"])
    return Report(**json.loads(target.read_text(encoding="utf-8")))


def prepared(address: str, seed: int) -> list[Said]:
    """What was confirmed of the shared cases, logged before the start."""
    with closing(officer(address)) as app:
        return [worked(app, a_complaint(dice_for(seed, "shared", number), "Shared"))[1] for number in range(SHARED)]


def misfits(confirmed: Sequence[Said], found: Told) -> list[str]:
    """Why what was confirmed is not, one to one, what the store holds."""
    times = Counter((reference, version) for reference, version, *_ in confirmed)
    told = {(reference, version): tuple(said) for reference, version, *said in confirmed}
    news = Counter(reference for reference, _, action, *_ in confirmed if action == "log")
    sentences = [f"{key} was confirmed {number} times" for key, number in times.items() if number > 1]
    sentences += [f"{reference} was given {number} times" for reference, number in news.items() if number > 1]
    sentences += [
        f"{key} was confirmed as {said}, not as it is" for key, said in told.items() if found.get(key) != said
    ]
    sentences += [f"{key} was never confirmed" for key in found if key not in told]
    return sentences


def unfair(writers: Sequence[Report]) -> list[str]:
    """Who was starved."""
    done = [len(report.waits) for report in writers]
    mean = sum(done) / len(done)
    starved = [f"writer {number} did {count} of {mean:.0f}" for number, count in enumerate(done) if count < FAIR * mean]
    return starved if mean >= ENOUGH else []


def run(engine: str, crowd: Crowd, folder: Path) -> tuple[str, list[str]]:
    """The tally, and what does not fit."""
    with places(engine, folder) as made:
        address = made.founded()
        confirmed = prepared(address, crowd.seed)
        writers, readers = reports(crowd, address, [str(said[0]) for said in confirmed], folder)
        confirmed += [tuple(said) for report in writers for said in report.confirmed]
        made.settle(address)
        found = told_by(address)
        problems = [sentence for report in (*writers, *readers) for sentence in report.problems]
        problems += [*misfits(confirmed, found), *torn(address), *damage(address), *unfair(writers)]
    return tally(crowd, writers, readers, len(found)), problems


def torn(address: str) -> list[str]:
    """The first case whose version is not the number of its events."""
    with closing(officer(address)) as app, app.reading() as reader:
        reference = reader.value(_TORN)
    return [f"the version of {reference} is not the number of its events"] if reference else []


def tally(crowd: Crowd, writers: Sequence[Report], readers: Sequence[Report], events: int) -> str:
    """The figures for people."""
    waits = sorted(wait * 1_000 for report in writers for wait in report.waits)
    done = [len(report.confirmed) for report in writers]
    refs = sum(said[2] == "log" for report in writers for said in report.confirmed)
    middle, late, worst = median(waits), waits[int(len(waits) * 0.999)], waits[-1]
    return "\n".join(
        [
            f"{sum(done)} verbs confirmed, {sum(done) / crowd.seconds:.0f} a second; {events} events of cases",
            f"by each writer: {', '.join(map(str, done))} (the fewest {min(done) / max(done):.2f} of the most)",
            f"{sum(report.conflicts for report in writers)} conflicts, each told who and what",
            f"{refs} references given, none twice; {sum(report.given_up for report in writers)} cases given up",
            f"{sum(report.read for report in readers)} looks by {len(readers)} readers, none of them half done",
            f"a verb took {middle:.1f} ms (median), {late:.0f} ms (99.9 %), {worst:.0f} ms (worst)",
        ]
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.store.crowd", description=(__doc__ or "").partition("\n")[2])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--readers", type=int, default=2)
    parser.add_argument("--engine", choices=ENGINES, nargs="+", default=["sqlite"])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where the store is made; else a temporary folder")
    given = parser.parse_args(arguments)
    crowd = Crowd(given.writers, given.readers, given.seconds, given.seed)
    return 0 if all(told(engine, crowd, given.folder) for engine in given.engine) else 1


def told(engine: str, crowd: Crowd, place: Path | None) -> bool:
    """Run on one engine and print the tally; says whether everything fits."""
    with tempfile.TemporaryDirectory(dir=place) as folder:
        words, problems = run(engine, crowd, Path(folder))
    print(words)
    for problem in problems[:20]:
        print(problem, file=sys.stderr)
    facts = f"{engine}, {crowd.writers} writers, {crowd.seconds:g} s, seed {crowd.seed}"
    print(f"{facts}: {len(problems)} misfits", flush=True)
    return not problems


if __name__ == "__main__":
    sys.exit(main())
