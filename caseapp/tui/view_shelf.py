"""The views that the worklist offers: the built-in ones, a person's own, and at times one made for the moment.

No widget: the screen asks what there is and what is shown, and draws it.
"""

from __future__ import annotations

from dataclasses import replace

from caseapp.rules.errors import InvalidInput
from caseapp.rules.text import folded, one_line
from caseapp.tui.preferences import Preferences
from caseapp.tui.views import BY_ID, VIEWS, Sort, View, neighbour

_OWN = "own-"
_LONGEST_NAME = 60


class ViewShelf:
    """Which views there are, and which is shown. What is a person's own is kept in their preferences."""

    def __init__(self, preferences: Preferences) -> None:
        self._preferences = preferences
        self.passing: View | None = None
        """A view made for the moment: the cases of a figure, what a bulk action left."""
        self.shown: View = self._arranged(VIEWS[0])
        """With the words that narrow it, and in its order."""

    @property
    def own(self) -> tuple[View, ...]:
        """A person's own views."""
        return self._preferences.remembered.views

    @property
    def views(self) -> tuple[View, ...]:
        """All of them, in the order of their tabs."""
        return (*VIEWS, *self.own, *((self.passing,) if self.passing else ()))

    def choose(self, view_id: str) -> View:
        """Show another view: an own one as it was saved, any other narrowed by the same words, unless an own one's."""
        view = next((view for view in self.views if view.id == view_id), VIEWS[0])
        words = "" if self.is_own(self.shown.id) else self.shown.text
        narrowed = view if self.is_own(view_id) and view.text else view.narrowed(words)
        self.shown = self._arranged(narrowed)
        return self.shown

    def beside(self, step: int) -> str:
        """The id of the view so many tabs to the right, going round."""
        return neighbour(self.shown.id, step, [view.id for view in self.views])

    def show_passing(self, view: View) -> View:
        """Show a view made for the moment; it has a tab until it is left."""
        if view.id in BY_ID or self.is_own(view.id):
            self.shown = self._arranged(view)
        else:
            self.passing = self.shown = view
        return self.shown

    def leave_passing(self) -> None:
        """Let go of the view made for the moment."""
        self.passing = None
        self.choose(VIEWS[0].id)

    def narrow(self, text: str) -> bool:
        """Narrow what is shown by words; says whether that is another view."""
        before, self.shown = self.shown, self.shown.narrowed(text)
        return before != self.shown

    def arrange(self, sort: Sort, *, is_reversed: bool) -> None:
        """Show the same cases in another order, which the built-in views keep."""
        self.shown = self.shown.sorted_by(sort, is_reversed=is_reversed)
        if self.shown.id in BY_ID:
            self._preferences.keep(sort=sort, is_reversed=is_reversed)

    def dress(self, columns: tuple[str, ...]) -> None:
        """Show what is shown in other columns: an own view keeps them, the others have them in common."""
        if not self.is_own(self.shown.id):
            self._preferences.keep(columns=columns)
            return
        self.shown = replace(self.shown, columns=columns)
        self._keep([replace(each, columns=columns) if each.id == self.shown.id else each for each in self.own])

    def _arranged(self, view: View) -> View:
        kept = self._preferences.remembered
        return view.sorted_by(kept.sort, is_reversed=kept.is_reversed) if view.id in BY_ID else view

    # A person's own.

    def is_own(self, view_id: str) -> bool:
        """Whether a view is one that the person saved."""
        return view_id.startswith(_OWN)

    def save(self, title: str, columns: tuple[str, ...]) -> View:
        """Keep what is shown as an own view under a name; an own one of that name is replaced.

        Raises:
            InvalidInput: the name is blank, or that of a built-in view, or what is shown cannot be kept.
        """
        name = self._name(title)
        if self.shown.references is not None:
            raise InvalidInput("These cases were picked one by one; a view that is kept has to say which it wants.")
        same = next((view for view in self.own if folded(view.title) == folded(name)), None)
        view = replace(
            self.shown, id=same.id if same else self._new_id(), title=name, short="", columns=columns,
            help=f"Your own view “{name}”.", empty=f"No case is in “{name}” now.",
        )  # fmt: skip
        kept = [view if each.id == view.id else each for each in self.own]
        self._keep(kept if same else [*kept, view])
        self.shown = view
        return view

    def rename(self, title: str) -> View:
        """Give the own view that is shown another name.

        Raises:
            InvalidInput: the name is blank or taken.
        """
        name = self._name(title)
        if any(folded(view.title) == folded(name) and view.id != self.shown.id for view in self.own):
            raise InvalidInput(f"You have a view “{name}” already; choose another name.")
        words = {"title": name, "help": f"Your own view “{name}”.", "empty": f"No case is in “{name}” now."}
        self._keep([replace(each, **words) if each.id == self.shown.id else each for each in self.own])  # type: ignore[arg-type]  # all three are words
        self.shown = replace(self.shown, **words)  # type: ignore[arg-type]  # the same three
        return self.shown

    def delete(self) -> None:
        """Let go of the own view that is shown."""
        self._keep([each for each in self.own if each.id != self.shown.id])
        self.choose(VIEWS[0].id)

    def _keep(self, views: list[View]) -> None:
        self._preferences.keep(views=tuple(views))

    def _new_id(self) -> str:
        taken = {view.id for view in self.own}
        return next(f"{_OWN}{number}" for number in range(1, len(taken) + 2) if f"{_OWN}{number}" not in taken)

    def _name(self, title: str) -> str:
        name = one_line(title).strip()
        if not name or len(name) > _LONGEST_NAME:
            raise InvalidInput(f"Give the view a name of at most {_LONGEST_NAME} letters.")
        if any(folded(name) in {folded(view.title), folded(view.short)} for view in VIEWS):
            raise InvalidInput(f"“{name}” is the name of a view that is always there; choose another.")
        return name
