"""Forms: labelled fields with their complaints beside them, and a reader that collects all complaints at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.suggester import SuggestFromList
from textual.widget import Widget
from textual.widgets import Input, RadioButton, RadioSet, Select, Static, TextArea

from caseapp.rules.errors import InvalidInput
from caseapp.rules.text import one_line, plain
from caseapp.tui.dialogs.dates import read_date


class Section(Static):
    """A heading between fields."""

    def __init__(self, title: str) -> None:
        super().__init__(title, classes="section", markup=False)


class Field(Widget):
    """A label, a control, and beneath it a note: a complaint if there is one, and otherwise a doubt or a hint."""

    def __init__(self, label: str, control: Widget, hint: str | Content = "") -> None:
        super().__init__(id=f"field-{control.id}", classes="" if hint else "-silent")
        self.label, self._control, self._hint = label, control, hint
        self._problem = self._doubt = ""

    def compose(self) -> ComposeResult:
        """Label on the left; control and note on the right."""
        yield Static(one_line(self.label), classes="label", markup=False)
        yield self._control
        hint = self._hint if isinstance(self._hint, Content) else one_line(self._hint)
        yield Static(hint, classes="note", markup=False)

    def on_descendant_focus(self) -> None:
        """Mark the field that one is in."""
        self.add_class("-here")

    def on_descendant_blur(self) -> None:
        """Unmark it."""
        self.remove_class("-here")

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Select.Changed)
    @on(RadioSet.Changed)
    def retract(self) -> None:
        """A complaint holds until the field is changed."""
        if self._problem:
            self.object("")

    def object(self, sentence: str) -> None:
        """Show a complaint, or none."""
        self._problem = sentence
        self._tell()

    def advise(self, words: str | Content) -> None:
        """Show another hint; words that come from outside are made safe, content is taken to be."""
        self._hint = words
        self._tell()

    def doubt(self, words: str) -> None:
        """Say that something looks odd, or nothing: it can be saved all the same."""
        self._doubt = words
        self._tell()

    def _tell(self) -> None:
        self.set_class(bool(self._problem), "-wrong")
        self.set_class(bool(self._doubt), "-doubtful")
        self.set_class(not (self._problem or self._doubt or self._hint), "-silent")
        note = f"▲ {self._problem}" if self._problem else f"◆ {self._doubt}" if self._doubt else self._hint
        self.query_one(".note", Static).update(note if isinstance(note, Content) else one_line(note))


def line(identity: str, value: str = "", placeholder: str = "") -> Input:
    """A line to type in."""
    return Input(one_line(value), id=identity, placeholder=placeholder, compact=True)


def known_words(words: Iterable[str]) -> SuggestFromList:
    """Words used before, made safe, to be offered behind what is being typed in a line."""
    return SuggestFromList(tuple(map(one_line, words)), case_sensitive=False)


def lines(identity: str, value: str = "") -> TextArea:
    """A few lines to type in; Tab leaves it."""
    return TextArea(plain(value), id=identity, compact=True, tab_behavior="focus", soft_wrap=True)


def choice(
    identity: str, options: Iterable[tuple[str, str]], *, value: str | None = None, prompt: str = "Choose"
) -> Select[str]:
    """One of a list of (words, value); words are never read as markup."""
    listed = [(Text(one_line(words)), chosen) for words, chosen in options]
    known = value is not None and any(value == chosen for _words, chosen in listed)
    return Select(listed, id=identity, prompt=prompt, value=value if known and value else Select.NULL, compact=True)


class Choice(RadioButton):
    """A radio button that shows by its shape whether it is the chosen one."""

    BUTTON_INNER = "○"

    def watch_value(self) -> None:
        """Full when chosen, hollow when not."""
        self.BUTTON_INNER = "●" if self.value else "○"
        super().watch_value()


def radio(identity: str, options: Iterable[tuple[str, str]], *, in_a_row: bool = False) -> RadioSet:
    """One of a few (words, value), all in sight."""
    buttons = (Choice(Text(words), name=value, compact=True) for words, value in options)
    return RadioSet(*buttons, id=identity, classes="-row" if in_a_row else "")


def yes_no(identity: str) -> RadioSet:
    """A question that is to be answered, with neither answer given beforehand."""
    return radio(identity, (("Yes", "yes"), ("No", "no")), in_a_row=True)


def value_of(control: Widget) -> str:
    """What a control says now, as it is kept in a draft."""
    if isinstance(control, TextArea):
        return control.text
    if isinstance(control, RadioSet):
        return (control.pressed_button.name or "") if control.pressed_button else ""
    if isinstance(control, Select):
        return control.value if isinstance(control.value, str) else ""
    return control.value if isinstance(control, Input) else ""


def put(control: Widget, value: str) -> None:
    """Let a control say what a draft kept; a choice that is no longer offered is left as it is."""
    if isinstance(control, TextArea):
        control.text = plain(value)
    elif isinstance(control, RadioSet):
        for button in control.query(RadioButton):
            if button.name == value:
                button.value = True
    elif isinstance(control, Select):
        if any(value == offered for _words, offered in control._options):  # noqa: SLF001  # it has no public list
            control.value = value
    elif isinstance(control, Input):
        control.value = one_line(value)


@dataclass(slots=True)
class FormReader:
    """Reads the fields of a form by id; what is wrong with any of them collects in ``problems``."""

    form: Widget
    today: date
    problems: dict[str, str] = field(default_factory=dict)
    """Sentence by field id."""

    def text(self, identity: str, *, needed: str = "") -> str:
        """What was typed, without blanks around; ``needed`` is the complaint when there is nothing."""
        control = self.form.query_one(f"#{identity}")
        raw = control.text if isinstance(control, TextArea) else control.value if isinstance(control, Input) else ""
        return self._need(identity, raw.strip(), needed)

    def chosen(self, identity: str, *, needed: str = "") -> str | None:
        """The value of a list, or ``None``."""
        value = self.form.query_one(f"#{identity}", Select).value
        return self._need(identity, value if isinstance(value, str) else "", needed) or None

    def pressed(self, identity: str, *, needed: str = "") -> str | None:
        """The value of a set of radio buttons, or ``None``."""
        button = self.form.query_one(f"#{identity}", RadioSet).pressed_button
        return self._need(identity, button.name or "" if button else "", needed) or None

    def day(self, identity: str) -> date | None:
        """A date; ``None`` for nothing, which means today."""
        typed = self.text(identity)
        try:
            return read_date(typed, self.today) if typed else None
        except InvalidInput as error:
            self.problems[identity] = error.sentence
            return None

    def number(self, identity: str, *, needed: str) -> int:
        """A whole number of at least 1; 0 when there is a complaint."""
        typed = self.text(identity)
        if typed.isascii() and typed.isdigit() and 0 < len(typed) < 5 and int(typed):
            return int(typed)
        self.problems[identity] = needed
        return 0

    def _need(self, identity: str, value: str, needed: str) -> str:
        if needed and not value:
            self.problems[identity] = needed
        return value
