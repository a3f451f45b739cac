"""A report as blocks of text and tables of figures, before any format. Each format prints these blocks in its own way.

Texts here are plain: nothing in them is markup, and a format that has markup must escape them.
"""

from __future__ import annotations

from dataclasses import dataclass

from caseapp.reporting.figures import Figure


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list of sentences."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A name and its figures, one for each column."""

    name: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that add up to a total, and at most one row that stays apart from it."""

    name_heading: str
    groups: tuple[tuple[str, ...], ...]
    """Headings of the columns, in groups that are kept together where a page is too narrow for all."""
    rows: tuple[Row, ...]
    total: Row
    apart: Row | None
    note: str
    """Why the row apart is not in the total."""

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings of all columns after the name's."""
        return tuple(heading for group in self.groups for heading in group)


Block = Paragraph | Items | Table


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report."""

    title: str
    opening: tuple[Paragraph, ...]
    sections: tuple[Section, ...]
    closing: tuple[Paragraph, ...] = ()
    """What is for machines to find as well; its long words are never broken."""
