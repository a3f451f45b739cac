"""Hostile text made safe to show."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.rules.text import folded, guarded, one_line, plain

DIRECTION = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
hostile = st.lists(
    st.sampled_from(
        ["\x1b", "\x1b[", "\x1b]52;c;", "\x9b", "\x9d", "\x90", "\x07", "\x1b\\", "31m", "\r", "\n", "\x00", "ä"]
    )
    | st.sampled_from(DIRECTION)
    | st.characters()
).map("".join)


def is_shown_as_itself(char: str) -> bool:
    return char in "\n\t" or (unicodedata.category(char) not in {"Cc", "Cs", "Co"} and char not in DIRECTION)


@given(hostile)
def test_no_control_character_is_left(text: str) -> None:
    """Nothing that a terminal would act on comes through, whatever it was made of."""
    assert [] == [char for char in plain(text) if not is_shown_as_itself(char)]


@given(hostile)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    """Taking something out never leaves something new behind."""
    assert plain(text) == plain(plain(text))
    assert one_line(text) == one_line(one_line(text)) == one_line(plain(text))


@given(hostile)
def test_one_line_is_one_line(text: str) -> None:
    """No line end, no tab, no double blank and no blank at the ends."""
    line = one_line(text)

    assert line == " ".join(line.split())
    assert len(line.splitlines()) <= 1


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b]52;c;aGk=\x07b", "ab"),
        ("a\x1b]52;c;aGk=\x1b\\b", "ab"),
        ("a\x1b]0;a new title", "a"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x9b31mred", "red"),
        ("\x1bP+q544e\x1b\\x", "x"),
        ("\x1b_Gi=1;AAAA\x1b\\x", "x"),
        ("\x1b(0lqk\x1b(B", "lqk"),
        ("\x1bc\x1b7x", "x"),
        ("\x1b\x1b[2Jx", "x"),
        ("x\x1b", "x"),
        ("\x1b[", ""),
        ("pay \u202e001\u202c pounds", "pay 001 pounds"),
        ("a\x00b\x08c\x7fd\x85e", "abcd\ne"),
        ("one\r\ntwo\rthree\u2028four\u2029five\x0csix", "one\ntwo\nthree\nfour\nfive\nsix"),
        ("\ud800", ""),
        ("refund [/bold] [@click=app.quit]now[/]", "refund [/bold] [@click=app.quit]now[/]"),
        ("tab\tkept", "tab\tkept"),
    ],
)
def test_what_is_known_to_attack_terminals_is_taken_out(text: str, shown: str) -> None:
    """Clipboard writes, titles, colours, device strings, direction overrides; brackets are only brackets here."""
    assert shown == plain(text)


@pytest.mark.parametrize(
    "text", ["Ünïcödé £5 – “quoted” 日本語", "👩‍👩‍👧 family", "naïve\nlines", "Ελληνικά العربية", ""]
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    """People's own words, in any script, come through as written."""
    assert text == plain(text)


@given(hostile)
def test_folding_twice_is_folding_once(text: str) -> None:
    """A folded name is what it is compared by."""
    assert folded(text) == folded(folded(text))


@pytest.mark.parametrize(
    "written",
    [
        "Streets & Open Spaces",
        "streets  and\topen spaces".replace("and", "&"),
        "STREETS—OPEN SPACES",
        "Streets/Open-Spaces",
    ],
)
def test_a_service_is_known_however_it_is_written(written: str) -> None:
    """Case, accents, blanks and punctuation do not tell two names apart."""
    assert "streets open spaces" == folded(written)


def test_accents_and_letter_forms_fold() -> None:
    """An accent, a ligature, a wide letter or a sharp s is no difference."""
    assert "renee strasse fi a" == folded("Renée STRASSE fi A") == folded("Rene\u0301e straße ﬁ Ａ")
    assert folded("Smith") != folded("Smyth")


@pytest.mark.parametrize("start", list("=+-@\t\r\n＝＋－＠"))
def test_a_cell_is_never_a_formula(start: str) -> None:
    """What a spreadsheet would work out gets an apostrophe, and is otherwise as written."""
    assert f"'{start}cmd|'/C calc'!A1" == guarded(f"{start}cmd|'/C calc'!A1")


@given(hostile)
def test_guarding_only_ever_adds_an_apostrophe(text: str) -> None:
    """Nothing of the text is lost."""
    assert guarded(text) in {text, f"'{text}"}
    assert guarded(text)[:1] not in set("=+-@\t\r\n＝＋－＠")
    assert "" == guarded("")
