"""The README's tables, made from the code: ``python -m tests.architecture.readme`` writes them in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

README = Path(__file__).parents[2] / "README.md"


def _profiles() -> str:
    from caseapp.intake.profile import profiles  # those shipped, and none of whoever runs this

    lines = ["| Profile | Reads |", "|---|---|"]
    lines += [f"| `{profile.name}` | {profile.title}: {profile.reads} |" for profile in profiles()]
    return "\n".join(lines)


def _tables() -> Mapping[str, Callable[[], str]]:
    from caseapp import settings
    from caseapp.cli import commands
    from caseapp.tui import commands as keys

    return {
        "commands": commands.markdown_table,
        "keys": keys.markdown_table,
        "settings": settings.markdown_table,
        "profiles": _profiles,
    }


def with_tables(text: str) -> str:
    """The README with every table as the code has it now."""
    for name, table in _tables().items():
        marked = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        text, found = marked.subn(lambda match, table=table: f"{match[1]}\n{table().strip()}\n\n{match[2]}", text)  # type: ignore[misc]  # bound now
        if found != 1:
            raise ValueError(f"README.md has {found} places for the table of {name}; it needs one.")
    return text


if __name__ == "__main__":
    README.write_text(with_tables(README.read_text(encoding="utf-8")), encoding="utf-8")
