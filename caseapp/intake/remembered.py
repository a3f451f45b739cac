"""What imports remember of the files of a profile: the headings seen last, and which new wording means which field.

One small JSON file a profile, beside the profiles of one's own. Headings alone, and nothing of what stands below
them. What cannot be read is said and left as it is, never an obstacle.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from caseapp.resources import own_profiles_dir
from caseapp.rules.text import one_line

_HEADINGS = 8
"""How many different headings are remembered: several forms may share a profile."""
_LARGEST = 1_000_000
"""Bytes of a memory; a heading of more than a tenth of it is not remembered."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered of one profile's files."""

    matches: Mapping[str, str] = field(default_factory=dict)
    """For each wording that somebody matched, the field that it means."""
    headings: tuple[tuple[str, ...], ...] = ()
    """The columns of files that were imported, the newest first."""
    problem: str = ""
    """Why it cannot be read, in a sentence; blank when it can."""


def memory_of(profile: str) -> Memory:
    """What is remembered of a profile's files."""
    path = memory_file(profile)
    try:
        if not path.exists():
            return Memory()
        if not path.is_file() or path.stat().st_size > _LARGEST:
            return Memory(problem=_unreadable(path, "it is not what caseapp wrote"))
        return _understood(json.loads(path.read_text(encoding="utf-8")))
    except OSError as problem:
        return Memory(problem=_unreadable(path, problem.strerror or "not readable"))
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
        return Memory(problem=_unreadable(path, "it is not what caseapp wrote"))


def remember(profile: str, matches: Mapping[str, str], columns: tuple[str, ...]) -> str:
    """Keep what was matched and which columns the file had; gives a sentence if that cannot be done, else a blank.

    The file is replaced as a whole, so that whoever reads at the same time finds the old one or the new one.
    """
    before = memory_of(profile)
    if before.problem:
        return ""  # said when the file was opened; what is in it may still be mended by hand
    after = Memory({**before.matches, **matches}, _with(before.headings, columns))
    if after == before:
        return ""
    path = memory_file(profile)
    try:
        _write(path, after)
    except OSError as problem:
        return f"{one_line(str(path))} cannot be written ({problem.strerror}), so this is not remembered."
    return ""


def memory_file(profile: str) -> Path:
    """Where it is kept. ``profile`` is a name as profiles have them: small letters, digits and dashes."""
    return own_profiles_dir() / f"{profile}.remembered.json"


def _understood(told: Any) -> Memory:
    matches = {str(wording): str(meant) for wording, meant in told["matches"].items()}
    return Memory(matches, tuple(tuple(map(str, heading)) for heading in told["headings"]))


def _with(headings: tuple[tuple[str, ...], ...], columns: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    if sum(map(len, columns)) > _LARGEST // (_HEADINGS * 8):
        return headings
    return (columns, *(heading for heading in headings if heading != columns))[:_HEADINGS]


def _write(path: Path, memory: Memory) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    told = {"matches": dict(memory.matches), "headings": memory.headings}
    aside = path.with_name(f"{path.name}.{os.getpid()}")  # not a temporary file, which only its owner could read
    try:
        with aside.open("w", encoding="utf-8") as file:
            json.dump(told, file, indent=1, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except OSError:
        aside.unlink(missing_ok=True)
        raise


def _unreadable(path: Path, why: str) -> str:
    return (
        f"What was remembered of such files in {one_line(str(path))} cannot be read ({why}) and is left out; "
        "delete the file to begin anew."
    )
