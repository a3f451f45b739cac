"""The complaints process as pure functions and frozen dataclasses.

Standard library and dateutil only. No clock, no files, no database: everything here is told the date.
"""
