"""Bad conditions: somebody else writes, nothing may be written, the disk is full, the file is not what it should be.

A sentence, and nothing changed.
"""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import product
from pathlib import Path

import pytest

from caseapp.bootstrap import Caseapp
from caseapp.casework.requests import Log
from caseapp.rules.errors import StoreProblem
from caseapp.settings import read_settings
from caseapp.store import store as module
from caseapp.store.store import Store
from tests.builders import OLGA, Desk, a_log
from tests.store import older
from tests.store.clerk import Answer, Clerk, carried_out
from tests.store.wreckage import rows_of

A_PAGE = 4_096
TODAY = "2024-04-09"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Writers wait a fifth of a second for their turn."""
    monkeypatch.setattr(module, "BUSY_SECONDS", 0.2)


@contextmanager
def written_by_another_on_sqlite(address: str) -> Iterator[None]:
    with closing(sqlite3.connect(address, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE counters SET value = value")
        yield


@contextmanager
def written_by_another_on_postgresql(address: str) -> Iterator[None]:
    with closing(Store.open(address)) as other, other.writing():
        yield


@pytest.mark.usefixtures("impatient")
def test_store_that_somebody_else_writes_to(founded_address: str) -> None:
    """A writer waits for its turn, then says so; readers do not wait; afterwards all goes on."""
    another = written_by_another_on_postgresql if "://" in founded_address else written_by_another_on_sqlite
    with closing(Store.open(founded_address)) as store:
        desk = Desk(store).staffed()
        with another(founded_address):
            error = desk.failed(a_log())  # which reads before and after

        assert isinstance(error, StoreProblem)
        assert "Someone else is writing" in error.sentence
        assert "try again" in error.sentence
        assert 1 == desk.logged().version


# Files


@pytest.fixture(scope="module")
def sound(founded_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a few cases, all of it in the one file; tests copy it."""
    path = Path(shutil.copy(founded_sqlite_template, tmp_path_factory.mktemp("sound") / "caseapp.db"))
    with closing(Store.open(str(path))) as store:
        desk = Desk(store).staffed()
        for number in range(5):
            desk.logged(summary=f"Case {number}", details="word " * 3_000)
    with closing(sqlite3.connect(path)) as bare:
        bare.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture
def place(sound: Path, tmp_path: Path) -> Path:
    """A copy of the sound store, in a folder of its own."""
    folder = tmp_path / "folder"
    folder.mkdir()
    return Path(shutil.copy(sound, folder / "caseapp.db"))


def olga(path: Path, *words: str) -> tuple[str, ...]:
    return ("--database", str(path), "--as", OLGA, "--today", TODAY, *words)


LOG = ("log", "--service", "Waste", "--summary", "One more", "--details", "word " * 20_000)


def refused_with_a_sentence(answer: Answer) -> str:
    """The one sentence of a command that could not be done."""
    assert (1, "") == (answer.code, answer.out)
    *said, sentence = answer.words.splitlines()
    assert all(line.endswith("submission_id and submitted_at") for line in said), answer.words
    assert sentence.startswith("caseapp: ")
    return sentence


def is_sound(path: Path) -> bool:
    return carried_out(*olga(path, "verify")).code == 0


def cut(size: int) -> Callable[[Path], object]:
    return lambda path: os.truncate(path, size)


def overwritten(page: int) -> Callable[[Path], object]:
    def spoil(path: Path) -> None:
        with path.open("r+b") as file:
            file.seek(page * A_PAGE)
            file.write(b"\x5a" * A_PAGE)

    return spoil


