"""What is loaded, and when: the contracts read the source, these tests ask a fresh Python what it really holds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]

STORE_LIBRARIES = {"alembic", "sqlalchemy", "sqlmodel"}

RULES_MAY_LOAD = {"caseapp", "dateutil", "six", "tzdata"} | sys.stdlib_module_names
"""dateutil brings six; zoneinfo reads tzdata where the system has no time zones of its own."""

RULES = sorted(f"caseapp.rules.{path.stem}" for path in (CHECKOUT / "caseapp" / "rules").glob("[!_]*.py"))


def test_help_loads_no_heavy_library() -> None:
    """``caseapp --help`` is instant because it loads neither the store's nor the application's libraries."""
    heavy = STORE_LIBRARIES | {"holidays", "psycopg", "pydantic", "rich", "textual"}

    assert set() == heavy & _loaded_by(
        "import contextlib, io\n"
        "sys.argv = ['caseapp', '--help']\n"
        "from caseapp.cli.main import main\n"
        "with contextlib.redirect_stdout(io.StringIO()) as shown, contextlib.suppress(SystemExit):\n"
        "    main()\n"
        "assert 'demo' in shown.getvalue()\n"
    )


def test_application_loads_no_store_library() -> None:
    """The application paints its first screen before the store's libraries are loaded."""
    assert set() == (STORE_LIBRARIES | {"holidays"}) & _loaded_by("import caseapp.tui.app")


def test_store_loads_no_alembic() -> None:
    """Opening a store of the right version does not wait for the migrations' library."""
    loaded = _loaded_by("import caseapp.store.store, caseapp.store.reader, caseapp.store.work")

    assert "sqlalchemy" in loaded
    assert "alembic" not in loaded


@pytest.mark.parametrize("module", RULES)
def test_rules_load_only_python_and_dateutil(module: str) -> None:
    """The rules need nothing but the standard library and dateutil."""
    others = _loaded_by(f"import {module}") - RULES_MAY_LOAD

    assert set() == {name for name in others if not name.startswith("_sysconfigdata")}  # Python's own, by platform


def _loaded_by(code: str) -> set[str]:
    """The top-level names of the modules that a fresh Python loads to run ``code``."""
    script = (
        "import sys\n"
        "before = set(sys.modules)\n"
        f"{code}\n"
        "print(*{name.partition('.')[0] for name in set(sys.modules) - before}, file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stderr.splitlines()[-1].split())
