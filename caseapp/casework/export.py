"""Take the cases, and the chain of events, out of the store as a folder of files.

The files are made from one view of the store in a hidden folder beside their place. Then the ``exported`` event is
recorded, with the digest of every file, and only then does the folder get its name: an export that was not recorded
never exists under it. An event whose export is not there tells of one that was stopped in between.

The anchor in the manifest is therefore that of the last event in ``events.jsonl``, the one before the ``exported``
event: the files agree with each other on their own, and the store agrees with the files.

Restricted cases are in it like any other, for only those may export who may see them all, and the event is the record
of it. Officers' names are in it always, because the hash of an event covers who recorded it.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path

from caseapp.casework.people import actor
from caseapp.casework.sight import require_sight
from caseapp.rules.errors import FileProblem, Refusal, RuleBroken
from caseapp.rules.instants import london_date
from caseapp.rules.vocabulary import Occasion
from caseapp.rules.workflow import OVERSEERS, Actor
from caseapp.store.audit import Happening, instant_text
from caseapp.store.exports import SHEETS, Sheet, event_lines
from caseapp.store.reader import Reader
from caseapp.store.schema import VERSIONS
from caseapp.store.store import Store
from caseapp.store.verification import anchor_of

EVENTS, MANIFEST = "events.jsonl", "manifest.json"
_TO_VERIFY = (
    "Each line of events.jsonl is one event as a JSON object. Its hash is the SHA-256, in hexadecimal, of the UTF-8 "
    "text of this JSON array: [seq, complaint_id, version, action, stage, happened_on, recorded_at, officer, state, "
    "due_on, target_on, content, text_digest, previous], written without blanks between its parts and with no "
    "character escaped that JSON does not require to be; content is the string that it is in the line. The numbers seq "
    "go up by one from 1, previous is the hash of the line before (64 noughts in the first), and the last line is the "
    "anchor. Where a line has a text, text_digest is the SHA-256 of its salt, a line feed and the text. In the store "
    "itself: caseapp verify --anchor manifest.json. The event after the anchor that says exported has the digest of "
    "each of these files, this one among them."
)


@dataclass(frozen=True, slots=True)
class Exported:
    """What was taken out."""

    folder: Path
    rows: Mapping[str, int]
    """By file: rows without the heading."""
    anchor: str
    """Where the chain in it ends."""


@dataclass(frozen=True, slots=True)
class _Written:
    rows: int
    digest: str


def export(store: Store, folder: Path, *, personal: bool, name: str, at: datetime) -> Exported:
    """Write every case to a folder; for lead officers and administrators (R52).

    Args:
        store: what to export.
        folder: where to; it is not there yet, or is empty.
        personal: with names, contact details and free text. Adjustments are never in it (R128).
        name: who asks for it.
        at: when.

    Raises:
        RuleBroken: a member, who sees figures alone (R54), or somebody who does not oversee cases.
        FileProblem: the folder holds something, or cannot be written; nothing is left behind.
        StoreProblem: the store cannot be read, or the export cannot be recorded; nothing is left behind.
    """
    _require_free(folder)
    with _draft(folder) as draft:
        with store.reading() as reader:
            person = require_sight(reader, name)
            _require_overseer(person)
            anchor = str(anchor_of(reader) or "")
            written = _files(reader, draft, personal=personal)
        manifest = _manifest(written, anchor, personal=personal, by=person, at=at)
        written |= {MANIFEST: _kept(draft / MANIFEST, [manifest])}
        _record(store, written, personal=personal, name=name, at=at)
        _put_in_place(draft, folder)
    return Exported(folder, _rows(written), anchor)


def _require_overseer(person: Actor) -> None:
    if person.role not in OVERSEERS:
        raise RuleBroken(
            Refusal(f"{person.name} ({person.role}) may not take cases out of the store; ask the lead officer.", "R52")
        )


def _record(store: Store, written: Mapping[str, _Written], *, personal: bool, name: str, at: datetime) -> None:
    content = {
        "what": "store",
        "rows": _rows(written),
        "personal": personal,
        "files": {each: file.digest for each, file in written.items()},
    }
    with store.writing() as work:
        by = actor(work, name, at=at)
        _require_overseer(by)  # it may have changed while the files were made
        work.note_occasion(Happening(Occasion.EXPORTED, london_date(at), content), by=by, at=at)


def _rows(written: Mapping[str, _Written]) -> dict[str, int]:
    return {name: file.rows for name, file in written.items() if name != MANIFEST}


# The files.


def _files(reader: Reader, draft: Path, *, personal: bool) -> dict[str, _Written]:
    written = {EVENTS: _kept(draft / EVENTS, (f"{line}\n" for line in event_lines(reader, personal=personal)))}
    for sheet in SHEETS:
        if personal or not sheet.personal:
            written[sheet.name] = _sheet(reader, draft, sheet, personal=personal)
    return written


def _sheet(reader: Reader, draft: Path, sheet: Sheet, *, personal: bool) -> _Written:
    rows = sheet.rows(reader, personal=personal)
    file = _kept(draft / sheet.name, _csv_lines(chain([sheet.header(personal=personal)], rows)))
    return _Written(file.rows - 1, file.digest)


class _Line:
    """Where the CSV writer puts the one line that it makes."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> None:
        self.text = text


def _csv_lines(rows: Iterable[Iterable[str]]) -> Iterator[str]:
    line = _Line()
    writer = csv.writer(line, lineterminator="\n")
    for row in rows:
        writer.writerow(row)
        yield line.text


def _kept(path: Path, parts: Iterable[str]) -> _Written:
    """A private file, on the disk when this returns; how many parts it has, and its digest."""
    digest, number = hashlib.sha256(), 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for part in parts:
            data = part.encode("utf-8", "backslashreplace")
            digest.update(data)
            file.write(data)
            number += 1
        file.flush()
        os.fsync(file.fileno())
    return _Written(number, digest.hexdigest())


def _manifest(written: Mapping[str, _Written], anchor: str, *, personal: bool, by: Actor, at: datetime) -> str:
    content = {
        "made_at": instant_text(at),
        "made_by": by.name,
        "schema": VERSIONS[-1],
        "personal": personal,
        "anchor": anchor,
        "files": {each: {"rows": file.rows, "sha256": file.digest} for each, file in written.items()},
        "to_verify": _TO_VERIFY,
    }
    return json.dumps(content, indent=2) + "\n"


# The folder.


def _require_free(folder: Path) -> None:
    if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
        raise FileProblem(f"{folder} is there already and holds something; choose another folder.")
    if not folder.absolute().parent.is_dir():
        raise FileProblem(f"There is no folder {folder.absolute().parent}; make it first.")


@contextmanager
def _draft(folder: Path) -> Iterator[Path]:
    """A hidden folder beside the place of the export, gone with the block unless it got that place.

    What a run that was killed has left there goes as well, for it may hold personal data.
    """
    place = folder.absolute()
    left_over = re.compile(rf"\.{re.escape(place.name)}\.\d+\.export")
    draft = place.with_name(f".{place.name}.{os.getpid()}.export")
    try:
        for path in place.parent.iterdir():
            if left_over.fullmatch(path.name):
                shutil.rmtree(path, ignore_errors=True)
        draft.mkdir(mode=0o700)
        yield draft
    except OSError as error:
        raise FileProblem(f"{folder} cannot be written: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _put_in_place(draft: Path, folder: Path) -> None:
    place = folder.absolute()
    with suppress(FileNotFoundError):
        place.rmdir()
    draft.rename(place)
