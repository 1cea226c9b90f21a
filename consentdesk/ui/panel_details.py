"""Where a photo belongs and who took it: event, photographer, right to use (R23)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from consentdesk.domain.photos import Photo
from consentdesk.i18n import _
from consentdesk.ui.theme import GRID
from consentdesk.ui.widgets import column, labelled


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
    """The three fields."""

    changed = Signal(object)
    """A `Changed`: the field was left with another text than it had."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._before: dict[str, str] = {}
        self.album = QComboBox()
        self.album.setEditable(True)
        self.album.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.photographer = QLineEdit()
        self.rights = QLineEdit()
        line = self.album.lineEdit()
        if line is not None:
            line.editingFinished.connect(self._on_album_edited)
        self.album.activated.connect(self._on_album_edited)
        self.photographer.editingFinished.connect(self._on_photographer_edited)
        self.rights.editingFinished.connect(self._on_rights_edited)
        self.setLayout(
            column(
                labelled(_("&Event"), self.album, _("For example: Summer party 2026")),
                labelled(_("&Photographer"), self.photographer),
                labelled(
                    _("&Right to use"),
                    self.rights,
                    _("For example: taken at work, belongs to the school"),
                ),
                None,
                gap=2 * GRID,
            )
        )

    def show_photos(self, photos: Sequence[Photo], albums: Sequence[str]) -> None:
        """Show what these photos have in common; what differs is left empty."""
        self._before = {
            field: _shared([getattr(p, field) for p in photos])
            for field in ("album", "photographer", "rights")
        }
        differ = _("different") if len(photos) > 1 else ""
        self.album.clear()
        self.album.addItems(["", *albums])
        self.album.setEditText(self._before["album"])
        for line, field in ((self.photographer, "photographer"), (self.rights, "rights")):
            line.setText(self._before[field])
            line.setPlaceholderText("" if self._before[field] else differ)

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


def _shared(texts: Sequence[str]) -> str:
    return texts[0] if len(set(texts)) == 1 else ""
