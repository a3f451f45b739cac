"""What may be taken back, by whom and for how long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from caseapp.rules.undoing import KEPT, TAKEN_BACK, UNDO_MINUTES, Latest, last_standing, objection
from caseapp.rules.vocabulary import Action

NOON = datetime(2024, 7, 8, 12, tzinfo=UTC)


def by_olga(action: Action, at: datetime = NOON) -> Latest:
    return Latest(action, "Olga", at)


def refused(latest: Latest | None, *, by: str = "Olga", now: datetime | None = NOON) -> str:
    refusal = objection("C24-00001", by, latest, now)
    assert refusal is not None
    return refusal.reason


def test_every_action_is_taken_back_or_says_what_to_do_instead() -> None:
    """An action that is added to the process is given its place in the change that adds it."""
    assert set(Action) - {Action.UNDO} == TAKEN_BACK.keys() | KEPT.keys()
    assert not TAKEN_BACK.keys() & KEPT.keys()


@pytest.mark.parametrize("action", TAKEN_BACK)
def test_it_is_taken_back_within_minutes(action: Action) -> None:
    """To the very end of them, and not an instant later; without the time, only who and what is asked."""
    latest, limit = by_olga(action), timedelta(minutes=UNDO_MINUTES)
    late = refused(latest, now=NOON + limit + timedelta(microseconds=1))

    assert objection("C24-00001", "Olga", latest, NOON + limit) is None
    assert objection("C24-00001", "Olga", latest, None) is None
    assert late.startswith(f"{latest.words.capitalize()} of C24-00001 was recorded at 13:00 on 2024-07-08, more than")
    assert late.endswith(f"it stands; {TAKEN_BACK[action][1]}.")


def test_only_whoever_recorded_it_takes_it_back() -> None:
    """Somebody else is told whom to ask, and what to do if that is no use."""
    reason = refused(by_olga(Action.RESPOND), by="Rita")

    assert (
        "Olga recorded the answer of C24-00001, so only they can take it back; ask them, or reopen the stage." == reason
    )


@pytest.mark.parametrize("action", KEPT)
def test_what_is_kept_says_what_to_do(action: Action) -> None:
    """Each in a sentence of its own, whoever asks and when."""
    assert KEPT[action] == refused(by_olga(action)) == refused(by_olga(action), by="Rita", now=None)


def test_nothing_recorded_is_nothing_to_take_back() -> None:
    """A case whose every event was undone but the first has that one left; one that is only asked about has none."""
    assert "There is nothing to take back on C24-00001." == refused(None)


def test_last_standing_walks_back_over_what_was_undone() -> None:
    """Two steps and two undos leave what was before both; another step comes after that."""
    log, acknowledge, extend, undo = map(by_olga, (Action.LOG, Action.ACKNOWLEDGE, Action.EXTEND, Action.UNDO))
    history = [log, acknowledge, extend, undo, undo]

    assert last_standing([]) is None
    assert [log, acknowledge, extend, acknowledge, log] == [last_standing(history[: end + 1]) for end in range(5)]
    assert extend == last_standing([*history, extend])
