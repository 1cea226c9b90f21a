"""Verifying a register: recompute everything that can be, and name what is not as it was written.

The chain proves that no act was changed, left out or put in; everything else stored beside it is
then held against the acts. Whether the whole chain was rewritten, or an older copy put in place,
only a seal kept elsewhere shows (`sealing`).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from sqlalchemy.exc import DatabaseError, OperationalError

from consentdesk.errors import Problem, RegisterError
from consentdesk.storage.register import Register
from consentdesk.storage.server_looking import refuse_less
from consentdesk.storage.snapshot import Shelf
from consentdesk.storage.values import Tampering, Verification, VerifyProblem
from consentdesk.storage.verifying_around import around
from consentdesk.storage.verifying_chain import Found, Progress
from consentdesk.storage.verifying_editions import EditionsVerifier
from consentdesk.storage.verifying_paper import PaperVerifier
from consentdesk.storage.verifying_people import PeopleVerifier
from consentdesk.storage.verifying_pictures import PicturesVerifier
from consentdesk.storage.verifying_schema import file_is_whole, schema_is
from consentdesk.storage.verifying_seats import SeatsVerifier
from consentdesk.storage.verifying_trash import TrashVerifier

MOST = 100
"""Problems of one kind that are listed; a thousand more of the same tell nothing new."""


class Verifier(
    PeopleVerifier,
    PaperVerifier,
    PicturesVerifier,
    TrashVerifier,
    EditionsVerifier,
    SeatsVerifier,
):
    """A reader that holds everything against the ledger."""

    def problems(self, progress: Progress | None) -> Iterator[VerifyProblem]:
        """Everything found, the database first, the chain next, then what hangs on the acts."""
        yield from file_is_whole(self._connection)
        yield from schema_is(self._connection)
        yield from self.chain(progress)
        parts: Iterable[Callable[[], Iterator[VerifyProblem]]] = (
            self.clerks_are,
            self.texts_are,
            self.institution_is_itself,
            self.subjects_are,
            self.guardians_are,
            self.guardianships_are,
            self.forms_are,
            self.forms_gone,
            self.journal_is,
            self.journal_numbers_are,
            self.documents_are,
            self.fingerprints_are,
            self.attestations_are,
            self.releases_are,
            self.trash_is,
            self.editions_are,
            self.seats_are,
            self.standing_is,
            self.unreadable_acts,
        )
        for part in parts:
            self.heed()
            yield from self._whatever_comes(part)

    def _whatever_comes(self, part: Callable[[], Iterator[VerifyProblem]]) -> Found:
        """What a part finds; values so wrong that it can't go on are one problem more."""
        try:
            yield from part()
        except (ValueError, TypeError, LookupError) as error:
            yield _unusable(part.__name__, type(error).__name__)
        except RegisterError as error:
            if error.problem is not Problem.REGISTER_DAMAGED:
                raise
            yield _unusable(part.__name__, str(error.facts.get("reason", "")))
        except DatabaseError as error:
            if isinstance(error, OperationalError) or self._connection.dialect.name != "sqlite":
                raise
            yield _unusable(part.__name__, str(error.orig))


def _unusable(part: str, why: str) -> VerifyProblem:
    return VerifyProblem(Tampering.DATABASE_DAMAGED, None, f"{part}: {why}")


def verify(register: Register, progress: Progress | None = None) -> Verification:
    """Recompute everything that can be; see `upkeep.verify`."""
    found: list[VerifyProblem] = []
    seen: Counter[Tampering] = Counter()
    with register.connected(writes=False) as connection:
        refuse_less(connection, register.place.shown)
        verifier = Verifier(connection, register.institution_id, Shelf(), register.place.shown)
        for problem in verifier.problems(progress):
            seen[problem.code] += 1
            if seen[problem.code] <= MOST:
                found.append(problem)
        acts, head = verifier.acts_seen, verifier.last_digest
        named = [problem.number for problem in found if problem.number is not None]
        seen_around = dict(around(connection, register.institution_id, named))
    return Verification(not found, acts, head, tuple(found), seen_around)
