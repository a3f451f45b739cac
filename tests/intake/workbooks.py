"""Excel workbooks written by hand, part by part, so that a test can put anything into one."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATED = "http://schemas.openxmlformats.org/package/2006/relationships"
_FORMATS = ("General", "yyyy\\-mm\\-dd", "dd/mm/yyyy hh:mm", "h:mm:ss", '[Red]0.00"d"', "mmm-yy", "0.00E+00")
"""Number formats by the style of a cell."""

COLUMNS = (
    "ID",
    "Start time",
    "Completion time",
    "Email",
    "Name",
    "What is your complaint about?",
    "When did it happen?",
)


@dataclass(frozen=True)
class Raw:
    """A cell with its XML as it is: ``kind`` its type, ``style`` one of the formats, ``inner`` what is in it."""

    inner: str
    kind: str = "n"
    style: int = 0


def a_number(written: str, style: int = 0) -> Raw:
    """A number as Excel writes it."""
    return Raw(f"<v>{written}</v>", style=style)


Cell = str | Raw | None


def sheet(rows: Mapping[int, Sequence[Cell]] | Sequence[Sequence[Cell]], attributes: str = "") -> str:
    """The XML of a sheet; rows by their numbers, or from 1 on."""
    numbered = rows if isinstance(rows, Mapping) else dict(enumerate(rows, start=1))
    written = "".join(
        f'<row r="{number}" {attributes}>{"".join(_cell(number, place, cell) for place, cell in enumerate(row))}</row>'
        for number, row in numbered.items()
    )
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{written}</sheetData></worksheet>'


def workbook(
    *sheets: str,
    states: Sequence[str] = (),
    shared: Sequence[str] = (),
    properties: str = "",
    more: Mapping[str, bytes] | None = None,
) -> bytes:
    """A workbook of such sheets, called Sheet1 and so on. ``more`` has parts to be added or to take their places."""
    parts = {
        "_rels/.rels": _relations({"rId1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": _book(len(sheets), states, properties),
        "xl/_rels/workbook.xml.rels": _relations(
            {
                **{
                    f"rId{number}": ("worksheet", f"worksheets/sheet{number}.xml")
                    for number in range(1, len(sheets) + 1)
                },
                "rIdS": ("sharedStrings", "sharedStrings.xml"),
                "rIdT": ("styles", "/xl/styles.xml"),
            }
        ),
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{"".join(shared)}</sst>',
        "xl/styles.xml": _styles(),
        **{f"xl/worksheets/sheet{number}.xml": text for number, text in enumerate(sheets, start=1)},
    }
    return zipped({**{name: text.encode() for name, text in parts.items()}, **(more or {})})


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """An archive of parts, the same to the byte whenever it is made: tests are named after them."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            part = zipfile.ZipInfo(name, date_time=(2026, 4, 1, 12, 0, 0))
            archive.writestr(part, content, compress_type=zipfile.ZIP_DEFLATED)
    return file.getvalue()


def letters(place: int) -> str:
    """The name of a column, from 0."""
    return letters(place // 26 - 1) + chr(ord("A") + place % 26) if place >= 26 else chr(ord("A") + place)


def _cell(row: int, place: int, cell: Cell) -> str:
    if cell is None:
        return ""
    raw = Raw(f"<is><t>{escape(cell)}</t></is>", "inlineStr") if isinstance(cell, str) else cell
    return f'<c r="{letters(place)}{row}" t="{raw.kind}" s="{raw.style}">{raw.inner}</c>'


def _relations(targets: Mapping[str, tuple[str, str]]) -> str:
    inner = "".join(
        f'<Relationship Id="{name}" Type="{_KINDS}/{kind}" Target="{target}"/>'
        for name, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{_RELATED}">{inner}</Relationships>'


def _book(sheets: int, states: Sequence[str], properties: str) -> str:
    inner = "".join(
        f'<sheet name="Sheet{number}" sheetId="{number}" r:id="rId{number}" state="{state}"/>'
        for number, state in zip(range(1, sheets + 1), [*states, *["visible"] * sheets], strict=False)
    )
    return f'<workbook xmlns="{_MAIN}" xmlns:r="{_KINDS}"><workbookPr {properties}/><sheets>{inner}</sheets></workbook>'


def _styles() -> str:
    codes = "".join(
        f'<numFmt numFmtId="{164 + number}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>'
        for number, code in enumerate(_FORMATS)
    )
    cells = "".join(f'<xf numFmtId="{164 + number}"/>' for number in range(len(_FORMATS)))
    return (
        f'<styleSheet xmlns="{_MAIN}"><numFmts>{codes}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        f"<cellXfs>{cells}</cellXfs></styleSheet>"
    )
