"""Unattended import: whatever whole file is put into a folder is imported and put away with a report beside it."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import typer

from caseapp.cli.main import sentence_of
from caseapp.cli.session import Session, say, show
from caseapp.intake.watching import DONE, FAILED, Arrival, Place, Stamp, WatchedFolder
from caseapp.rules.errors import CaseappError, Conflict, FileProblem, InvalidInput
from caseapp.rules.instants import london_date
from caseapp.rules.text import one_line
from caseapp.rules.vocabulary import Verdict

if TYPE_CHECKING:
    from types import FrameType

    from caseapp.bootstrap import Caseapp
    from caseapp.intake.plan import Plan

LOOK_SECONDS = 5.0
"""Between two looks at the folder."""
TROUBLED_SECONDS = 30.0
"""The same after something stood in the way."""
MOST_REPORTED = 200
"""Rows of a file that its report tells of; the rejects file has all that were rejected."""

_ORDER = (Verdict.REJECTED, Verdict.CHANGED, Verdict.SKIPPED, Verdict.NEW, Verdict.DUPLICATE)
"""Of the rows in a report: first what somebody must do something about."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file."""

    counts: dict[str, int] = field(default_factory=dict)
    """How many rows are what, by verdict."""
    batch: int | None = None
    """The number of the import; ``None`` for a file that could not be understood."""
    recognised: tuple[str, ...] = ()
    """What the file is and what there is to say about its columns, a sentence each."""
    rows: tuple[str, ...] = ()
    """Lines about rows, ``MOST_REPORTED`` at most."""
    untold: int = 0
    """How many rows there was no line for."""
    rejects: str = ".csv"
    """The kind of file that rejected rows are in."""
    failure: str = ""
    """Why the file could not be understood, in a sentence."""


def import_one(
    caseapp: Caseapp, path: Path, *, profile: str | None, rejects: Path, unchanged: Callable[[], None]
) -> Taken:
    """Take one file in as one batch. ``rejects`` is where its rejected rows go; ``unchanged`` is asked before a commit.

    A file that cannot be understood is told in the answer, and nothing was written of it.

    Raises:
        CaseappError: the store, the rights of whoever acts, or the file system stood in the way; nothing was written.
    """
    from caseapp.intake import commit_plan, open_import, plan_file, write_rejects

    try:
        source = open_import(path, profile)
        with caseapp.reading() as reader:
            plan = plan_file(reader, source, today=caseapp.today)
    except InvalidInput as problem:
        return Taken(failure=problem.sentence)
    write_rejects(rejects, [plan])
    unchanged()
    with caseapp.acting() as (work, by, at):
        batch = commit_plan(work, plan, by=by, at=at)
    lines = list(_rows_told(plan))
    return Taken(
        asdict(batch.counts),
        batch.number,
        (source.recognised, *source.notices),
        tuple(lines[:MOST_REPORTED]),
        max(0, len(lines) - MOST_REPORTED),
        ".jsonl" if plan.format in {"jsonl", "json", "xml"} else ".csv",
    )


def _rows_told(plan: Plan) -> Iterator[str]:
    """A line for each row that is not new, or is new with something to know."""
    for verdict in _ORDER:
        for row in plan.rows:
            if row.verdict is verdict and (verdict is not Verdict.NEW or row.notes):
                yield f"row {row.number}: {row.verdict}: {' '.join((*row.reasons, *row.notes))}"


def watch(running: Session, folder: Path, *, profile: str | None, once: bool) -> int:
    """Import what is put into a folder, until a signal comes or, with ``once``, until all that is there was looked at.

    Gives 0 when everything was taken or another process watches the folder already, and 1 when something failed, was
    rejected or had to be left.

    Raises:
        BadParameter: no profile has that name.
        FileProblem: the folder cannot be used.
    """
    _require_profile(profile)
    watched = WatchedFolder(folder)
    with watched.alone(_now()) as other:
        if other:
            say(f"{watched.name} is watched already by {other}; there is nothing to do here.")
            return 0
        watched.make_ready()
        with _signals() as stopping:
            watcher = _Watcher(running, watched, profile, stopping)
            if once:
                watcher.run_once()
            else:
                say(f"Watching {watched.name}; Ctrl+C ends it.")
                watcher.run()
    return 0 if watcher.all_well else 1


