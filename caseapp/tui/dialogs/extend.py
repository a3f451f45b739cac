"""More working days for the open stage."""

from __future__ import annotations

from collections.abc import Iterator

from textual import on
from textual.widget import Widget
from textual.widgets import Input, RadioSet

from caseapp.casework.requests import Extend
from caseapp.rules.deadlines import extended
from caseapp.rules.errors import CaseappError
from caseapp.rules.instants import long_date
from caseapp.rules.vocabulary import Action
from caseapp.tui.dialogs.base import CaseDialog
from caseapp.tui.dialogs.dates import HINT
from caseapp.tui.dialogs.form import Field, FormReader, line, lines, yes_no


class ExtendDialog(CaseDialog):
    """Extend the open stage, with the new date in sight before it is agreed to (R39, R76)."""

    HEADING = "Extend"
    BUTTON = "Extend"
    FORM = Action.EXTEND
    HELP = (
        "Gives the open stage more working days and tells the new date first. The person must be given the "
        "Ombudsman's details with it (R40), so the form asks whether they were. "
        "On the command line: caseapp extend REF --days N --reason TEXT"
    )

    def fields(self) -> Iterator[Widget]:
        """Days, reason, date."""
        yield Field("Working days", line("days"), self._offer(""))
        yield Field("Reason", lines("reason"), "it goes into the letter to the complainant")
        ombudsman = f"whether they were given the details of {self.file.policy.ombudsman} (R40)"
        yield Field("Ombudsman", yes_no("ombudsman"), ombudsman)
        yield Field("On", line("on", placeholder="today"), HINT)

    @on(Input.Changed, "#days")
    def show_new_date(self, event: Input.Changed) -> None:
        """Say which date so many days would make."""
        self.query_one("#field-days", Field).advise(self._offer(event.value.strip()))

    @on(RadioSet.Changed, "#ombudsman")
    def doubt_silence(self, event: RadioSet.Changed) -> None:
        """Say that an extension without the Ombudsman's details falls short, which is recorded as it was (R40)."""
        untold = event.pressed.name == "no"
        doubt = "the notice must give them (R40); the history will say that it did not" if untold else ""
        self.query_one("#field-ombudsman", Field).doubt(doubt)

    def _offer(self, typed: str) -> str:
        stage = self.file.case.stage
        if stage is None:
            return ""
        now = f"the answer is due on {long_date(stage.answer_by)}"
        if not (typed.isascii() and typed.isdigit() and 0 < len(typed) < 5):
            return f"{now}; {self._limit(stage.number)}"
        longest = self.file.policy.stage(stage.number).longest_extension_days
        if longest and int(typed) > longest:
            return f"▲ {typed} is too long: {self._limit(stage.number)}; {now}"
        try:
            new = extended(self.file.policy, self.file.calendar, stage.number, stage.answer_by, int(typed)).on
        except CaseappError as error:
            return error.sentence
        return f"→ {long_date(new)}, instead of {long_date(stage.answer_by)}; {self._limit(stage.number)}"

    def _limit(self, number: int) -> str:
        longest = self.file.policy.stage(number).longest_extension_days
        return f"at most {longest} working days" if longest else "any length, by agreement"

    def read(self, reader: FormReader) -> Extend | None:
        """The request."""
        days = reader.number("days", needed="Write how many working days more, such as 5.")
        reason = reader.text("reason", needed="Say why more time is needed; the complainant will read it.")
        unsaid = "Say whether the Ombudsman's details were given: Space chooses (R40)."
        told = reader.pressed("ombudsman", needed=unsaid)
        on_date = reader.day("on")
        if reader.problems:
            return None
        return Extend(
            self.reference, days, reason, on=on_date, expected_version=self.version, ombudsman_told=told == "yes"
        )
