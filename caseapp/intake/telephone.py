"""Telephone numbers as spreadsheets leave them. The number is kept as it came; what happened to it is said."""

from __future__ import annotations

import re

_SCIENTIFIC = re.compile(r"\d+(\.\d+)?[eE]\+?\d+")
_NOT_DIGITS = re.compile(r"\D+")
_FIRST_DIGITS = "12378"
"""What follows the zero of a number that people call: area codes, mobiles and freephone."""


def tidied(typed: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from reading the number as one."""
    return typed.removeprefix("'")


def damage(telephone: str) -> str:
    """What a spreadsheet has done to a number, in a phrase; blank if nothing."""
    if ("e" in telephone or "E" in telephone) and _SCIENTIFIC.fullmatch(telephone):
        return "was rounded by a spreadsheet and cannot be called; it is kept as it is"
    if len(telephone) == 10 and telephone.isdecimal() and telephone[0] in _FIRST_DIGITS:
        return "seems to have lost its leading zero to a spreadsheet; it is kept as it is"
    return ""


def compared(telephone: str) -> str:
    """The digits that tell two numbers apart: spaces and a lost leading zero do not."""
    digits = telephone.replace(" ", "")
    return (digits if digits.isdecimal() else _NOT_DIGITS.sub("", telephone)).lstrip("0")
