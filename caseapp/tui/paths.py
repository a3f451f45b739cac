"""A path as it is shown."""

from __future__ import annotations

from pathlib import Path

from caseapp.rules.text import one_line


def path_said(path: Path) -> str:
    """``~/Downloads/forms.csv`` in one's own folder, and otherwise the whole of it, on one line and safe to draw."""
    home = Path.home()
    is_own = home != home.parent and path.is_relative_to(home)
    return one_line(str("~" / path.relative_to(home) if is_own else path))
