"""What the worklist shows of all the cases: which view, in which order, in which columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on

from caseapp.rules.text import one_line
from caseapp.tui.commands import BY_ID, captions
from caseapp.tui.notices import tell
from caseapp.tui.screens.area import AreaScreen
from caseapp.tui.view_shelf import ViewShelf
from caseapp.tui.views import Sort, View, next_sort
from caseapp.tui.widgets.filter_bar import FilterBar
from caseapp.tui.widgets.selection import SelectingGrid
from caseapp.tui.widgets.tabs import LAST_KEY, ViewTabs
from caseapp.tui.widgets.worklist_columns import WorklistColumns

if TYPE_CHECKING:
    from caseapp.store.queries.worklist import WorklistRow


class ViewedScreen(AreaScreen):
    """An area with tabs, a filter and a list, which its ``body`` holds."""

    def __init__(self) -> None:
        super().__init__()
        self._shelf = ViewShelf(self.app.preferences)
        self._columns = WorklistColumns()

    def on_mount(self) -> None:
        """Mark the first tab."""
        self._show_tabs()
        self._show_columns()
        super().on_mount()

    @property
    def _view(self) -> View:
        return self._shelf.shown

    @property
    def _grid(self) -> SelectingGrid[View, WorklistRow]:
        return self.query_one("#list", SelectingGrid)

    def _load(self, *, keep: int | None = None, top: bool = False) -> None:
        """Read the list again."""
        raise NotImplementedError

    # The views.

    @on(ViewTabs.Asked)
    def _tab_asked(self, event: ViewTabs.Asked) -> None:
        self.action_show_view(event.view_id)

    def action_show_view(self, view_id: str) -> None:
        """Show another view, narrowed by the same words unless it has its own."""
        self._show(self._shelf.choose(view_id))

    def show(self, view: View) -> None:
        """Show a view, whole, from its top; before the screen stands, once it does."""
        self._show(self._shelf.show_passing(view))

    def _show(self, view: View) -> None:
        if not self.is_mounted:
            return
        self.query_one(FilterBar).text = view.text
        self._show_tabs()
        self._show_columns()
        if self._is_open:
            self._load(top=True)
        self._grid.focus()

    def _show_tabs(self) -> None:
        tabs = self.query_one(ViewTabs)
        tabs.views, tabs.chosen = self._shelf.views, self._view.id

    def action_previous_view(self) -> None:
        """The view to the left."""
        self.action_show_view(self._shelf.beside(-1))

    def action_next_view(self) -> None:
        """The view to the right."""
        self.action_show_view(self._shelf.beside(1))

    def action_tenth_view(self) -> None:
        """The first view that is not built in."""
        if len(self._shelf.views) >= LAST_KEY:
            self.action_show_view(self._shelf.views[LAST_KEY - 1].id)
        else:
            tell(self, f"There is no tenth view; {captions(BY_ID['save-view'], self.app.keymap)} saves this one as it.")

    def action_save_view(self) -> None:
        """Keep what is shown under a name."""
        from caseapp.tui.dialogs.name import NameDialog

        words = "Keeps the view with its filter, order and columns as a tab of your own."
        value = self._view.title if self._shelf.is_own(self._view.id) else ""
        self.app.push_screen(NameDialog("Save this view", words, self._save_view, value=value), self._named)

    def _save_view(self, title: str) -> None:
        self._shelf.save(title, self.app.preferences.remembered.columns)

    def action_rename_view(self) -> None:
        """Give an own view another name."""
        if not self._is_own():
            return
        from caseapp.tui.dialogs.name import NameDialog

        dialog = NameDialog("Rename this view", "", self._shelf.rename, value=self._view.title)
        self.app.push_screen(dialog, self._named)

    def _named(self, title: str | None) -> None:
        if title is not None:
            self.app.keep_preferences()
            self._show_tabs()
            tell(self, f"The view is kept as “{one_line(self._view.title)}”.")

    def action_delete_view(self) -> None:
        """Let go of an own view."""
        if not self._is_own():
            return
        from caseapp.tui.dialogs.confirm import ConfirmDialog

        question = f"“{one_line(self._view.title)}” goes from the tabs; the cases in it stay as they are."
        self.app.push_screen(ConfirmDialog("Delete this view?", question, yes="Delete it", no="Keep it"), self._delete)

    def _delete(self, sure: bool | None) -> None:  # noqa: FBT001  # Textual calls back with the answer
        if sure:
            self._shelf.delete()
            self.app.keep_preferences()
            self._show(self._view)

    def _is_own(self) -> bool:
        if not self._shelf.is_own(self._view.id):
            tell(self, "This view is always there; only views of your own can be renamed or deleted.")
        return self._shelf.is_own(self._view.id)

    # Order and columns.

    def action_sort_next(self) -> None:
        """Sort by the next column."""
        self._arrange(next_sort(self._view.sort), is_reversed=False)

    def action_sort_reverse(self) -> None:
        """Turn the order round."""
        self._arrange(self._view.sort, is_reversed=not self._view.is_reversed)

    def _arrange(self, sort: Sort, *, is_reversed: bool) -> None:
        self._shelf.arrange(sort, is_reversed=is_reversed)
        self.app.keep_preferences()
        self._show_columns()
        if self._is_open:
            self._load(top=True)

    def _show_columns(self) -> None:
        self._grid.sorted_by = (self._view.sort, self._view.is_reversed)
        self._grid.show_columns(self._columns.chosen(self._view.columns or self.app.preferences.remembered.columns))

    def action_choose_columns(self) -> None:
        """Choose the columns."""
        from caseapp.tui.dialogs.columns import ColumnsDialog

        titles = {each: column.long or column.title for each, column in self._columns.known.items()}
        chosen = self._view.columns or self.app.preferences.remembered.columns
        self.app.push_screen(ColumnsDialog(titles, chosen), self._columns_chosen)

    def _columns_chosen(self, columns: tuple[str, ...] | None) -> None:
        if columns is not None:
            self._shelf.dress(columns)
            self.app.keep_preferences()
            self._show_columns()
