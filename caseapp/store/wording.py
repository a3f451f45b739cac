"""Words as a person types them to find something: which must be there, and where they stand in a text.

A word is what stands between blanks. Its tokens are its runs of letters and digits without case and accents, one after
another: ``ada@example.org`` is three tokens that follow each other, so that no sign means anything of its own. The last
word counts as the beginning of one, unless a blank follows it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby

from caseapp.rules.references import tidy
from caseapp.rules.text import one_line

MOST_WORDS = 24
"""How many words of a question count; a sentence pasted whole needs no more to be told from every other."""
MOST_LETTERS = 250
"""How much of one token counts."""
MOST_READ = 2_000
"""How many characters of a question are looked at."""

_RUN = re.compile(r"[^\W_]+")
_LONGEST_NUMBER = 15
"""Characters of a telephone number or a postcode; what is longer was not split by accident."""


@dataclass(frozen=True)
class Phrase:
    """Tokens that follow each other."""

    tokens: tuple[str, ...]
    begins: bool = False
    """Whether the last token may go on."""

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        end = "" if self.begins else r"(?![^\W_])"
        return re.compile(r"[\W_]+".join(map(re.escape, self.tokens)) + end)

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where it stands in a ``folded`` text, from the first character to the one after the last."""
        first = self.tokens[0]
        at = text.find(first)
        while at >= 0:
            match = None if at and text[at - 1].isalnum() else self._pattern.match(text, at)
            if match:
                yield match.span()
            at = text.find(first, match.end() if match else at + 1)


Term = tuple[tuple[Phrase, ...], ...]
"""One thing that must be there, in one of several ways; each way is all of its phrases."""


def asked(words: str) -> tuple[Term, ...]:
    """What must be found, all of it; empty when no word holds a letter or a digit.

    Digits and the halves of postcodes that stand side by side are looked for written as one as well, and a short
    reference such as ``c26-417`` in the form in which it is kept.
    """
    typed = words[:MOST_READ]
    ends = not typed[-1:].isspace() and len(words) <= MOST_READ
    chunks = [chunk for chunk in one_line(typed).split(" ") if tokens(chunk)]
    goes_on = ends and bool(chunks) and chunks[-1][-1].isalnum()
    phrases = [(chunk, Phrase(tuple(tokens(chunk)))) for chunk in chunks[:MOST_WORDS]]
    if goes_on and len(chunks) <= MOST_WORDS:
        phrases[-1] = (chunks[-1], Phrase(phrases[-1][1].tokens, begins=True))
    return tuple(dict.fromkeys(_terms(phrases)))


def tokens(text: str) -> list[str]:
    """The tokens of a text in its order."""
    return [run[:MOST_LETTERS] for run in _RUN.findall(folded(text))]


def folded(text: str) -> str:
    """A text without case and accents, as long as ``composed(text)``, so that places in one are places in the other."""
    return text.lower() if text.isascii() else composed(text).translate(_FOLDS)


def composed(text: str) -> str:
    """A text whose accents are part of their letters."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


class _Folds(dict[int, int]):
    """The letter under each accented or capital one, worked out when it is first met.

    Accents are taken off the letters of the Latin alphabet alone, as SQLite's own tokenizer does.
    """

    def __missing__(self, code: int) -> int:
        lower = chr(code).lower()
        parts = unicodedata.normalize("NFD", lower)
        if parts[0].isascii() and all(map(unicodedata.combining, parts[1:])):
            lower = parts[0]
        self[code] = found = ord(lower) if len(lower) == 1 else code
        return found


_FOLDS = _Folds()


def _terms(phrases: list[tuple[str, Phrase]]) -> Iterator[Term]:
    for is_number, group in groupby(phrases, key=lambda found: _is_part_of_a_number(found[1])):
        run = list(group)
        if is_number and len(run) > 1 and sum(len(phrase.tokens[0]) for _, phrase in run) <= _LONGEST_NUMBER:
            parts = tuple(phrase for _, phrase in run)
            yield parts, (Phrase(("".join(phrase.tokens[0] for phrase in parts),), parts[-1].begins),)
        else:
            yield from (_term(chunk, phrase) for chunk, phrase in run)


def _is_part_of_a_number(phrase: Phrase) -> bool:
    return len(phrase.tokens) == 1 and any(map(str.isdecimal, phrase.tokens[0]))


def _term(chunk: str, phrase: Phrase) -> Term:
    kept = _reference(chunk)
    return ((phrase,),) if kept in {None, phrase.tokens} else ((phrase,), (Phrase(kept or ()),))


@lru_cache(maxsize=64)
def _reference(chunk: str) -> tuple[str, ...] | None:
    """The tokens of the reference that a chunk is short for, if it is."""
    kept = tidy(chunk)
    return tuple(tokens(kept)) if kept != chunk and kept[-5:].isdecimal() and chunk[-1].isdecimal() else None
