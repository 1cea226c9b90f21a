"""The picture once more, small, beside a question that may be scrolled away from the large one."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from consentdesk.i18n import _
from consentdesk.ui.picture_canvas import PictureCanvas
from consentdesk.ui.theme import GRID

_ROOM = QSize(20 * GRID, 14 * GRID)


class SmallPicture(QLabel):
    """Shows what a canvas shows, where that is wanted; takes no room otherwise."""

    def __init__(self, canvas: PictureCanvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_wanted = False
        self.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(_("The picture, small"))
        self.hide()
        canvas.shown.connect(self._on_canvas_shown)

    def want(self, on: bool) -> None:
        """Whether the large one may be out of sight."""
        self._is_wanted = on
        self.setVisible(on and not self.pixmap().isNull())

    def _on_canvas_shown(self, image: QImage) -> None:
        density = self.devicePixelRatioF()
        small = QPixmap()
        if not image.isNull():
            keep, smooth = (
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            small = QPixmap.fromImage(image.scaled(_ROOM * density, keep, smooth))
            small.setDevicePixelRatio(density)
        self.setPixmap(small)
        self.want(self._is_wanted)
