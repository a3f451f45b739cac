"""The kinds of file that can be imported: listed, explained, copied to be changed, and drafted from a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from caseapp.cli.session import say, show, show_json, table
from caseapp.rules.text import one_line

if TYPE_CHECKING:
    from caseapp.intake.profile import Profile
    from caseapp.intake.shelf import Kept


def list_profiles(*, as_json: bool) -> None:
    """All of them, by name; a sentence on stderr about each that cannot be used."""
    from caseapp.intake.shelf import shelf

    known = shelf()
    if as_json:
        show_json([_summary(kept) for kept in known.kept])
    else:
        for kept in known.kept:
            one = kept.profile
            show(f"{one.name}: {one.title}. {one.reads}{_whose(kept)}\n  Formats: {', '.join(one.formats)}")
            show(f"  Example: {one.example}")
        say(f"Explain one: caseapp import profiles NAME. Your own go into {one_line(str(known.folder))}")
    for problem in known.problems.values():
        say(f"caseapp: {problem}")


def explain(name: str, *, as_json: bool) -> None:
    """How files are read by one of them."""
    from caseapp.intake.remembered import memory_of
    from caseapp.intake.shelf import shelf

    kept = shelf().called(name)
    matches = dict(memory_of(name).matches)
    if as_json:
        show_json({**_summary(kept), **_facts(kept.profile), "remembered": matches})
        return
    show(table(("What", "Is"), _below_each_other([*_explained(kept), _remembered(matches)])))
    show("")
    show(table(("Field", "Headings, the likeliest first"), _below_each_other(_headings(kept.profile))))


def copy(name: str, new: str, *, as_json: bool) -> None:
    """Copy one into the folder of one's own, under a new name or in the place of a shipped one."""
    from caseapp.intake.own_profiles import copy_profile

    path = copy_profile(name, new)
    if as_json:
        show_json({"name": new, "path": str(path)})
        return
    show(str(path))
    if new == name:
        say(f"This copy takes the place of the shipped {name} from now on.")
    else:
        say(
            f"Change it, then name it with --profile {new}; to have its files recognised, put a question that only "
            "your form has in the place of the first of recognised_by."
        )


def suggest(file: str, output: Path | None, written: Mapping[str, str | None]) -> None:
    """Draft one from the heading of a file, to stdout or to a new file; ``written`` says how the file is written."""
    from caseapp.intake.files import Asked
    from caseapp.intake.own_profiles import write_new
    from caseapp.intake.suggest import suggest as drafted

    text = drafted(Path(file), Asked(**written))
    if output is None:
        show(text.rstrip("\n"))
        return
    write_new(output, text)
    say(f"Wrote the draft to {one_line(str(output))}; read every line before you use it.")


def _summary(kept: Kept) -> dict[str, Any]:
    one = kept.profile
    told = {"name": one.name, "title": one.title, "reads": one.reads, "formats": list(one.formats)}
    return {
        **told,
        "example": one.example,
        "own": kept.is_own,
        "replaces_shipped": kept.replaces_shipped,
        "path": str(kept.path),
    }


def _facts(one: Profile) -> dict[str, Any]:
    """What a script may want to know of a profile, beside its summary."""
    return {
        "subject": one.subject,
        "source": one.source,
        "required": list(one.required),
        "recognised_by": list(one.recognised_by),
        "unknown_columns": one.unknown_columns,
        "questions": {field: list(wordings) for field, wordings in one.questions.items()},
        "parts": {field: list(parts) for field, parts in one.parts.items()},
        "splitters": dict(one.splitters),
        "services": dict(one.services),
        "kinds": dict(one.kinds),
        "skips": [{"column": each.column, "values": list(each.values), "because": each.because} for each in one.skips],
        "date_order": one.date_order,
        "time_order": one.time_order or one.date_order,
        "unix_times": one.unix_times,
        "preview_prefix": one.preview_prefix,
    }


