"""The line mode: caseapp asked and answered line by line, for screen readers, Braille displays and slow lines.

It stands inside the command line and not beside the terminal application, because it is the command line: every line
that is typed goes through the same commands, with the same options and the same refusals. What it adds is a prompt,
numbered lists, and questions for what a command still needs. No escape code, no box and no colour ever goes out.
"""
