"""New pictures are taken into the register: asked about once, registered, and their place noted."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from consentdesk.domain.photos import PhotoId
from consentdesk.i18n import _
from consentdesk.services.card.told import Told
from consentdesk.ui.add_photos_dialog import AddPhotosDialog
from consentdesk.ui.banner import Banner
from consentdesk.ui.context import Context
from consentdesk.ui.tasks import Lane, Progress

Then = Callable[[Sequence[PhotoId]], None]


def ask_and_register(
    context: Context, parent: QWidget, banner: Banner, paths: Sequence[Path], then: Then
) -> None:
    """Ask for event, kind and rights, register the files, and go on with the photos they are."""
    register = context.register

    def albums() -> tuple[str, ...]:
        with register.read() as reader:
            return reader.albums()

    def ask(known: Sequence[str]) -> None:
        dialog = AddPhotosDialog(parent, paths, known)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(
            lambda: _register(context, parent, banner, tuple(paths), dialog.told, then)
        )
        dialog.open()
        dialog.album.setFocus()

    context.tasks.run(parent, lambda _progress: albums(), ask, failed=banner.tell)


def _register(
    context: Context,
    owner: QWidget,
    banner: Banner,
    paths: tuple[Path, ...],
    told: Told,
    then: Then,
) -> None:
    clerk, at = context.clerk, context.now()

    def work(progress: Progress) -> dict[PhotoId, Path]:
        from consentdesk.services.photographs import add_photos

        added = add_photos(
            context.register,
            clerk,
            at,
            paths,
            kind=told.kind,
            album=told.album,
            photographer=told.photographer,
            rights=told.rights,
            progress=progress,
        )
        return {one.photo: one.path for one in added.photos}

    def registered(places: dict[PhotoId, Path]) -> None:
        # What only looks like a photo stays on the list, which asks about it next.
        if not places:
            context.tell_written()
            return
        context.thumbnails.note(places)
        context.tell_written()
        then(tuple(places))

    context.tasks.run(
        owner, work, registered, failed=banner.tell, lane=Lane.LONG, title=_("Adding photos")
    )
