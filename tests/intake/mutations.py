"""Makes damaged and hostile files from good ones: every way is a function of the bytes and a dice, and so repeatable.

Some ways know nothing of what they damage; others take a file apart as CSV, JSON, XML or a workbook and damage what
is in it, so that it is still read to its last row. A way that does not fit a file leaves it as it is.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from random import Random
from typing import Literal

from tests.intake.office import SAMPLES
from tests.intake.workbooks import zipped

SAMPLE_BYTES = {path.name: path.read_bytes() for path in sorted(SAMPLES.iterdir())}
"""What is damaged, by name."""
MOST_WAYS = 4
"""Ways that are put together."""

_PIECES = (
    b'"', b'""', b'\\"', b"\\", b",", b";", b"\t", b"|", b"\n", b"\r", b"\r\n", b"\n\n", b"\0", b"'",
    b"\x1b]52;c;QQ\x07",
    b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x97", b"\x81", b"\xe9", b"\xc3", b"\xf0\x9f\x98", b"\xed\xa0\x80",
    b"{", b"}", b"[", b"]", b":", b"<", b">", b"&", b"&amp;", b"&x;", b"<!--", b"-->", b"<![CDATA[", b"]]>",
    b"<?x?>",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"PK\x03\x04", b"PK\x05\x06", b"NaN", b"null", b"1e999", b'{"a":1}\n',
    b"\xe2\x80\xa8",
)  # fmt: skip
_CELLS = (
    "", " ", "x", "0", "-1", "=1+1", "+44 7700 900123", "-2", "@SUM(A1)", "\uff1d1", "'07700900123",
    "7.7E+09", "NaN",
    "31/02/2026", "04/05/2026", "2026-03-30", "2026-03-30T09:15:27+01:00", "2026-03-29 01:30:00",
    "2025-10-26 01:30",
    "0001-01-01", "0001-01-01T00:00:00+14:00", "9999-12-31", "9999-12-31T23:59:59-14:00", "2026-W13-1", "20260330",
    "9999999999999999999999", "-62135596800", "253402300800", "1e3", "12/31/69 23:59", "2026-03-30T24:00:00",
    "24:00",
    "\u0664/\u0665/\u0662\u0660\u0662\u0666", "K7QW2M9X", "complaint", "Compliment", "X", "true", "draft",
    "Waste;;", ";",
    "\u200b", "\u202etxt", "\ufeff", "\ufffe", "\ue000", "\x1b[2J\x07", "\x85", "\u2028", "a\nb", "a\r\nb",
    "a\rb", "\r",
    '"', '""', '\\"', "\\", ",", "\t", "{}", "[]", "&b;", "e\u0301" * 40, "\U0001f600", "\u0130", "\u00df",
    "\ufdfa" * 30,
    "a@b", "@", "a b@c", "Answer: x\nAnswer: y", "Answer: ", "---", "caseapp_row", "x" * 99, "x" * 201, "x " * 300,
    "cambridge-2021", "Stage 1", "2026", "stage1_handler", "C26-00001", "Sam Okafor", "%s%n{0}", "[bold]x[/]",
    "' OR 1=1",
)  # fmt: skip
_ENCODINGS = ("utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "cp1252", "latin-1", "cp850", "utf-32", "utf-7")
_HUGE = 1_000_000
_MANY = 5_000
"""Lines; each may be a row, and rows take their time."""

Way = Callable[[bytes, Random], bytes]


def mutated(dice: Random) -> tuple[str, tuple[str, ...], bytes]:
    """A file: of which sample, damaged in which ways, and what is in it then."""
    name = dice.choice([*SAMPLE_BYTES])
    ways = ways_of(name)
    chosen = tuple(dice.choices([*ways], weights=[*ways.values()], k=dice.randint(1, MOST_WAYS)))
    return name, chosen, damaged(SAMPLE_BYTES[name], chosen, dice)


def ways_of(name: str) -> dict[str, float]:
    """The ways that can damage a sample, and how often each is taken."""
    return {**_ANY, **_KNOWING[name.rpartition(".")[2]]}


def damaged(content: bytes, ways: Sequence[str], dice: Random) -> bytes:
    """A file damaged in some ways, one after another."""
    for way in ways:
        content = WAYS[way](content, dice)
    return content


# Of any bytes.


def _flip(content: bytes, dice: Random) -> bytes:
    flipped = bytearray(content)
    for _ in range(dice.randint(1, 8) if flipped else 0):
        flipped[dice.randrange(len(flipped))] ^= 1 << dice.randrange(8)
    return bytes(flipped)


def _cut(content: bytes, dice: Random) -> bytes:
    place = dice.randint(0, len(content))
    return content[:place] if dice.random() < 0.8 else content[place:]


def _insert(content: bytes, dice: Random) -> bytes:
    for _ in range(dice.randint(1, 3)):
        place = dice.randint(0, len(content))
        content = content[:place] + dice.choice(_PIECES) * dice.choice((1, 1, 1, 2, 60)) + content[place:]
    return content


def _remove(content: bytes, dice: Random) -> bytes:
    place = dice.randint(0, len(content))
    return content[:place] + content[place + dice.randint(1, 40) :]


def _splice(content: bytes, dice: Random) -> bytes:
    """A piece of another sample goes in."""
    other = dice.choice([*SAMPLE_BYTES.values()])
    begin, place = dice.randint(0, len(other)), dice.randint(0, len(content))
    return content[:place] + other[begin : begin + dice.randint(1, 600)] + content[place:]


def _prefix(content: bytes, dice: Random) -> bytes:
    return (
        dice.choice((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\n\n", b" ", b"sep=,\n", b"\xef\xbb\xbf" * 2))
        + content
    )


def _huge(content: bytes, dice: Random) -> bytes:
    """A cell, a line or a name of a million bytes, if they fall in one."""
    place = dice.randint(0, len(content))
    piece = dice.choice((b"x", b"x ", b"\xc3\xa9", b'""', b"{[", b",", b"<a>", b"a\n", b'\\"'))
    times = _MANY if b"\n" in piece else _HUGE // len(piece)
    return content[:place] + piece * times + content[place:]


# Of text.


def _encode(content: bytes, dice: Random) -> bytes:
    return content.decode("utf-8", "replace").encode(dice.choice(_ENCODINGS), "replace")


def _line_ends(content: bytes, dice: Random) -> bytes:
    end = dice.choice((b"\r", b"\r\n", b"\n\r", b"\n\n", b"\x0b", b"\xe2\x80\xa8"))
    return content.replace(b"\r\n", b"\n").replace(b"\n", end, dice.choice((-1, -1, 1, 3)))


def _lines(content: bytes, dice: Random) -> bytes:
    """Lines are repeated, dropped, or put elsewhere: the heading among them."""
    lines = content.splitlines(keepends=True)
    for _ in range(dice.randint(1, 4) if lines else 0):
        line = dice.choice(lines[: dice.choice((1, len(lines)))])
        if dice.random() < 0.3 and len(lines) > 1:
            lines.remove(line)
        else:
            lines.insert(dice.randint(0, len(lines)), line)
    return b"".join(lines)


def _delimiter(content: bytes, dice: Random) -> bytes:
    return content.replace(b",", dice.choice((b";", b"\t", b"|", b":", b" ", b",,")))


# Of what is in it.


def _cells(content: bytes, dice: Random) -> bytes:
    """Cells of CSV hold something odd, rows come again, and all is written in one dialect or another."""
    table = _table(content)
    if len(table) < 2:
        return content
    for _ in range(dice.randint(1, 6)):
        row = dice.choice(table[1:])
        if row:
            row[dice.randrange(len(row))] = _odd(dice)
    table += [list(dice.choice(table[1:])) for _ in range(dice.choice((0, 0, 1, 5)))]
    return _written(table, dice)


def _heading(content: bytes, dice: Random) -> bytes:
    """Columns are repeated, dropped, moved, reworded, or have no name."""
    table = _table(content)
    if not table or not table[0]:
        return content
    way, place = dice.choice(("repeat", "drop", "move", "reword", "blank", "name")), dice.randrange(len(table[0]))
    name = table[0][place]
    to = {"reword": f"{name}?", "blank": "", "name": _odd(dice)}.get(way, name)
    for number, row in enumerate(table):
        if place < len(row):
            cell = row[place] if way in {"repeat", "reword", "blank", "name"} else row.pop(place)
            if way in {"repeat", "move"}:
                row.insert(dice.randint(0, len(row)) if not number else len(row), cell)
            elif not number and way != "drop":
                row[place] = to
    return _written(table, dice)


def _table(content: bytes) -> list[list[str]]:
    if content[:1] in {b"{", b"[", b"<", b"P"}:
        return []
    text = content.decode("utf-8", "replace").removeprefix("\ufeff")
    with suppress(csv.Error):
        return list(csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in text[:200] else ","))
    return []


def _written(table: list[list[str]], dice: Random) -> bytes:
    file = io.StringIO()
    delimiter, line_end = dice.choice((",", ",", ",", ";", "\t", "|")), dice.choice(("\n", "\r\n"))
    quoting: Literal[0, 1] = csv.QUOTE_ALL if dice.random() < 0.5 else csv.QUOTE_MINIMAL
    csv.writer(file, delimiter=delimiter, quoting=quoting, lineterminator=line_end).writerows(table)
    return file.getvalue().encode("utf-8", "replace")


def _json(content: bytes, dice: Random) -> bytes:
    """Values within JSON are replaced, repeated, nested or named alike; a list, an object or lines as before."""
    whole = _loaded(content)
    lines = content.splitlines() if whole is None else []
    values = [_loaded(line) or line.decode("utf-8", "replace") for line in lines] or [whole]
    for _ in range(dice.randint(1, 4)):
        place = dice.randrange(len(values))
        values[place] = _changed(values[place], dice)
    is_ascii, indent = dice.random() < 0.5, None if whole is None else dice.choice((None, 1, "\t"))
    text = "\n".join(json.dumps(value, ensure_ascii=is_ascii, indent=indent) for value in values)
    if dice.random() < 0.2:
        text = re.sub(r'"(\w+)": ', lambda name: name[0] * dice.choice((1, 1, 1, 9)), text, count=20)
    return text.encode("utf-8", "surrogatepass")


def _loaded(text: bytes) -> object:
    with suppress(ValueError, RecursionError):
        return json.loads(text)
    return None


def _changed(value: object, dice: Random) -> object:
    if isinstance(value, dict) and value and dice.random() < 0.8:
        name = dice.choice([*value])
        way = dice.random()
        if way < 0.6:
            return {**value, name: _changed(value[name], dice)}
        if way < 0.75:
            return {key: inner for key, inner in value.items() if key != name}
        return {**value, _odd(dice): value[name]}
    if isinstance(value, list) and value and dice.random() < 0.8:
        place = dice.randrange(len(value))
        again = dice.choice(([value[place]], [value[place]] * 2, []))
        return [*value[:place], _changed(value[place], dice), *again, *value[place + 1 :]]
    return _odd_value(value, dice)


def _odd_value(value: object, dice: Random) -> object:
    nested: object = value
    for _ in range(dice.choice((1, 3, 60))):
        nested = dice.choice(([nested], {"a": nested}))
    odd: tuple[object, ...] = (
        _odd(dice),
        None,
        True,
        -1,
        10**30,
        1.5e300,
        float("nan"),
        [],
        {},
        [value, value],
        "\ud800",
        "\0",
        nested,
    )
    return dice.choice((_odd(dice), dice.choice(odd)))


def _xml(content: bytes, dice: Random) -> bytes:
    """Texts, names and attributes of XML are replaced, and what is dangerous in it put among them."""
    text = content.decode("utf-8", "replace")
    if not text.lstrip("\ufeff \n").startswith("<"):
        return content
    spots = [spot.end() for spot in re.finditer(r">", text)]
    for _ in range(dice.randint(1, 3) if spots else 0):
        place = dice.choice(spots)
        text = text[:place] + dice.choice((*_XML_PIECES, _odd(dice))) + text[place:]
    if dice.random() < 0.1:
        text = re.sub(r"<(\w+)>", r'<\1 a="1" a:b="2" xmlns="urn:x">', text, count=dice.randint(1, 5))
    return text.encode("utf-8", "replace")


_XML_PIECES = (
    "<!-- x -->", "<![CDATA[<x>]]>", "&#0;", "&#27;[2J", "&#x110000;", "&lt;", "&nbsp;", "<a/>", "<a>x</a>",
    "<a b='c'/>",
    "<?xml version='1.0'?>", "<!DOCTYPE a [<!ENTITY b 'c'>]>", "<p:a xmlns:p='urn:x'>y</p:a>",
    "<a>" * 60 + "</a>" * 60,
    "</request>", "<request>", "<request/>", "text beside",
)  # fmt: skip


def _workbook(content: bytes, dice: Random) -> bytes:
    """A part of a workbook is damaged, dropped, doubled or renamed, and all zipped anew."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            parts = {name: book.read(name) for name in book.namelist()}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError):
        return content
    if not parts:
        return content
    name, way = dice.choice([*parts]), dice.random()
    if way < 0.6:
        parts[name] = dice.choice((_flip, _cut, _insert, _remove, _xml, _xml, _sheet, _sheet))(parts[name], dice)
    elif way < 0.7:
        del parts[name]
    elif way < 0.8:
        parts[dice.choice([*parts])] = parts[name]
    else:
        sheets = [part for part in parts if "/sheet" in part]
        parts.update({part: _sheet(parts[part], dice) for part in sheets})
    return _zipped(parts, dice)


