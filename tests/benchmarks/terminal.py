"""How quickly the terminal application stands, answers a key and narrows its list, in a real pseudo-terminal.

    python tests/benchmarks/terminal.py [--size CASES] [--rounds N] [--million] [--harlequin CMD] [--posting CMD]

Whole processes, run in turn with their peers in the same minutes, medians of each; ratios are of those medians. The
peers: a minimal Textual application, the same with sqlmodel imported first, a static one that redraws a line at each
key, and harlequin and posting where their commands are given. Exits 1 over a bound.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.benchmarks._caseload import TODAY, make_caseload
from tests.benchmarks._terminal import Terminal

MINIMAL = """
from textual.app import App
from textual.widgets import Static
class Minimal(App):
    BINDINGS = [("q", "quit", "Quit")]
    def compose(self):
        yield Static("minimal application")
Minimal().run()
"""
STATIC = """
from textual.app import App
from textual.widgets import Static
class Keyed(App):
    CSS = "#line { height: 1; }"
    def compose(self):
        yield Static("static application 0", id="line")
        yield Static("\\n".join(f"line {n}" for n in range(38)))
    def on_key(self, event):
        self.n = getattr(self, "n", 0) + 1
        self.query_one("#line").update(f"static application {self.n}")
Keyed().run()
"""
CASEAPP = "import sys; from caseapp.cli.main import main; sys.exit(main())"
FRAME = rb"F2 Today"
ROWS = rb"[-\d]\d{4,}  \S"
"""A reference, whose beginning is cut where it is long, and what the case is about."""
_WORDS = "missed"
"""Typed into the filter letter by letter."""
_KEYS = 15


@dataclass
class Measured:
    """What one contender took, run by run."""

    name: str
    unit: str
    values: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """The middle one."""
        return median(self.values)

    def __str__(self) -> str:
        """One line of the table."""
        noise = f"{min(self.values):.0f}..{max(self.values):.0f}"
        return f"{self.name:<58}{self.median:8.1f} {self.unit:<3}{noise:>12}"


@dataclass(frozen=True)
class Bound:
    """What must hold between two contenders."""

    words: str
    value: float
    most: float

    def __str__(self) -> str:
        """What it is, and whether that is within the bound."""
        verdict = "within" if self.value <= self.most else "OVER"
        return f"{self.words}: {self.value:.2f}, {verdict} its bound, {self.most}"


@dataclass(frozen=True)
class Setting:
    """What the programs are run with."""

    folder: Path
    python: str = sys.executable

    def environment(self, store: Path | None, start: str = "today") -> dict[str, str]:
        """A home of its own, a store and the area to begin with."""
        config = self.folder / f"{start}.toml"
        config.write_text(f'start = "{start}"\n')
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("CASEAPP_", "XDG_"))}
        own = {"HOME": str(self.folder), "CASEAPP_CONFIG": str(config), "CASEAPP_TODAY": TODAY.isoformat()}
        who = {"CASEAPP_USER": "Ada Admin"} | ({"CASEAPP_DATABASE": str(store)} if store else {})
        return kept | own | who

    def code(self, source: str) -> list[str]:
        """A fresh Python that runs some code."""
        return [self.python, "-c", source]


def first_drawn(command: list[str], environment: Mapping[str, str], pattern: bytes) -> tuple[float, float]:
    """Milliseconds from the process's start until it has drawn a pattern, and its peak memory half a second later."""
    with Terminal(command, environment) as terminal:
        seconds = terminal.until(pattern)
        terminal.settle(0.5)
        return seconds * 1_000, terminal.peak_megabytes


def key_times(command: list[str], environment: Mapping[str, str], ready: bytes, key: str) -> list[float]:
    """Milliseconds from a key to the first byte drawn after it."""
    with Terminal(command, environment) as terminal:
        terminal.until(ready)
        terminal.settle(0.5)
        return [terminal.press(key) * 1_000 for _ in range(_KEYS)]


def filter_times(environment: Mapping[str, str], drawn: bytes) -> list[float]:
    """Milliseconds from each letter typed into the filter until something of it is drawn."""
    with Terminal([sys.executable, "-c", CASEAPP], environment) as terminal:
        terminal.until(ROWS)
        terminal.settle(0.5)
        terminal.press("/")
        return [terminal.press(letter, drawn) * 1_000 for letter in _WORDS]


