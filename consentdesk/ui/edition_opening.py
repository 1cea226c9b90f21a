"""Opens an edition in its window once it has been read."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from consentdesk.ui.banner import Banner
from consentdesk.ui.context import Context
from consentdesk.ui.edition_reading import Opened, read_edition
from consentdesk.ui.edition_window import EditionWindow


def open_edition_window(
    context: Context,
    parent: QWidget,
    name: str,
    *,
    is_draft: bool,
    banner: Banner,
    issued: Callable[[str, bool], None] = lambda _name, _printed: None,
) -> None:
    """Read an edition and open it; what is refused is told by the banner."""

    def show(opened: Opened) -> None:
        window = EditionWindow(context, parent, opened)
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        window.issued.connect(issued)
        window.open()
        window.texts.start()

    context.tasks.run(
        parent,
        lambda _progress: read_edition(context.register, context.now(), name, is_draft=is_draft),
        show,
        failed=banner.tell,
        replaces="edition",
    )
