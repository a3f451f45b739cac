"""Writes profiles of one's own: a copy of one that is there, or a draft. Never over a file that is there."""

from __future__ import annotations

import json
import re
from pathlib import Path

from caseapp.intake.profile_file import parse
from caseapp.intake.shelf import shelf
from caseapp.resources import own_profiles_dir
from caseapp.rules.errors import FileProblem, InvalidInput
from caseapp.rules.text import one_line

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
ONLY_HERE = "(a question that only your form has)"
"""Stands in a copy's ``recognised_by`` until it is replaced. Until then the copy is used where it is named."""
_TITLED = re.compile(r'^(title[ \t]*=[ \t]*)("(?:[^"\\]|\\.)*")', re.MULTILINE)
_RECOGNISED = re.compile(r"^(recognised_by[ \t]*=[ \t]*\[\s*)(.)", re.MULTILINE)
_NAMED = re.compile(r"^name[ \t]*=.*$", re.MULTILINE)


def copy_profile(name: str, new: str) -> Path:
    """Copy a profile into the folder of one's own, comments and all; gives where it is.

    A copy under the same name takes the place of the shipped one.

    Raises:
        NotFound: there is no profile of that name.
        InvalidInput: the new name is none that a profile may have, or another profile has it.
        FileProblem: the file is there already, or cannot be written.
    """
    if not _NAME.fullmatch(new):
        raise InvalidInput(f"“{one_line(new)}” is no name for a profile; use small letters, digits and single dashes.")
    known = shelf()
    kept = known.called(name)
    if new != name and new in {profile.name for profile in known.profiles}:
        raise InvalidInput(f"There is a profile {new} already; choose another name, or copy {new} {new} to change it.")
    text = kept.path.read_text(encoding="utf-8")
    copied = _NAMED.sub(lambda _: f"name = {json.dumps(new)}", text, count=1)
    copied = copied.replace(f"--profile {name}", f"--profile {new}")
    if new != name:
        copied = _told_apart(copied, new)
    path = own_profiles_dir() / f"{new}.toml"
    parse(copied, str(path))
    write_new(path, copied)
    return path


def _told_apart(text: str, new: str) -> str:
    """A copy that no file is taken for until somebody says what its own files have: two that fit would stop both."""
    text = _TITLED.sub(lambda found: f"{found[1]}{json.dumps(f'{json.loads(found[2])} ({new})')}", text, count=1)
    return _RECOGNISED.sub(lambda found: f"{found[1]}{json.dumps(ONLY_HERE)}, {found[2]}", text, count=1)


def write_new(path: Path, text: str) -> None:
    """Write a text to a file that is not there yet.

    Raises:
        FileProblem: there is one already, or it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise FileProblem(f"There is a file {one_line(str(path))} already; choose another name.") from None
    except OSError as problem:
        raise FileProblem(f"{one_line(str(path))} cannot be written ({problem.strerror}).") from None
