"""Which form asks for which step. Forms are imported when first opened: none is needed for the first paint."""

from __future__ import annotations

from caseapp.rules.vocabulary import Action
from caseapp.tui.desk import CaseFile, Desk, Sitting
from caseapp.tui.dialogs.base import CaseDialog


def form_for(action: Action, desk: Desk, sitting: Sitting, file: CaseFile) -> CaseDialog:
    """The form of one step of one case."""
    from caseapp.tui.dialogs.acknowledge import AcknowledgeDialog
    from caseapp.tui.dialogs.allocate import AllocateDialog
    from caseapp.tui.dialogs.assign import AssignDialog
    from caseapp.tui.dialogs.correct import CorrectDialog
    from caseapp.tui.dialogs.escalate import EscalateDialog
    from caseapp.tui.dialogs.extend import ExtendDialog
    from caseapp.tui.dialogs.reason import ReasonDialog
    from caseapp.tui.dialogs.respond import RespondDialog
    from caseapp.tui.dialogs.undo import UndoDialog

    forms: dict[Action, type[CaseDialog]] = {
        Action.ACKNOWLEDGE: AcknowledgeDialog,
        Action.ALLOCATE: AllocateDialog,
        Action.ASSIGN: AssignDialog,
        Action.EXTEND: ExtendDialog,
        Action.RESPOND: RespondDialog,
        Action.ESCALATE: EscalateDialog,
        Action.CORRECT: CorrectDialog,
        Action.UNDO: UndoDialog,
    }
    if action in forms:
        return forms[action](desk, sitting, file)
    return ReasonDialog(desk, sitting, file, action)
