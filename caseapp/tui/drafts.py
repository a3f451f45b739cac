"""What was typed in a form and not recorded yet, kept in the person's own folder until it is.

One small JSON file a form, so that a crash, a closed terminal or a lost store costs nothing. Nothing here is a widget,
and nothing needs the store. Files are read and written in threads.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from caseapp.rules.errors import FileProblem
from caseapp.rules.instants import LONDON, long_date

FOLDER = "CASEAPP_DRAFTS"
"""The environment variable that names another folder."""

_FORMAT = 1
_DAMAGED = ".damaged"
_LARGEST_BYTES = 4_000_000
"""Far more than any form holds; a larger file is none of ours."""


def own_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Where a person's drafts are kept."""
    named = environment.get(FOLDER)
    if named:
        return Path(named)
    from platformdirs import user_state_path

    return user_state_path("caseapp", appauthor=False) / "drafts"


@dataclass(frozen=True, slots=True)
class FormKey:
    """Which form it is that was not finished: whose, in which store, about which case."""

    store: str
    person: str
    form: str
    """Such as ``log`` or the action of a step."""
    case: str = ""
    """The case's reference; empty for a new one."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed in one form."""

    key: FormKey
    title: str
    """What the form is called, for the list of drafts."""
    fields: Mapping[str, str]
    """By the field's id; only what differs from how the form began."""
    kept_at: datetime
    version: int | None = None
    """The version of the case that the person saw."""
    number: int = 0
    """Tells apart the drafts of one form: somebody may begin anew and keep the first."""

    def when(self, today: datetime | None = None) -> str:
        """``today at 14:02``, ``Thursday at 14:02``, or with the date when that was a week ago or more."""
        kept = self.kept_at.astimezone(LONDON)
        days = ((today or datetime.now(UTC)).astimezone(LONDON).date() - kept.date()).days
        day = "today" if days == 0 else f"on {kept:%A}" if 0 < days < 7 else f"on {long_date(kept.date())}"
        return f"{day} at {kept:%H:%M}"


@dataclass(frozen=True, slots=True)
class Found:
    """What a folder of drafts holds."""

    drafts: tuple[Draft, ...] = ()
    """The latest first."""
    damaged: tuple[str, ...] = ()
    """The names of files that could not be read; they were set aside under another name."""


@dataclass(slots=True)
class Drafts:
    """The drafts of one folder, which is made when the first of them is kept."""

    folder: Path = field(default_factory=own_folder)

    def found(self, store: str, person: str) -> Found:
        """Everything that a person left unfinished in a store. A folder that cannot be read holds nothing."""
        drafts, damaged = [], []
        for path in self._files():
            try:
                draft = _read(path)
            except (OSError, ValueError, KeyError, TypeError, AttributeError):
                damaged += _set_aside(path)
                continue
            if (draft.key.store, draft.key.person) == (store, person):
                drafts.append(draft)
        return Found(tuple(sorted(drafts, key=lambda draft: draft.kept_at, reverse=True)), tuple(damaged))

    def latest(self, key: FormKey) -> Draft | None:
        """What was typed last in a form and left."""
        return next((draft for draft in self.found(key.store, key.person).drafts if draft.key == key), None)

    def free_number(self, key: FormKey) -> int:
        """A number that no draft of the form has."""
        return next(number for number in range(1_000_000) if not self._path(key, number).exists())

    def keep(self, draft: Draft) -> None:
        """Write a draft in the place of what was kept of its form before: wholly, or not at all.

        Raises:
            FileProblem: it cannot be written.
        """
        path = self._path(draft.key, draft.number)
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write(path, _written(draft))
        except OSError as error:
            raise FileProblem(
                f"What you type cannot be kept as a draft in {self.folder}: {error.strerror}; it is only here."
            ) from error

    def forget(self, draft: Draft) -> None:
        """Drop a draft; nothing if it is gone already."""
        with suppress(OSError):
            self._path(draft.key, draft.number).unlink()

    def _files(self) -> Iterator[Path]:
        with suppress(OSError):
            yield from sorted(self.folder.glob("*.json"))

    def _path(self, key: FormKey, number: int) -> Path:
        words = f"{key.store}\0{key.person}\0{key.form}\0{key.case}"
        name = hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:24]
        return self.folder / f"{name}-{number}.json"


class Keeper:
    """Keeps one form's draft. Its methods are called in threads, and come after one another."""

    def __init__(self, drafts: Drafts, key: FormKey, title: str, number: int) -> None:
        self.drafts, self.key, self.title, self.number = drafts, key, title, number
        self._turn = Lock()
        self._kept: Mapping[str, str] | None = None
        self._is_over = False

    def keep(self, fields: Mapping[str, str], version: int | None) -> None:
        """Keep what is typed now; a form that says nothing of its own any more leaves no draft.

        Raises:
            FileProblem: it cannot be written.
        """
        with self._turn:
            if self._is_over or fields == self._kept:
                return
            draft = self._draft(fields, version)
            if fields:
                self.drafts.keep(draft)
            else:
                self.drafts.forget(draft)
            self._kept = dict(fields)

    def forget(self) -> None:
        """The step was recorded, or its words discarded: nothing is kept of the form from now on."""
        with self._turn:
            self._is_over = True
            self.drafts.forget(self._draft({}, None))

    def _draft(self, fields: Mapping[str, str], version: int | None) -> Draft:
        return Draft(self.key, self.title, fields, datetime.now(UTC), version, self.number)


# Files.


def _written(draft: Draft) -> bytes:
    content = {
        "format": _FORMAT, "store": draft.key.store, "person": draft.key.person, "form": draft.key.form,
        "case": draft.key.case, "title": draft.title, "version": draft.version, "number": draft.number,
        "kept_at": draft.kept_at.isoformat(), "fields": dict(draft.fields),
    }  # fmt: skip
    return json.dumps(content, indent=1).encode()


def _read(path: Path) -> Draft:
    if path.stat().st_size > _LARGEST_BYTES:
        raise ValueError(path)
    content: dict[str, Any] = json.loads(path.read_bytes())
    fields, version, number = content["fields"], content["version"], content["number"]
    key = FormKey(*(_text(content[name]) for name in ("store", "person", "form", "case")))
    kept_at = datetime.fromisoformat(content["kept_at"])
    sound = content["format"] == _FORMAT and isinstance(version, int | None) and isinstance(number, int)
    if not sound or kept_at.tzinfo is None:
        raise ValueError(path)
    typed = {_text(name): _text(value) for name, value in fields.items()}
    return Draft(key, _text(content["title"]), typed, kept_at, version, number)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _write(path: Path, content: bytes) -> None:
    """Into a file beside it that nobody else may read, then in its place."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".draft-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)  # noqa: PTH105  # the temporary name is text
    except OSError:
        with suppress(OSError):
            os.unlink(name)  # noqa: PTH108  # the same
        raise


def _set_aside(path: Path) -> list[str]:
    """Move a damaged file out of the way; one that cannot even be moved is passed over."""
    with suppress(OSError):
        path.replace(path.with_suffix(_DAMAGED))
        return [path.with_suffix(_DAMAGED).name]
    return []