def _now() -> datetime:
    """The real instant, whatever date was fixed: files are as old as the machine says."""
    return datetime.now(UTC)


def _require_profile(name: str | None) -> None:
    if name is not None:
        from caseapp.intake import profiles

        known = [profile.name for profile in profiles()]
        if name not in known:
            raise typer.BadParameter(
                f"there is no profile {name}; there are {', '.join(known)}.", param_hint="--profile"
            )


class _Stopping:
    """Whether somebody asked to stop: once to finish the file under way, twice to stop at once."""

    def __init__(self) -> None:
        self.asked = False
        self._at_once = self._held = False

    def hear(self, _number: int, _frame: FrameType | None) -> None:
        """A signal came."""
        self._at_once, self.asked = self.asked, True
        if self._at_once and not self._held:
            raise KeyboardInterrupt

    @contextmanager
    def held(self) -> Iterator[None]:
        """For what must not end half-way, and is short."""
        self._held = True
        try:
            yield
        finally:
            self._held = False
        if self._at_once:
            raise KeyboardInterrupt

    def pause(self, seconds: float) -> None:
        """Wait so long, or until somebody asks to stop."""
        until = time.monotonic() + seconds
        while not self.asked and (rest := until - time.monotonic()) > 0:
            time.sleep(min(0.2, rest))


@contextmanager
def _signals() -> Iterator[_Stopping]:
    """While the block runs the signals that end a process are heard; only the main thread can."""
    stopping = _Stopping()
    heard = (signal.SIGINT, signal.SIGTERM) if threading.current_thread() is threading.main_thread() else ()
    before = {number: signal.signal(number, stopping.hear) for number in heard}
    try:
        yield stopping
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@dataclass(slots=True)
class _Pass:
    """What one look at the folder led to."""

    files: int = 0
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(Verdict, 0))
    failed: int = 0
    left: int = 0

    def add(self, taken: Taken) -> None:
        """One more file that was put away."""
        self.files += 1
        self.failed += bool(taken.failure)
        for verdict, number in taken.counts.items():
            self.counts[verdict] += number

    @property
    def all_well(self) -> bool:
        """Whether nobody needs to look."""
        return not (self.failed or self.left or self.counts[Verdict.REJECTED])

    @property
    def line(self) -> str:
        """For logs."""
        line = f"caseapp import: {_many(self.files, 'file')}, {_counted(self.counts)}"
        line += f"; {_many(self.failed, 'file')} failed" if self.failed else ""
        return line + (f"; {_many(self.left, 'file')} left" if self.left else "")


class _Unmoved(NamedTuple):
    """A file that was imported and could not be put away yet."""

    stamp: Stamp
    taken: Taken


