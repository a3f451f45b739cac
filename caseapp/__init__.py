"""Complaints case handling for UK local councils, in a terminal, on one file."""

__version__ = "0.1.0"
