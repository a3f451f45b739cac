"""A summary in a format chosen by name. The only door to the documents: nothing is rendered before it is checked."""

from __future__ import annotations

from caseapp.reporting.as_csv import as_csv
from caseapp.reporting.as_json import as_json
from caseapp.reporting.as_markdown import as_markdown
from caseapp.reporting.as_table import as_table
from caseapp.reporting.checks import check
from caseapp.reporting.summary import Summary
from caseapp.rules.errors import InvalidInput
from caseapp.rules.text import one_line

FORMATS = ("table", "markdown", "csv", "json")
"""The formats that ``render`` makes."""
NOT_MADE = frozenset({"html", "xlsx", "docx"})
"""Formats that the command names and this version does not make."""


def render(summary: Summary, format: str, *, with_references: bool = False, width: int = 80) -> str:
    """The summary as text, the same byte for byte whenever the figures are the same.

    Args:
        summary: what to render.
        format: one of ``FORMATS``.
        with_references: also give the cases behind each figure; JSON alone has room for them.
        width: columns of the terminal; only the table asks.

    Raises:
        InvalidInput: there is no such format, or it cannot give references.
        Imbalance: figures disagree, and nothing is rendered.
    """
    _require(format, with_references=with_references)
    check(summary)
    match format:
        case "markdown":
            return as_markdown(summary)
        case "csv":
            return as_csv(summary)
        case "json":
            return as_json(summary, references=with_references)
        case _:
            return as_table(summary, width=width)


def _require(format_: str, *, with_references: bool) -> None:
    made = f"{', '.join(FORMATS[:-1])} or {FORMATS[-1]}"
    if format_ in NOT_MADE:
        raise InvalidInput(f"This version does not make {format_} summaries; choose {made}.")
    if format_ not in FORMATS:
        raise InvalidInput(f"“{one_line(format_)}” is not a format of the summary; choose {made}.")
    if with_references and format_ != "json":
        raise InvalidInput(f"A {format_} summary does not list references; choose json for them.")