def main() -> int:
    """Make the caseloads, run everything in turn, print it; 1 if a bound is broken."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        bounds = _run(options, Setting(Path(folder)))
    print(*bounds, sep="\n")
    return int(any(bound.value > bound.most for bound in bounds) and not options.report)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=100_000, help="cases in the store (100,000)")
    parser.add_argument("--rounds", type=int, default=9, help="runs of each program (9)")
    parser.add_argument("--million", action="store_true", help="memory with ten times the cases as well")
    parser.add_argument("--harlequin", help="the harlequin command, to run on the same store")
    parser.add_argument("--posting", help="the posting command")
    parser.add_argument("--report", action="store_true", help="print the ratios, and leave it to a person to judge")
    return parser.parse_args()


def _run(options: argparse.Namespace, setting: Setting) -> list[Bound]:
    store = make_caseload(setting.folder / "cases.db", options.size)
    print(f"{options.size:,} cases, {options.rounds} rounds in turn", "", sep="\n")
    bounds = [*_starts(options, setting, store), *_keys(options, setting, store)]
    if options.million:
        bounds += _million(options, setting, store)
    return bounds


def _starts(options: argparse.Namespace, setting: Setting, store: Path) -> list[Bound]:
    minimal = partial(first_drawn, setting.code(MINIMAL), setting.environment(None), rb"minimal application")
    sqlmodel = partial(
        first_drawn, setting.code(f"import sqlmodel\n{MINIMAL}"), setting.environment(None), rb"minimal application"
    )
    ours = setting.code(CASEAPP)
    runs: dict[str, Callable[[], tuple[float, float]]] = {
        "a minimal Textual application": minimal,
        "the same, importing sqlmodel first": sqlmodel,
        "caseapp to its first paint": partial(first_drawn, ours, setting.environment(store), FRAME),
        "caseapp to its first rows": partial(first_drawn, ours, setting.environment(store, "cases"), ROWS),
    }
    if options.harlequin:
        runs["harlequin to its first paint"] = partial(
            first_drawn, [options.harlequin, "-a", "sqlite", str(store)], setting.environment(None), rb"Query Editor"
        )
    if options.posting:
        runs["posting to its first paint"] = partial(
            first_drawn, [options.posting], setting.environment(None), rb"Posting|posting"
        )
    times, memory = _in_turn(runs, options.rounds)
    return _start_bounds(times, memory, options)


def _in_turn(
    runs: Mapping[str, Callable[[], tuple[float, float]]], rounds: int
) -> tuple[dict[str, Measured], dict[str, Measured]]:
    times = {name: Measured(name, "ms") for name in runs}
    memory = {name: Measured(f"{name}, peak", "MB") for name in runs}
    for number in range(rounds + 1):
        for name, run in runs.items():
            milliseconds, megabytes = run()
            if number:  # the first is untimed, so that nobody pays for a cold disk
                times[name].values.append(milliseconds)
                memory[name].values.append(megabytes)
    print(*times.values(), *memory.values(), sep="\n")
    return times, memory


def _start_bounds(
    times: Mapping[str, Measured], memory: Mapping[str, Measured], options: argparse.Namespace
) -> list[Bound]:
    least, with_sqlmodel, paint, rows = list(times)[:4]
    bounds = [
        Bound("first paint, times a minimal application", times[paint].median / times[least].median, 1.25),
        Bound(
            "first rows, times a minimal application with sqlmodel",
            times[rows].median / times[with_sqlmodel].median,
            1.2,
        ),
        Bound(
            "peak memory, times a minimal application with sqlmodel",
            memory[rows].median / memory[with_sqlmodel].median,
            1.25,
        ),
    ]
    for peer in ("harlequin", "posting"):
        if getattr(options, peer):
            other = times[f"{peer} to its first paint"].median
            bounds.append(Bound(f"first paint, as a part of {peer}'s", times[paint].median / other, 0.5))
    return bounds


def _keys(options: argparse.Namespace, setting: Setting, store: Path) -> list[Bound]:
    still, moved, narrowed, counted = (
        Measured("a static application, key to repaint", "ms"),
        Measured("the worklist, key to repaint", "ms"),
        Measured("the filter, letter to its rows", "ms"),
        Measured("the filter, letter to their count", "ms"),
    )
    environment = setting.environment(store, "cases")
    for _ in range(max(1, options.rounds // 3)):
        still.values += key_times(setting.code(STATIC), setting.environment(None), rb"static application", "j")
        moved.values += key_times(setting.code(CASEAPP), environment, ROWS, "j")
        narrowed.values += filter_times(environment, ROWS)
        counted.values += filter_times(environment, rb"of [\d,]+ case")
    print(still, moved, narrowed, counted, sep="\n")
    return [
        Bound("key to repaint, times a static application's", moved.median / still.median, 1.5),
        Bound("the latest filter frame, ms behind a static one", max(narrowed.values) - still.median, 100),
    ]


def _million(options: argparse.Namespace, setting: Setting, store: Path) -> list[Bound]:
    larger = make_caseload(setting.folder / "more.db", options.size * 10)
    peaks = {}
    for name, path in (("fewer", store), ("more", larger)):
        peaks[name] = Measured(f"caseapp with {name} cases, peak", "MB")
        for _ in range(max(1, options.rounds // 3)):
            run = first_drawn([sys.executable, "-c", CASEAPP], setting.environment(path, "cases"), ROWS)
            peaks[name].values.append(run[1])
    print(*peaks.values(), sep="\n")
    return [
        Bound("peak memory, times that with a tenth of the cases", peaks["more"].median / peaks["fewer"].median, 1.3)
    ]


if __name__ == "__main__":
    sys.exit(main())
