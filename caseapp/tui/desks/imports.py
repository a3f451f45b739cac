"""The import screen's way to files and to the store. All methods are called in threads."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from caseapp.rules.errors import CaseappError, FileProblem
from caseapp.rules.text import one_line
from caseapp.rules.vocabulary import Verdict

if TYPE_CHECKING:
    from caseapp.bootstrap import Caseapp
    from caseapp.casework.import_undo import Undone
    from caseapp.intake.commit import Batch
    from caseapp.intake.plan import Plan, PlannedRow
    from caseapp.intake.profile import Profile
    from caseapp.store.queries.imports import Batch as Past
    from caseapp.tui.dialogs.progress import Running


class Stopped(CaseappError):
    """Somebody stopped the work, of which nothing is left."""


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

    def profiles(self) -> list[Profile]:
        """The kinds of file that can be imported."""
        from caseapp.intake import profiles

        return profiles()

    def plan(self, path: Path, profile: str | None, running: Running) -> Plan:
        """What would become of every row of a file. Writes nothing.

        Raises:
            FileProblem, InvalidInput, NotFound: the file cannot be read or understood, with the sentence to show.
            RuleBroken: this person does not work on cases (R54).
            Stopped: somebody stopped it.
        """
        from caseapp.intake import open_import, plan_file

        def told(rows: int) -> None:
            running.report(rows, words=one_line(path.name))
            if running.is_stopped:
                raise Stopped("Reading was stopped; nothing was changed.")

        source = open_import(path, profile)
        with self._app.looking() as reader:
            return plan_file(reader, source, today=self._app.today, told=told)

    def commit(self, plan: Plan, running: Running) -> Batch:
        """Take in every new row of a plan, all of them or none.

        Raises:
            RuleBroken, Conflict, StoreProblem: with the sentence to show; nothing was taken in.
            Stopped: somebody stopped it; nothing was taken in.
        """
        from caseapp.intake import commit_plan

        total = len(plan.rows)

        def told(rows: int) -> None:
            running.report(rows, total, "Stopping leaves nothing behind: the rows go in together, or none does.")
            if running.is_stopped:
                raise Stopped("The import was stopped; nothing was taken in.")

        with self._app.acting() as (work, by, at):
            return commit_plan(work, plan, by=by, at=at, told=told)

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
