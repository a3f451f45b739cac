"""The gallery: the application's own pictures of itself, for the README and for whoever reviews a screen.

They are taken on one day, by one person, in a folder of their own, so that they are the same wherever they are taken
and show nothing of whoever takes them.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from caseapp.bootstrap import Caseapp
from caseapp.resources import fixtures_dir
from caseapp.rules.errors import FileProblem
from caseapp.tui.drafts import FOLDER
from caseapp.tui.run import take_screenshot

DAY, PERSON = "2026-11-20", "Lena Hartley"
"""When the pictures are taken and who sits there, unless somebody says otherwise."""

NARROW, WIDE, VAST = (80, 24), (132, 38), (200, 60)
LIGHT, CONTRAST = "caseapp-light", "caseapp-contrast"


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: what it is called, how large the terminal is, and the keys that lead there.

    They are taken in their order, in one store: what the keys of one record is there for those after it.
    """

    name: str
    size: tuple[int, int]
    keys: tuple[str, ...] = ()
    theme: str = ""
    start: str = "worklist"
    """The area that it is of."""


_NAMES = {" ": "space", "/": "slash"}


def _typed(words: str) -> tuple[str, ...]:
    """The keys that type words."""
    return tuple(_NAMES.get(char, char) for char in words)


_LOG = (
    "l", *_typed("Assisted collection missed in Brookfields"), "tab", *_typed("waste"), "tab", "tab", "tab",
    *_typed("The crew has driven past three weeks running."), "tab",
    *_typed("The bin was left full"), "enter", *_typed("Nobody rang back"), "tab",
    *_typed("Somebody to collect it"), "tab", *_typed("Moira Quill"), "tab", *_typed("moira@example.org"),
    "tab", "tab", "tab", *_typed("CB1 3HF"), "tab", "tab", *_typed("Large print; ring before a visit"),
)  # fmt: skip
"""A complaint with two points and a special note, filled in."""
_CASE = ("slash", *_typed("brookfields"), "enter", "enter")
"""That complaint on its own screen."""
_ANSWERED = (*_CASE, "r", "space", "tab", "right", "space", "ctrl+s")
_FOLDER = ("slash", "ctrl+u", *_typed("~/Downloads"), "enter")
_PLAN = ("slash", "ctrl+u", *_typed("~/Downloads/submissions-bad.csv"), "enter")
_MOVES = ("3", "a", *_typed("24 nov"), "tab", *_typed("Flood"), "ctrl+s")

