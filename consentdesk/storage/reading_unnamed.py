"""Answers about copies that are out and show somebody without a name, as somebody found later.

Whoever vouched for the photo saw fewer people than whoever looked at it afterwards. Nobody has said
yes for the one in between.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa

from consentdesk.domain.acts import Act, ActKind, Attested
from consentdesk.domain.consent import in_force
from consentdesk.domain.photos import PhotoId, PhotoKind, ReleaseId
from consentdesk.storage.reading_hidden import over_unnamed
from consentdesk.storage.reading_judged import NOBODY_RELIED_ON
from consentdesk.storage.reading_unfounded import UnfoundedReader
from consentdesk.storage.schema import ledger, photo, release, release_copy
from consentdesk.storage.snapshot import institution_is

_CORRECTED = sa.select(ledger.c.photo).where(
    institution_is(ledger),
    ledger.c.kind == ActKind.CORRECTED.value,
    # Wrapped, so that SQLite looks the few corrections up rather than go through all photos' acts.
    sa.func.coalesce(ledger.c.photo, 0) != 0,
)
_VOUCHED_SINCE = (
    sa.select(
        release_copy.c.release,
        release_copy.c.place,
        release_copy.c.photo,
        release_copy.c.unknown_covers,
        release.c.act,
    )
    .join(release, release.c.id == release_copy.c.release)
    .join(photo, photo.c.id == release_copy.c.photo)
    .where(
        institution_is(release),
        release_copy.c.taken_down_at.is_(None),
        # Of most nobody says anything more once they are out; so their acts need not be read.
        photo.c.attested.is_(None)
        | (photo.c.attested > release.c.act)
        # A situation needs no statement, whoever made one.
        | (photo.c.attested == 0)
        | photo.c.id.in_(_CORRECTED),
        # What nobody has said is taken for a portrait (R15), and a sensitive situation needed
        # everybody's yes as well (R18).
        (sa.func.coalesce(photo.c.kind, PhotoKind.PORTRAIT.value) == PhotoKind.PORTRAIT.value)
        | (release_copy.c.permissions != NOBODY_RELIED_ON),
    )
)


class UnnamedReader(UnfoundedReader):
    """The part of a reader that knows where more people were found than there are names for."""

    def copies_with_unnamed(self) -> dict[ReleaseId, tuple[int, ...]]:
        """The places of copies still out that need everybody's yes, and show somebody unnamed.

        Those of portraits and of sensitive situations. By the latest statement in force, made
        since, somebody is recognisable whom nobody names, and more people are than were counted
        when it left, or more without a name (R16). Whoever had none then was hidden in the copy
        (R22).
        """
        rows = list(self._rows(_VOUCHED_SINCE))
        photos = {PhotoId(r.photo) for r in rows}
        acts, erased = self.acts_on(photos), self.erased_on(photos)
        # What left as another photo by mistake is judged by what it is.
        other = self.mistaken().photos if rows else {}
        found: dict[ReleaseId, list[int]] = defaultdict(list)
        for row in sorted(rows, key=lambda r: (r.release, r.place)):
            about = acts[PhotoId(row.photo)]
            now = self._vouched(about)
            if now is None or (row.release, row.place) in other:
                continue
            then = self._vouched(act for act in about if act.number < row.act)
            # Whoever had a name when it left is told of as erased.
            gone = sum(number > row.act for number in erased[PhotoId(row.photo)])
            unnamed = now.visible - len(now.shows) - gone
            hidden = len(over_unnamed(row.unknown_covers))
            more = unnamed > hidden
            if then is not None:
                had = then.visible - len(then.shows)
                more = now.visible > then.visible or unnamed > had
            if unnamed > 0 and more:
                found[ReleaseId(row.release)].append(row.place)
        return {id: tuple(places) for id, places in found.items()}

    def _vouched(self, acts: Iterable[Act]) -> Attested | None:
        """The latest statement in force among these acts about one photo."""
        found = None
        for act in in_force(acts, self.policy, date.max):
            if isinstance(act.body, Attested):
                found = act.body
        return found
