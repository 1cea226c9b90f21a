"""Photos on their way in: chosen or dropped, counted, asked about, added; and files found again.

Shows what became of it on the page's banner. Which photos the page shows is the page's business.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from consentdesk.domain.photos import PhotoId
from consentdesk.i18n import _, format_number, ngettext
from consentdesk.ui import file_kinds
from consentdesk.ui.add_photos_dialog import AddPhotosDialog, Told
from consentdesk.ui.banner import Banner
from consentdesk.ui.context import Context
from consentdesk.ui.photo_adding import Added, add_files
from consentdesk.ui.tasks import Lane, Progress
from consentdesk.ui.waiting_alike import WaitingAlike


class Incoming(QObject):
    """The way in, for a page that hands over its banner and its line of what waits."""

    name_wanted = Signal(object)
    """The PhotoIds just added are to be named."""

    def __init__(
        self,
        context: Context,
        page: QWidget,
        banner: Banner,
        alike: WaitingAlike,
        *,
        events: Callable[[], Sequence[str]],
        searching: Callable[[], bool],
    ) -> None:
        super().__init__(page)
        self._context = context
        self._page = page
        self._banner = banner
        self._alike = alike
        self._events = events
        self._searching = searching
        self._told_missing = False
        context.thumbnails.arrived.connect(self._on_thumbnails_arrived)

    def choose_files(self) -> None:
        """Ask for files and add them."""
        names, _filter = QFileDialog.getOpenFileNames(
            self._page,
            _("Add photos"),
            "",
            file_kinds.pictures(),
        )
        if names:
            self.take([Path(name) for name in names])

    def choose_folder(self) -> None:
        """Ask for a folder and add the pictures in and below it."""
        name = QFileDialog.getExistingDirectory(self._page, _("Add a folder"))
        if name:
            self.take([Path(name)])

    def find_pictures(self) -> None:
        """Ask for a folder and look there for the files of the photos."""
        name = QFileDialog.getExistingDirectory(self._page, _("Find the pictures in a folder"))
        if name:
            self.look_in(Path(name))

    def look_in(self, folder: Path) -> None:
        """Look in and below a folder for the files of the photos."""
        register = self._context.register

        def work(progress: Progress) -> dict[PhotoId, Path]:
            from consentdesk.services.finding_pictures import find_pictures

            return find_pictures(register, (folder,), progress)

        self._context.tasks.run(
            self,
            work,
            self._on_pictures_found,
            failed=self._banner.tell,
            lane=Lane.LONG,
            title=_("Finding the pictures"),
        )

    def offer_to_find(self, said: str) -> None:
        """Say that files are elsewhere, with the way to find them."""
        find = _("Find the pictures in a folder…")
        self._banner.say(said, action=find, then=self.find_pictures)

    def take(self, paths: Sequence[Path]) -> None:
        """Count the pictures first: a folder holds any number of them."""

        def work() -> tuple[Path, ...]:
            from consentdesk.services.gathering import gather

            return gather(paths, recursive=True).files

        self._context.tasks.run(
            self, lambda _progress: work(), self._ask_about, failed=self._banner.tell
        )

    def _on_pictures_found(self, places: Mapping[PhotoId, Path]) -> None:
        count = len(places)
        if count:
            self._told_missing = False
            self._context.thumbnails.note(dict(places))
        said = ngettext(
            "The file of {count} photo was found.",
            "The files of {count} photos were found.",
            count,
        )
        nothing = _("No file in that folder is one of these photos.")
        self._banner.say(said.format(count=format_number(count)) if count else nothing)

    def _on_thumbnails_arrived(self, key: object) -> None:
        """Say once, where pictures are missing, how to find them."""
        if self._told_missing or not isinstance(key, int) or self._banner.text:
            return
        if self._page.isVisible() and self._context.thumbnails.is_missing(PhotoId(key)):
            self._told_missing = True
            self.offer_to_find(
                _("Some photos are shown without their picture: the files lie somewhere else.")
            )

    def _ask_about(self, files: tuple[Path, ...]) -> None:
        if not files:
            self._banner.say(_("There are no pictures in that folder."))
            return
        dialog = AddPhotosDialog(self._page, files, list(self._events()))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._add_files(files, dialog.told))
        dialog.open()
        dialog.album.setFocus()

    def _add_files(self, paths: tuple[Path, ...], told: Told) -> None:
        context = self._context
        clerk, at = context.clerk, context.now()

        context.tasks.run(
            self,
            lambda progress: add_files(context, clerk, at, paths, told, progress),
            self._on_added,
            failed=self._banner.tell,
            lane=Lane.LONG,
            title=_("Adding photos"),
        )

    def _on_added(self, added: Added) -> None:
        photos = tuple(added.places)
        self._context.thumbnails.note(dict(added.places))
        self._tell_added(added, photos)
        if added.alike:
            self._alike.add(added.alike)
        # Whoever searches meanwhile goes on typing.
        if not self._searching():
            if photos:
                self._banner.take_keyboard()
            elif added.alike:
                self._alike.look_at.setFocus()
        if photos:
            self._context.tell_written()

    def _tell_added(self, added: Added, photos: tuple[PhotoId, ...]) -> None:
        """What was added stays in the grid, what looks alike in a line of its own."""
        said = added.sentence()
        if not said:
            self._banner.hide()
            return
        self._banner.say(
            said,
            tone="plain" if added.unread else "ok",
            icon="info" if added.unread else "done",
            action=_("Names and kind…") if photos else "",
            then=partial(self.name_wanted.emit, photos),
        )
