"""Import: pick a file, see what would become of every row, take the new ones in; and take an import back."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.widgets import ContentSwitcher, Static

from caseapp.rules.errors import FileProblem
from caseapp.rules.text import one_line
from caseapp.rules.vocabulary import Verdict
from caseapp.tui.background import in_background, sentence_of
from caseapp.tui.commands import BY_ID, Context, bindings, captions
from caseapp.tui.desk import Desk, Sitting
from caseapp.tui.desks.imports import Entry, FolderSource, ImportDesk, PastSource, Planned, Reworded, whole_path
from caseapp.tui.notices import tell
from caseapp.tui.paths import path_said
from caseapp.tui.screens.area import AreaScreen
from caseapp.tui.screens.past_imports import PastImports
from caseapp.tui.widgets.grid import Grid
from caseapp.tui.widgets.import_words import (
    file_columns,
    import_question,
    imported_sentence,
    past_columns,
    past_sentence,
    plan_lines,
    rejects_suffix,
    rows_said,
    told_lines,
    way_out,
)
from caseapp.tui.widgets.path_input import PathInput
from caseapp.tui.widgets.plan_view import PlanView

if TYPE_CHECKING:
    from caseapp.intake.commit import Batch
    from caseapp.intake.files import Asked
    from caseapp.intake.plan import Plan
    from caseapp.intake.shelf import Shelf
    from caseapp.store.queries.imports import Batch as Past
    from caseapp.tui.dialogs.progress import Ending

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
        self._past_imports: PastImports | None = None
        self._read: Planned | None = None
        self._asked_path: Path | None = None
        """The file that was chosen last, whether or not it could be read."""
        self._written: Asked | None = None
        """What was said about how it is written."""
        self._can_accept = False
        """Whether columns of it are likely questions in other words."""
        self._announced: int | None = None
        """The import that was made last, of which more is said than of those before."""

    def body(self) -> ComposeResult:
        """The path, what is said, and either files and past imports or a plan."""
        yield PathInput(id="path")
        with VerticalScroll(id="told-box"):
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

    @property
    def _plan(self) -> Plan | None:
        return self._read.plan if self._read is not None else None

    def _say(self, *lines: str) -> None:
        self.query_one("#told", Static).update(told_lines(lines))
        self.query_one("#told-box").scroll_home(animate=False)

    def _key(self, command: str) -> str:
        return captions(BY_ID[command], self.app.keymap).partition(" ")[0]

    # The store.

    def opened(self, desk: Desk, sitting: Sitting) -> None:  # noqa: ARG002  # the area's signature
        """List the folder and the past imports."""
        self._imports = ImportDesk(desk.caseapp)
        self._past_imports = PastImports(self, self._imports, self._say, self._taken_back)
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
        elif event.grid is self._past and self._past.row is not None and self._past_imports is not None:
            self._past_imports.show_cases(self._past.row)

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
        self.ask(partial(whole_path, self._folder if same else Path(typed or ".")), self._path_found, name="path")

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

    def _plan_file(self, path: Path, *, accept: bool = False, written: Asked | None = None) -> None:
        from caseapp.tui.dialogs.progress import ProgressDialog

        if self._imports is None:
            return
        self._asked_path, self._can_accept, self._written = path, False, written
        job = partial(self._imports.plan, path, self._profile or None, accept=accept, asked=written)
        title = f"Reading {one_line(path.name)}"
        self.app.push_screen(ProgressDialog(title, job, unit="rows"), self._planned)

    def _planned(self, ending: Ending[Planned] | None) -> None:
        if ending is None or ending.result is None:
            self._not_planned(ending.error if ending else None)
            return
        self._read = read = ending.result
        self._can_accept = read.proposed > 0
        self.query_one(ContentSwitcher).current = "plan"
        self.query_one(PathInput).value = path_said(read.plan.path)
        self._say(*plan_lines(read, accept=self._key("accept-columns")))
        self._view.show(read.plan)

    def _not_planned(self, error: Exception | None) -> None:
        if error is None:
            return
        self._can_accept = isinstance(error, Reworded)
        keys = {"accept": self._key("accept-columns"), "choose": self._key("choose-profile")}
        self._say(f"✗ Not read. {way_out(error, self._profile, **keys)}", sentence_of(error))

    def action_accept_columns(self) -> None:
        """Read the file anew, with every column as the question that it likely is."""
        if self._can_accept and self._asked_path is not None:
            self._plan_file(self._asked_path, accept=True, written=self._written)
        else:
            tell(self, "No column of it is likely a question in other words.", severity="warning")

    def action_open_named(self) -> None:
        """Open the case that the row under the cursor names."""
        reference = self._view.named_case if self._is_planning else ""
        if reference:
            self.go_to(reference)
        else:
            tell(self, "No row that names a case is marked.", severity="warning")

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
            self.ask(self._imports.shelf, self._ask_profile, name="profiles")

    def _ask_profile(self, shelf: Shelf) -> None:
        from caseapp.tui.dialogs.profile import ProfileDialog

        self.app.push_screen(ProfileDialog(shelf, self._profile), self._profile_chosen)

    def _profile_chosen(self, name: str | None) -> None:
        if name is None:
            return
        self._profile = name
        words = f"Files are read as {name} from now on." if name else "The kind of a file is told by its columns."
        tell(self, words)
        if self._asked_path is not None:
            self._plan_file(self._asked_path, written=self._written)

    def action_say_written(self) -> None:
        """Say how the file is written."""
        from caseapp.intake.files import Asked
        from caseapp.tui.dialogs.written import WrittenDialog

        path = self._asked_path
        if path is None:
            tell(self, "Choose a file first; mostly it is found out how it is written.", severity="warning")
            return

        def said(written: Asked | None) -> None:
            if written is not None:
                self._plan_file(path, written=written)

        self.app.push_screen(WrittenDialog(path.name, self._written or Asked()), said)

    # Taking in.

    def action_commit_plan(self) -> None:
        """Ask, then take in the new rows."""
        from caseapp.tui.dialogs.confirm import ConfirmDialog

        plan = self._plan
        if plan is None or not self._is_planning:
            tell(self, "Choose a file first, to see what would become of it.", severity="warning")
            return
        new = plan.counts.new
        if not new:
            tell(self, "No row of it is new, so there is nothing to import.", severity="warning")
            return
        dialog = ConfirmDialog(f"Import {rows_said(new)}?", import_question(plan), yes="Import", no="Not yet")
        self.app.push_screen(dialog, self._commit)

    def _commit(self, sure: bool | None) -> None:  # noqa: FBT001  # Textual calls back with the answer
        from caseapp.tui.dialogs.progress import ProgressDialog

        if not sure or self._read is None or self._imports is None:
            return
        job = partial(self._imports.commit, self._read)
        title = f"Importing {one_line(self._read.plan.path.name)}"
        self.app.push_screen(ProgressDialog(title, job, unit="rows"), self._committed)

    def _committed(self, ending: Ending[tuple[Batch, str]] | None) -> None:
        if ending is None or self._plan is None:
            return
        if ending.result is None:
            words = sentence_of(ending.error) if ending.error else "Nothing was taken in."
            self._say(words)
            tell(self, words, title="Not imported", severity="warning")
            return
        batch, forgotten = ending.result
        self._announced = batch.number
        self._show_start()
        self._say(imported_sentence(batch, rejects=self._key("write-rejects")), forgotten)
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
        suggested = path.with_name(f"{one_line(path.stem)}-rejects{rejects_suffix(self._plan)}")
        self.app.push_screen(RejectsDialog(self._plan.counts.rejected, suggested), self._write_rejects)

    def _write_rejects(self, path: Path | None) -> None:
        if path is None or self._plan is None or self._imports is None:
            return

        def written(number: int) -> None:
            tell(self, f"Wrote {rows_said(number)} to {path_said(path)}; mend them there and import that file.")

        def failed(error: Exception) -> None:
            tell(self, sentence_of(error), title="Not written", severity="error")

        in_background(self, partial(self._imports.write_rejects, path, self._plan), written, failed, name="rejects")

    # Past imports.

    def action_past_imports(self) -> None:
        """Go to the list of imports."""
        self._show_start()
        self._past.focus()

    def action_undo_import(self) -> None:
        """Ask, then take the import under the cursor back."""
        past = None if self._is_planning else self._past.row
        if past is None:
            words = f"Choose an import in the list of past ones: press {self._key('past-imports')}."
            tell(self, words, severity="warning")
        elif self._past_imports is not None:
            self._past_imports.take_back(past)

    def _taken_back(self) -> None:
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