PICTURES = (
    Picture("today", WIDE, start="today"),
    Picture("today-narrow", NARROW, start="today"),
    Picture("today-vast", VAST, start="today"),
    Picture("today-light", WIDE, theme=LIGHT, start="today"),
    Picture("today-contrast", WIDE, theme=CONTRAST, start="today"),
    Picture("worklist", WIDE),
    Picture("worklist-narrow", NARROW),
    Picture("worklist-vast", VAST),
    Picture("worklist-light", WIDE, theme=LIGHT),
    Picture("worklist-contrast", WIDE, theme=CONTRAST),
    Picture("overdue", WIDE, ("4",)),
    Picture("filtered", NARROW, ("slash", *_typed("bin"))),
    Picture("selected", WIDE, ("space", "space", "j", "v", "j", "j")),
    Picture("bulk-acknowledge", WIDE, ("asterisk", "a")),
    Picture("bulk-assign", NARROW, ("7", "asterisk", "s")),
    Picture("columns", WIDE, ("=",)),
    Picture("save-view", NARROW, ("8", "+", *_typed("Reviews"))),
    Picture("log", WIDE, ("l",)),
    Picture("log-narrow", NARROW, ("l", *_typed("Bin missed"), "tab", *_typed("hous"))),
    Picture("log-compliment", NARROW, ("L",)),
    Picture("log-filled", WIDE, _LOG),
    Picture("drafts", NARROW, ("r", "tab", *_typed("Missed bin"), "escape", "enter", "D")),
    Picture("case", WIDE, (*_LOG, "ctrl+s", "enter")),
    Picture("case-narrow", NARROW, _CASE),
    Picture("case-vast", VAST, _CASE),
    Picture("case-light", WIDE, _CASE, LIGHT),
    Picture("case-contrast", WIDE, _CASE, CONTRAST),
    Picture("why", WIDE, ("w",)),
    Picture("why-narrow", NARROW, ("w",)),
    Picture("all-steps", WIDE, (*_CASE, "S")),
    Picture("acknowledge", NARROW, (*_CASE, "a")),
    Picture("assign", NARROW, (*_CASE, "s", "enter")),
    Picture("extend", WIDE, (*_CASE, "e", "5")),
    Picture("extend-narrow", NARROW, (*_CASE, "e", "5")),
    Picture("respond", WIDE, ("r",)),
    Picture("respond-points", NARROW, (*_CASE, "r", "space")),
    Picture("respond-light", WIDE, (*_CASE, "r", "space"), LIGHT),
    Picture("refuse", NARROW, (*_CASE, "X")),
    Picture("undo", NARROW, (*_CASE, "a", "ctrl+s", "z")),
    Picture("escalate", WIDE, (*_ANSWERED, "x")),
    Picture("escalate-narrow", NARROW, ("9", *_CASE, "x")),
    Picture("figures", WIDE, ("right",) * 5, start="figures"),
    Picture("figures-narrow", NARROW, start="figures"),
    Picture("figures-vast", VAST, ("3", "left_square_bracket", "left_square_bracket"), start="figures"),
    Picture("figures-light", WIDE, theme=LIGHT, start="figures"),
    Picture("figures-contrast", WIDE, ("s",), CONTRAST, start="figures"),
    Picture("files", NARROW, _FOLDER, start="imports"),
    Picture("imports", WIDE, _PLAN, start="imports"),
    Picture("imports-narrow", NARROW, (*_PLAN, "6"), start="imports"),
    Picture("imports-contrast", WIDE, _PLAN, CONTRAST, start="imports"),
    Picture("import-confirm", NARROW, (*_PLAN, "ctrl+s"), start="imports"),
    Picture("find", WIDE, _typed("missed bin"), start="find"),
    Picture("find-narrow", NARROW, _typed("missed bin"), start="find"),
    Picture("find-light", WIDE, _typed("missed bin"), LIGHT, start="find"),
    Picture("find-empty", NARROW, start="find"),
    Picture("people", WIDE, start="administration"),
    Picture("person", NARROW, ("a",), start="administration"),
    Picture("services", NARROW, ("2",), start="administration"),
    Picture("days-off", WIDE, ("3",), start="administration"),
    Picture("day-off", NARROW, ("3", "a"), start="administration"),
    Picture("day-off-moves", WIDE, _MOVES, start="administration"),
    Picture("policies", WIDE, ("4",), start="administration"),
    Picture("help", WIDE, ("question_mark",)),
    Picture("help-narrow", NARROW, ("question_mark", *_typed("sort"))),
    Picture("palette", WIDE, ("ctrl+p", *_typed("assign"))),
    Picture("jump", NARROW, (":",)),
)


def make_gallery(folder: Path, caseapp: Caseapp) -> Iterator[Path]:
    """Write every picture to a folder, one after the other, giving each path as it is written.

    Raises:
        FileProblem: the folder cannot be made or written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for picture in PICTURES:
            path = folder / f"{picture.name}.svg"
            with _home():
                take_screenshot(path, picture.size, lambda: caseapp, picture.keys, picture.theme, picture.start)
            path.write_text(_without_links(path.read_text(encoding="utf-8")), encoding="utf-8")
            yield path
    except OSError as error:
        raise FileProblem(f"{folder} cannot be written: {error.strerror}.") from error


@contextmanager
def _home() -> Iterator[None]:
    """A home of the picture's own, with files to import: no path and no draft of a real person gets into it."""
    with TemporaryDirectory(prefix="caseapp-gallery-") as home:
        shutil.copytree(fixtures_dir() / "submissions", Path(home) / "Downloads")
        with _environment({"HOME": home, "USERPROFILE": home, FOLDER: str(Path(home) / "drafts")}):
            yield


@contextmanager
def _environment(changes: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(changes)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _without_links(svg: str) -> str:
    """The picture with the reader's own monospaced font: it must not fetch one from somebody's server."""
    return _FONT_FACE.sub("", svg)


_FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}\s*")
