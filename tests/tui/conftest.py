"""What every test of the terminal gets."""

from __future__ import annotations

import pytest

from caseapp.tui.app import CaseApp


@pytest.fixture(autouse=True)
def lasting_notices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Notices stay for as long as any test takes: on a busy machine some would be gone before they are looked at."""
    monkeypatch.setattr(CaseApp, "NOTIFICATION_TIMEOUT", 120.0)