def _sheet(content: bytes, dice: Random) -> bytes:
    """Kinds, styles, places and values of cells are replaced."""
    swaps: Mapping[bytes, Sequence[bytes]] = {
        rb' t="\w+"': (b' t="s"', b' t="n"', b' t="b"', b' t="e"', b' t="str"', b' t="d"', b' t="inlineStr"', b""),
        rb' s="\d+"': (b' s="0"', b' s="1"', b' s="2"', b' s="99"', b' s="x"', b""),
        rb' r="[A-Z]*\d+"': (b' r="A1"', b' r="XFD9"', b' r="9"', b' r="1048577"', b' r="a"', b' r=""', b""),
        rb"<v>[^<]*</v>": (b"<v>-1</v>", b"<v>1e309</v>", b"<v>nan</v>", b"<v>2958466</v>", b"<v/>", b"<f>A1</f>"),
    }
    for _ in range(dice.randint(1, 3)):
        pattern = dice.choice([*swaps])
        hits = list(re.finditer(pattern, content))
        if hits:
            hit = dice.choice(hits)
            content = content[: hit.start()] + dice.choice(swaps[pattern]) + content[hit.end() :]
    return content


def _zipped(parts: Mapping[str, bytes], dice: Random) -> bytes:
    """Sometimes with a part that unpacks to a hundred times its size, or so many that nobody needs."""
    more = {"xl/media/a.png": bytes(12_000_000)} if dice.random() < 0.02 else {}
    return zipped({**parts, **more, **({f"p{n}": b"" for n in range(300)} if dice.random() < 0.02 else {})})


