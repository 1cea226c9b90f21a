"""Where a photo belongs and who took it: event and its groups, photographer, right to use (R23)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QWidget

from consentdesk.domain.photos import Photo, PhotoId
from consentdesk.i18n import _
from consentdesk.ui.panel_groups import PanelGroups
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import column, label, labelled


@dataclass(frozen=True, slots=True)
class Changed:
    """One field somebody changed, by its name in `Photo`, and its text now."""

    field: str
    text: str

    def of(self, photo: Photo) -> Photo:
        """The photo with that text in that field."""
        new: dict[str, Any] = {self.field: self.text}
        return replace(photo, **new)


class PanelDetails(QWidget):
    """The three fields, the groups at the event, and the raw file that lay beside the photo."""

    changed = Signal(object)
    """A `Changed`: the field was left with another text than it had."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._before: dict[str, str] = {}
        self._photos: list[PhotoId] = []
        self.album = QComboBox()
        self.album.setEditable(True)
        self.album.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.photographer = QLineEdit()
        self.rights = QLineEdit()
        self.groups = PanelGroups()
        self.raw: QLabel = label("", Look.MUTED, wrap=True)
        line = self.album.lineEdit()
        if line is not None:
            line.editingFinished.connect(self._on_album_edited)
        self.album.activated.connect(self._on_album_edited)
        self.photographer.editingFinished.connect(self._on_photographer_edited)
        self.rights.editingFinished.connect(self._on_rights_edited)
        self.setLayout(
            column(
                labelled(_("&Event"), self.album, _("For example: Summer party 2026")),
                self.groups,
                labelled(_("&Photographer"), self.photographer),
                labelled(
                    _("&Right to use"),
                    self.rights,
                    _("For example: taken at work, belongs to the school"),
                ),
                self.raw,
                None,
                gap=2 * GRID,
            )
        )

    def show_photos(self, photos: Sequence[Photo], albums: Sequence[str]) -> None:
        """Show what these photos have in common; what differs is left empty."""
        self._hold(False)
        self._before = {
            field: _shared([getattr(p, field) for p in photos])
            for field in ("album", "photographer", "rights")
        }
        differ = _("different") if len(photos) > 1 else ""
        before, self._photos = self._photos, [p.id for p in photos]
        is_same = before == self._photos
        if not (is_same and _is_typed_in(self.album.lineEdit())):
            self.album.clear()
            self.album.addItems(["", *albums])
            self.album.setEditText(self._before["album"])
        for line, field in ((self.photographer, "photographer"), (self.rights, "rights")):
            if not (is_same and _is_typed_in(line)):
                line.setText(self._before[field])
            line.setPlaceholderText("" if self._before[field] else differ)
        raw = photos[0].raw if len(photos) == 1 else ""
        self.raw.setText(_("The camera's raw file: {name}").format(name=raw))
        self.raw.setVisible(bool(raw))

    def settle(self) -> None:
        """Tell what is being written, as if its field were left: it is for the photos shown."""
        for line, tell in (
            (self.album.lineEdit(), self._on_album_edited),
            (self.photographer, self._on_photographer_edited),
            (self.rights, self._on_rights_edited),
        ):
            if _is_typed_in(line):
                tell()

    def expect_others(self) -> None:
        """Other photos come: until they are there, what is typed would be lost."""
        self._hold(True)

    def _hold(self, is_held: bool) -> None:
        for line in (self.album.lineEdit(), self.photographer, self.rights):
            if line is not None:
                line.setReadOnly(is_held)

    def _tell(self, field: str, text: str) -> None:
        if text.strip() != self._before.get(field, ""):
            self._before[field] = text.strip()
            self.changed.emit(Changed(field, text.strip()))

    def _on_album_edited(self) -> None:
        self._tell("album", self.album.currentText())

    def _on_photographer_edited(self) -> None:
        self._tell("photographer", self.photographer.text())

    def _on_rights_edited(self) -> None:
        self._tell("rights", self.rights.text())


def _is_typed_in(line: QLineEdit | None) -> bool:
    """Whether somebody is writing there: the rest of a card may come in meanwhile."""
    return line is not None and line.hasFocus() and line.isModified()


def _shared(texts: Sequence[str]) -> str:
    return texts[0] if len(set(texts)) == 1 else ""
