"""What stands around a line that does not fit: by number, kind, moment and clerk, never by name."""

from collections.abc import Iterable, Iterator

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from consentdesk.domain.acts import ActKind
from consentdesk.domain.people import InstitutionId
from consentdesk.storage.encoding import moment
from consentdesk.storage.register import Register
from consentdesk.storage.schema import ledger
from consentdesk.storage.snapshot import institution_is
from consentdesk.storage.values import LineSeen, Surroundings

_KINDS = frozenset(kind.value for kind in ActKind)
_LINE = sa.select(ledger.c.number, ledger.c.kind, ledger.c.at, ledger.c.clerk).where(
    institution_is(ledger)
)
_NUMBER: sa.BindParameter[int] = sa.bindparam("number")
_IT = _LINE.where(ledger.c.number == _NUMBER)
_BEFORE = _LINE.where(ledger.c.number < _NUMBER).order_by(ledger.c.number.desc()).limit(1)
_AFTER = _LINE.where(ledger.c.number > _NUMBER).order_by(ledger.c.number).limit(1)
_PLACES = (_BEFORE, _IT, _AFTER)


def surroundings(register: Register, numbers: Iterable[int]) -> dict[int, Surroundings]:
    """What stands around each of these numbers of lines, whether there is such a line or not."""
    with register.connected(writes=False) as connection:
        return dict(around(connection, register.institution_id, numbers))


def around(
    connection: Connection, institution: InstitutionId, numbers: Iterable[int]
) -> Iterator[tuple[int, Surroundings]]:
    """The same within a transaction."""
    for number in sorted(set(numbers)):
        where = {"here": institution, "number": number}
        seen = (connection.execute(statement, where).first() for statement in _PLACES)
        before, line, after = (None if row is None else _seen(*row) for row in seen)
        yield number, Surroundings(before, line, after)


def _seen(number: int, kind: object, at: object, clerk: object) -> LineSeen:
    """Whoever changed the line may have written anything into it: only what makes sense is told."""
    return LineSeen(
        number=number,
        kind=str(kind) if kind in _KINDS else "",
        at=str(at) if _is_moment(at) else "",
        clerk=clerk if isinstance(clerk, int) else 0,
    )


def _is_moment(at: object) -> bool:
    try:
        moment(str(at))
    except ValueError:
        return False
    return True
