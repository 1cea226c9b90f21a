"""The pages of the main window, one at a time, and the way back.

A page is made, and its module imported, when it is first opened.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from consentdesk.ui.context import Context
from consentdesk.ui.overview_page import OverviewPage
from consentdesk.ui.page import Page

if TYPE_CHECKING:
    from consentdesk.domain.acts import Serial
    from consentdesk.domain.people import SubjectId
    from consentdesk.domain.photos import PhotoId

PERSON = "person"
"""The page of one person; it belongs to the people."""
CLASS_LIST = "class_list"
"""The page of a class list; so does this."""
_REMEMBERED = 50


class Pages(QStackedWidget):
    """Shows one page; remembers those before it."""

    page_opened = Signal(str)
    titled = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._made: dict[str, Page] = {}
        self._key = ""
        self._subject: SubjectId | None = None
        self._past: list[tuple[str, SubjectId | None]] = []

    @property
    def key(self) -> str:
        """The key of the page shown."""
        return self._key

    @property
    def is_below_people(self) -> bool:
        """Whether one person or a class list is shown, a page that another one led to."""
        return self._key in {PERSON, CLASS_LIST}

    @property
    def page(self) -> Page | None:
        """The page shown."""
        return self._made.get(self._key)

    def open(self, key: str) -> Page:
        """Show a page; the one before can be returned to."""
        if key != self._key:
            self._remember()
        return self._show(key)

    def open_subject(self, subject: SubjectId) -> None:
        """Show a person's page."""
        if (self._key, self._subject) != (PERSON, subject):
            self._remember()
        self._show_subject(subject)

    def open_photo(self, photo: PhotoId) -> None:
        """Show a photo among the photos."""
        from consentdesk.ui.photos_page import PhotosPage

        page = self.open("photos")
        if isinstance(page, PhotosPage):
            page.show_photo(photo)

    def open_form(self, serial: Serial) -> None:
        """Show a form among the forms."""
        from consentdesk.ui.forms_page import FormsPage

        page = self.open("forms")
        if isinstance(page, FormsPage):
            page.show_form(serial)

    def open_list(self, path: Path | None = None) -> None:
        """Show a class list; without one, ask which."""
        from consentdesk.ui.class_list_page import ClassListPage

        page = self.open(CLASS_LIST)
        if isinstance(page, ClassListPage):
            if path is None:
                page.choose_file()
            else:
                page.open_list(path)

    def back(self) -> None:
        """Show the page before this one, if there was one."""
        if not self._past:
            return
        key, subject = self._past.pop()
        if key == PERSON and subject is not None:
            self._show_subject(subject)
        else:
            self._show(key)

    def _remember(self) -> None:
        if self._key:
            self._past = [*self._past[-_REMEMBERED:], (self._key, self._subject)]

    def _show_subject(self, subject: SubjectId) -> None:
        from consentdesk.ui.person_page import PersonPage

        page = self._page(PERSON)
        self._subject = subject
        if isinstance(page, PersonPage):
            page.show_subject(subject)
        self._show(PERSON)

    def _show(self, key: str) -> Page:
        page = self._page(key)
        self._key = key
        self.setCurrentWidget(page)
        self.titled.emit(page.title)
        self.page_opened.emit(key)
        return page

    def _page(self, key: str) -> Page:
        if key not in self._made:
            page = _make(key, self._context)
            page.titled.connect(self._on_page_titled)
            self._made[key] = page
            self.addWidget(page)
        return self._made[key]

    def _on_page_titled(self, title: str) -> None:
        if self.sender() is self.page:
            self.titled.emit(title)


def load_pages() -> None:
    """Load the pages most often opened, and what they soon need, so that no first click waits.

    For a working thread, once the first page has been read.
    """
    from consentdesk.services import finding_pictures
    from consentdesk.storage import writing
    from consentdesk.ui import forms_page, people_page, person_page, photos_page, thumbnails

    del finding_pictures, writing, forms_page, people_page, person_page, photos_page, thumbnails


def _make(key: str, context: Context) -> Page:
    match key:
        case "overview":
            return OverviewPage(context)
        case "people":
            from consentdesk.ui.people_page import PeoplePage

            return PeoplePage(context)
        case "person":
            from consentdesk.ui.person_page import PersonPage

            return PersonPage(context)
        case "class_list":
            from consentdesk.ui.class_list_page import ClassListPage

            return ClassListPage(context)
        case "permissions":
            from consentdesk.ui.permissions_page import PermissionsPage

            return PermissionsPage(context)
        case "photos":
            from consentdesk.ui.photos_page import PhotosPage

            return PhotosPage(context)
        case "export":
            from consentdesk.ui.export_page import ExportPage

            return ExportPage(context)
        case "journal":
            from consentdesk.ui.journal_page import JournalPage

            return JournalPage(context)
        case "forms":
            from consentdesk.ui.forms_page import FormsPage

            return FormsPage(context)
        case _:
            raise KeyError(key)
