"""How files hold rows: one module a format, and the table of them."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass

from caseapp.intake.files import TextFile
from caseapp.intake.formats import csv_rows, json_lines
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


FORMATS = {
    "csv": Format("csv", "CSV", csv_rows.heading, csv_rows.rows),
    "jsonl": Format("jsonl", "JSON Lines", json_lines.heading, json_lines.rows),
}


def format_of(file: TextFile) -> Format:
    """The format of a file, by its first character that is not blank: a brace begins JSON Lines."""
    with closing(file.lines()) as lines:
        first = next((line for line in lines if line.strip()), "")
    return FORMATS["jsonl" if first.lstrip().startswith("{") else "csv"]
