"""How files hold rows: one module a format, and the table of them."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass

from caseapp.intake.files import TextFile
from caseapp.intake.formats import csv_rows, json_documents, json_lines, xlsx_rows, xml_documents
from caseapp.intake.formats.blocks import document_of
from caseapp.intake.rows import Heading, RawRow


@dataclass(frozen=True, slots=True)
class Format:
    """One way in which a file holds rows."""

    name: str
    title: str
    heading: Callable[[TextFile], Heading]
    """The columns, read from the beginning of the file alone."""
    rows: Callable[[TextFile], Generator[RawRow]]
    """Every row after the heading, the broken ones among them."""


def _line_rows(file: TextFile) -> Generator[RawRow]:
    """Lines are flat, unless the profile says how to take their objects apart."""
    document = file.profile.document if file.profile else None
    return (json_documents.line_rows if document else json_lines.rows)(file)


FORMATS = {
    "csv": Format("csv", "CSV", csv_rows.heading, csv_rows.rows),
    "jsonl": Format("jsonl", "JSON Lines", json_documents.line_heading, _line_rows),
    "json": Format("json", "JSON", json_documents.heading, json_documents.rows),
    "xml": Format("xml", "XML", xml_documents.heading, xml_documents.rows),
    "xlsx": Format("xlsx", "Excel workbook", xlsx_rows.heading, xlsx_rows.rows),
}


def format_of(file: TextFile) -> Format:
    """The format of a file, by what it begins with: see ``document_of``. What nothing else tells is delimited text.

    Raises:
        FileProblem: the file is missing, or cannot be read.
        InvalidInput: it is a spreadsheet of a kind that cannot be read.
    """
    return FORMATS[document_of(file) or "csv"]
