"""The import screen's way to files and to the store. All methods are called in threads."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from caseapp.rules.errors import CaseappError, FileProblem, InvalidInput
from caseapp.rules.text import one_line
from caseapp.rules.vocabulary import Verdict
from caseapp.tui.paths import path_said

if TYPE_CHECKING:
    from caseapp.bootstrap import Caseapp
    from caseapp.casework.import_undo import Undone
    from caseapp.intake.commit import Batch
    from caseapp.intake.files import Asked
    from caseapp.intake.matching import Proposal
    from caseapp.intake.plan import Plan, PlannedRow
    from caseapp.intake.shelf import Shelf
    from caseapp.intake.source import Source
    from caseapp.store.queries.imports import Batch as Past
    from caseapp.tui.dialogs.progress import Running


class Stopped(CaseappError):
    """Somebody stopped the work, of which nothing is left."""


class Reworded(InvalidInput):
    """A file cannot be read as it is, but can if likely columns are questions in other words."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A file that was read: what would become of it, and what is said of its columns."""

    plan: Plan
    source: Source
    notices: tuple[str, ...] = ()
    """A sentence each; those that propose something come first."""
    proposed: int = 0
    """How many columns are likely questions in other words, and are not read so yet."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or folder, as a folder lists it."""

    path: Path
    is_folder: bool
    size: int = 0
    """In bytes; nought of a folder."""
    changed_at: datetime | None = None
    is_parent: bool = False
    """Whether it leads to the folder above."""


class FolderSource:
    """The contents of a folder as rows of a grid: the way up, then folders, then files, by name."""

    def __init__(self) -> None:
        self._entries: Sequence[Entry] = ()

    def ids(self, view: Path) -> array[int]:
        """Read the folder that is to be shown.

        Raises:
            FileProblem: it is no folder, has gone, or may not be read.
        """
        self._entries = entries_of(view)
        return array("q", range(len(self._entries)))

    def rows(self, ids: Sequence[int]) -> Mapping[int, Entry]:
        """What was read."""
        entries = self._entries
        return {number: entries[number] for number in ids if number < len(entries)}


def entries_of(folder: Path) -> list[Entry]:
    """What is in a folder, hidden files left out.

    Raises:
        FileProblem: it is no folder, has gone, or may not be read.
    """
    try:
        found = [_entry(path) for path in folder.iterdir() if not path.name.startswith(".")]
    except (OSError, ValueError) as problem:
        why = getattr(problem, "strerror", None) or one_line(str(problem))
        raise FileProblem(f"The folder {one_line(str(folder))} cannot be read ({why}).") from None
    found.sort(key=lambda entry: (not entry.is_folder, entry.path.name.casefold(), entry.path.name))
    above = [] if folder.parent == folder else [Entry(folder.parent, is_folder=True, is_parent=True)]
    return above + found


def _entry(path: Path) -> Entry:
    """One of them; what cannot be looked at, such as a link to nowhere, is listed all the same."""
    try:
        facts = path.stat()
        is_folder = path.is_dir()
    except (OSError, ValueError):
        return Entry(path, is_folder=False)
    changed_at = datetime.fromtimestamp(facts.st_mtime).astimezone()
    return Entry(path, is_folder, 0 if is_folder else facts.st_size, changed_at)


def completion(typed: str) -> str | None:
    """The path that a beginning of one could mean; a folder ends in a slash. ``None`` if there is none.

    A name that cannot be shown as it is, is not suggested.
    """
    path = Path(typed).expanduser()
    folder, beginning = (path, "") if typed.endswith("/") else (path.parent, path.name)
    try:
        names = sorted(entries_of(folder), key=lambda entry: entry.path.name.casefold())
    except FileProblem:
        return None
    fitting = (entry for entry in names if not entry.is_parent and entry.path.name.startswith(beginning))
    found = next((entry for entry in fitting if one_line(entry.path.name) == entry.path.name), None)
    if found is None:
        return None
    kept = typed.removesuffix(beginning) if beginning else typed
    return f"{kept}{found.path.name}{'/' if found.is_folder else ''}"


