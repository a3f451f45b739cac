"""Administration: people, services, days off and policies, a list at a time."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.widgets import Static

from caseapp.rules.text import one_line
from caseapp.tui.background import sentence_of
from caseapp.tui.commands import BY_ID, Command, Context, bindings, captions
from caseapp.tui.desk import Desk, Sitting
from caseapp.tui.desks.administration import AdministrationDesk
from caseapp.tui.notices import tell
from caseapp.tui.screens.administration.days_off import DaysOffPanel
from caseapp.tui.screens.administration.frame import PanelKeys, PanelTabs
from caseapp.tui.screens.administration.panel import Panel
from caseapp.tui.screens.administration.people import PeoplePanel
from caseapp.tui.screens.administration.policies import PoliciesPanel
from caseapp.tui.screens.administration.services import ServicesPanel
from caseapp.tui.screens.area import AreaScreen
from caseapp.tui.widgets.area_bar import AreaBar

PANELS: tuple[type[Panel[Any]], ...] = (PeoplePanel, ServicesPanel, DaysOffPanel, PoliciesPanel)
"""In the order of the tabs and of the number keys."""
OF_LISTS: dict[str, str] = {
    "add-entry": "People, Services or Days off",
    "change-role": "People",
    "toggle-log-in": "People",
    "toggle-joining": "People",
    "add-part": "Services",
    "add-bank-holiday": "Days off",
}
"""The commands that belong to some of the lists, and which."""


class AdministrationScreen(AreaScreen):
    """What a council works by, and who works in it."""

    CSS_PATH = Path(__file__).parent.with_name("administration.tcss")
    BINDINGS = bindings(Context.ADMINISTRATION)
    CONTEXT: ClassVar[Context] = Context.ADMINISTRATION
    AREA = "administration"
    HELP = (
        "Who works here, the services, the days off and the policies. Everybody sees the lists; administrators change "
        "them. Adding a day off shows first which open cases it moves. "
        "On the command line: caseapp people, caseapp services, caseapp days-off, caseapp policies."
    )
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012  # Textual declares it so
    AUTO_FOCUS = "#people #list"

    def __init__(self) -> None:
        super().__init__()
        self._shown = PANELS[0].NAME

    def compose(self) -> ComposeResult:
        """The frame, with keys that depend on the list that is shown."""
        yield AreaBar(self.AREA)
        yield from self.body()
        yield PanelKeys(self.CONTEXT, self.app.keymap, OF_LISTS)

    def body(self) -> ComposeResult:
        """Tabs, a sentence, the list that is shown."""
        yield PanelTabs({panel.NAME: panel.TITLE for panel in PANELS})
        yield Static("", id="about", markup=False)
        yield Static("", id="may-not", markup=False)
        with Container(id="panels"):
            for panel in PANELS:
                yield panel()

    def on_mount(self) -> None:
        """Show the first list."""
        self._show_panel(self._shown)
        super().on_mount()

    # The store.

    def opened(self, desk: Desk, sitting: Sitting) -> None:
        """Read the list that is shown."""
        self.seated(sitting)
        way = AdministrationDesk(desk.caseapp)
        for panel in self.query(Panel):
            panel.desk = way
        self.panel.load()

    def resumed(self) -> None:
        """Read it again."""
        self.panel.load()

    @on(Panel.Read)
    def _read(self) -> None:
        self._tell()

    @on(Panel.Failed)
    def _panel_failed(self, event: Panel.Failed) -> None:
        tell(self, sentence_of(event.error), title=event.title, severity="error")

    # The lists.

    @property
    def panel(self) -> Panel[Any]:
        """The list that is shown."""
        return self.query_one(f"#{self._shown}", Panel)

    def _show_panel(self, name: str) -> None:
        self._shown = name
        self.query_one(PanelTabs).chosen = name
        for panel in self.query(Panel):
            panel.display = name == panel.NAME
        self._tell()
        self.panel.load()
        self.panel.grid.focus()

    def _tell(self) -> None:
        """Say what the list is, who may change it, and with which keys."""
        panel, standing = self.panel, self.panel.standing
        twin = f" · {panel.TWIN}" if panel.TWIN else ""
        self.query_one("#about", Static).update(f"{panel.about()}{twin}" if self._is_open else "Opening the store …")
        may_not = "" if standing is None or standing.may_change or not panel.deeds else standing.why_not
        self.query_one("#may-not", Static).update(one_line(f"▲ {may_not}") if may_not else "")
        self.query_one("#may-not").display = bool(may_not)
        self.query_one(PanelKeys).tell(panel.deeds, is_faint=bool(may_not))

    @on(PanelTabs.Asked)
    def _tab_asked(self, event: PanelTabs.Asked) -> None:
        self._show_panel(event.name)

    def action_show_people(self) -> None:
        """The people."""
        self._show_panel(PeoplePanel.NAME)

    def action_show_services(self) -> None:
        """The services."""
        self._show_panel(ServicesPanel.NAME)

    def action_show_days_off(self) -> None:
        """The days off."""
        self._show_panel(DaysOffPanel.NAME)

    def action_show_policies(self) -> None:
        """The policies."""
        self._show_panel(PoliciesPanel.NAME)

    def action_previous_list(self) -> None:
        """The list to the left, going round at the end."""
        self._step(-1)

    def action_next_list(self) -> None:
        """The list to the right, going round at the end."""
        self._step(1)

    def _step(self, by: int) -> None:
        names = [panel.NAME for panel in PANELS]
        self._show_panel(names[(names.index(self._shown) + by) % len(names)])

    def action_back(self) -> None:
        """From the words to the list; from the list to the first screen."""
        if self.panel.grid.has_focus:
            super().action_back()
        else:
            self.panel.grid.focus()

    # What can be done.

    def action_add_entry(self) -> None:
        """Add to the list that is shown."""
        self._do("add-entry")

    def action_change_role(self) -> None:
        """Give a person another role."""
        self._do("change-role")

    def action_toggle_log_in(self) -> None:
        """Stop or allow logging in."""
        self._do("toggle-log-in")

    def action_toggle_joining(self) -> None:
        """Open or close the list to newcomers."""
        self._do("toggle-joining")

    def action_add_part(self) -> None:
        """Add a part of a service."""
        self._do("add-part")

    def action_add_bank_holiday(self) -> None:
        """Add a late bank holiday."""
        self._do("add-bank-holiday")

    def _do(self, command: str) -> None:
        deed, standing = self.panel.deeds.get(command), self.panel.standing
        if deed is None:
            key = captions(BY_ID[command], self.app.keymap)
            tell(self, f"{key} is for the list {OF_LISTS[command]}.", severity="warning")
        elif standing is not None and standing.may_change:
            deed()
        elif standing is not None:
            tell(self, standing.why_not, severity="warning")

    def commands(self) -> Iterable[Command]:
        """The commands that make sense now: what the person may do with the list that is shown."""
        standing = self.panel.standing
        offered = self.panel.deeds if standing is not None and standing.may_change else {}
        return (each for each in super().commands() if each.id in offered or each.id not in OF_LISTS)
