"""Full-text search: what is found by which words, and that the index is kept with the cases, on both engines."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from caseapp.casework.requests import Allocate, Complainant, Correct, Log, Respond, Restrict, Unrestrict
from caseapp.casework.verbs import carry_out
from caseapp.rules.vocabulary import Outcome, State
from caseapp.store import finding
from caseapp.store.backup import upgrade
from caseapp.store.doctor import examine
from caseapp.store.queries.finding import MOST_COUNTED, Found, Hit, find
from caseapp.store.store import Store
from tests import postgres
from tests.builders import LEE, OLGA, Desk, a_log, april, noon

AOIFE = Complainant("Aoife Ní Bhriain", "aoife.b@example.org", "07700 900123", "1 High Street", "AB1 2CD")
JO = Complainant("Jo Müller", "jo@example.org", "01223457000", "2 High Street", "AB12CD")


def set_words(desk: Desk) -> None:
    """Five cases, C24-00001 to C24-00005; the fourth is restricted."""
    for log in (
        Log(
            summary="The “blue” bin was missed", service="Waste", complainant=AOIFE,
            details="Nobody came on Tuesday. The crew said O'Neil's gate was shut; it was not.",
        ),
        Log(summary="Café tables block the pavement", service="Planning", complainant=JO, details="By the bin"),
        Log(summary="Bin store on fire", service=None, details=f"{'smoke ' * 60}zebra {'ash ' * 60}"),
        Log(summary="Secret of the mayor", service="Waste", complainant=Complainant("Vera Quiet"), details="hush"),
        Log(summary="ゴミの収集が来ない 🗑", service=None, desired_outcome="An apology", raised_before="Twice"),
    ):  # fmt: skip
        desk.do(log, today=april(8))
    desk.do(Restrict("C24-00004", "About a colleague"), today=april(9))
    desk.do(Respond("C24-00003", Outcome.UPHELD), today=april(9))


@pytest.fixture(scope="module")
def sqlite_words(founded_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path = shutil.copy(founded_sqlite_template, tmp_path_factory.mktemp("words") / "words.db")
    with closing(Store.open(str(path))) as store:
        set_words(Desk(store).staffed())
        yield store


@pytest.fixture(scope="module")
def postgres_words(
    founded_postgres_template: str, postgres_copy: Callable[[str], AbstractContextManager[str]]
) -> Iterator[Store]:
    with postgres_copy(founded_postgres_template) as address, closing(Store.open(address)) as store:
        set_words(Desk(store).staffed())
        yield store


@pytest.fixture(params=["sqlite", "postgres"])
def words(request: pytest.FixtureRequest) -> Store:
    """The five cases on each engine in turn; no test changes them."""
    store: Store = request.getfixturevalue(f"{request.param}_words")
    return store


def found(store: Store, asked: str, *, best_first: bool = False, include_closed: bool = True) -> Found:
    with store.reading() as reader:
        return find(reader, asked, best_first=best_first, include_closed=include_closed)


def numbers(store: Store, asked: str) -> list[int]:
    return [hit.id for hit in found(store, asked).hits]


def marked(hit: Hit) -> list[str]:
    return [hit.excerpt[first:last] for first, last in hit.marks]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("bin", [3, 2, 1]),  # newest first, from summaries and narratives
        ("BIN missed", [1]),  # all words, over all fields, whatever the capitals
        ("tuesday waste", [1]),  # narrative and service
        ("bi", [3, 2, 1]),  # the last word is a beginning
        ("bi missed", []),  # an earlier word is whole
        ("bi ", []),  # so is one after which a blank was typed
        ("cafe", [2]),
        ("CAFÉ", [2]),
        ("muller", [2]),
        ("ni bhriain", [1]),
        ("C24-00002", [2]),
        ("c24-2", [2]),
        ("C24-0000", [5, 4, 3, 2, 1]),
        ("aoife.b@example.org", [1]),
        ("aoife.b@exa", [1]),
        ("example.org", [2, 1]),
        ("07700 900123", [1]),
        ("07700900123", [1]),
        ("07700 900", [1]),
        ("01223 457 000", [2]),
        ("AB1 2CD", [2, 1]),
        ("ab12cd", [2, 1]),
        ("2 high street", [2]),
        ("o'neil's", [1]),
        ("ゴミの収集が来ない", [5]),
        ("ゴミ", [5]),
        ("apology twice", [5]),
        ("secret", []),  # of a restricted case only the reference
        ("vera", []),
        ("hush", []),
        ("C24-00004", [4]),
        ("mayor C24-00004", []),
        ("unheard", []),
    ],
)
def test_find_by_words(words: Store, asked: str, expected: list[int]) -> None:
    """Words are found in any field, whatever their capitals, accents, blanks and signs; the newest case is first."""
    assert expected == numbers(words, asked)
    assert len(expected) == found(words, asked).count


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ('"', []),
        ('"bin', [3, 2, 1]),
        ('bin" OR "missed', []),  # no case says “or”
        ("bin*", [3, 2, 1]),
        ("bin NOT missed", [1]),  # one says “not”
        ("NEAR(bin missed)", []),
        ("summary : bin", []),
        ("{summary} : (bin", []),
        ("bin AND", []),
        ("^bin + missed", [1]),
        ("-bin", [3, 2, 1]),
        ("'; DROP TABLE complaints; --", []),
        ("bin & ! | <-> :* 'missed", [1]),
        ("\\ bin :name", []),
        ("%", []),
        ("🗑", []),
        ("🗑 bin", [3, 2, 1]),
        ("   ", []),
        ("", []),
        ("\x00bin\x1b[31m", [3, 2, 1]),
        ("\u202ebin", [3, 2, 1]),
        ("bin " * 2_500, [3, 2, 1]),
        ("b" * 10_000, []),
        ("(" * 10_000, []),
        ("Zalgo" + "\u0301" * 500, []),
    ],
    ids=lambda asked: ascii(asked)[:30],
)
def test_signs_mean_nothing(words: Store, asked: str, expected: list[int]) -> None:
    """Nothing that a person types is the language of an index, and nothing of it fails."""
    assert expected == numbers(words, asked)


def test_hit_shows_where_and_which_words(words: Store) -> None:
    """The field that holds the most of what was asked, and the words around the first match, with their places."""
    (hit,) = found(words, "zebra").hits

    assert ("details", ["zebra"]) == (hit.field, marked(hit))
    assert hit.excerpt.startswith("…smoke")
    assert hit.excerpt.endswith("…")
    assert len(hit.excerpt) < 260


@pytest.mark.parametrize(
    ("asked", "field", "matches"),
    [
        ("blue missed", "summary", ["blue", "missed"]),
        ("tables pav", "summary", ["tables", "pav"]),
        ("cafe", "summary", ["Café"]),
        ("mull", "name", ["Müll"]),
        ("07700900123", "telephone", ["07700 900123"]),
        ("jo@example.org", "e-mail", ["jo@example.org"]),
        ("nobody waste", "details", ["Nobody"]),
        ("planning", "service", ["Planning"]),
        ("twice", "raised before", ["Twice"]),
    ],
)
def test_excerpt_is_of_the_field_that_matched(words: Store, asked: str, field: str, matches: list[str]) -> None:
    """A mark covers what was typed, as it stands in the case."""
    hit = found(words, asked).hits[0]

    assert (field, matches) == (hit.field, marked(hit))


def test_restricted_hit_says_nothing(words: Store) -> None:
    """It is found by its reference alone, and nothing that it says is shown, to nobody (R136)."""
    (hit,) = found(words, "C24-00004").hits

    assert hit.restricted
    assert ("restricted", "restricted", "reference") == (hit.complainant, hit.summary, hit.field)
    assert "C24-00004" == hit.excerpt


def test_best_first_ranks_what_matches_most(words: Store) -> None:
    """A match in the summary counts for more than one in the narrative, however new that case is."""
    hits = found(words, "bin", best_first=True).hits

    assert {1, 2, 3} == {hit.id for hit in hits}
    assert 2 == hits[-1].id


def test_open_cases_only(words: Store) -> None:
    """An answered case is left out when only open ones are asked for."""
    hits = found(words, "bin", include_closed=False).hits

    assert [2, 1] == [hit.id for hit in hits]
    assert all(hit.state is State.NEW for hit in hits)


def test_count_ends_at_its_bound(own_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counting stops where another thousand would tell nothing more."""
    monkeypatch.setattr("caseapp.store.queries.finding.MOST_COUNTED", 2)
    for number in range(3):
        own_desk.logged(summary=f"Lamp {number}")
    with own_desk.store.reading() as reader:
        every, two = find(reader, "lamp", most=1), find(reader, "lamp 1", most=1)

    assert (2, True, "more than 2 cases") == (every.count, every.is_more, every.counted)
    assert (1, False, "1 case") == (two.count, two.is_more, two.counted)
    assert 1_000 == MOST_COUNTED


