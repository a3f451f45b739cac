"""Somebody else was first: what they did, beside what one typed, and the ways on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from caseapp.rules.errors import Refusal
from caseapp.rules.instants import LONDON, long_date, short_date
from caseapp.rules.text import one_line, plain
from caseapp.tui.commands import BY_ID, captions
from caseapp.tui.desk import CaseFile, Entry
from caseapp.tui.dialogs.dialog import Dialog
from caseapp.tui.dialogs.form import Field

MOST_CHARACTERS = 2_000
"""Of one text on either side; the whole of it is in the form, or in the case."""

_HEADING = "bold $text-primary"
_MUTED = "$text-muted"

Typed = Sequence[tuple[str, str]]
"""Label and words of each field that was filled in."""


def typed_here(fields: Iterable[Field], changed: Mapping[str, str]) -> Typed:
    """What was typed, by the labels of the fields."""
    labels = {(field.id or "").removeprefix("field-"): field.label for field in fields}
    return tuple((labels.get(identity, identity), value) for identity, value in changed.items())


class SidesDialog(Dialog[str | None]):
    """Gives ``save``, ``keep`` or ``discard``, or ``None`` to go back to the form."""

    HELP = (
        "Shows what somebody else did to the case since you saw it, beside what you typed. Ctrl+S saves yours on top "
        "of it, if the case still allows it; Esc goes back to the form. On the command line: caseapp show REF"
    )
    AUTO_FOCUS = "#back"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012  # Textual declares it so

    def __init__(
        self, title: str, sentence: str, file: CaseFile, since: int, *, mine: Typed, refusal: Refusal | None,
        before: CaseFile | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self._title, self._sentence, self._refusal = title, sentence, refusal
        self._theirs = theirs(file, since, before)
        self._mine = yours(mine)

    def compose(self) -> ComposeResult:
        """The sentence, both sides, the ways on."""
        with Vertical(id="box", classes="broad"):
            yield Static(f"▲ {one_line(self._title)}: both sides", id="title", classes="error", markup=False)
            yield Static(one_line(self._sentence), id="said", markup=False)
            with Container(id="sides"):
                with VerticalScroll(id="theirs", classes="side"):
                    yield Static(self._theirs, markup=False)
                with VerticalScroll(id="mine", classes="side"):
                    yield Static(self._mine, markup=False)
            if self._refusal is not None:
                why = one_line(str(self._refusal))
                yield Static(f"▲ Yours can no longer be saved: {why}", id="refusal", markup=False)
            with Horizontal(id="buttons"):
                yield Button("Back to the form", id="back", variant="primary", compact=True)
                if self._refusal is None:
                    yield Button("Save mine on top", id="save", compact=True)
                yield Button("Keep as draft", id="keep", compact=True)
                yield Button("Discard", id="discard", compact=True)
            yield Static(self._keys(), id="keys", markup=False)

    def _keys(self) -> str:
        save = f"{captions(BY_ID['save'])} save mine on top · " if self._refusal is None else ""
        return f"← → choose · {save}{captions(BY_ID['cancel'])} back to the form"

    def key_right(self) -> None:
        """The next answer."""
        self.focus_next(Button)

    def key_left(self) -> None:
        """The answer before."""
        self.focus_previous(Button)

    @on(Button.Pressed)
    def _answered(self, event: Button.Pressed) -> None:
        answer = event.button.id
        self.dismiss(None if answer == "back" else answer)

    def action_save(self) -> None:
        """Mine on top, where that may still be."""
        self.dismiss("save" if self._refusal is None else None)

    def action_cancel(self) -> None:
        """Back to the form."""
        self.dismiss(None)


def theirs(file: CaseFile, since: int, before: CaseFile | None) -> Content:
    """What was recorded after a version, the first of it first, and what is different now."""
    lines = [Content.styled("What was done meanwhile", _HEADING)]
    lines += [_event(entry) for entry in file.timeline if entry.version > since]
    changes = list(differences(before, file)) if before is not None else []
    if changes:
        lines += [Content(), Content.styled("What is different now", _HEADING)]
        lines += [_change(*change) for change in changes]
    return Content("\n").join(lines)


def _event(entry: Entry) -> Content:
    when = f"{entry.at.astimezone(LONDON):%H:%M}, {short_date(entry.on)}" if entry.at else short_date(entry.on)
    text = f": {plain(entry.text[:MOST_CHARACTERS]).strip()}" if entry.text.strip() else ""
    return Content.assemble((when, _MUTED), "  ", (one_line(entry.by), "bold"), f"\n  {one_line(entry.words)}{text}")


def _change(label: str, old: str, new: str) -> Content:
    was, now = (one_line(value) or "nothing" for value in (old, new))
    return Content.assemble((f"{label}: ", _MUTED), was, (" → ", "bold"), now)


def differences(before: CaseFile, after: CaseFile) -> Iterator[tuple[str, str, str]]:
    """Label, old and new of what one sees differently in two readings of a case."""
    for label, said in _SHOWN:
        old, new = said(before), said(after)
        if old != new:
            yield label, old[:MOST_CHARACTERS], new[:MOST_CHARACTERS]


_SHOWN: Sequence[tuple[str, Callable[[CaseFile], str]]] = (
    ("State", lambda file: file.case.state.words),
    ("Service", lambda file: file.case.service or ""),
    ("Part of it", lambda file: file.case.sub_service or ""),
    ("Handler", lambda file: file.case.handler or ""),
    ("Received", lambda file: long_date(file.case.received_on)),
    ("Answer by", lambda file: long_date(file.case.due_on) if file.case.due_on else ""),
    ("Acknowledge by", lambda file: long_date(file.case.acknowledge_by) if file.case.acknowledge_by else ""),
    ("Restricted", lambda file: "yes" if file.case.restricted else "no"),
    ("Points", lambda file: "; ".join(point.text for point in file.case.points)),
    ("Summary", lambda file: file.summary),
    ("Name", lambda file: file.complainant.name),
    ("Email", lambda file: file.complainant.email),
    ("Telephone", lambda file: file.complainant.telephone),
    ("Address", lambda file: file.complainant.address),
    ("Adjustments", lambda file: file.adjustments),
    ("Contact", lambda file: file.contact),
    ("What happened", lambda file: file.details),
    ("They want", lambda file: file.desired_outcome),
)


def yours(typed: Typed) -> Content:
    """What was typed here."""
    lines = [Content.styled("What you typed", _HEADING)]
    for label, words in typed:
        shown = plain(words[:MOST_CHARACTERS]).strip() + (" …" if len(words) > MOST_CHARACTERS else "")
        lines.append(Content.assemble((f"{one_line(label)}: ", _MUTED), shown))
    return Content("\n").join(lines)
