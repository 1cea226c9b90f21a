"""Answers about copies that have left, as they were recorded then."""

import json
from collections import defaultdict
from collections.abc import Iterable

import sqlalchemy as sa

from consentdesk.domain.covers import Cover
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoId, Region
from consentdesk.domain.releases import ReleasedCopy
from consentdesk.storage.encoding import moment
from consentdesk.storage.reading_erased import ErasedReader
from consentdesk.storage.reading_photos import region_in
from consentdesk.storage.schema import release_copy, release_subject
from consentdesk.storage.shapes import cover_in, crop_in, unknown_in
from consentdesk.storage.snapshot import among

_COPIES = (
    sa.select(release_copy)
    .where(among(release_copy.c.release))
    .order_by(release_copy.c.release, release_copy.c.place)
)
_SUBJECTS = (
    sa.select(release_subject)
    .where(among(release_subject.c.release))
    .order_by(release_subject.c.subject)
)


class ReleasedReader(ErasedReader):
    """The part of a reader that knows what was recorded of each copy."""

    def _recorded_copies(self, releases: Iterable[int]) -> dict[int, dict[int, ReleasedCopy]]:
        """The copies of each release by their places, in order; who was named since is left out."""
        wanted = list(releases)
        people: dict[tuple[int, int, bool], list[SubjectId]] = defaultdict(list)
        covers: dict[tuple[int, int], list[tuple[SubjectId, Region]]] = defaultdict(list)
        drawn: dict[tuple[int, int], list[tuple[SubjectId, Cover]]] = defaultdict(list)
        for row in self._in_batches(_SUBJECTS, wanted):
            people[row.release, row.place, row.covered].append(SubjectId(row.subject))
            if (cover := region_in(row)) is not None:
                covers[row.release, row.place].append((SubjectId(row.subject), cover))
            shape = self._made_of(f"release {row.release}", cover_in, row.cover)
            if shape is not None:
                drawn[row.release, row.place].append((SubjectId(row.subject), shape))
        found: dict[int, dict[int, ReleasedCopy]] = defaultdict(dict)
        for row in self._in_batches(_COPIES, wanted):
            what = f"release {row.release}"
            unknown = self._made_of(what, unknown_in, row.unknown_covers)
            down = row.taken_down_at
            found[row.release][row.place] = ReleasedCopy(
                photo=PhotoId(row.photo),
                output=row.output,
                sha256_in=bytes(row.sha256_in),
                sha256_out=bytes(row.sha256_out),
                shows=tuple(people[row.release, row.place, False]),
                covered=tuple(people[row.release, row.place, True]),
                covers=tuple(covers[row.release, row.place]),
                drawn=tuple(drawn[row.release, row.place]),
                crop=self._made_of(what, crop_in, row.crop),
                unknown=tuple(shape for _n, shape in unknown),
                permissions=self._relied_on(row.release, row.permissions),
                taken_down_at=self._made_of(what, moment, down) if down else None,
            )
        return found

    def _relied_on(self, release: int, permissions: str) -> tuple[int, ...]:
        """The numbers of the answers that a copy rested on, as they are stored."""
        return self._made_of(f"release {release}", _numbers_in, permissions)


def _numbers_in(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in json.loads(text))