# The index is kept with the cases


def test_words_follow_every_change(own_desk: Desk) -> None:
    """What was corrected is found by its new words and no longer by its old ones, in the same transaction."""
    reference = own_desk.logged(summary="Lamp out", details="dark", complainant=AOIFE).reference
    own_desk.do(Correct(reference, "Mistyped", summary="Lantern out"))
    own_desk.do(Correct(reference, "Mistyped", details="gloomy"))
    own_desk.do(Correct(reference, "Mistyped", name="Eve Adams"))
    own_desk.do(Allocate(reference, "Planning"))
    store = own_desk.store

    assert [[], [], [], []] == [numbers(store, word) for word in ("lamp", "dark", "bhriain", "waste")]
    assert [[1]] * 5 == [numbers(store, word) for word in ("lantern", "gloomy", "eve", "planning", "ab1 2cd")]
    own_desk.do(Restrict(reference, "About a colleague"), by=LEE)
    assert [[], [], [1]] == [numbers(store, word) for word in ("lantern", "eve", reference)]
    own_desk.do(Unrestrict(reference, "Not any more"), by=LEE)
    assert [[1], [1]] == [numbers(store, word) for word in ("lantern", "gloomy")]
    with store.connected() as connection:
        assert [] == list(finding.faults(connection))


