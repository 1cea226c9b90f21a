"""The forms as they will be printed: small pages with names, one large, and how many there are."""

from PySide6.QtWidgets import QLabel, QStackedWidget, QWidget

from consentdesk.i18n import _, format_number, ngettext
from consentdesk.ui.context import Context
from consentdesk.ui.pdf_pages import PageList, PageView, PdfPages
from consentdesk.ui.print_reading import Preview
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import EmptyView, announce, column, label, row, tool


class FormPreview(QStackedWidget):
    """The pages, or one sentence where there are none."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages = PdfPages(context, self)
        self._build()
        self._connect()
        self._assemble()

    def _build(self) -> None:
        self.list = PageList(self._pages)
        self.page = PageView(self._pages)
        self.zoom_in = tool(_("Larger (+)"), "zoom-in")
        self.zoom_out = tool(_("Smaller (-)"), "zoom-out")
        self.fit = tool(_("As wide as the window (0)"), "fit")
        self.many: QLabel = label("", Look.STRONG, wrap=True)
        self.empty = EmptyView("print")
        self._seen = QWidget()

    def _connect(self) -> None:
        self.list.picked.connect(self.page.show_page)
        self.zoom_in.clicked.connect(self.page.zoom_in)
        self.zoom_out.clicked.connect(self.page.zoom_out)
        self.fit.clicked.connect(self.page.fit)

    def _assemble(self) -> None:
        bar = row(self.many, None, self.zoom_out, self.zoom_in, self.fit)
        bar.setStretch(0, 4)
        pages = row(self.list, self.page)
        pages.setStretch(1, 1)
        whole = column(bar, pages)
        whole.setStretch(1, 1)
        self._seen.setLayout(whole)
        self.addWidget(self._seen)
        self.addWidget(self.empty)
        self.setMinimumSize(56 * GRID, 44 * GRID)

    def show_preview(self, found: Preview) -> None:
        """Show these forms, the first of them large."""
        draft = found.draft
        self._pages.show(draft.pdf)
        names = [name for name in found.names for _page in range(draft.pages)]
        self.list.show_names(names, self.devicePixelRatioF())
        self.setCurrentWidget(self._seen)
        count = len(draft.people)
        said = ngettext("{count} form", "{count} forms", count).format(count=format_number(count))
        if draft.drawn < count:
            first = _("{forms}; the first {shown} are shown")
            said = first.format(forms=said, shown=format_number(draft.drawn))
        self.many.setText(said)
        announce(self, said)

    def say_nothing(self, sentence: str) -> None:
        """Say why there is nothing to see."""
        self._pages.show(b"")
        self.page.show_page(0)
        self.empty.say(sentence)
        self.setCurrentWidget(self.empty)
        announce(self, sentence)
