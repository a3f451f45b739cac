"""What a person chose is taken as far as it can be understood, told where it cannot, and kept whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from caseapp.settings import Written, read_config
from caseapp.tui.preferences import Preferences, preferences_from
from caseapp.tui.views import Sort, View
from tests.tui.fakes import FakeDesk
from tests.tui.stage import staged


def told(tmp_path: Path, words: str) -> Written:
    """What a configuration file with these words says."""
    path = tmp_path / "config.toml"
    path.write_text(words, encoding="utf-8")
    return read_config(path)


def chosen(tmp_path: Path, words: str) -> Preferences:
    """The preferences that such a file makes."""
    return preferences_from(told(tmp_path, words), tmp_path / "state.json")


def test_nothing_written_means_the_defaults(tmp_path: Path) -> None:
    """Without files there is nothing to say, and nothing is made."""
    found = preferences_from(read_config(tmp_path / "config.toml"), tmp_path / "state.json")

    assert Preferences(path=tmp_path / "state.json") == found
    assert [] == list(tmp_path.iterdir())


def test_what_is_written_holds(tmp_path: Path) -> None:
    """Theme and area are named as people name them; a key is written as it is on the keyboard."""
    found = chosen(tmp_path, 'theme = "light"\nstart = "cases"\n[keys]\nassign-case = ["F9", "Ctrl+K"]\nfilter = "Z"')

    assert ("caseapp-light", "worklist", ()) == (found.theme, found.start, found.problems)
    assert {"assign-case": "f9,ctrl+k", "filter": "Z"} == found.keymap


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("theme = ", "is not written as TOML"),
        ('theme = "lihgt"', "theme “lihgt” is not known; it can be dark, light or contrast."),
        ("theme = 3", "theme must be a word in quotes."),
        ('start = "home"', "start “home” is not known"),
        ('colour = "red"', "says “colour”, which is no setting."),
        ("keys = 3", "keys must be a table"),
        ("[keys]\nassign-case = 4", "the keys of assign-case must be in quotes"),
        ('[keys]\nasign-case = "f9"', "there is no command “asign-case”; did you mean “assign-case”?"),
        ('[keys]\nfilter = "l"', "“l” would be the key of both log-complaint and filter"),
    ],
)
def test_what_cannot_be_understood_is_told_and_left_out(tmp_path: Path, words: str, problem: str) -> None:
    """One sentence says what is wrong, and the default holds."""
    found = chosen(tmp_path, words)

    assert 1 == len(found.problems)
    assert problem in found.problems[0]
    assert ({}, "", "today") == (found.keymap, found.theme, found.start)


def test_clash_costs_only_the_keys_that_clash(tmp_path: Path) -> None:
    """Two commands may change keys with each other; of those that want the same key neither gets a new one."""
    swapped = chosen(tmp_path, '[keys]\nassign-case = "a"\nacknowledge-case = "s"')
    assert ((), {"assign-case": "a", "acknowledge-case": "s"}) == (swapped.problems, swapped.keymap)

    clashing = chosen(tmp_path, '[keys]\nassign-case = "f9"\nfilter = "f9"\njump = "Z"')
    assert {"jump": "Z"} == clashing.keymap
    assert 1 == len(clashing.problems)


def test_what_is_remembered_comes_back(tmp_path: Path) -> None:
    """Views, columns, order and theme are the same in the next run; no other file is left behind."""
    path = tmp_path / "state" / "state.json"
    view = View("own-1", "Bins [/b]", help="x", empty="y", mine=True, stage=2, text="bin", sort=Sort.HANDLER)
    first = preferences_from(Written(), path)
    first.keep(views=(view,), columns=("reference", "state"), sort=Sort.STATE, is_reversed=True, theme="caseapp-light")
    first.save()

    again = preferences_from(Written(), path)
    assert first.remembered == again.remembered
    assert "caseapp-light" == again.theme
    assert ["state.json"] == [each.name for each in path.parent.iterdir()]


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"views": [3]}', '{"sort": "colour"}', "\x00\x01"])
def test_damaged_memory_is_kept_aside(tmp_path: Path, damage: str) -> None:
    """A file that cannot be read is told of and kept, and the application goes on without it."""
    path = tmp_path / "state.json"
    path.write_text(damage, encoding="utf-8")

    found = preferences_from(Written(), path)
    assert "state.damaged.json" in found.problems[0]
    assert damage == (tmp_path / "state.damaged.json").read_text(encoding="utf-8")

    found.save()
    assert () == preferences_from(Written(), path).problems


async def test_problems_are_told_when_the_application_starts(tmp_path: Path) -> None:
    """A notice says what could not be understood; everything else works. A theme from the palette is kept."""
    found = chosen(tmp_path, 'start = "cases"\n[keys]\nlog-complaint = "Z"\nfilter = "f9"\njump = "f9"')
    async with staged(FakeDesk(), preferences=found) as stage:
        assert "The defaults hold for it." in stage.toasts()[0]
        await stage.press("ctrl+p", *"light colours", "enter")
        await stage.press("Z")
        assert "LogDialog" == stage.dialog

    assert "caseapp-light" == preferences_from(Written(), tmp_path / "state.json").theme
