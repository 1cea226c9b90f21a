"""Verifying a register: recompute everything that can be, and name what is not as it was written.

The chain proves that no act was changed, left out or put in; everything else stored beside it is
then held against the acts. Whether the whole chain was rewritten, or an older copy put in place,
only a seal kept elsewhere shows (`sealing`).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain

from sqlalchemy.exc import DatabaseError, OperationalError

from consentdesk.errors import Problem, RegisterError
from consentdesk.storage.register import Register
from consentdesk.storage.server_looking import refuse_less
from consentdesk.storage.snapshot import UNREADABLE, Shelf
from consentdesk.storage.values import Tampering, Verification, VerifyProblem
from consentdesk.storage.verifying_around import around
from consentdesk.storage.verifying_beside import file_checked
from consentdesk.storage.verifying_chain import Found
from consentdesk.storage.verifying_course import Course, Progress, Share, rows_of, steps_beside
from consentdesk.storage.verifying_editions import EditionsVerifier
from consentdesk.storage.verifying_paper import PaperVerifier
from consentdesk.storage.verifying_people import PeopleVerifier
from consentdesk.storage.verifying_pictures import PicturesVerifier
from consentdesk.storage.verifying_rights import rights_are
from consentdesk.storage.verifying_schema import schema_is
from consentdesk.storage.verifying_seats import SeatsVerifier
from consentdesk.storage.verifying_trash import TrashVerifier

Part = Callable[[], Iterator[VerifyProblem]]
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

    def problems(self, rows: Mapping[str, int]) -> Iterator[VerifyProblem]:
        """Everything found: the chain first, then what hangs on the acts.

        `rows` says how many each table has.
        """
        with self.course.part(Share(rows["ledger"])):
            yield from self.chain()
        for part, share in self._parts(rows):
            with self.course.part(share):
                yield from self._whatever_comes(part)

    def steps(self, rows: Mapping[str, int]) -> int:
        """How many steps all of it will take."""
        return rows["ledger"] + sum(share.steps for _, share in self._parts(rows))

    def _parts(self, rows: Mapping[str, int]) -> Iterator[tuple[Part, Share]]:
        """What there is to do, and what it costs beside a line of the chain, as measured."""
        people, photos = rows["subject"], rows["photo"]
        yield self.clerks_are, Share()
        yield self.texts_are, Share(rows["text"], 0.5)
        yield self.institution_is_itself, Share()
        yield self.subjects_are, Share(people, 10)
        yield self.guardians_are, Share(rows["guardian"], 2)
        yield self.guardianships_are, Share(2 * rows["guardianship"], 4)
        yield self.forms_are, Share(6 * rows["form"], 1)
        yield self.forms_gone, Share()
        yield self.journal_is, Share(rows["journal_entry"], 10)
        yield self.journal_numbers_are, Share()
        yield self.documents_are, Share(rows["document"], 200)
        yield self.fingerprints_are, Share(rows["fingerprint"], 0.7)
        yield self.looks_are, Share(rows["fingerprint"], 3)
        yield self.attestations_are, Share(6 * photos, 0.7)
        yield self.photos_spoken_of_are, Share(rows["release"], 2)
        yield self.releases_are, Share(rows["release"], 50)
        yield self.drafts_are, Share(rows["event"] + rows["preset"], 1)
        yield self.trash_is, Share()
        yield self.editions_are, Share()
        yield self.seats_are, Share()
        yield self.standing_is, Share(15 * people, 4)
        yield self.unreadable_acts, Share()

    def _whatever_comes(self, part: Part) -> Found:
        """What a part finds; values so wrong that it can't go on are one problem more."""
        try:
            yield from part()
        except UNREADABLE as error:
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
    seen: Counter[Tampering] = Counter()
    with register.connected(writes=False) as connection:
        refuse_less(connection, register.place.shown)
        rows = rows_of(connection, register.institution_id)
        verifier = Verifier(connection, register.institution_id, Shelf(), register.place.shown)
        beside = 0 if register.is_shared else steps_beside(rows)
        course = verifier.course = Course(progress, verifier.steps(rows), beside=beside)
        with file_checked(register, course) as file:
            built = chain(schema_is(connection), rights_are(connection))
            others = list(_most(chain(built, verifier.problems(rows)), seen))
            found = [*_most(file.problems(), seen), *others]
        course.end()
        acts, head = verifier.acts_seen, verifier.last_digest
        named = [problem.number for problem in found if problem.number is not None]
        seen_around = dict(around(connection, register.institution_id, named))
    return Verification(not found, acts, head, tuple(found), seen_around)


def _most(problems: Iterable[VerifyProblem], seen: Counter[Tampering]) -> Iterator[VerifyProblem]:
    for problem in problems:
        seen[problem.code] += 1
        if seen[problem.code] <= MOST:
            yield problem