def test_two_changes_in_one_transaction(own_desk: Desk) -> None:
    """A case that is logged, corrected and restricted before anything is committed is indexed once, as it is then."""
    at = noon(april(8))
    with own_desk.store.writing() as work:
        lee = own_desk.actor(work, LEE)
        one = carry_out(work, a_log(summary="Lamp", details="dark"), by=lee, at=at).reference
        other = carry_out(work, a_log(summary="Bell", details="loud"), by=lee, at=at).reference
        carry_out(work, Correct(one, "Mistyped", summary="Lantern", details="gloomy"), by=lee, at=at)
        carry_out(work, Restrict(other, "About a colleague"), by=lee, at=at)

    found_by = {word: numbers(own_desk.store, word) for word in ("lamp", "dark", "lantern", "gloomy", "bell", other)}
    assert {"lamp": [], "dark": [], "lantern": [1], "gloomy": [1], "bell": [], other: [2]} == found_by
    with own_desk.store.connected() as connection:
        assert [] == list(finding.faults(connection))


def test_what_is_undone_is_not_found(own_desk: Desk) -> None:
    """A transaction that fails leaves no words behind."""

    def fail() -> None:
        with own_desk.store.writing() as work:
            carry_out(work, a_log(summary="Lamp"), by=own_desk.actor(work, OLGA), at=noon(april(8)))
            work.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert [] == numbers(own_desk.store, "lamp")


@pytest.mark.parametrize("amiss", ["words", "row"])
def test_doctor_finds_an_index_that_is_behind_and_upgrade_mends_it(own_desk: Desk, amiss: str) -> None:
    """SQL that goes past the store changes words that the index does not hold; caseapp upgrade indexes them anew."""
    own_desk.logged(summary="Bell")
    reference = own_desk.logged(summary="Lamp", details="dark").reference
    owner = postgres.owners(own_desk.store.address)
    with closing(Store.open(owner)) as store, store.connected(writing=True) as connection, connection.begin():
        if amiss == "words":
            _past_the_guards(connection.exec_driver_sql, store.path is None)
        elif store.path is None:
            connection.exec_driver_sql("DELETE FROM search_index WHERE complaint_id = 2")
        else:
            finding.forget(connection, [2])
    told = {one.check: f"{one.says} {one.do}" for one in examine(owner, at=datetime(2024, 5, 1, tzinfo=UTC)).findings}

    assert "caseapp upgrade" in told["search index"]
    done = upgrade(owner, keep=False, force=True)
    assert done is not None
    assert [2] == numbers(own_desk.store, "gloomy" if amiss == "words" else reference)
    assert [] == numbers(own_desk.store, "dark" if amiss == "words" else "nothing")
    with own_desk.store.connected() as connection:
        assert [] == list(finding.faults(connection))


def _past_the_guards(run: Callable[[str], object], is_server: bool) -> None:  # noqa: FBT001  # one of two engines
    drop = "DROP TRIGGER IF EXISTS narratives_corrected" + (" ON narratives" if is_server else "")
    run(drop)
    run("UPDATE narratives SET details = 'gloomy' WHERE complaint_id = 2")


def test_rebuilding_gives_the_same_answers(words: Store) -> None:
    """An index made anew holds what one holds that was kept up to date."""
    asked = ("bin", "aoife", "C24-0", "secret", "zebra")
    before = [numbers(words, one) for one in asked]
    with closing(Store.open(postgres.owners(words.address))) as owned:
        with owned.connected(writing=True) as connection, connection.begin():
            finding.rebuild(connection)

        assert before == [numbers(owned, one) for one in asked]
        with owned.connected() as connection:
            assert [] == list(finding.faults(connection))
