"""The command registry."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from caseapp.rules.errors import InvalidInput
from caseapp.rules.vocabulary import Action
from caseapp.tui.app import CaseApp
from caseapp.tui.commands import COMMANDS, Context, bindings, clashes, markdown_table
from caseapp.tui.dialogs.confirm import ConfirmDialog
from caseapp.tui.dialogs.error import ErrorDialog
from caseapp.tui.dialogs.log import LogDialog
from caseapp.tui.dialogs.why import WhyDialog
from caseapp.tui.preferences import Preferences
from caseapp.tui.screens.administration import AdministrationScreen
from caseapp.tui.screens.case import CaseScreen
from caseapp.tui.screens.figures import FiguresScreen
from caseapp.tui.screens.find import FindScreen
from caseapp.tui.screens.help import HelpScreen
from caseapp.tui.screens.imports import ImportScreen
from caseapp.tui.screens.today import TodayScreen
from caseapp.tui.screens.worklist import WorklistScreen
from caseapp.tui.widgets.checklist import Checklist
from caseapp.tui.widgets.grid import Grid
from tests.tui.fakes import FakeDesk
from tests.tui.stage import staged

NODES: dict[Context, tuple[type, ...]] = {
    Context.APPLICATION: (CaseApp,),
    Context.AREA: (
        TodayScreen,
        WorklistScreen,
        CaseScreen,
        FiguresScreen,
        ImportScreen,
        FindScreen,
        AdministrationScreen,
    ),
    Context.CASEWORK: (WorklistScreen, CaseScreen),
    Context.TODAY: (TodayScreen,),
    Context.WORKLIST: (WorklistScreen,),
    Context.CASE: (CaseScreen,),
    Context.FIGURES: (FiguresScreen,),
    Context.IMPORTS: (ImportScreen,),
    Context.FIND: (FindScreen,),
    Context.ADMINISTRATION: (AdministrationScreen,),
    Context.LIST: (Grid,),
    Context.HELP: (HelpScreen,),
    Context.DIALOG: (LogDialog, WhyDialog, ConfirmDialog, ErrorDialog),
    Context.CHECKLIST: (Checklist,),
}


def test_no_key_means_two_things() -> None:
    """Within a context, and in those heard with it, a key belongs to one command."""
    assert [] == clashes()


def test_ids_are_unique_and_in_kebab_case() -> None:
    """A command's id names it in settings and in the README, so there is one of each."""
    ids = [command.id for command in COMMANDS]

    assert sorted(set(ids)) == sorted(ids)
    assert [] == [each for each in ids if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", each)]


def test_every_command_says_what_it_does() -> None:
    """Each command has a title, and a help text that is one sentence."""
    assert [] == [each.id for each in COMMANDS if not each.title]
    assert [] == [each.id for each in COMMANDS if not re.fullmatch(r"[A-Z].{8,}\.", each.help)]


def test_every_command_has_a_method() -> None:
    """The node that listens to a command's keys can carry it out."""
    heard = [(node, f"action_{each.action.partition('(')[0]}") for each in COMMANDS for node in NODES[each.context]]

    assert [] == [(node, method) for node, method in heard if not hasattr(node, method)]


def test_every_command_can_be_reached() -> None:
    """A command has a key, or is in the palette."""
    assert [] == [command.id for command in COMMANDS if not command.keys and not command.in_palette]


def test_every_step_of_a_case_has_a_command() -> None:
    """Each action of the process has its key; logging has one of its own, and recounting is the store's own step."""
    steps = [command for command in COMMANDS if command.verb]

    assert set(Action) - {Action.LOG, Action.RECOUNT} == {command.verb for command in steps}
    assert [f"take_step('{command.verb}')" for command in steps] == [command.action for command in steps]


def test_binding_carries_the_commands_id() -> None:
    """Keys can be given anew by command id, because it is the id of the binding."""
    listed = [getattr(binding, "id", None) for binding in bindings(Context.LIST)]

    assert [command.id for command in COMMANDS if command.context is Context.LIST] == listed


async def test_footer_keeps_help_where_not_everything_fits() -> None:
    """In 80 columns the last keys of the footer give way, never the one that lists them all."""
    async with staged(size=(80, 24)) as stage:
        shown = stage.picture().splitlines()[-1]

        assert shown.rstrip().endswith("? Help")
        assert "l Log" in shown
        assert len(shown.rstrip()) <= 80


def test_markdown_table_has_every_command() -> None:
    """The README's table has one row a command, all with the same number of cells."""
    rows = markdown_table().splitlines()

    assert len(COMMANDS) + 2 == len(rows)
    assert {rows[0].count("|")} == {row.count("|") for row in rows}
    assert all(f"(`{command.id}`)" in row for command, row in zip(COMMANDS, rows[2:], strict=True))


def test_groups_stand_together() -> None:
    """The table, and the help screen, list a group once."""
    groups = [command.group for command in COMMANDS if command.context in {Context.WORKLIST, Context.LIST}]
    changes = [after for before, after in pairwise(groups) if before != after]

    assert len(set(groups)) - 1 == len(changes)


def test_clashing_keymap_is_refused() -> None:
    """Giving a key that is taken is refused at the start, with both commands named."""
    with pytest.raises(InvalidInput, match=r"filter and log-complaint|log-complaint and filter"):
        CaseApp(FakeDesk, Preferences({"filter": "l"}))
