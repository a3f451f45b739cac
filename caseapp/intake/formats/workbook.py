"""What an Excel workbook has beside its rows: the sheets, the texts that cells share, and which numbers are dates.

The parts and their names are those of ECMA-376, Office Open XML.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from caseapp.intake.formats.archive import Archive, broken
from caseapp.intake.formats.markup import Attributes, Markup, Start, local
from caseapp.rules.errors import InvalidInput

MOST_STRUCTURE = 10_000_000
"""Bytes of a part that tells of sheets or styles."""
MOST_SHARED = 64_000_000
"""Bytes of the texts that cells share; they are kept in memory as far as they are asked for."""
MOST_SHEETS = 250

_DATES = (*range(14, 18), *range(27, 37), *range(50, 59))
_TIMES = (18, 19, 20, 21, 45, 46, 47)
_BUILT_IN = {
    **{str(number): "d" for number in _DATES},
    **{str(number): "t" for number in _TIMES},
    "22": "dt",
}
"""What the number formats show that have no code of their own."""
_NOT_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
"""Parts of a number format's code that stand for themselves, or tell of colours, languages and conditions."""

_Relations = dict[str, tuple[str, str]]
"""For each id the kind and the name of another part."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook."""

    title: str
    part: str
    """Where its rows are."""
    is_hidden: bool


class Workbook:
    """What is known of a workbook before its rows are read.

    Raises:
        InvalidInput: the archive is no workbook, or a broken one.
    """

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.starts_1904 = False
        """Whether days are counted from 1904, as on old Macintoshes, and not from 1900."""
        mains = [part for kind, part in self._relations("").values() if kind == "officeDocument"]
        if not mains:
            raise InvalidInput(
                f"{archive.name} is a ZIP archive and no Excel workbook; unpack it and import the files in it."
            )
        relations = self._relations(mains[0])
        parts = dict(relations.values())
        self.sheets = self._sheets(mains[0], relations)
        self.shared = SharedTexts(archive, parts.get("sharedStrings", ""))
        self.shown = self._shown(parts["styles"]) if "styles" in parts else {}
        """For each style of a cell what its number shows, unless it is a number: see ``shown_by``."""

    def _relations(self, part: str) -> _Relations:
        folder, base = posixpath.split(part)
        found: _Relations = {}

        def start(element: str, attributes: Attributes) -> None:
            if local(element) == "Relationship":
                target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
                found[attributes.get("Id", "")] = (attributes.get("Type", "").rpartition("/")[2], target.lstrip("/"))

        name = posixpath.join(folder, "_rels", f"{base}.rels")
        if name in self.archive:
            self._read(name, start)
        return found

    def _sheets(self, main: str, relations: _Relations) -> list[Sheet]:
        sheets: list[Sheet] = []

        def start(element: str, attributes: Attributes) -> None:
            name = local(element)
            if name == "workbookPr":
                self.starts_1904 = attributes.get("date1904") in {"1", "true"}
            elif name == "sheet":
                target = next((value for key, value in attributes.items() if local(key) == "id"), "")
                kind, part = relations.get(target, ("", ""))
                if kind == "worksheet":
                    hidden = attributes.get("state", "visible") != "visible"
                    sheets.append(Sheet(attributes.get("name", ""), part, hidden))

        self._read(main, start)
        if len(sheets) > MOST_SHEETS:
            raise InvalidInput(f"{self.archive.name} has {len(sheets):,} sheets; the most is {MOST_SHEETS}.")
        return sheets

    def _shown(self, styles: str) -> dict[str, str]:
        """Cells name their style by its place among the elements of ``cellXfs``."""
        codes, formats = dict(_BUILT_IN), list[str]()
        within = ""

        def start(element: str, attributes: Attributes) -> None:
            nonlocal within
            name = local(element)
            if name == "numFmt":
                codes[attributes.get("numFmtId", "")] = shown_by(attributes.get("formatCode", ""))
            elif name == "xf" and within == "cellXfs":
                formats.append(attributes.get("numFmtId", ""))
            elif name.startswith("cell"):
                within = name

        self._read(styles, start)
        return {str(place): codes[number] for place, number in enumerate(formats) if codes.get(number)}

    def _read(self, part: str, start: Start) -> None:
        markup = Markup(self.archive.name, start=start, end=_ignore, text=_ignore)
        for _ in markup.feed(self.archive.blocks(part, MOST_STRUCTURE), []):
            pass


class SharedTexts:
    """The texts that cells share, read only as far as one is asked for."""

    def __init__(self, archive: Archive, part: str) -> None:
        self._archive = archive
        self._texts: list[str] = []
        self._rest = self._reading(part) if part else iter(())

    def text(self, place: str) -> str:
        """The text of that number, from 0.

        Raises:
            InvalidInput: there are not so many.
        """
        number = int(place) if place.isdecimal() and len(place) < 10 else -1
        while number >= len(self._texts) and next(self._rest, False):
            pass
        if not 0 <= number < len(self._texts):
            raise broken(self._archive.name)
        return self._texts[number]

    def _reading(self, part: str) -> Iterator[bool]:
        collected = _Collected()
        markup = Markup(self._archive.name, start=collected.start, end=collected.end, text=collected.text)
        for _ in markup.feed(self._archive.blocks(part, MOST_SHARED), collected.texts):
            self._texts += collected.texts
            collected.texts.clear()
            yield True


class _Collected:
    """Gathers the texts of elements called ``si``; how words sound, in East Asian files, is not part of them."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._words: list[str] = []
        self._is_text = self._is_sound = False

    def start(self, element: str, _attributes: Attributes) -> None:
        name = local(element)
        self._is_text = name == "t" and not self._is_sound
        if name == "rPh":
            self._is_sound = True

    def text(self, words: str) -> None:
        if self._is_text:
            self._words.append(words)

    def end(self, element: str) -> None:
        name = local(element)
        self._is_text = False
        if name == "rPh":
            self._is_sound = False
        elif name == "si":
            self.texts.append("".join(self._words))
            self._words.clear()


def shown_by(code: str) -> str:
    """What a number format shows: ``d`` a date, ``t`` a time, ``dt`` both, blank for a number.

    A month and a minute are the same letter, so ``m`` alone is a date.
    """
    letters = set(_NOT_CODE.sub("", code.partition(";")[0]).lower())
    if "general" in code.lower() or letters & set("#?@"):
        return ""
    time = "t" if letters & set("hs") else ""
    date = "d" if letters & set("dy") or ("m" in letters and not time) else ""
    return date + time


def _ignore(*_: object) -> None:
    """For what does not matter here."""
