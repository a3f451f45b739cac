"""How the store stands up to attack: ``python -m tests.store.attack_tally`` prints the tally by guarantee and engine.

Every attack and every lawful step beside them is run on each engine: SQLite as caseapp opens it and as a bare
connection does, and, when ``CASEAPP_TEST_POSTGRES`` names a server, PostgreSQL as the owner of the store and under the
application's role. Then each guard is taken away in turn, and some attack must go through. Ends with 1 on any gap.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from caseapp.casework.founding import found
from caseapp.cli.session import table
from caseapp.store.guards import GUARDS, Guard
from caseapp.store.store import Store
from tests import postgres
from tests.builders import ADA
from tests.store.attack import refusals, succeeds_without
from tests.store.attacks import ATTACKS, LAWFUL
from tests.store.engines import Run, on_bare_sqlite, on_store
from tests.store.scene import set_scene

HEADINGS = {
    "sqlite": "SQLite",
    "bare": "SQLite, bare",
    "postgresql": "PostgreSQL, owner",
    "application": "PostgreSQL, application",
}
GUARANTEES = (
    "1 two stages, in order",
    "2 extensions as the policy allows",
    "3 outcome, date and decider",
    "4 another reviewer",
    "5 nothing is lost or rewritten",
    "6 due dates with their events",
    "7 taken once, counted once",
    "8 lists of words",
)
DOUBLED = frozenset(guard.name for guard in GUARDS if guard.name.endswith("_not_replaced")) | {
    "complainants_kept",
    "complaints_in_text",
    "complaints_kept",
    "complaints_refer_on_update",
    "counters_go_up_on_insert",
    "decisions_by_somebody",
    "events_by_somebody",
    "import_batches_kept",
    "import_batches_refer",
    "import_rows_refer",
    "narratives_told",
    "officers_in_text",
    "officers_kept",
    "other_services_refer",
    "policies_kept",
    "stages_handled_on_insert",
    "stages_handled_on_update",
    "sub_services_kept",
    "sub_services_refer",
    "submissions_in_text",
    "submissions_of_a_case",
}
"""Guards that PostgreSQL's own keys stand beside: without REPLACE, and with foreign keys that nobody can switch off,
what these refuse is refused all the same. On a bare SQLite connection nothing stands beside them.
"""


def main() -> int:
    """Attack, print, and say by the exit code whether anything got through."""
    with tempfile.TemporaryDirectory() as folder, _sqlite(Path(folder)) as files, _postgresql() as servers:
        runs = {**files, **servers}
        gaps = [*attacked(runs), *_unguarded(runs)]
    for gap in gaps:
        sys.stderr.write(f"GAP {gap}\n")
    if "application" not in runs:
        sys.stderr.write("PostgreSQL was left out: set CASEAPP_TEST_POSTGRES (see .ci/postgres).\n")
    return 1 if gaps else 0


def attacked(runs: Mapping[str, Run]) -> Iterator[str]:
    """Run every attack and every lawful step on each engine, print the tally, and give what got through or did not."""
    tried: Counter[tuple[int, str]] = Counter()
    refused: Counter[tuple[int, str]] = Counter()
    for engine, run in runs.items():
        for attack in (attack for attack in ATTACKS if engine in attack.engines):
            gap = attack.gap(run)
            tried[attack.guarantee, engine] += 1
            refused[attack.guarantee, engine] += gap is None
            if gap:
                yield f"{engine}: {attack.name}: {gap}"
    rows = [
        [name, *(_of(refused[number, engine], tried[number, engine]) for engine in runs)]
        for number, name in enumerate(GUARANTEES, 1)
    ]
    rows.append(["refused of all attacks", *(_of(_sum(refused, engine), _sum(tried, engine)) for engine in runs)])
    taken = {
        engine: [script.name for script in LAWFUL if run(script.statements) is None] for engine, run in runs.items()
    }
    rows.append(["lawful steps taken", *(_of(len(taken[engine]), len(LAWFUL)) for engine in runs)])
    sys.stdout.write(table(["Guarantee", *(HEADINGS[engine] for engine in runs)], rows) + "\n\n")
    for engine, names in taken.items():
        yield from (f"{engine}: {script.name}: it is refused" for script in LAWFUL if script.name not in names)


def _unguarded(runs: Mapping[str, Run]) -> Iterator[str]:
    for engine, dialect, doubled in (("bare", "sqlite", frozenset[str]()), ("postgresql", "postgresql", DOUBLED)):
        if engine not in runs:
            continue
        needed = [guard for guard in GUARDS if guard.name not in doubled]
        idle = unneeded(needed, runs[engine], engine, dialect)
        beside = f"; {len(doubled)} more stand beside keys" if doubled else ""
        sys.stdout.write(
            f"{HEADINGS[engine]}: without one guard an attack goes through: "
            f"{_of(len(needed) - len(idle), len(needed))} guards{beside}.\n"
        )
        yield from (f"{engine}: the guard {guard.name} is not needed" for guard in idle)


def unneeded(guards: list[Guard], run: Run, engine: str, dialect: str) -> list[Guard]:
    """The guards without which every attack is still refused."""
    said = refusals(run, [attack for attack in ATTACKS if engine in attack.engines])
    return [guard for guard in guards if succeeds_without(guard, run, dialect, said) is None]


def _of(part: int, whole: int) -> str:
    return f"{part} of {whole}" if whole else "-"


def _sum(counts: Counter[tuple[int, str]], engine: str) -> int:
    return sum(count for (_, counted), count in counts.items() if counted == engine)


@contextmanager
def _sqlite(folder: Path) -> Iterator[dict[str, Run]]:
    path = folder / "scene.db"
    _found(str(path))
    with closing(Store.open(str(path))) as store:
        set_scene(store)
        yield {"sqlite": on_store(store), "bare": on_bare_sqlite(path)}


@contextmanager
def _postgresql() -> Iterator[dict[str, Run]]:
    if not postgres.SERVER:
        yield {}
        return
    with postgres.connected() as server, postgres.database(server) as name:
        _found(postgres.address_of(name))
        postgres.give_roles(server)
        officers = postgres.address_of(name, postgres.OFFICER)
        with closing(Store.open(officers)) as store, closing(Store.open(postgres.owners(officers))) as owned:
            set_scene(store)
            yield {"postgresql": on_store(owned), "application": on_store(store)}


def _found(address: str) -> None:
    found(address, founder=ADA, at=datetime(2024, 1, 2, 12, tzinfo=UTC)).close()


if __name__ == "__main__":
    sys.exit(main())
