"""The terminal application.

``caseapp.tui.run`` is its door. Nothing here knows SQL: what is shown and what is done goes through a ``Desk``,
whose methods run in worker threads and never touch a widget.
"""
