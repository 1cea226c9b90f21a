"""Tries the faults by hand: `python -m tests.faults [GROUP …] [--long] [--seed N]`.

Prints the figures of each group as it ends. The exit status is 1 where anything was wrong, else 3
where a group could try nothing because this machine lacks what it takes.
"""

import argparse
import secrets
import sys
import time
from pathlib import Path

from tests.faults.groups import GROUPS
from tests.faults.school import Dice, Run, workplace

LACKING = 3
"""The exit status where a group could try nothing here."""


def main() -> int:
    """Run the groups that are asked for, by default all."""
    asked = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    names = ", ".join(f"{letter} ({name})" for letter, (name, _) in GROUPS.items())
    asked.add_argument("groups", nargs="*", metavar="GROUP", help=names)
    asked.add_argument("--long", action="store_true", help="all of it: this takes an hour or two")
    asked.add_argument("--seed", type=int, default=None, help="the dice of an earlier run")
    asked.add_argument(
        "--in", dest="folder", type=Path, default=None, help="where to work; made if need be"
    )
    given = asked.parse_args()
    unknown = set(given.groups) - set(GROUPS)
    if unknown:
        asked.error(f"there is no group {', '.join(sorted(unknown))}; there are {names}")
    seed = secrets.randbelow(10**6) if given.seed is None else given.seed
    if given.folder is not None:
        given.folder.mkdir(parents=True, exist_ok=True)
    wrong = untried = 0
    for letter in given.groups or GROUPS:
        begun = time.monotonic()
        with workplace(given.folder) as folder:
            run = Run(folder, given.long, Dice(seed))
            figures = GROUPS[letter][1](run)
        figures.end()
        figures.notes.append(f"{time.monotonic() - begun:.0f} s, seed {seed}")
        figures.show()
        wrong += len(figures.wrong)
        untried += not figures.tried
    return 1 if wrong else LACKING if untried else 0


if __name__ == "__main__":
    sys.exit(main())
