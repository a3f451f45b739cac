"""Short notices in a corner of the screen. The only place that makes one."""

from __future__ import annotations

from typing import Any, Literal

from textual.app import App
from textual.widget import Widget

from caseapp.rules.text import plain


def tell(
    node: Widget | App[Any],
    words: str,
    *,
    title: str = "",
    severity: Literal["information", "warning", "error"] = "information",
) -> None:
    """Show words that may come from outside: safe to draw, and never read as markup."""
    node.notify(plain(words), title=title, severity=severity, markup=False)
