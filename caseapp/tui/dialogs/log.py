"""A new complaint, or another contact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from caseapp.casework.requests import Complainant, Log
from caseapp.rules.errors import InvalidInput
from caseapp.rules.text import one_line
from caseapp.rules.vocabulary import Channel, Kind
from caseapp.tui.background import Lane, in_background, sentence_of
from caseapp.tui.desk import CaseFile, Desk, Sitting
from caseapp.tui.dialogs.base import StepDialog
from caseapp.tui.dialogs.dates import HINT, read_date
from caseapp.tui.dialogs.form import Field, FormReader, Section, choice, known_words, line, lines
from caseapp.tui.dialogs.heard import Heard, sought_in
from caseapp.tui.dialogs.hints import day_hint, email_doubt, lateness_doubt, postcode_doubt, telephone_doubt
from caseapp.tui.dialogs.picker import BETWEEN, Picker, PickerField, meant, service_in
from caseapp.tui.widgets.earlier_list import EarlierList

MOST_DETAILS = 50_000
"""Characters of narrative that a form takes; longer ones come in by import."""

_DATES = ("received", "issue", "aware")
_KNOWN_BY = "earlier complaints are looked up by it, by telephone, or by name and postcode"


class LogDialog(StepDialog):
    """Log a contact. Only the summary is needed: an officer can allocate it to a service later."""

    HEADING = "Log a complaint"
    BUTTON = "Log"
    FORM = "log"
    HELP = (
        "Logs a new complaint or request and gives it a reference. Nothing but the summary is needed. While you type "
        "who it is from, earlier complaints of the same person or address are listed beneath; Enter looks at one. "
        "On the command line: caseapp log --service S --summary TEXT"
    )

    def __init__(self, desk: Desk, sitting: Sitting) -> None:
        super().__init__(desk, sitting)
        self._parts: Lane[tuple[str, ...]] = Lane(self, "parts", self._suggest_parts, lambda _error: None)
        self._parts_of: str | None = None

    # The fields.

    def fields(self) -> Iterator[Widget]:
        """What it is about, who it is from, how it came."""
        yield Section("What it is about")
        yield Field("Summary", line("summary"), "in a few words")
        yield from self._services()
        yield Field("What happened", lines("details"))
        yield Field("Points", lines("points"), "one per line; each gets a finding of its own in the answer (R42)")
        yield Field("They want", line("desired"))
        yield from self._person()
        yield Field("Raised before", line("raised"), "a reference or what they say of it")
        yield Field("Adjustments", line("adjustments"), "asked for, such as large print; kept apart and out of reports")
        yield Field("Contact", line("contact"), "how to be in contact, or limits to it; kept apart and out of reports")
        yield Section("When and how it came")
        yield Field("Came by", choice("channel", options(Channel), value=Channel.TELEPHONE))
        kinds = (kind for kind in Kind if kind is not Kind.COMPLIMENT)
        yield Field("Kind", choice("kind", options(kinds), value=Kind.COMPLAINT), "a compliment has a form of its own")
        yield Field("Received on", line("received", placeholder="today"), HINT)
        yield Field("It happened on", line("issue"), HINT)
        yield Field("Known since", line("aware"), HINT)

    def _services(self) -> Iterator[Widget]:
        names = self.sitting.services
        yield PickerField("Service", Picker("service", names), "leave it out if it is not known yet")
        yield Field("Part of it", line("sub-service"), "if it is known")
        others = Picker("others", names, several=True)
        yield PickerField("Other services", others, f"that have a part in it, separated by {BETWEEN}")

    def _person(self) -> Iterator[Widget]:
        yield Section("Who it is from")
        yield Field("Name", line("name"))
        yield Field("Email", line("email"), _KNOWN_BY)
        yield Field("Telephone", line("telephone"))
        yield Field("Address", line("address"))
        yield Field("Postcode", line("postcode"))
        yield Heard(self.desk, lambda: sought_in(self))

    # While one types.

    @on(Input.Changed, "#email")
    def _email(self, event: Input.Changed) -> None:
        self._doubt("email", email_doubt(event.value.strip()))

    @on(Input.Changed, "#telephone")
    def _telephone(self, event: Input.Changed) -> None:
        self._doubt("telephone", telephone_doubt(event.value.strip()))

    @on(Input.Changed, "#postcode")
    def _postcode(self, event: Input.Changed) -> None:
        self._doubt("postcode", postcode_doubt(event.value.strip()))

    @on(Input.Changed, "#name, #email, #telephone, #address, #postcode")
    def _someone(self) -> None:
        for heard in self.query(Heard):  # a compliment's form has none
            heard.soon()

    @on(Input.Changed, "#received, #issue, #aware")
    def _dated(self, event: Input.Changed) -> None:
        typed = event.value.strip()
        self._field(event.input.id or "").advise(day_hint(typed, self.sitting.today))
        for late in self.query("#field-aware").results(Field):
            received, issue, aware = (self._day(name) for name in _DATES)
            late.doubt(lateness_doubt(received or self.sitting.today, issue, aware))

    @on(Input.Changed, "#service")
    def _service_typed(self, event: Input.Changed) -> None:
        service = meant(self.sitting.services, event.value)
        if service is not None and service != self._parts_of:
            self._parts_of = service
            self._parts.start(lambda: self.desk.parts(service))

    def _suggest_parts(self, parts: tuple[str, ...]) -> None:
        self.query_one("#sub-service", Input).suggester = known_words(parts)
        listed = ", ".join(one_line(part) for part in parts[:6])
        self._field("sub-service").advise(f"such as {listed}" if listed else "if it is known")

    def _day(self, identity: str) -> date | None:
        try:
            return read_date(self.query_one(f"#{identity}", Input).value.strip(), self.sitting.today)
        except InvalidInput:
            return None

    def _doubt(self, identity: str, words: str) -> None:
        self._field(identity).doubt(words)

    def _field(self, identity: str) -> Field:
        return self.query_one(f"#field-{identity}", Field)

    # Earlier complaints.

    @on(EarlierList.Asked)
    def _look(self, event: EarlierList.Asked) -> None:
        reference = event.earlier.reference

        def looked(file: CaseFile) -> None:
            from caseapp.tui.dialogs.look import LookDialog

            self.app.push_screen(LookDialog(file, self.sitting), lambda same: self._raised(file) if same else None)

        def failed(error: Exception) -> None:
            self.refuse(sentence_of(error))

        in_background(self, lambda: self.desk.open_case(reference), looked, failed, name="look")

    def _raised(self, file: CaseFile) -> None:
        """The same matter: say so where the case keeps it, after whatever is there."""
        reference = file.case.reference
        for before in self.query("#raised").results(Input):
            if reference not in before.value:
                before.value = "; ".join(filter(None, (before.value.strip(), f"{reference}: {one_line(file.summary)}")))
            before.focus()

    # Reading.

    def read(self, reader: FormReader) -> Log | None:
        """The request."""
        summary = reader.text("summary", needed="Say in a few words what it is about.")
        channel = reader.chosen("channel", needed="Choose how it came.")
        kind = reader.chosen("kind", needed="Choose what it is.")
        received_on, issue_on, aware_on = (reader.day(name) for name in _DATES)
        service, others = service_in(reader, "service", self.sitting.services), self._others(reader)
        _bound_details(reader)
        if reader.problems or channel is None or kind is None:
            return None
        return Log(
            summary,
            service,
            kind=Kind(kind),
            channel=Channel(channel),
            received_on=received_on,
            sub_service=reader.text("sub-service") or None,
            other_services=others,
            details=reader.text("details"),
            desired_outcome=reader.text("desired"),
            raised_before=reader.text("raised"),
            issue_on=issue_on,
            aware_on=aware_on,
            complainant=complainant_in(reader),
            adjustments=reader.text("adjustments"),
            contact=reader.text("contact"),
            points=points_in(reader),
        )

    def _others(self, reader: FormReader) -> tuple[str, ...]:
        typed = (part.strip() for part in reader.text("others").split(BETWEEN))
        named = {part: meant(self.sitting.services, part) for part in typed if part}
        unknown = [part for part, name in named.items() if name is None]
        if unknown:
            reader.problems["others"] = f"There is no one service “{unknown[0]}”; choose from the list."
        return tuple(dict.fromkeys(name for name in named.values() if name))


def points_in(reader: FormReader) -> tuple[str, ...]:
    """The points of complaint, one a line."""
    return tuple(point for point in map(str.strip, reader.text("points").splitlines()) if point)


def complainant_in(reader: FormReader) -> Complainant:
    """Who it is from."""
    return Complainant(*(reader.text(name) for name in ("name", "email", "telephone", "address", "postcode")))


def _bound_details(reader: FormReader) -> None:
    if len(reader.text("details")) > MOST_DETAILS:
        reader.problems["details"] = f"This is longer than {MOST_DETAILS:,} characters; shorten it."


def options(words: Iterable[Channel] | Iterable[Kind]) -> list[tuple[str, str]]:
    """Words of a closed list as they are shown, with their values."""
    return [(str(word).replace("-", " ").capitalize(), str(word)) for word in words]


class ComplimentDialog(LogDialog):
    """Log a compliment: the same form with what a compliment needs alone (R7)."""

    HEADING = "Log a compliment"
    FORM = "log-compliment"
    HELP = (
        "Records a compliment, to be counted beside complaints. "
        "On the command line: caseapp log --kind compliment --service S --summary TEXT"
    )

    def fields(self) -> Iterator[Widget]:
        """What was good, whose it is, who said it, how it came."""
        yield Field("Summary", line("summary"), "in a few words")
        yield PickerField("Service", Picker("service", self.sitting.services), "leave it out if it is not known yet")
        yield Field("Part of it", line("sub-service"), "if it is known")
        yield Field("What they say", lines("details"))
        yield Field("Name", line("name"))
        yield Field("Email", line("email"))
        yield Field("Came by", choice("channel", options(Channel), value=Channel.TELEPHONE))
        yield Field("Received on", line("received", placeholder="today"), HINT)

    def read(self, reader: FormReader) -> Log | None:
        """The request."""
        summary = reader.text("summary", needed="Say in a few words what was good.")
        channel = reader.chosen("channel", needed="Choose how it came.")
        received_on = reader.day("received")
        service = service_in(reader, "service", self.sitting.services)
        _bound_details(reader)
        if reader.problems or channel is None:
            return None
        return Log(
            summary,
            service,
            kind=Kind.COMPLIMENT,
            channel=Channel(channel),
            received_on=received_on,
            sub_service=reader.text("sub-service") or None,
            details=reader.text("details"),
            complainant=Complainant(reader.text("name"), reader.text("email")),
        )
