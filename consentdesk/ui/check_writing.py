"""What the check window has written: a picture taken in and named, a likeness confirmed."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from consentdesk.domain.photos import Fingerprint, PhotoId
from consentdesk.ui.clipboard import PASTED
from consentdesk.ui.context import Context
from consentdesk.ui.naming_block import Named
from consentdesk.ui.private_folder import PrivateFolder

if TYPE_CHECKING:
    from consentdesk.services.photographs import AddedPhotos


def write_named(
    context: Context,
    clerk: str,
    at: datetime,
    path: Path,
    named: Named,
    *,
    seen: Fingerprint,
    different: Collection[PhotoId],
) -> PhotoId:
    """Register the file if it is new, say who is on it, and attest that nobody is left out.

    Somebody has looked at it, as `seen`, and at those in `different`. RuleRefusal, and nothing
    written: FEWER_THAN_ITS_LIKE where it looks like others besides, FILE_CHANGED_MEANWHILE where it
    holds another picture by now. FACES_COUNTED_MEANWHILE, PHOTO_CHANGED_MEANWHILE where somebody
    was to look again and did so at less: then it is named, and still held back.
    """
    from consentdesk.services.photographs import add_photos, attest_all

    added = add_photos(
        context.register,
        clerk,
        at,
        (path,),
        kind=named.kind,
        shows=named.shows,
        visible=named.visible,
        different=different,
        seen=named.seen,
        looked_at={path: seen},
    )
    photo = _photo_of(context, added)
    if named.looked_again:
        shows = frozenset(named.shows)
        # As it stands now by what was just written: of anything else nobody has looked again.
        now = replace(named.seen, kind=named.kind, shows=shows, unknown=named.unknown)
        attest_all(
            context.register,
            clerk,
            at,
            (photo,),
            visible=named.visible,
            looked_again=True,
            different=different,
            seen={photo: now},
        )
    return photo


def write_unnamed(
    context: Context,
    clerk: str,
    at: datetime,
    path: Path,
    *,
    seen: Fingerprint,
    different: Collection[PhotoId],
) -> PhotoId:
    """Register the file and say nothing about it yet; `seen`, `different` as in `write_named`."""
    from consentdesk.services.photographs import add_photos

    added = add_photos(
        context.register,
        clerk,
        at,
        (path,),
        attest=False,
        different=different,
        looked_at={path: seen},
    )
    return _photo_of(context, added)


def _photo_of(context: Context, added: "AddedPhotos") -> PhotoId:
    from consentdesk.services.resembling import less_said

    if added.photos:
        return added.photos[0].photo
    (left,) = added.left_open
    with context.register.read() as reader:
        raise less_said(reader, left.path.name, left.photos)


def write_same(
    context: Context,
    clerk: str,
    at: datetime,
    path: Path,
    photo: PhotoId,
    *,
    seen: Fingerprint,
) -> PhotoId:
    """State that the file, as `seen`, is that photo."""
    from consentdesk.services.photographs import same_picture

    same_picture(context.register, clerk, at, path=path, photo=photo, looked_at={path: seen})
    return photo


def keep_pasted(image: QImage, folder: PrivateFolder) -> Path:
    """Put a picture without a file into its private folder, losslessly."""
    path = folder.path / PASTED
    try:
        image.save(str(path))
    finally:
        folder.settle()
    return path