class PlanSource:
    """The rows of a plan as rows of a grid."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    def ids(self, view: Verdict | None) -> array[int]:
        """The places of the rows with one verdict, or of all."""
        return self._plan.rows.places(view)

    def rows(self, ids: Sequence[int]) -> Mapping[int, PlannedRow]:
        """The rows at these places."""
        return {place: self._plan.rows[place] for place in ids}


class ImportDesk:
    """Plans, commits and takes back imports."""

    def __init__(self, app: Caseapp) -> None:
        self._app = app

    def shelf(self) -> Shelf:
        """The kinds of file that can be imported, and what is wrong with those that cannot be used."""
        from caseapp.intake.shelf import shelf

        return shelf()

    def plan(
        self, path: Path, profile: str | None, running: Running, *, accept: bool = False, asked: Asked | None = None
    ) -> Planned:
        """What would become of every row of a file. Writes nothing.

        ``accept`` reads every column that is likely a question in other words as that question; ``asked`` says how the
        file is written.

        Raises:
            Reworded: it would be read with ``accept``.
            FileProblem, InvalidInput, NotFound: the file cannot be read or understood, with the sentence to show.
            RuleBroken: this person does not work on cases (R54).
            Stopped: somebody stopped it.
        """
        from caseapp.intake import plan_file
        from caseapp.intake.matching import proposals

        def told(rows: int) -> None:
            running.report(rows, words="Reading changes nothing.", part=source.part_read)
            if running.is_stopped:
                raise Stopped("Reading was stopped; nothing was changed.")

        source = _opened(path, profile, asked, accept=accept)
        with self._app.looking() as reader:
            plan = plan_file(reader, source, today=self._app.today, told=told)
        proposed = proposals(source.profile, source.heading.names, source.matches)
        return Planned(plan, source, tuple(_notices(source, proposed)), len(proposed))

    def commit(self, planned: Planned, running: Running) -> tuple[Batch, str]:
        """Take in every new row of a plan, all of them or none; its columns are remembered for the next such file.

        Gives the import, and a sentence if they cannot be remembered, else a blank.

        Raises:
            RuleBroken, Conflict, StoreProblem: with the sentence to show; nothing was taken in.
            Stopped: somebody stopped it; nothing was taken in.
        """
        from caseapp.intake import commit_plan

        total = len(planned.plan.rows)

        def told(rows: int) -> None:
            running.report(rows, total, "Stopping leaves nothing behind: the rows go in together, or none does.")
            if running.is_stopped:
                raise Stopped("The import was stopped; nothing was taken in.")

        with self._app.acting() as (work, by, at):
            batch = commit_plan(work, planned.plan, by=by, at=at, told=told)
        return batch, planned.source.remember()

    def write_rejects(self, path: Path, plan: Plan) -> int:
        """Write the rejected rows to a new file; gives how many.

        Raises:
            FileProblem: there is a file of that name already, or it cannot be written.
        """
        from caseapp.intake import write_rejects

        return write_rejects(path, [plan])

    # Past imports.

    def past(self) -> tuple[Past, ...]:
        """The latest imports, the newest first."""
        from caseapp.store.queries.imports import batches

        with self._app.looking() as reader:
            return batches(reader)

    def cases_of(self, number: int) -> tuple[str, ...]:
        """The references of the cases that an import brought."""
        from caseapp.store.queries.imports import cases_of

        with self._app.looking() as reader:
            return cases_of(reader, number)

    def undo(self, number: int) -> Undone:
        """Take an import back.

        Raises:
            RuleBroken: it is not theirs to take back, or somebody has worked on its cases.
        """
        from caseapp.casework.import_undo import undo_import

        with self._app.acting() as (work, by, at):
            return undo_import(work, number, by=by, at=at)


def whole_path(path: Path) -> tuple[Path, bool]:
    """The whole path, and whether it is a folder.

    Raises:
        FileProblem: it is none that can be read.
    """
    try:
        whole = path.expanduser().absolute()
        return whole, whole.is_dir()
    except (OSError, RuntimeError, ValueError) as problem:
        raise FileProblem(f"{path_said(path)} is no path that can be read ({one_line(str(problem))}).") from None


def _opened(path: Path, profile: str | None, asked: Asked | None, *, accept: bool) -> Source:
    """The file with its profile; what it raises is told at ``ImportDesk.plan``."""
    from caseapp.intake.matching import Answers
    from caseapp.intake.source import open_source

    try:
        return open_source(path, profile, answers=Answers(accept=accept), asked=asked)
    except InvalidInput as refused:
        likely = "" if accept else _likely(path, profile, asked)
        if not likely:
            raise
        raise Reworded(f"{one_line(path.name)} lacks a question that it needs. {likely}") from refused


def _likely(path: Path, profile: str | None, asked: Asked | None) -> str:
    """Which columns are likely which questions, where the file can be read if they are; else a blank."""
    from caseapp.intake.matching import Answers, proposals
    from caseapp.intake.shelf import shelf
    from caseapp.intake.source import open_source

    try:
        source = open_source(path, profile, answers=Answers(accept=True), asked=asked)
    except CaseappError:
        return ""
    unchanged = shelf().called(source.profile.name).profile
    proposed = proposals(unchanged, source.heading.names)
    words = [f"{each.words}" for each in proposed if each.column in source.matches]
    return f"{'; '.join(words)}." if words else ""


def _notices(source: Source, proposed: Sequence[Proposal]) -> Iterator[str]:
    """What is said of the columns: first what is proposed, without the options of the command line."""
    yield from (f"{each.words}, which means {each.field.replace('_', ' ')}." for each in proposed)
    beginnings = tuple(each.words for each in proposed)
    yield from (notice for notice in source.notices if not beginnings or not notice.startswith(beginnings))


class PastSource:
    """The past imports as rows of a grid."""

    def __init__(self, desk: ImportDesk) -> None:
        self._desk = desk
        self._past: Mapping[int, Past] = {}

    def ids(self, view: None) -> array[int]:  # noqa: ARG002  # there is one view of them
        """Read them; the newest first."""
        self._past = {each.id: each for each in self._desk.past()}
        return array("q", self._past)

    def rows(self, ids: Sequence[int]) -> Mapping[int, Past]:
        """What was read."""
        past = self._past
        return {number: past[number] for number in ids if number in past}
