"""How alike two names are, of 100. What is alike is proposed or shown with its number, never taken in silence."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from caseapp.rules.text import folded

_QUESTION_WORDS = (
    "a an any are be been can could did do does enter for give had has have i in is it its like me my of our please "
    "provide s say tell that the there this to us was we were what which would you your"
)
_SMALL = frozenset(_QUESTION_WORDS.split())
"""Words by which questions are asked, whatever they ask for: “What is your name?” and “What is your email?”."""
_TECHNICAL = frozenset({"ip", "uri", "url"})
"""Words of what a form adds by itself: an IP address is nobody's address."""
_LONGEST = 300
"""Characters that are compared. What tells one question from another stands at its beginning."""


def question_likeness(one: str, other: str) -> int:
    """How likely two headings ask the same: the mean of how alike they are as written, and word by word in any order.

    The words that every question has count in the first alone. Headings with different numbers are not alike at all:
    the second stage is not the first, nor is the second line of an address.
    """
    from rapidfuzz import fuzz

    (text, words, numbers), (text2, words2, numbers2) = _taken_apart(one), _taken_apart(other)
    if numbers != numbers2 or not text or not text2:
        return 0
    return round((fuzz.ratio(text, text2) + fuzz.token_sort_ratio(words, words2)) / 2)


def name_likeness(one: str, other: str) -> int:
    """How alike two names are, letter by letter; names with different numbers are not alike at all."""
    from rapidfuzz import fuzz

    (text, _, numbers), (text2, _, numbers2) = _taken_apart(one), _taken_apart(other)
    return round(fuzz.ratio(text, text2)) if numbers == numbers2 and text and text2 else 0


def near(text: str, wordings: Iterable[str], *, at_least: int) -> list[str]:
    """Those of the folded wordings that are as alike as that or more, numbers left out of account. Fast."""
    from rapidfuzz import fuzz, process

    return [
        found[0]
        for found in process.extract(folded(text), list(wordings), scorer=fuzz.ratio, score_cutoff=at_least, limit=None)
    ]


@lru_cache(maxsize=5_000)
def _taken_apart(text: str) -> tuple[str, str, list[str]]:
    """The text for comparing, its telling words, and its numbers and technical words."""
    whole = folded(text[: 2 * _LONGEST])[:_LONGEST]
    telling = " ".join(word for word in whole.split() if word not in _SMALL)
    numbers = "".join(char if char.isdecimal() else " " for char in whole).split()
    return whole, telling or whole, numbers + [word for word in whole.split() if word in _TECHNICAL]
