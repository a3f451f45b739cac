"""Import: pick a file, see what would become of every row, take the new ones in; and take an import back."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.widgets import ContentSwitcher, Static

from caseapp.rules.errors import FileProblem
from caseapp.rules.text import one_line
from caseapp.rules.vocabulary import Verdict
from caseapp.tui.background import sentence_of
from caseapp.tui.commands import Context, bindings
from caseapp.tui.desk import Desk, Sitting
from caseapp.tui.desks.imports import Entry, FolderSource, ImportDesk, PastSource, Stopped
from caseapp.tui.notices import tell
from caseapp.tui.paths import path_said
from caseapp.tui.screens.area import AreaScreen
from caseapp.tui.views import View
from caseapp.tui.widgets.grid import Grid
from caseapp.tui.widgets.import_words import (
    cases_said,
    counts_sentence,
    file_columns,
    past_columns,
    past_sentence,
    rows_said,
)
from caseapp.tui.widgets.path_input import PathInput
from caseapp.tui.widgets.plan_view import PlanView

if TYPE_CHECKING:
    from caseapp.casework.import_undo import Undone
    from caseapp.intake.commit import Batch
    from caseapp.intake.plan import Plan
    from caseapp.intake.profile import Profile
    from caseapp.store.queries.imports import Batch as Past
    from caseapp.tui.dialogs.progress import Ending, Running

_HINT = "Choose a file of submissions or past cases: nothing is changed until you have seen what becomes of every row."


class ImportScreen(AreaScreen):
    """A file becomes a plan, and a plan an import."""

    CSS_PATH = Path(__file__).with_name("imports.tcss")
    BINDINGS = bindings(Context.IMPORTS)
    CONTEXT: ClassVar[Context] = Context.IMPORTS
    AREA = "imports"
    HELP = (
        "Choose a file to see what would become of each of its rows, and why; nothing is changed until you import the "
        "new ones, all together or none. An import is taken back as long as nobody has worked on its cases. "
        "On the command line: caseapp import FILE --dry-run, then caseapp import FILE"
    )
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012  # Textual declares it so
    AUTO_FOCUS = "#files"

    def __init__(self) -> None:
        super().__init__()
        self._folder = Path.cwd()
        self._profile = ""
        self._imports: ImportDesk | None = None
        self._plan: Plan | None = None
        self._planned_path: Path | None = None
        self._announced: int | None = None
        """The import that was made last, of which more is said than of those before."""

    def body(self) -> ComposeResult:
        """The path, what is said, and either files and past imports or a plan."""
        yield PathInput(id="path")
        yield Static(_HINT, id="told", markup=False)
        with ContentSwitcher(initial="start", id="switch"):
            with Container(id="start"):
                yield Grid(file_columns(), id="files")
                yield Grid(past_columns(), id="past")
            yield PlanView(id="plan")

    @property
    def _files(self) -> Grid[Path, Entry]:
        return self.query_one("#files", Grid)

    @property
    def _past(self) -> Grid[None, Past]:
        return self.query_one("#past", Grid)

    @property
    def _view(self) -> PlanView:
        return self.query_one(PlanView)

    @property
    def _is_planning(self) -> bool:
        return self.query_one(ContentSwitcher).current == "plan"

    def _say(self, *lines: str) -> None:
        self.query_one("#told", Static).update("\n".join(map(one_line, lines)))

    # The store.

    def opened(self, desk: Desk, sitting: Sitting) -> None:  # noqa: ARG002  # the area's signature
        """List the folder and the past imports."""
        self._imports = ImportDesk(desk.caseapp)
        self._files.source = FolderSource()
        self._files.empty = "There is no file in this folder."
        self._past.source = PastSource(self._imports)
        self._past.empty = "Nothing has been imported yet."
        self._show_folder(self._folder)

    def resumed(self) -> None:
        """Read the folder and the past imports again; a plan stays as it was made."""
        self._files.load(self._folder)
        self._past.load(None)

    # Files.

    def _show_folder(self, folder: Path) -> None:
        self._folder = folder
        self.query_one(PathInput).value = path_said(folder)
        self._files.load(folder, top=True)
        self._past.load(None)

    @on(Grid.Failed)
    def _list_failed(self, event: Grid.Failed) -> None:
        event.stop()
        self._say(sentence_of(event.error))
        if isinstance(event.error, FileProblem) and self._folder.parent != self._folder:
            self._folder = self._folder.parent  # the list still shows what it showed, which is mostly this
            self.query_one(PathInput).value = path_said(self._folder)

    @on(Grid.Chosen)
    def _chosen(self, event: Grid.Chosen) -> None:
        if isinstance(event.row, Entry):
            self._go(event.row.path, is_folder=event.row.is_folder)
        elif event.grid is self._past:
            self._past_chosen()

    @on(Grid.Moved)
    def _moved(self, event: Grid.Moved) -> None:
        past = self._past.row
        if event.grid is self._past and past is not None and self._past.has_focus and past.id != self._announced:
            self._announced = None
            self._say(past_sentence(past))

    def _go(self, path: Path, *, is_folder: bool) -> None:
        if is_folder:
            self._say(_HINT)
            self._show_folder(path)
        else:
            self._plan_file(path)

    def action_type_path(self) -> None:
        """Type where the file is."""
        line = self.query_one(PathInput)
        line.focus()
        if not line.value.endswith("/"):
            line.value += "/"
        line.cursor_position = len(line.value)

    @on(PathInput.Asked)
    def _path_asked(self, event: PathInput.Asked) -> None:
        typed = event.path.rstrip()
        same = typed.rstrip("/") == path_said(self._folder).rstrip("/")
        self.ask(partial(_path_of, self._folder if same else Path(typed or ".")), self._path_found, name="path")

    def _path_found(self, found: tuple[Path, bool]) -> None:
        path, is_folder = found
        self._files.focus()
        self._show_start()
        self._go(path, is_folder=is_folder)

    def action_folder_up(self) -> None:
        """The folder above."""
        if not self._is_planning:
            self._show_folder(self._folder.parent)

    # The plan.

    def _plan_file(self, path: Path) -> None:
        from caseapp.tui.dialogs.progress import ProgressDialog

        if self._imports is None:
            return
        desk, profile = self._imports, self._profile or None
        self._planned_path = path

        def job(running: Running) -> Plan:
            return desk.plan(path, profile, running)

        title = f"Reading {one_line(path.name)}"
        self.app.push_screen(ProgressDialog(title, job, unit="rows"), self._planned)

    def _planned(self, ending: Ending[Plan] | None) -> None:
        if ending is None or ending.result is None:
            self._not_planned(ending.error if ending else None)
            return
        self._plan = plan = ending.result
        self.query_one(ContentSwitcher).current = "plan"
        self.query_one(PathInput).value = path_said(plan.path)
        self._say(counts_sentence(plan, plan.counts), f"Read as {plan.recognised}.")
        self._view.show(plan)

    def _not_planned(self, error: Exception | None) -> None:
        if error is None:
            return
        hint = "" if self._profile or isinstance(error, Stopped | FileProblem) else " Press p to say what kind it is."
        self._say(f"{sentence_of(error)}{hint}")
        tell(self, sentence_of(error), title="Not read", severity="warning")

    def action_show_rows(self, verdict: str) -> None:
        """The rows with one verdict, or all."""
        if self._is_planning:
            self._view.narrow(None if verdict == "all" else Verdict(verdict))

    def action_previous_verdict(self) -> None:
        """The verdict to the left."""
        if self._is_planning:
            self._view.turn(-1)

    def action_next_verdict(self) -> None:
        """The verdict to the right."""
        if self._is_planning:
            self._view.turn(1)

    def action_choose_profile(self) -> None:
        """Say what kind of file it is."""
        if self._imports is not None:
            self.ask(self._imports.profiles, self._ask_profile, name="profiles")

    def _ask_profile(self, profiles: list[Profile]) -> None:
        from caseapp.tui.dialogs.profile import ProfileDialog

        self.app.push_screen(ProfileDialog(profiles, self._profile), self._profile_chosen)

    def _profile_chosen(self, name: str | None) -> None:
        if name is None:
            return
        self._profile = name
        words = f"Files are read as {name} from now on." if name else "The kind of a file is told by its columns."
        tell(self, words)
        if self._planned_path is not None:
            self._plan_file(self._planned_path)

    # Taking in.

    def action_commit_plan(self) -> None:
        """Ask, then take in the new rows."""
        from caseapp.tui.dialogs.confirm import ConfirmDialog

        plan = self._plan
        if plan is None or not self._is_planning:
            tell(self, "Choose a file first, to see what would become of it.", severity="warning")
            return
        counts = plan.counts
        if not counts.new:
            tell(self, "No row of it is new, so there is nothing to import.", severity="warning")
            return
        out = plan.rows_read - counts.new
        stay = f" {rows_said(out)} will stay out." if out else ""
        question = (
            f"{rows_said(counts.new)} of {one_line(plan.path.name)} will come in as one import, or none will.{stay}"
        )
        dialog = ConfirmDialog(f"Import {rows_said(counts.new)}?", question, yes="Import", no="Not yet")
        self.app.push_screen(dialog, self._commit)

    def _commit(self, sure: bool | None) -> None:  # noqa: FBT001  # Textual calls back with the answer
        from caseapp.tui.dialogs.progress import ProgressDialog

        if not sure or self._plan is None or self._imports is None:
            return
        job = partial(self._imports.commit, self._plan)
        title = f"Importing {one_line(self._plan.path.name)}"
        self.app.push_screen(ProgressDialog(title, job, unit="rows"), self._committed)

    def _committed(self, ending: Ending[Batch] | None) -> None:
        if ending is None or self._plan is None:
            return
        if ending.result is None:
            words = sentence_of(ending.error) if ending.error else "Nothing was taken in."
            self._say(words)
            tell(self, words, title="Not imported", severity="warning")
            return
        batch = ending.result
        rejects = batch.counts.rejected
        rejected = f" {rows_said(rejects)} rejected: r writes them to a file." if rejects else ""
        self._announced = batch.number
        self._show_start()
        self._say(f"Import {batch.number}: {rows_said(batch.counts.new)} came in. Enter shows the cases.{rejected}")
        self._past.focus()
        self._past.load(None, keep=batch.number)
        self.app.sit_again()

    def action_write_rejects(self) -> None:
        """Ask where the rejected rows go."""
        from caseapp.tui.dialogs.rejects import RejectsDialog

        if self._plan is None or not self._plan.counts.rejected:
            tell(self, "There are no rejected rows to write.", severity="warning")
            return
        path = self._plan.path
        suggested = path.with_name(f"{one_line(path.stem)}-rejects{path.suffix}")
        self.app.push_screen(RejectsDialog(self._plan.counts.rejected, suggested), self._write_rejects)

    def _write_rejects(self, path: Path | None) -> None:
        if path is None or self._plan is None or self._imports is None:
            return

        def written(number: int) -> None:
            tell(self, f"Wrote {rows_said(number)} to {path_said(path)}; mend them there and import that file.")

        def failed(error: Exception) -> None:
            tell(self, sentence_of(error), title="Not written", severity="error")

        from caseapp.tui.background import in_background

        in_background(self, partial(self._imports.write_rejects, path, self._plan), written, failed, name="rejects")

    # Past imports.

    def action_past_imports(self) -> None:
        """Go to the list of imports."""
        self._show_start()
        self._past.focus()

    def _past_chosen(self) -> None:
        past = self._past.row
        if past is not None and self._imports is not None:
            self.ask(partial(self._imports.cases_of, past.id), partial(self._show_cases, past), name="cases")

    def _show_cases(self, past: Past, references: tuple[str, ...]) -> None:
        if past.undone_at is not None or not references:
            self._say(past_sentence(past))
            tell(self, "There is no case of it to show.", severity="warning")
            return
        title = one_line(f"Import {past.id}, {past.file_name}")
        self.app.show_cases(View("import", title, f"Import {past.id}", include_closed=True, references=references))

    def action_undo_import(self) -> None:
        """Ask, then take the import under the cursor back."""
        from caseapp.tui.dialogs.confirm import ConfirmDialog

        past = self._past.row
        if past is None or self._is_planning:
            tell(self, "Choose an import in the list of past ones: press b.", severity="warning")
        elif past.why_not is not None:
            tell(self, f"Import {past.id} stands. {past.why_not}", severity="warning")
        else:
            question = (
                f"{rows_said(past.new)} of {past.file_name} will be annulled; the file can then be imported again."
            )
            dialog = ConfirmDialog(f"Take import {past.id} back?", question, yes="Take it back", no="Leave it")
            self.app.push_screen(dialog, partial(self._undo, past.id))

    def _undo(self, number: int, sure: bool | None) -> None:  # noqa: FBT001  # Textual calls back with the answer
        if sure and self._imports is not None:
            self.ask(partial(self._imports.undo, number), self._undone, name="undo")

    def _undone(self, undone: Undone) -> None:
        tell(self, f"Import {undone.batch} was taken back: {cases_said(undone.cases)} annulled.")
        self._announced = None
        self._past.load(None)
        self.app.sit_again()

    # Going back.

    def _show_start(self) -> None:
        self.query_one(ContentSwitcher).current = "start"
        self.query_one(PathInput).value = path_said(self._folder)
        self._say(_HINT)

    def action_back(self) -> None:
        """From a row to the rows, from the rows to the files, from the line to the files, then to the first screen."""
        if self._view.leave_row():
            return
        if self._is_planning and not self.query_one(PathInput).has_focus:
            self._show_start()
            self._files.focus()
        elif not self._files.has_focus:
            self.query_one(PathInput).value = path_said(self._folder)
            (self._view.rows if self._is_planning else self._files).focus()
        else:
            super().action_back()


def _path_of(path: Path) -> tuple[Path, bool]:
    """In a thread: the whole path, and whether it is a folder."""
    try:
        whole = path.expanduser().absolute()
        return whole, whole.is_dir()
    except (OSError, RuntimeError, ValueError) as problem:
        raise FileProblem(f"{path_said(path)} is no path that can be read ({one_line(str(problem))}).") from None