def _explained(kept: Kept) -> Iterator[tuple[str, Iterable[str]]]:
    """What there is to know, each with its lines."""
    one = kept.profile
    yield "Profile", [f"{one.name}: {one.title}{_whose(kept)}"]
    yield "Reads", [one_line(one.reads)]
    yield "Formats", [", ".join(one.formats)]
    yield "File", [one_line(str(kept.path))]
    yield "Recognised by", [f"the columns {' and '.join(one.recognised_by)}, all of them together"]
    yield "Needs", [one.questions[field][0] for field in one.required] or ["no column in particular"]
    yield "Key of a row", [_key(one)]
    yield "Dates", _dates(one)
    yield "Skipped", _skips(one)
    yield "Other columns", [_others(one)]
    yield "Left out", one.left_out
    yield "Refused", (f"what is in {column}: {why}" for column, why in one.refused.items())
    yield "Services", _renamed(one.services)
    yield "Kinds", _renamed(one.kinds)
    yield "Otherwise", (f"{field} is {said}" for field, said in one.defaults.items())
    yield "Example", [one_line(one.example)]
    yield "Your own", [f"caseapp import copy {one.name} NEW writes a copy for you to change"]


def _remembered(matches: Mapping[str, str]) -> tuple[str, Iterable[str]]:
    return "Remembered", (f"{one_line(wording)} means {field or 'no field'}" for wording, field in matches.items())


def _below_each_other(told: Iterable[tuple[str, Iterable[str]]]) -> Iterator[tuple[str, str]]:
    """A row of a table for each line; the label stands beside the first."""
    for label, lines in told:
        for number, line in enumerate(lines):
            yield ("" if number else label), one_line(line)


def _whose(kept: Kept) -> str:
    if not kept.is_own:
        return ""
    return " (your own, in the place of the shipped one)" if kept.replaces_shipped else " (your own)"


def _key(one: Profile) -> str:
    field = "submission_id" if one.subject == "submissions" else "reference"
    heading = next(iter(one.questions.get(field, ())), field)
    return f"the source {one.source} and {heading}: what was taken under it before is not taken again"


_ORDERS = {
    "year-month-day": "year first, 2026-03-30; dates in another order are rejected",
    "day-month-year": "day first, 30/03/2026, or 2026-03-30",
    "month-day-year": "month first, 3/30/2026, or 2026-03-30",
}


def _dates(one: Profile) -> Iterator[str]:
    yield _ORDERS[one.date_order]
    if one.time_order is not None and one.time_order is not one.date_order:
        yield f"moments {_ORDERS[one.time_order]}"
    if one.unix_times:
        yield "a whole number is seconds since 1970"
    yield "a moment without an offset is the time in Cambridge"


def _skips(one: Profile) -> Iterator[str]:
    yield "empty rows"
    for skip in one.skips:
        yield f"rows with {' or '.join(skip.values)} in {skip.column}, because each {skip.because}"
    if one.preview_prefix:
        yield f"files whose name begins with {one.preview_prefix}, unless --previews is given"


def _others(one: Profile) -> str:
    if one.unknown_columns == "refuse":
        return "the file is refused, and the first of them named"
    return "kept as lines of the details"


def _renamed(words: Mapping[str, str]) -> Iterator[str]:
    return (f"{theirs} is {ours}" for theirs, ours in words.items())


def _headings(one: Profile) -> Iterator[tuple[str, Iterable[str]]]:
    """For each field its headings, the likeliest first, and how it is asked in several columns or cells."""
    for field, wordings in one.questions.items():
        lines = list(wordings)
        if field in one.parts:
            lines.append(f"... each followed by “{one.joint}” and {', '.join(one.parts[field])}")
        if field in one.ticks:
            lines.append(f"... or one column an option, which begins with “{one.ticks[field]}”")
        if field in one.splitters:
            lines.append(f"... with “{one.splitters[field]}” between several answers")
        yield field, lines


def word(files: list[str], output: Path | None, written: Mapping[str, str | None], *, as_json: bool) -> bool:
    """Whether the words after ``import`` are about profiles; then what they ask for is done.

    ``output`` and ``written`` are for a draft: where it goes, and how the file is written, as ``open_import`` has it.
    """
    match files:
        case ["profiles"]:
            list_profiles(as_json=as_json)
        case ["profiles", name]:
            explain(name, as_json=as_json)
        case ["copy", name, new]:
            copy(name, new, as_json=as_json)
        case ["suggest", file]:
            suggest(file, output, written)
        case ["profiles" | "copy" | "suggest" as asked, *_]:
            raise typer.BadParameter(f"write it as caseapp import {_USES[asked]}.", param_hint=asked)
        case _:
            return False
    return True


_USES = {"profiles": "profiles [NAME]", "copy": "copy NAME NEW", "suggest": "suggest FILE [--output NEW_FILE]"}
