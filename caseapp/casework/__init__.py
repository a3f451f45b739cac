"""The verbs of complaints casework: the only code that changes a case.

Each verb is one function, ``verb(work, request, *, by, at) -> Done``. ``work`` is an open transaction of the store;
whoever opens it commits it, so that a verb is never done by halves and an import can be one unit.
The verbs ask caseapp.rules whether a step is allowed and tell caseapp.store what happened.
"""
