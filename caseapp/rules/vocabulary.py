"""The field's words as closed lists.

Each list is also a CHECK in the database (guarantee 8); a test compares the two.
Values are what is stored, printed and imported; they do not change once used.
"""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a contact is (R6, R7). Only a complaint runs through the two stages."""

    COMPLAINT = "complaint"
    COMPLIMENT = "compliment"
    SERVICE_REQUEST = "service-request"
    NOT_OURS = "not-ours"


class Channel(StrEnum):
    """How a contact reached the council (R87)."""

    WEB = "web"
    EMAIL = "email"
    TELEPHONE = "telephone"
    FACE_TO_FACE = "face-to-face"
    LETTER = "letter"


class State(StrEnum):
    """Where a case stands. The workflow table says what may follow each."""

    NEW = "new"
    STAGE_1 = "stage-1"
    STAGE_1_ANSWERED = "stage-1-answered"
    STAGE_2_NEW = "stage-2-new"
    STAGE_2 = "stage-2"
    STAGE_2_ANSWERED = "stage-2-answered"
    WITHDRAWN = "withdrawn"
    RESOLVED = "resolved"
    REFUSED = "refused"
    RECORDED = "recorded"
    ANNULLED = "annulled"
    """It came with an import that was taken back."""

    @property
    def is_open(self) -> bool:
        """Whether a clock is running."""
        return self in OPEN_STATES

    @property
    def words(self) -> str:
        """The state as an officer would say it."""
        return _STATE_WORDS[self]


OPEN_STATES = frozenset({State.NEW, State.STAGE_1, State.STAGE_2_NEW, State.STAGE_2})
UNACKNOWLEDGED_STATES = frozenset({State.NEW, State.STAGE_2_NEW})

_STATE_WORDS = {
    State.NEW: "stage 1, awaiting acknowledgement",
    State.STAGE_1: "stage 1, open",
    State.STAGE_1_ANSWERED: "stage 1, answered",
    State.STAGE_2_NEW: "stage 2, awaiting acknowledgement",
    State.STAGE_2: "stage 2, open",
    State.STAGE_2_ANSWERED: "stage 2, answered",
    State.WITHDRAWN: "withdrawn",
    State.RESOLVED: "resolved by agreement",
    State.REFUSED: "refused",
    State.RECORDED: "recorded",
    State.ANNULLED: "annulled",
}


class Action(StrEnum):
    """The verbs of casework, and the names of the events that they leave behind."""

    LOG = "log"
    ACKNOWLEDGE = "acknowledge"
    ALLOCATE = "allocate"
    ASSIGN = "assign"
    EXTEND = "extend"
    RESPOND = "respond"
    ESCALATE = "escalate"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    RESOLVE = "resolve"
    REFUSE = "refuse"
    NOTE = "note"
    CORRECT = "correct"
    RESTRICT = "restrict"
    UNRESTRICT = "unrestrict"
    UNDO = "undo"
    """What was recorded last is taken back, within minutes, by whoever recorded it."""
    POINT = "point"
    RECOUNT = "recount"
    """The dates of an open case were counted anew, because the calendar changed (R124). No officer's own step."""


class Occasion(StrEnum):
    """Events of the store as a whole, which belong to no case."""

    FOUNDED = "founded"
    JOINED = "joined"
    IMPORTED = "imported"
    SETTING = "setting"
    """The store was told something about itself, such as whether newcomers may join."""
    VIEWED = "viewed"
    """Somebody opened a restricted case (R136)."""
    EXPORTED = "exported"
    """Somebody took the cases out of the store as files."""
    DAY_OFF = "day-off"
    """A bank holiday or a closure day was added."""
    IMPORT_UNDONE = "import-undone"
    SERVICE = "service"
    """A service was added."""


class Ending(StrEnum):
    """How a stage ended. Only an answer carries an outcome."""

    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    RESOLVED = "resolved-by-agreement"
    REFUSED = "refused"


class Outcome(StrEnum):
    """The recorded decision on an answered stage."""

    UPHELD = "upheld"
    PARTLY_UPHELD = "partly-upheld"
    NOT_UPHELD = "not-upheld"


class Role(StrEnum):
    """Who somebody is in the process (R52, R54, R79)."""

    OFFICER = "officer"
    REVIEWER = "reviewer"
    LEAD = "lead"
    ADMINISTRATOR = "administrator"
    MEMBER = "member"


class ClockStart(StrEnum):
    """The event that starts a response clock (R38, R115)."""

    RECEIPT = "receipt"
    ACKNOWLEDGEMENT = "acknowledgement"


class DayRule(StrEnum):
    """What happens to a start date that is not a working day (R117)."""

    NEXT = "next"
    """The start is day zero wherever it falls; the first working day after it is day one."""
    ROLL = "roll"
    """The start first moves to the next working day, and that is day zero."""


class Division(StrEnum):
    """The bank holidays that apply; names are those of the government's own feed (R119)."""

    ENGLAND_AND_WALES = "england-and-wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern-ireland"
    NONE = "none"


class Verdict(StrEnum):
    """What an import plan says of one row."""

    NEW = "new"
    DUPLICATE = "duplicate"
    CHANGED = "changed"
    SKIPPED = "skipped"
    REJECTED = "rejected"
