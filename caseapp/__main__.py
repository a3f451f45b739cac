"""``python -m caseapp`` is the ``caseapp`` command."""

import sys

from caseapp.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