def _odd(dice: Random) -> str:
    if dice.random() < 0.999:
        return dice.choice(_CELLS)
    return dice.choice(("x" * _HUGE, "x " * _HUGE, "é\n" * _MANY, '"' * _HUGE))


WAYS: dict[str, Way] = {
    "flip": _flip, "cut": _cut, "insert": _insert, "remove": _remove, "splice": _splice, "prefix": _prefix,
    "huge": _huge, "encode": _encode, "line ends": _line_ends, "lines": _lines, "delimiter": _delimiter,
    "cells": _cells,
    "heading": _heading, "json": _json, "xml": _xml, "workbook": _workbook,
}  # fmt: skip
"""By name."""
_ANY = {**dict.fromkeys(("flip", "cut", "insert", "remove", "splice", "prefix"), 1.0), "huge": 0.03}
_OF_TEXT = dict.fromkeys(("encode", "line ends", "lines", "delimiter"), 1.0)
_KNOWING: dict[str, dict[str, float]] = {
    "csv": {**_OF_TEXT, "cells": 8, "heading": 3},
    "tsv": {**_OF_TEXT, "cells": 8, "heading": 3},
    "json": {**_OF_TEXT, "json": 12},
    "jsonl": {**_OF_TEXT, "json": 12},
    "xml": {**_OF_TEXT, "xml": 10},
    "xlsx": {"workbook": 20},
}
"""The ways that know what they damage come more often, because what they make is read to its end."""
