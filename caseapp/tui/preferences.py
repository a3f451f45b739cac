"""What a person chose: in ``config.toml``, which they write, and in ``state.json``, which the application writes.

Nothing here can stop the application: what cannot be understood is left out, the defaults hold for it, and one
sentence says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from caseapp.settings import Written
from caseapp.tui.commands import BY_ID, Keymap, clashing
from caseapp.tui.themes import THEMES
from caseapp.tui.views import Due, Sort, View

STARTS: Mapping[str, str] = {
    "today": "today",
    "cases": "worklist",
    "service-levels": "figures",
    "import": "imports",
    "find": "find",
    "administration": "administration",
}
"""The areas as a person names them, and the modes that they are."""

_THEMES = {theme.name.removeprefix("caseapp-"): theme.name for theme in THEMES}


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the application keeps from one run to the next."""

    theme: str = ""
    """The full name of the theme used last; blank for the default one."""
    columns: tuple[str, ...] = ()
    """The worklist's columns by id, in their order; none for those that suit the width."""
    sort: Sort = Sort.URGENCY
    is_reversed: bool = False
    views: tuple[View, ...] = ()
    """A person's own views, in the order of their tabs."""


@dataclass
class Preferences:
    """What holds in this run. Without a path, nothing is kept for the next one."""

    keymap: Keymap = field(default_factory=dict)
    theme: str = ""
    """The theme to begin with; blank for the default one."""
    start: str = "today"
    """The mode to begin in."""
    problems: tuple[str, ...] = ()
    """What could not be understood: one sentence each."""
    remembered: Remembered = Remembered()
    path: Path | None = None
    """Where ``remembered`` is kept."""

    def keep(self, **changes: Any) -> None:
        """Change what is remembered. It is not written before ``save``."""
        self.remembered = replace(self.remembered, **changes)

    def save(self) -> None:
        """Write what is remembered, whole or not at all. May take its time: called in a thread.

        Raises:
            OSError: it cannot be written.
        """
        if self.path is not None:
            _write(self.path, self.remembered)


def load_preferences() -> Preferences:
    """What this person chose, from the files of their own."""
    from caseapp.settings import config_file, read_config, state_file

    return preferences_from(read_config(config_file()), state_file())


def preferences_from(written: Written, state: Path) -> Preferences:
    """The preferences that a configuration and a file of what is remembered make."""
    problems = list(written.problems)
    remembered = _recall(state, problems)
    theme = _chosen(written.theme, _THEMES, "theme", problems) or remembered.theme
    start = _chosen(written.start, STARTS, "start", problems) or "today"
    keymap = _keymap(written.keys, problems)
    return Preferences(keymap, theme, start, tuple(problems), remembered, state)


def _chosen(name: str, known: Mapping[str, str], what: str, problems: list[str]) -> str:
    if name and name not in known:
        problems.append(f"config.toml: {what} “{name}” is not known; it can be {_either(list(known))}.")
    return known.get(name, "")


def _either(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"


# Keys.


def _keymap(keys: Mapping[str, str], problems: list[str]) -> dict[str, str]:
    """Those keys that can be given; of two commands that want the same key, neither gets a new one."""
    keymap = {}
    for command, wanted in keys.items():
        if command in BY_ID:
            keymap[command] = ",".join(_as_pressed(key) for key in wanted.split(","))
        else:
            problems.append(f"config.toml: there is no command “{command}”{_nearest(command)}.")
    while found := [each for each in clashing(keymap) if {each[1], each[2]} & keymap.keys()]:
        key, one, other = found[0]
        problems.append(f"config.toml: “{key}” would be the key of both {one} and {other}; both keep their own keys.")
        keymap = {command: wanted for command, wanted in keymap.items() if command not in {one, other}}
    return keymap


_NAMED = {"space": "space", "esc": "escape", "pgdn": "pagedown", "pgup": "pageup", "del": "delete", "return": "enter"}


def _as_pressed(key: str) -> str:
    """The key as the terminal reports it: what is written may be as people write it, ``Ctrl+K`` or ``PgDn``."""
    trimmed = key.strip()
    if len(trimmed) <= 1:
        return trimmed
    *held, last = trimmed.split("+") if not trimmed.endswith("++") else (*trimmed[:-2].split("+"), "plus")
    last = _NAMED.get(last.lower(), last.lower())
    return "+".join([*(each.lower() for each in held), last])


def _nearest(command: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(command, BY_ID, n=1)
    return f"; did you mean “{near[0]}”?" if near else "; the README lists them"


# What is remembered.


def _recall(path: Path, problems: list[str]) -> Remembered:
    """What the file says. A damaged one is put aside, so that nothing is lost and the next save is whole."""
    if not path.exists():
        return Remembered()
    import json

    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return _remembered(told)
    except OSError as error:
        problems.append(f"{path} cannot be read: {error.strerror or error}; own views and columns are not there.")
    except (ValueError, TypeError, KeyError, AttributeError):
        problems.append(f"{path} was damaged; {_put_aside(path)}, and caseapp begins a new one.")
    return Remembered()


def _put_aside(path: Path) -> str:
    aside = path.with_suffix(".damaged.json")
    try:
        path.replace(aside)
    except OSError:
        return "it cannot be put aside"
    return f"it is kept as {aside.name}"


def _remembered(told: Mapping[str, Any]) -> Remembered:
    """What was written by ``_write``; what this version does not know of is passed over."""
    theme = str(told.get("theme", ""))
    return Remembered(
        theme=theme if theme in _THEMES.values() else "",
        columns=tuple(map(str, told.get("columns", ()))),
        sort=Sort(told.get("sort", Sort.URGENCY)),
        is_reversed=bool(told.get("is_reversed", False)),
        views=tuple(_view(each) for each in told.get("views", ())),
    )


_VIEW_FIELDS = {each.name for each in fields(View)}


def _view(told: Mapping[str, Any]) -> View:
    known = {name: value for name, value in told.items() if name in _VIEW_FIELDS}
    due, stage = known.get("due"), known.get("stage")
    known |= {"due": Due(due) if due else None, "stage": int(stage) if stage else None}
    known |= {"sort": Sort(known.get("sort", Sort.URGENCY)), "references": None}
    known |= {"columns": tuple(map(str, known.get("columns", ())))}
    known |= {name: str(known.get(name, "")) for name in ("id", "title", "short", "help", "empty", "text")}
    known |= {name: known.get(name) is True for name in _SWITCHES}
    return View(**known)


_SWITCHES = ("overdue", "unacknowledged", "mine", "unassigned", "include_closed", "is_reversed")


def _write(path: Path, remembered: Remembered) -> None:
    import json
    import os
    from tempfile import NamedTemporaryFile

    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, prefix=path.name, delete=False) as file:
        json.dump(asdict(remembered), file, indent=1, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)
