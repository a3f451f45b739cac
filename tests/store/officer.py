"""An officer in a process of their own: ``python -m tests.store.officer ADDRESS NAME CASES``.

Logs that many complaints, one transaction each, and prints their references. A refusal is printed on standard error,
as the command line would.
"""

from __future__ import annotations

import sys
from contextlib import closing

from caseapp.rules.errors import CaseappError
from caseapp.store.store import Store
from tests.builders import Desk, a_log


def main(address: str, name: str, cases: str) -> int:
    with closing(Store.open(address)) as store:
        desk = Desk(store)
        for number in range(int(cases)):
            print(desk.do(a_log(summary=f"{name} {number}"), by=name).reference)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except CaseappError as error:
        print(error.sentence, file=sys.stderr)
        sys.exit(1)