def another_database(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE songs (title TEXT)")


def made_instead(make: Callable[[Path], object]) -> Callable[[Path], object]:
    def replace(path: Path) -> None:
        path.unlink()
        make(path)

    return replace


NO_STORES = [
    pytest.param(cut(0), "is not a caseapp store; make one with caseapp init", id="empty"),
    pytest.param(cut(1), "is not a caseapp store", id="one byte"),
    pytest.param(cut(70), "or is damaged; restore a backup", id="torn in its heading"),
    pytest.param(cut(A_PAGE), "or is damaged; restore a backup", id="torn after a page"),
    pytest.param(cut(40 * A_PAGE), "or is damaged; restore a backup", id="torn between pages"),
    pytest.param(cut(50 * A_PAGE + 7), "or is damaged; restore a backup", id="torn within a page"),
    pytest.param(overwritten(0), "or is damaged; restore a backup", id="first page overwritten"),
    pytest.param(lambda path: path.write_text("Dear Sir " * 999), "or is damaged; restore a backup", id="text"),
    pytest.param(another_database, "is not a caseapp store", id="another database"),
    pytest.param(made_instead(Path.mkdir), "is a folder; name the store's file", id="folder"),
    pytest.param(made_instead(os.mkfifo), "is a device or a pipe; name the store's file", id="pipe"),
]


@pytest.mark.parametrize(("spoil", "sentence"), NO_STORES)
def test_file_that_is_no_store_or_is_torn(place: Path, spoil: Callable[[Path], object], sentence: str) -> None:
    """Whatever is done with it, it is named in a sentence and left as it is; no backup is made of it."""
    spoil(place)
    before = place.read_bytes() if place.is_file() else None
    target = place.with_name("backup.db")

    for words in (("list",), LOG, ("verify",), ("backup", str(target))):
        said = refused_with_a_sentence(carried_out(*olga(place, *words)))
        assert f"{place} {sentence}" in said or f"{place} is not a caseapp store, {sentence}" in said
    assert before == (place.read_bytes() if place.is_file() else None)
    assert not target.exists()


@pytest.mark.parametrize("part", [0.1, 0.25, 0.4, 0.55, 0.7, 0.85, 0.99])
def test_page_that_was_overwritten_is_found(place: Path, part: float) -> None:
    """Garbage anywhere in the file is found by verify, which says so in a sentence."""
    overwritten(int(place.stat().st_size / A_PAGE * part))(place)

    found = carried_out(*olga(place, "verify"))

    assert 1 == found.code
    assert "damaged" in found.out + found.words
    assert "Traceback" not in found.words


# Logs


@pytest.mark.parametrize("sides", [("-wal", "-shm"), ("-wal",)], ids=["with its index", "without its index"])
def test_log_that_was_left_behind_is_read(place: Path, sides: tuple[str, ...]) -> None:
    """What was confirmed and is only in the write-ahead log is there, wherever store and log are copied to."""
    left = place.with_name("left.db")
    with closing(in_use(place)) as app:
        reference = app.do(Log("Only in the log", "Waste")).reference
        for side in ("", *sides):
            shutil.copy(f"{place}{side}", f"{left}{side}")

    assert "Only in the log" in carried_out(*olga(left, "show", reference)).out
    assert is_sound(left)


def test_log_of_another_store(place: Path, sound: Path, founded_sqlite_address: str) -> None:
    """SQLite plays a log into whatever store it is put beside: that is said, and a backup puts it right."""
    with closing(in_use(Path(founded_sqlite_address))) as other:
        other.do(Log("Of another store", "Waste"))
        shutil.copy(f"{founded_sqlite_address}-wal", f"{place}-wal")

    for words in (("list",), LOG, ("verify",), ("backup", str(place.with_name("backup.db")))):
        assert "damaged; restore a backup" in refused_with_a_sentence(carried_out(*olga(place, *words)))
    assert 0 == carried_out(*olga(place, "restore", str(sound), "--force")).code
    assert is_sound(place)
    assert rows_of(sound) == rows_of(place)


def test_log_that_is_no_log(place: Path) -> None:
    """Rubbish where a log would be changes nothing."""
    place.with_name(f"{place.name}-wal").write_text("Dear Sir " * 999)

    assert is_sound(place)


def in_use(path: Path) -> Caseapp:
    return Caseapp(read_settings(database=str(path), user=OLGA, today=TODAY, environment={}))


def deleted(path: Path) -> None:
    for side in ("", "-wal", "-shm"):
        path.with_name(path.name + side).unlink()


def replaced(path: Path) -> None:
    Path(shutil.copy(path, path.with_name("new.db"))).replace(path)


@pytest.mark.parametrize("go", [deleted, replaced, lambda path: path.rename(path.with_name("elsewhere.db"))])
def test_store_that_goes_while_it_is_in_use(place: Path, go: Callable[[Path], object]) -> None:
    """Nothing is confirmed that nobody would find again: neither written nor read is a file that has gone."""
    with closing(in_use(place)) as app:
        app.do(Log("Before", "Waste"))
        go(place)

        with pytest.raises(StoreProblem, match="was moved, deleted or replaced while caseapp had it open; nothing was"):
            app.do(Log("After", "Waste"))
        with pytest.raises(StoreProblem, match="start again"), app.reading():
            pass


def test_store_that_goes_in_the_middle_of_a_verb(place: Path) -> None:
    """Whoever waited for their turn, or for a slow disk, is told as well."""
    with closing(in_use(place)) as app, pytest.raises(StoreProblem, match="replaced"), app.acting():
        replaced(place)

    assert is_sound(place)


# Full disks


@contextmanager
def no_file_beyond(size: int) -> Iterator[None]:
    """No file can grow beyond so many bytes, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def submissions(tmp_path: Path) -> Path:
    """A file of a hundred new cases."""
    path = tmp_path / "submissions.csv"
    lines = [f"post,{row},2024-04-02T08:14:55+01:00,Caller,Waste,Bin {row},{'word ' * 80}" for row in range(100)]
    heading = "source,submission_id,submitted_at,name,service,summary,details"
    path.write_text("\n".join([heading, *lines]) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("verb", "room"),
    [*product(("log", "import", "backup", "restore", "upgrade"), (A_PAGE, 16 * A_PAGE)), ("init", 16 * A_PAGE)],
)
def test_disk_that_is_full(place: Path, sound: Path, submissions: Path, verb: str, room: int) -> None:
    """What does not fit is not there at all, nothing that was there is different, and with room it goes through."""
    words = {
        "log": LOG,
        "import": ("import", str(submissions)),
        "backup": ("backup", str(place.with_name("backup.db"))),
        "restore": ("restore", str(sound), "--force"),
    }.get(verb, (verb,))
    if verb == "upgrade":
        older.sqlite_store(made_free(place))
    if verb == "init":
        made_free(place)
    before = rows_of(place) if place.exists() else None
    names = names_beside(place)

    with no_file_beyond(room):
        said = refused_with_a_sentence(carried_out(*olga(place, *words)))

    assert "full or failing; nothing was changed. Make room and try again." in said
    assert before == (rows_of(place) if place.exists() else None)
    assert names == names_beside(place)
    assert 0 == carried_out(*olga(place, *words)).code
    assert is_sound(place)


def made_free(path: Path) -> Path:
    path.unlink()
    return path


def names_beside(path: Path) -> set[str]:
    """What lies in the folder, but for what SQLite and the queue of writers keep beside a store."""
    return {one.name for one in path.parent.iterdir() if not one.name.endswith(("-wal", "-shm", "-turns"))}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte, where root can have one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode != 0:
        pytest.skip("a small disk of its own needs the right to mount one")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_disk_that_fills_up(small_disk: Path, sound: Path, submissions: Path, tmp_path: Path) -> None:
    """Everything confirmed before a disk was full is there, nothing else is, and the store still proves itself."""
    place = Path(shutil.copy(sound, small_disk / "caseapp.db"))
    confirmed = []
    for _ in range(30):
        answer = carried_out(*olga(place, *LOG))
        if answer.code:
            break
        confirmed.append(answer.out.strip())

    assert "full or failing" in refused_with_a_sentence(answer)
    assert "full or failing" in refused_with_a_sentence(carried_out(*olga(place, "import", str(submissions))))
    backup = carried_out(*olga(place, "backup", str(small_disk / "backup.db")))
    assert "full or failing" in refused_with_a_sentence(backup)
    assert not (small_disk / "backup.db").exists()
    moved = Path(shutil.copytree(small_disk, tmp_path / "larger")) / place.name  # with its log
    assert is_sound(moved)
    assert 5 + len(confirmed) == len(rows_of(moved)["complaints"])


# Rights


def unprivileged() -> tuple[str, ...]:
    """How to start a program for which permissions hold: for root, without the right to pass over them."""
    if os.geteuid() != 0:
        return ()
    setpriv = shutil.which("setpriv")
    prefix = (setpriv or "", "--bounding-set=-dac_override", "--inh-caps=-dac_override")
    if setpriv is None or subprocess.run([*prefix, "true"], check=False, capture_output=True).returncode != 0:
        pytest.skip("permissions do not hold for root, and it cannot give that up here (setpriv)")
    return prefix


@pytest.fixture(scope="module")
def clerk() -> Iterator[Clerk]:
    """A process for which permissions hold."""
    with Clerk(unprivileged()) as waiting:
        yield waiting


@pytest.mark.parametrize("verb", ["log", "import", "upgrade", "restore"])
@pytest.mark.parametrize("locked", ["caseapp.db", "."])
def test_store_that_may_not_be_written_to(
    place: Path, sound: Path, submissions: Path, clerk: Clerk, verb: str, locked: str
) -> None:
    """A read-only file or folder is named, with what to ask for; nothing is different afterwards."""
    words = {"import": ("import", str(submissions)), "restore": ("restore", str(sound), "--force"), "log": LOG}
    if verb == "upgrade":
        older.sqlite_store(made_free(place))
    before = rows_of(place)
    target = place.parent / locked
    target.chmod(0o500 if target.is_dir() else 0o400)
    try:
        said = refused_with_a_sentence(clerk.run(*olga(place, *words.get(verb, (verb,)))))
    finally:
        target.chmod(0o700)

    assert str(place) in said
    assert "write" in said
    assert before == rows_of(place)


def test_folder_of_a_backup_that_may_not_be_written_to(place: Path, clerk: Clerk) -> None:
    """The backup that cannot be made is named, and the store is not in its way."""
    folder = place.parent / "backups"
    folder.mkdir(mode=0o500)

    said = refused_with_a_sentence(clerk.run(*olga(place, "backup", str(folder / "backup.db"))))

    assert f"{folder / 'backup.db'} cannot be written: Permission denied." in said
    assert [] == list(folder.iterdir())
