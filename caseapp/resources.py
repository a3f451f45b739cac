"""Where the migrations and fixtures are: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def fixtures_dir() -> Path:
    """The folder of policies, services and sample submissions."""
    return _carried("fixtures")


def migrations_dir() -> Path:
    """The folder of Alembic migrations."""
    return _carried("migrations")


def _carried(name: str) -> Path:
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name