class _Watcher:
    """Looks at a folder and takes what is whole in it."""

    def __init__(self, running: Session, folder: WatchedFolder, profile: str | None, stopping: _Stopping) -> None:
        self._settings, self._debug = running.caseapp.settings, running.debug
        self._folder, self._profile, self._stopping = folder, profile, stopping
        self._unmoved: dict[Path, _Unmoved] = {}
        self._said: set[str] = set()
        self.all_well = True
        """Whether nothing failed, was rejected or was left in all passes."""

    def run_once(self) -> None:
        """One pass, and another for what was still being written during the first."""
        if growing := self._one_pass():
            self._stopping.pause(self._folder.settled)
            growing = [] if self._stopping.asked else self._one_pass()
        for name in growing:
            say(f"{one_line(name)} is still being written; it is left for the next time.")

    def run(self) -> None:
        """Passes until somebody asks to stop."""
        while not self._stopping.asked:
            well_before, self.all_well = self.all_well, True
            try:
                self._one_pass()
            except FileProblem as problem:
                self._note_trouble(problem.sentence)
            seconds = LOOK_SECONDS if self.all_well else TROUBLED_SECONDS
            self.all_well &= well_before
            self._stopping.pause(seconds)

    def _one_pass(self) -> list[str]:
        """Take every whole file; gives the names of those that are still being written."""
        look = self._folder.look(_now())
        for sentence in look.odd:
            say(sentence)
        done = _Pass()
        if look.whole:
            with closing(self._opened()) as caseapp:
                self._take_all(caseapp, look.whole, done)
        if done.files or (done.left and not self._said_before(done.line)):
            show(done.line)
        if not done.left:
            self._said.clear()
        self.all_well &= done.all_well
        return look.growing

    def _opened(self) -> Caseapp:
        """Anew for each pass: between two the store may have been upgraded, restored or moved."""
        from caseapp.bootstrap import Caseapp

        return Caseapp(self._settings)

    def _take_all(self, caseapp: Caseapp, arrivals: Sequence[Arrival], done: _Pass) -> None:
        for place, arrival in enumerate(arrivals):
            if self._stopping.asked:
                return
            try:
                done.add(self._take(caseapp, arrival))
            except (FileProblem, Conflict, OSError) as problem:
                done.left += 1
                self._note_trouble(f"{arrival.name} is left where it is: {sentence_of(problem)}")
            except CaseappError as problem:  # of the store or of whoever acts: no other file would fare better
                done.left += len(arrivals) - place
                self._note_trouble(f"{arrival.name} is left where it is: {problem.sentence}")
                return
            except Exception as problem:  # noqa: BLE001  # no traceback reaches a log, and no file is lost
                done.left += 1
                self._note_trouble(f"{arrival.name} is left where it is: {sentence_of(problem)}")

    def _take(self, caseapp: Caseapp, arrival: Arrival) -> Taken:
        """Import one file and put it away, unless it was imported before and only waits to be put away."""
        before = self._unmoved.pop(arrival.path, None)
        if before is not None and before.stamp == arrival.stamp:
            taken = before.taken
        else:
            taken = self._imported(caseapp, arrival)
        self._put_away(arrival, taken)
        return taken

    def _imported(self, caseapp: Caseapp, arrival: Arrival) -> Taken:
        rejects = self._folder.rejects_of(arrival)
        rejects.unlink(missing_ok=True)  # of a time when the file could not be taken after all
        if caseapp.found_if_missing():
            say(f"Made a new store at {caseapp.settings.database}; you are its administrator.")
        return import_one(
            caseapp,
            arrival.path,
            profile=self._profile,
            rejects=rejects,
            unchanged=lambda: self._folder.require_unchanged(arrival),
        )

    def _put_away(self, arrival: Arrival, taken: Taken) -> None:
        try:
            with self._stopping.held():
                beneath = FAILED if taken.failure else DONE
                place = self._folder.place(arrival, beneath, london_date(_now()), taken.rejects)
                has_rejects = self._folder.rejects_of(arrival).exists()
                self._folder.put_away(arrival, place, _report(arrival, taken, place, has_rejects=has_rejects))
        except FileProblem:
            self._unmoved[arrival.path] = _Unmoved(arrival.stamp, taken)
            raise
        told = f"failed: {taken.failure}" if taken.failure else f"import {taken.batch}, {_counted(taken.counts)}"
        say(f"{arrival.name}: {told} ({place.file.parent.name}/{one_line(place.file.name)})")

    def _note_trouble(self, sentence: str) -> None:
        """Say what stands in the way, once while it does."""
        self.all_well = False
        if not self._said_before(sentence):
            say(sentence)

    def _said_before(self, sentence: str) -> bool:
        said = sentence in self._said
        self._said.add(sentence)
        return said


def _many(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _counted(counts: dict[str, int]) -> str:
    return f"{_many(sum(counts.values()), 'row')}: {', '.join(f'{counts[verdict]} {verdict}' for verdict in Verdict)}"


def _report(arrival: Arrival, taken: Taken, place: Place, *, has_rejects: bool) -> str:
    """What is put beside a file, for whoever looks after the import."""
    lines = [f"caseapp import of {arrival.name}", ""]
    if taken.failure:
        lines += [taken.failure, "Nothing was taken in. Mend the file, or the profile, and put it back."]
    else:
        lines += [f"Recognised: {taken.recognised[0]}", *taken.recognised[1:]]
        lines += [f"Import {taken.batch}: {_counted(taken.counts)}"]
        lines += [f"To take it back: caseapp import undo {taken.batch}"]
    if has_rejects:
        lines += [f"Rejected rows, to be mended and imported again: {one_line(place.rejects.name)}"]
    if taken.rows:
        lines += ["", *taken.rows]
    if taken.untold:
        lines += [f"... and {taken.untold} more"]
    return "\n".join((*lines, ""))
