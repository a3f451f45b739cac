"""The gallery: the application's own pictures of itself, for the README and for whoever reviews a screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from caseapp.bootstrap import Caseapp
from caseapp.rules.errors import FileProblem
from caseapp.tui.run import take_screenshot

NARROW, WIDE, VAST = (80, 24), (132, 38), (200, 60)


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: what it is called, how large the terminal is, and the keys that lead there."""

    name: str
    size: tuple[int, int]
    keys: tuple[str, ...] = ()
    theme: str = ""


PICTURES = (
    Picture("worklist", WIDE),
    Picture("worklist-narrow", NARROW),
    Picture("worklist-vast", VAST),
    Picture("worklist-light", WIDE, theme="caseapp-light"),
    Picture("worklist-contrast", WIDE, theme="caseapp-contrast"),
    Picture("overdue", WIDE, ("4",)),
    Picture("why", WIDE, ("w",)),
    Picture("help", WIDE, ("question_mark",)),
    Picture("log", WIDE, ("l",)),
    Picture("extend", WIDE, ("2", "e")),
    Picture("respond", WIDE, ("r",)),
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
            take_screenshot(path, picture.size, lambda: caseapp, picture.keys, picture.theme)
            path.write_text(_without_links(path.read_text(encoding="utf-8")), encoding="utf-8")
            yield path
    except OSError as error:
        raise FileProblem(f"{folder} cannot be written: {error.strerror}.") from error


def _without_links(svg: str) -> str:
    """The picture with the reader's own monospaced font: it must not fetch one from somebody's server."""
    return _FONT_FACE.sub("", svg)


_FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}\s*")
