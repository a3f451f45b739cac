"""Where the migrations and fixtures are: beside the package in a checkout, inside it in a wheel.

And where a council keeps profiles of its own, which are read beside those shipped.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

OWN_PROFILES = "CASEAPP_PROFILES"
"""The environment variable that names the folder of one's own profiles."""

_PACKAGE = Path(__file__).resolve().parent


def fixtures_dir() -> Path:
    """The folder of policies, services and sample submissions."""
    return _carried("fixtures")


def migrations_dir() -> Path:
    """The folder of Alembic migrations."""
    return _carried("migrations")


def own_profiles_dir(environment: Mapping[str, str] = os.environ) -> Path:
    """The folder of one's own profiles, and of what is remembered about files; it need not be there."""
    named = environment.get(OWN_PROFILES, "")
    if named:
        return Path(named)
    from platformdirs import user_config_path

    return user_config_path("caseapp", appauthor=False) / "profiles"


def _carried(name: str) -> Path:
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name
