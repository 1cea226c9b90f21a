"""Photos on their way in: chosen or dropped, counted, asked about, added; and files found again.

Shows what became of it on the page's banner. Which photos the page shows is the page's business.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from consentdesk.domain.photos import PhotoId
from consentdesk.i18n import _, format_number, ngettext
from consentdesk.ui import file_kinds
from consentdesk.ui.banner import Banner
from consentdesk.ui.card_desk import CardDesk
from consentdesk.ui.context import Context
from consentdesk.ui.tasks import Lane, Progress
from consentdesk.ui.waiting_alike import WaitingAlike


class Incoming(QObject):
    """The way in, for a page that hands over its banner and its line of what waits."""

    name_wanted = Signal(object)
    """The photos of a CardRun are to be named."""

    def __init__(
        self,
        context: Context,
        page: QWidget,
        banner: Banner,
        alike: WaitingAlike,
        *,
        searching: Callable[[], bool],
    ) -> None:
        super().__init__(page)
        self._context = context
        self._page = page
        self._banner = banner
        self.cards = CardDesk(context, page, banner, alike, searching=searching)
        self.cards.name_wanted.connect(self.name_wanted)
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
        """Look through these files and folders, and ask about what is there."""
        self.cards.take(paths)

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
