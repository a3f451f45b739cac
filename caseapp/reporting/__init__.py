"""Figures with the rule they were counted by, and the documents made from them.

No SQL and no widgets: records go in (caseapp.rules.records), a Summary of figures comes out, and every table,
sentence and file is made from the same figures. Free text of a case never comes here (R135).
"""
