"""Writing about releases: what left, for where, with whom on it."""

from collections.abc import Iterable
from itertools import chain
from typing import TypeVar

import sqlalchemy as sa

from consentdesk.domain.acts import Posted, Released
from consentdesk.domain.photos import ReleaseId
from consentdesk.domain.presets import Preset
from consentdesk.domain.releases import Release, ReleasedCopy
from consentdesk.errors import BadInput, Problem
from consentdesk.storage import schema
from consentdesk.storage.chain import new_salt, salted
from consentdesk.storage.encoding import canonical, instant
from consentdesk.storage.facts import release_facts
from consentdesk.storage.making_copies import making
from consentdesk.storage.manifests import manifest, over_unknown, shapes_of
from consentdesk.storage.settling import usable
from consentdesk.storage.shapes import crop_text
from consentdesk.storage.snapshot import institution_is
from consentdesk.storage.writing_ledger import LedgerWriter
from consentdesk.storage.writing_photos import region_columns

N = TypeVar("N", bound=int)
_LINK = sa.update(schema.release).where(
    institution_is(schema.release), schema.release.c.id == sa.bindparam("which")
)

_POSTED = sa.select(schema.release.c.link).where(
    institution_is(schema.release), schema.release.c.id == sa.bindparam("which")
)


class ReleasesWriter(LedgerWriter):
    """The part of a writer that knows releases."""

    def add_release(self, release: Release, how: Preset | None = None) -> ReleaseId:
        """Record what is about to leave; `release.id`, `at` and `clerk` are this transaction's.

        `how` is how the copies were made. Nothing of it is down yet, whatever the copies say.
        BadInput UNKNOWN_PHOTO.
        """
        known = self.photos(c.photo for c in release.copies)
        for copy in release.copies:
            if copy.photo not in known:
                raise BadInput(Problem.UNKNOWN_PHOTO, photo=copy.photo)
        # The row names its act ahead: nothing else may still have to be said before that.
        self._describe()
        salt = new_salt()
        made = None if how is None else making(how, salt)
        id = ReleaseId(
            self._insert_new(
                schema.release,
                act=self._head.number + 1,
                destination=release.destination,
                at=instant(self.at),
                clerk=self.clerk,
                folder=usable(release.folder, "folder"),
                link=usable(release.link, "link"),
                salt=salt,
                taken_down_at=None,
                made=made,
            )
        )
        self._add_copies(id, release.copies)
        text = manifest(id, release.destination, release.copies, made, with_places=True)
        self._append(
            Released(
                release=id,
                destination=release.destination,
                photos=tuple(dict.fromkeys(c.photo for c in release.copies)),
                shows=_united(c.shows for c in release.copies),
                covered=_united(c.covered for c in release.copies),
                permissions=_united(c.permissions for c in release.copies),
                manifest=salted(salt, text),
            ),
            binds=salted(salt, release_facts(release.folder)),
        )
        if release.link:
            self._append(Posted(release=id, link=self.digest_text(release.link)))
        return id

    def _add_copies(self, id: ReleaseId, copies: Iterable[ReleasedCopy]) -> None:
        rows: list[dict[str, object]] = []
        people: list[dict[str, object]] = []
        for place, copy in enumerate(copies):
            row: dict[str, object] = {
                "release": id,
                "place": place,
                "photo": copy.photo,
                "output": usable(copy.output, "output"),
                "sha256_in": copy.sha256_in,
                "sha256_out": copy.sha256_out,
                "permissions": canonical(sorted(copy.permissions)),
                "taken_down_at": None,
                "crop": None if copy.crop is None else crop_text(copy.crop),
                "unknown_covers": over_unknown(copy),
            }
            rows.append(row)
            hidden = dict.fromkeys(copy.covered, True) | dict.fromkeys(copy.shows, False)
            places, shapes = dict(copy.covers), shapes_of(copy)
            people += [
                {"release": id, "place": place, "subject": s, "covered": covered}
                | region_columns(places.get(s) if covered else None)
                | {"cover": shapes.get(s) if covered else None}
                for s, covered in hidden.items()
            ]
        for table, values in ((schema.release_copy, rows), (schema.release_subject, people)):
            if values:
                self._connection.execute(sa.insert(table), values)

    def set_link(self, release: ReleaseId, link: str) -> None:
        """Say where a release was posted; BadInput UNKNOWN_RELEASE."""
        row = self._row(_POSTED, which=release)
        if row is None:
            raise BadInput(Problem.UNKNOWN_RELEASE, release=release)
        if row.link != link:
            self._execute(_LINK, which=release, link=usable(link, "link"))
            self._append(Posted(release=release, link=self.digest_text(link)))

    def set_not_posted(self, release: ReleaseId) -> None:
        """Say that a release was posted nowhere, also where no link stood; BadInput as above."""
        if self._row(_POSTED, which=release) is None:
            raise BadInput(Problem.UNKNOWN_RELEASE, release=release)
        if release in self.without_link():
            self._append(Posted(release=release, link=self.digest_text("")))
        else:
            self.set_link(release, "")


def _united(parts: Iterable[Iterable[N]]) -> tuple[N, ...]:
    return tuple(sorted(set(chain.from_iterable(parts))))
