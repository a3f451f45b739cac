"""The conversation itself: a prompt, a line, what it asks for, and on to the next until somebody leaves."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from caseapp.cli.commands import COMMANDS
from caseapp.cli.plain.figures import summary_lines
from caseapp.cli.plain.guided import CASE_QUESTIONS, LISTS, log_questions
from caseapp.cli.plain.numbered import Numbered
from caseapp.cli.plain.questions import Question, ask
from caseapp.cli.plain.running import Missing, Runner
from caseapp.cli.plain.steps import at_hand
from caseapp.cli.plain.talk import PROMPT, Ended, Left, Talk
from caseapp.cli.session import Session
from caseapp.rules.errors import CaseappError, InvalidInput, NotFound, RuleBroken
from caseapp.rules.references import tidy
from caseapp.rules.vocabulary import Action

_LEAVE = frozenset({"quit", "exit", "q", "bye"})
_OF_A_CASE = frozenset({*(action.value for action in Action if action is not Action.LOG), "show", "why"})
"""Commands whose first argument is a case."""
_NOT_HERE = frozenset({"demo", "screenshots"})
"""Commands that open the application; they have no place in a conversation."""
_HELP = """Type a command as on the command line, without the word caseapp in front. Some of them:
list: the worklist, ten at a time, each with a number. Type next for more, and a number to show that case.
search WORDS: find cases. show REF: show a case; a number or . for the case at hand does as well as its reference.
menu: what can be done now with the case at hand. menu all: also what cannot, and why.
log: take down a new contact, question by question. acknowledge, assign, extend, respond, escalate REF: the next steps.
A command that needs more asks for it. A blank line or cancel leaves a question; - leaves out what need not be said.
again: be asked once more after a refusal, with the answers kept.
summary --quarter 2026-27-Q1: the figures. why REF: how each date was worked out. import FILE --dry-run: look at a file.
help COMMAND: everything about one command. quit: leave. All commands:"""


@dataclass
class Asking:
    """A round of questions and what was answered, kept so that a refusal costs nobody their words."""

    command: Sequence[str]
    questions: Sequence[Question]
    answers: dict[str, str | None] = field(default_factory=dict)
    """By the question's prompt."""

    @property
    def arguments(self) -> list[str]:
        """The command with everything that was answered."""
        said = ((question, self.answers.get(question.prompt)) for question in self.questions)
        return [*self.command, *(part for question, answer in said if answer for part in question.arguments(answer))]


def converse(session: Session, talk: Talk | None = None) -> None:
    """Talk until somebody leaves or there is nothing more to read."""
    Conversation(session, talk or Talk(sys.stdin, sys.stdout)).run()


