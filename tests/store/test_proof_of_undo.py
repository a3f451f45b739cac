"""Proof that what was taken back is gone, and that points and findings are those that events tell."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from caseapp.casework.requests import Extend, Respond, Undo
from caseapp.rules.vocabulary import Outcome
from caseapp.store.store import Store
from caseapp.store.verification import verify
from tests.builders import TUESDAY, Desk
from tests.store.test_verification import rewritten, tampered


@pytest.fixture(scope="module")
def taken_back_template(founded_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case in two points that was answered, and one of which the extension was taken back, without guards."""
    path = Path(shutil.copy(founded_sqlite_template, tmp_path_factory.mktemp("taken-back") / "taken-back.db"))
    with closing(Store.open(str(path))) as store:
        desk = Desk(store).staffed()
        reference = desk.logged(points=("It was late", "They were rude")).reference
        desk.do(Respond(reference, findings=((1, Outcome.UPHELD), (2, Outcome.NOT_UPHELD))))
        other = desk.do(Extend(desk.acknowledged().reference, 5, "Records"), today=TUESDAY).reference
        desk.do(Undo(other), today=TUESDAY)
    return path


EXTENSION = "complaint_id, stage, ordinal, attempt, days, extended_on, extended_to, reason, version"
FINDING = "complaint_id, stage, attempt, point, finding, version"
TAKEN_BACK = {
    "a finding": (
        "UPDATE findings SET finding = 'upheld' WHERE point = 2",
        "the finding on point 2 of stage 1 is upheld",
    ),
    "a finding gone": ("DELETE FROM findings WHERE point = 2", "the finding on point 2 of stage 1 is nothing"),
    "a finding added": (
        f"INSERT INTO findings ({FINDING}) VALUES (2, 1, 1, 1, 'upheld', 2)",
        "the finding on point 1 of stage 1 is upheld, but nothing by its events",
    ),
    "a point": (
        "UPDATE points SET text = 'Nothing' WHERE ordinal = 1",
        "the wording of point 1 is not what its event says",
    ),
    "a point gone": ("DELETE FROM points WHERE ordinal = 2", "the number of points is 1, but 2 by its events"),
    "an extension that was taken back": (
        f"INSERT INTO extensions ({EXTENSION}) VALUES (2, 1, 1, 1, 5, '2024-04-09', '2024-04-29', 'Records', 3)",
        "days of extension 1 of stage 1 is 5, but nothing by its events",
    ),
}
"""What somebody might change of what this is about, and what is said of it."""


@pytest.mark.parametrize(("statement", "said"), TAKEN_BACK.values(), ids=TAKEN_BACK)
def test_tampering_with_points_and_undone_rows_is_named(
    taken_back_template: Path, tmp_path: Path, statement: str, said: str
) -> None:
    """A row that no event explains any more, or that says something else than its event, is told."""
    path = Path(shutil.copy(taken_back_template, tmp_path / "tampered.db"))

    assert tampered(path).is_sound
    assert [problem for problem in tampered(path, "PRAGMA foreign_keys = OFF", statement).problems if said in problem]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ('content = \'{"action":"acknowledge","undoes":2}\'', "action = 'undo'"),
        ("officer_id = 1", "action = 'undo'"),
        ("target_on = '2024-06-28'", "action = 'undo'"),
        ("due_on = '2024-06-28'", "action = 'undo'"),
        ("state = 'new'", "action = 'undo'"),
        ("content = '{\"point\":3}'", "action = 'point' AND version = 2"),
        ("content = replace(content, '[1,\"upheld\"],', '')", "action = 'respond'"),
        ("content = replace(content, 'not-upheld', 'upheld')", "action = 'respond'"),
    ],
)
def test_undo_that_could_not_have_been_is_named(
    taken_back_template: Path, tmp_path: Path, change: str, where: str
) -> None:
    """A chain that was made anew around an undo, a point or an answer still tells a case that no process made."""
    path = Path(shutil.copy(taken_back_template, tmp_path / "rewritten.db"))
    rewritten(path, change, where)
    with closing(Store.open(str(path))) as store, store.reading() as reader:
        problems = verify(reader).problems

    assert [problem for problem in problems if problem.startswith("C24-0000")]
