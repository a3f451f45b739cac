"""What the address of a store means. No library is needed for it, so that the terminal stands before any comes in."""

from __future__ import annotations

from pathlib import Path


def path_of(address: str) -> Path | None:
    """The file that an address means, or ``None`` if it is a database URL."""
    if address.startswith("sqlite:///"):
        return Path(address.removeprefix("sqlite:///"))
    return None if "://" in address else Path(address)