class Conversation:
    """Remembers the last list, the case at hand and the last round of questions; everything else is in the store."""

    def __init__(self, session: Session, talk: Talk) -> None:
        self._session, self._talk = session, talk
        self._runner = Runner(session, talk)
        self._list = Numbered(talk)
        self._case = ""
        self._asking: Asking | None = None
        self._own = {
            "help": self._help, "menu": self._menu, "next": self._more, "more": self._more, "again": self._again,
        }  # fmt: skip

    def run(self) -> None:
        """Hear and obey."""
        self._talk.say("caseapp, line by line. Type help for the commands, quit to leave.")
        self._make_a_store()
        while self._turn():
            pass

    def _make_a_store(self) -> None:
        try:
            if self._session.caseapp.found_if_missing():
                place = self._session.caseapp.settings.database
                self._talk.say(f"Made a new store at {place}; you are its administrator.")
        except CaseappError as error:
            self._talk.problem(error.sentence)

    def _turn(self) -> bool:
        """One line; says whether another may follow."""
        try:
            line = self._talk.hear(PROMPT)
            if line.casefold() in _LEAVE:
                return False
            self._obey(line)
        except Left:
            self._talk.say("Left; nothing was done.")
        except Ended:
            return False
        except KeyboardInterrupt:
            self._talk.say("")
            self._talk.say("Type quit to leave.")
        except CaseappError as error:
            self._talk.problem(error.sentence)
        except Exception as error:  # noqa: BLE001  # no traceback reaches a person
            from caseapp.cli.main import sentence_of

            self._talk.problem(sentence_of(error))
        return True

    def _obey(self, line: str) -> None:
        words = _command_first(_words(line))
        if not words:
            return
        name, rest = words[0], words[1:]
        if name in self._own:
            self._own[name](rest)
        elif name in _NOT_HERE:
            self._talk.problem(f"{name} opens the application; quit first, then type caseapp {name}.")
        elif not rest and (name == "." or self._list.reference(name)):
            self._of_a_case("show", [name])
        elif "--help" in rest or "-h" in rest:
            self._finish(words)
        else:
            self._command(name, rest)

    # Commands.

    def _command(self, name: str, rest: list[str]) -> None:
        if name in {"list", "search"} and "--json" not in rest:
            self._take_list([name, *rest])
        elif name == "summary" and not any(each.startswith(("--format", "--output", "--with")) for each in rest):
            self._summary(rest)
        elif name == "log" and not rest:
            self._ask(Asking(["log"], log_questions(self._session.caseapp)))
        elif name in _OF_A_CASE:
            self._of_a_case(name, rest)
        else:
            self._finish([name, *rest])

    def _take_list(self, words: list[str]) -> None:
        ran = self._runner.result([*words, "--json"])
        if ran.missing is not None:
            self._finish(words)
        elif ran.problem:
            self._talk.problem(ran.problem)
        else:
            self._list.take(ran.out)

    def _summary(self, rest: list[str]) -> None:
        ran = self._runner.result(["summary", *rest, "--format", "json"])
        if ran.problem:
            self._talk.problem(ran.problem)
            return
        for line in summary_lines(ran.out):
            self._talk.say(line)

    def _of_a_case(self, name: str, rest: list[str]) -> None:
        reference = self._reference(rest.pop(0)) if rest and not rest[0].startswith("-") else self._which()
        if not rest and name in CASE_QUESTIONS:
            case = at_hand(self._session.caseapp, reference)
            refusal = case.refusal(Action(name))
            if refusal is not None:
                raise RuleBroken(refusal)
            self._ask(Asking([name, reference], CASE_QUESTIONS[name](case)))
        else:
            self._finish([name, reference, *rest])

    def _reference(self, word: str) -> str:
        """The reference that was meant: itself, a number of the list, or a dot for the case at hand."""
        if word == ".":
            if not self._case:
                raise NotFound("There is no case at hand yet; type its reference.")
            return self._case
        return self._list.reference(word) or tidy(word)

    def _which(self) -> str:
        at_hand_now = f", . for {self._case}" if self._case else ""
        answer = ask(self._talk, Question("", f"Which case, by reference or number{at_hand_now}", self._reference))
        assert answer is not None, "the question is not an optional one"
        return answer

    def _finish(self, words: list[str]) -> None:
        """Run a command; what it cannot do without is asked for."""
        asking = Asking(words, [])
        while True:
            ran = self._runner.show(_in_order(asking))
            if ran.missing is None:
                break
            question = self._question(words, ran.missing)
            asking = Asking(words, [*asking.questions, question], asking.answers)
            asking.answers[question.prompt] = ask(self._talk, question)
        if ran.problem:
            self._talk.problem(ran.problem)
        elif words[0] in _OF_A_CASE and not words[1].startswith("-"):
            self._at_hand(words[1])

    def _question(self, words: list[str], missing: Missing) -> Question:
        """What to ask for something missing; names are offered where there is a list of them."""
        choices: tuple[str, ...] = ()
        if words[0] in LISTS and not missing.option and len(words) > 1:
            choices = LISTS[words[0]](at_hand(self._session.caseapp, words[1]))
        return Question(missing.option, missing.help.rstrip("."), choices=choices, is_closed=False)

    def _at_hand(self, reference: str) -> None:
        if reference != self._case:
            self._case = reference
            self._talk.say(f"{reference} is the case at hand. Type menu for what can be done now.")

    # Questions.

    def _ask(self, asking: Asking, kept: Mapping[str, str | None] | None = None) -> None:
        """Ask everything, then do it; a refusal keeps the answers."""
        for question in asking.questions:
            asking.answers[question.prompt] = ask(self._talk, question, (kept or {}).get(question.prompt))
        self._asking = asking
        name = asking.command[0]
        ran = self._runner.result(asking.arguments) if name == "log" else self._runner.show(asking.arguments)
        if not ran.is_done:
            self._talk.problem(ran.problem or "Something is missing.")
            self._talk.say("Type again to be asked once more; your answers are kept.")
            return
        self._asking = None
        if name == "log":
            reference = ran.out.split()[0]
            self._talk.say(f"Logged as {reference}.")
            self._at_hand(reference)
        else:
            self._at_hand(asking.command[1])

    def _again(self, _rest: list[str]) -> None:
        if self._asking is None:
            self._talk.say("There is nothing to be asked again.")
            return
        before = self._asking
        self._ask(Asking(before.command, before.questions), dict(before.answers))

    # The conversation's own commands.

    def _more(self, _rest: list[str]) -> None:
        self._list.more()

    def _help(self, rest: list[str]) -> None:
        if rest:
            self._finish([*rest, "--help"])
            return
        self._talk.say(_HELP)
        for entry in COMMANDS:
            if entry.name not in _NOT_HERE:
                self._talk.say(f"{entry.name}: {entry.does}")

    def _menu(self, rest: list[str]) -> None:
        if not self._case:
            self._talk.say("No case is at hand. Type list, search WORDS, show REF or log.")
            return
        case = at_hand(self._session.caseapp, self._case)
        self._talk.say(f"{self._case} is {case.case.state.words}. You can type:")
        for line in (*case.menu(), f"show {self._case}", f"why {self._case}"):
            self._talk.say(line)
        if rest == ["all"]:
            self._talk.say("Not now:")
            for line in case.refused():
                self._talk.say(line)


def _words(line: str) -> list[str]:
    """A line in words; double quotes hold several together, and an apostrophe is a letter.

    Raises:
        InvalidInput: a quote is never closed.
    """
    lexer = shlex.shlex(line, posix=True)
    lexer.whitespace_split, lexer.quotes, lexer.escape, lexer.commenters = True, '"', "", ""
    try:
        return list(lexer)
    except ValueError:
        raise InvalidInput("A quotation mark is never closed; add one at the end of the words.") from None


def _command_first(words: list[str]) -> list[str]:
    """The words without the name of the program, and caseapp's own options such as ``--as NAME`` behind the command."""
    from caseapp.cli.main import options_first

    ordered = options_first(words[1:] if words[:1] == ["caseapp"] else words)
    first = 0
    while first < len(ordered) and ordered[first].startswith("--"):
        first += 1 if "=" in ordered[first] or ordered[first] == "--debug" else 2
    return [*ordered[first:], *ordered[:first]] if first < len(ordered) else ordered


def _in_order(asking: Asking) -> list[str]:
    """The command with what was answered: options first, then what has no name, which may begin with anything."""
    options: list[str] = []
    others: list[str] = []
    for question in asking.questions:
        answer = asking.answers.get(question.prompt)
        if answer is not None:
            (options if question.option else others).extend(question.arguments(answer))
    return [*asking.command, *options, *(["--", *others] if others else [])]
