"""Stores of earlier versions, with data of every kind in them, as the caseapp of their time left them.

``tests/data/store-VERSION.ENGINE.sql.gz`` are dumps, so that what a version really wrote is kept when its code is gone.
Before a new migration is written, the version that it starts from is dumped by the code that made it:
``python -m tests.store.older FILE_TO_MAKE ADDRESS_OF_AN_EMPTY_DATABASE``. Everybody in them is invented.
"""

from __future__ import annotations

import gzip
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

from caseapp.casework.founding import found
from caseapp.casework.requests import Allocate, Complainant, Correct, Note, Refuse, Resolve, Restrict, Unrestrict
from caseapp.cli.main import main as caseapp
from caseapp.rules.vocabulary import Channel
from caseapp.store.store import Store
from tests.builders import ADA, LEE, OLGA, Desk, april
from tests.store.scene import set_scene

CHECKOUT = Path(__file__).resolve().parents[2]
DATA = CHECKOUT / "tests" / "data"
OLDEST = "0001"

_SUBMISSIONS = """\
source,submission_id,submitted_at,kind,channel,name,email,telephone,postcode,service,sub_service,summary,details
intranet,S-1,2024-05-02T08:14:55+01:00,complaint,web,Imogen Vale,imogen@example.org,07700 900123,AB1 2CD,Waste,,Bin,Full
intranet,S-2,2024-05-03T23:30:00+01:00,compliment,email,Jago Penrose,,,,Planning,,A kind word,
intranet,S-2,2024-05-03T23:30:00+01:00,compliment,email,Jago Penrose,,,,Planning,,A kind word,
intranet,S-3,2024-05-03T10:00:00+01:00,complaint,web,Kitty Marsh,,,,,,Nobody knows whose this is,
intranet,,03/05/2024,complant,pigeon,Lorcan Byrne,lorcan at example.org,,,Waste,,,
"""
_META_COMMANDS = re.compile(r"^\\(un)?restrict .*\n", re.MULTILINE)
"""What newer versions of pg_dump write for psql alone."""


def versions_of(engine: str) -> tuple[str, ...]:
    """The versions of which there is a dump: ``engine`` is ``sqlite`` or ``postgresql``."""
    return tuple(sorted(path.name.split(".")[0].removeprefix("store-") for path in DATA.glob(f"store-*.{engine}.*")))


def sqlite_store(path: Path, version: str = OLDEST) -> Path:
    """Make that file the store of an earlier version."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(_dump("sqlite", version))
    path.chmod(0o600)
    return path


def postgres_store(address: str, version: str = OLDEST) -> None:
    """Fill that empty database with the store of an earlier version."""
    import psycopg

    with psycopg.connect(address.replace("+psycopg", "", 1)) as connection:
        connection.execute(_dump("postgresql", version).encode())


def _dump(engine: str, version: str) -> str:
    return gzip.decompress((DATA / f"store-{version}.{engine}.sql.gz").read_bytes()).decode()


def main(file: str, address: str) -> int:
    """Make a store of this version on each engine and dump both."""
    from caseapp.store.schema import VERSIONS

    fill(file)
    fill(address)
    _keep("sqlite", VERSIONS[-1], "".join(_sqlite_dump(Path(file))))
    _keep("postgresql", VERSIONS[-1], _postgres_dump(address))
    return 0


def _keep(engine: str, version: str, dump: str) -> None:
    # Without a time stamp, so that the same dump is the same file.
    (DATA / f"store-{version}.{engine}.sql.gz").write_bytes(gzip.compress(dump.encode(), mtime=0))


def _sqlite_dump(path: Path) -> Iterator[str]:
    with closing(sqlite3.connect(path)) as connection:
        for line in connection.iterdump():
            yield f"{line}\n"


def _postgres_dump(address: str) -> str:
    command = ["pg_dump", "--inserts", "--no-owner", "--no-privileges", "--dbname", address.replace("+psycopg", "", 1)]
    # Bytes, because reading it as text would turn the carriage returns of the CHECKs into line feeds.
    return _META_COMMANDS.sub("", subprocess.run(command, check=True, capture_output=True).stdout.decode())


def fill(address: str) -> None:
    """Found a store and put into it whatever a store can hold."""
    found(address, founder=ADA, at=datetime(2024, 1, 2, 12, tzinfo=UTC)).close()
    with closing(Store.open(address)) as store:
        set_scene(store)
        _add_what_the_scene_lacks(Desk(store))
    with tempfile.TemporaryDirectory() as folder:
        submissions = Path(folder) / "submissions.csv"
        submissions.write_text(_SUBMISSIONS, encoding="utf-8")
        for words in (
            ("import", str(submissions)),
            ("import", str(CHECKOUT / "fixtures" / "submissions" / "case_history_bad.csv")),
            ("import", str(CHECKOUT / "fixtures" / "submissions" / "case_history_good.csv")),
            ("people", "--add", "Noor Newcomer", "--role", "officer", "--close"),
        ):
            assert caseapp(["--database", address, "--as", ADA, "--today", "2024-12-02", *words]) == 0


def _add_what_the_scene_lacks(desk: Desk) -> None:
    full = desk.logged(
        received_on=april(4),
        channel=Channel.TELEPHONE,
        summary="It's “quoted”; -- DROP TABLE events",
        details="First line\nsecond line, with a tab\tand a \\. and 100 % of 'everything' 🗑",
        desired_outcome="An apology",
        raised_before="Twice",
        sub_service="Missed collections",
        other_services=("Planning", "Local Taxation"),
        issue_on=april(2),
        aware_on=april(3),
        complainant=Complainant("Aoife Ní Bhriain", "aoife@example.org", "07700 900123", "1 High St", "AB1 2CD"),
        adjustments="Large print, please",
    )
    desk.do(Note(full.reference, "Telephoned;\nno answer"), today=april(9))
    desk.do(Refuse(desk.logged().reference, "Older than a year, and no reason for waiting"), by=LEE, today=april(10))
    desk.do(Resolve(desk.logged().reference, "The bin was emptied while we spoke"), by=OLGA, today=april(9))
    desk.do(Allocate(desk.logged(service=None).reference, "Planning"), today=april(9))
    corrected = desk.logged(received_on=april(8), adjustments="A loop")
    change = Correct(corrected.reference, "Misread", received_on=april(5), details="Then", adjustments="A hearing loop")
    desk.do(change, today=april(9))
    for kind in (Restrict, Unrestrict, Restrict):
        desk.do(kind(corrected.reference, "About a colleague"), by=ADA, today=april(9))
    with desk.store.writing() as work:
        work.connection.exec_driver_sql(
            f"INSERT INTO closure_days (closed_on, name) VALUES ('{date(2024, 12, 27)}', 'Closed between the years')"
        )


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
