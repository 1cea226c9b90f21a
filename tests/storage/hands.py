"""A clerk in a process of its own, for tests of many at once; run as a program.

Arguments: the register's location, a name, how many transactions to write (0: until killed). Prints
a line for each one acknowledged.
"""

import sys
from datetime import UTC, date, datetime

from consentdesk.domain.acts import Asked, Purpose
from consentdesk.storage.register import Register

AT = datetime(2026, 9, 14, 8, 0, tzinfo=UTC)


def main(location: str, name: str, times: int) -> None:
    """Enrol somebody and ask, again and again."""
    with Register.open(location) as register:
        turn = 0
        while not times or turn < times:
            turn += 1
            with register.write(name, AT) as writer:
                subject = writer.enrol(name=f"{name} {turn}", born=date(2019, 5, 3))
                asked = Asked(
                    subject=subject, purposes=(Purpose("website"),), serial=None, edition="1"
                )
                (act,) = writer.append(asked)
            sys.stdout.write(f"{act.number}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
