"""Casework and imports, as children do them until they are killed, and what must be found afterwards."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from caseapp.bootstrap import Caseapp
from caseapp.cli.main import main
from caseapp.rules.case import Case
from caseapp.settings import read_settings
from caseapp.store.store import Store
from tests.builders import OLGA
from tests.store.casebook import a_complaint, a_step
from tests.store.children import Heard, Piece, dice_for
from tests.store.places import Places
from tests.store.wreckage import Told, Wreck, damage, incomplete, log_left, told_by

CHECKOUT = Path(__file__).resolve().parents[2]
TODAY = "2026-04-08"
A_ROUND = 10
"""After so many kills a kind of work goes on in a new store, so that looking at it stays quick."""


class Labour(Protocol):
    """A kind of work that is done by children and cut off."""

    name: str
    pieces_each: int
    """About how many pieces of it the longest-lived child gets done."""
    seconds_each: float
    """How long a piece takes, as far as is known: what the moments of the kills are a part of."""

    def ready(self, number: int) -> None:
        """Have a store for the kill of this number."""

    def pieces(self, number: int, dice: random.Random) -> Iterator[Piece]:
        """Work without end, in the child."""

    def examined(self, heard: Heard) -> Wreck:
        """What is wrong afterwards; the next piece of work has then gone through as well."""

    @property
    def address(self) -> str:
        """The store."""


def caseapp(address: str, *words: str) -> str:
    """Run one command as Olga; gives what it printed.

    Raises:
        AssertionError: it did not exit 0.
    """
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(["--database", address, "--as", OLGA, "--today", TODAY, *words])
    assert code == 0, f"caseapp {' '.join(words)}: {err.getvalue()}"
    return out.getvalue()


def officer(address: str, name: str = OLGA) -> Caseapp:
    """The application as that officer uses it."""
    return Caseapp(read_settings(database=address, user=name, today=TODAY, environment={}))


def worked(app: Caseapp, request: Any) -> tuple[Case, tuple[Any, ...]]:
    """Carry a request out; gives the case, and what can be said of it only now."""
    case = app.do(request).case
    action = type(request).__name__.lower()
    words = getattr(request, "text", None) or getattr(request, "reason", None)
    return case, (case.reference, case.version, action, case.state.value, words)


@dataclass
class Verbs:
    """An officer who logs cases and takes one step after another with them."""

    places: Places
    name: str = "casework verbs"
    pieces_each: int = 40
    seconds_each: float = 0.01
    address: str = ""
    _kept: dict[tuple[str, int], tuple[Any, ...]] = field(default_factory=dict)

    def ready(self, number: int) -> None:
        """A new store for each round."""
        if number % A_ROUND == 0:
            self.address = self.places.founded()
            self._kept = {}

    def pieces(self, number: int, dice: random.Random) -> Iterator[Piece]:
        """Cases begun, and steps taken with the cases of this round."""
        with closing(officer(self.address)) as app:
            with app.reading() as reader:
                known = [reader.case(reference) for reference in sorted({reference for reference, _ in self._kept})]
            cases = {case.reference: case for case in known[-20:]}

            def do(request: Any) -> tuple[Any, ...]:
                case, said = worked(app, request)
                cases[case.reference] = case
                return said

            while True:
                new = len(cases) < 5 or dice.random() < 0.3
                request = a_complaint(dice, f"Kill {number}") if new else a_step(self._any(cases, dice), dice)
                yield type(request).__name__, partial(do, request)

    def examined(self, heard: Heard) -> Wreck:
        """Every confirmed event is there as it was confirmed, and at most one that was not."""
        self.places.settle(self.address)
        wreck = Wreck(log_left=log_left(self.address), damaged=list(damage(self.address)))
        for reference, version, *said in heard.confirmed:
            self._kept[reference, version] = tuple(said)
        found = told_by(self.address)
        wreck.lost += [
            f"{key}: {said}, but {found.get(key)}" for key, said in self._kept.items() if found.get(key) != said
        ]
        wreck.halves += self._unexplained(found) + [f"{name} lacks particulars" for name in incomplete(self.address)]
        with closing(officer(self.address)) as app:  # the next piece of work
            *key, action, state, words = worked(app, a_complaint(dice_for(len(found)), "Next"))[1]
        self._kept[key[0], key[1]] = (action, state, words)
        return wreck

    def _unexplained(self, found: Told) -> list[str]:
        """One verb may have been committed without the time to say so: never two."""
        silent = [key for key in found if key not in self._kept]
        self._kept |= {key: found[key] for key in silent}
        return [] if len(silent) <= 1 else [f"{silent} happened, and one verb at most was under way"]

    @staticmethod
    def _any(cases: dict[str, Case], dice: random.Random) -> Case:
        return cases[dice.choice(sorted(cases))]


HEADING = "source,submission_id,submitted_at,name,email,service,summary,details,adjustments"
FIXTURES = ("submissions-good.csv", "case_history_good.csv", "govuk_forms_complaints_2026-03-31.csv")


@dataclass
class Imports:
    """An officer who imports files, each of a few hundred rows, and the fixtures' files with the first."""

    places: Places
    folder: Path
    rows: int
    name: str = "import"
    pieces_each: int = 4
    seconds_each: float = 0.2
    address: str = ""
    _whole: set[str] = field(default_factory=set)

    def ready(self, number: int) -> None:
        """A new store for each round."""
        if number % A_ROUND == 0:
            self.address, self._whole = self.places.founded(), set()

    def pieces(self, number: int, dice: random.Random) -> Iterator[Piece]:
        """One new file after another; the fixtures in one command with the first."""
        for count in range(1_000):
            names = [self._written(f"post-{number:03d}-{count:03d}", dice)]
            if not self._whole and count == 0:
                names += [str(CHECKOUT / "fixtures" / "submissions" / name) for name in FIXTURES]
            yield " ".join(names), partial(self._imported, names)

    def _imported(self, names: list[str]) -> list[str]:
        caseapp(self.address, "import", *names)
        return names

    def _written(self, name: str, dice: random.Random) -> str:
        path = self.folder / f"{name}.csv"
        rows = (
            f"post,{name}-{row},2026-03-02T08:14:55+00:00,Caller {row},c{row}@example.org,Waste,"
            f"Bin {dice.getrandbits(64):016x},{'word ' * dice.randrange(80)}missed,Large print"
            for row in range(self.rows)
        )
        path.write_text("\n".join([HEADING, *rows]) + "\n", encoding="utf-8")
        return str(path)

    def examined(self, heard: Heard) -> Wreck:
        """Every confirmed file is there, and no file in part."""
        self.places.settle(self.address)
        wreck = Wreck(log_left=log_left(self.address), damaged=list(damage(self.address)))
        found = self._found()
        for names in heard.confirmed:
            self._whole |= {Path(name).name for name in names}
        wreck.lost += [f"{name} was imported and is not there" for name in sorted(self._whole - set(found))]
        wreck.halves += self._halves(found, (heard.unfinished or "").split())
        for name in (heard.unfinished or "").split():  # the next piece of work: the same file again
            caseapp(self.address, "import", name)
            self._whole.add(Path(name).name)
        wreck.halves += self._halves(self._found(), [])
        return wreck

    def _halves(self, found: dict[str, tuple[int, int, int]], under_way: list[str]) -> list[str]:
        parts = [f"{name}: {numbers}" for name, numbers in found.items() if len(set(numbers)) > 1]
        ours = {name: numbers[0] for name, numbers in found.items() if name.startswith("post-")}
        parts += [f"{name} has {rows} rows" for name, rows in ours.items() if rows not in {0, self.rows}]
        names = {Path(name).name for name in under_way}
        if names & set(found) not in (set(), names):  # files of one command go in together
            parts.append(f"of {names} only {names & set(found)} is there")
        return parts

    def _found(self) -> dict[str, tuple[int, int, int]]:
        """For each file: how many rows its batch says are new, how many cases came with it, how many rows say so."""
        with closing(Store.open(self.address)) as store, store.reading() as reader:
            return {row["file_name"]: (row["says"], row["cases"], row["rows_kept"]) for row in reader.rows(_BATCHES)}


_BATCHES = """
SELECT b.file_name, SUM(b.new) AS says,
  SUM((SELECT COUNT(*) FROM complaints c WHERE c.batch_id = b.id)) AS cases,
  SUM((SELECT COUNT(*) FROM import_rows r WHERE r.batch_id = b.id AND r.verdict = 'new')) AS rows_kept
FROM import_batches b GROUP BY b.file_name ORDER BY b.file_name
"""
