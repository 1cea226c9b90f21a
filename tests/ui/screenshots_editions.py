"""Takes pictures of the editions of the form: the list, a draft, and the question at the end."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from consentdesk.domain.acts import Purpose
from consentdesk.services import own_editions
from consentdesk.ui.context import Context
from consentdesk.ui.copy_edition_dialog import open_copy_edition_dialog
from consentdesk.ui.edition_desk import Spot
from consentdesk.ui.edition_reading import read_edition
from consentdesk.ui.edition_window import EditionWindow
from consentdesk.ui.forms_page import EDITIONS, FormsPage
from consentdesk.ui.issue_dialog import open_issue_dialog
from consentdesk.ui.main_window import MainWindow

if TYPE_CHECKING:
    from tests.ui.screenshots import Photographer

LONG = "Mange flere ord, end der er plads til på denne linje af arket. " * 5


def edition_shots(
    context: Context, window: MainWindow, photographer: "Photographer"
) -> dict[str, Callable[[], None]]:
    """The drafts are thrown away afterwards; one edition is issued the first time."""

    def editions() -> None:
        desk = context.register, "Karen Holm", context.now()
        with context.register.read() as reader:
            issued = reader.issued_editions()
        if "S-2025" not in issued:
            draft = own_editions.copy(*desk, "2026-1", "S-2025")
            own_editions.save(*desk, draft.ask([Purpose("website"), Purpose("internal")]), 1)
            own_editions.issue(*desk, "S-2025", 2)
        own_editions.copy(*desk, None, "S-2026")
        window.go("forms")
        page = window.pages.page
        assert isinstance(page, FormsPage)
        page.show_part(EDITIONS)
        photographer.settle()
        page.editions.list.setCurrentIndex(page.editions.model.index(2))
        photographer.take(window, "editions")
        copying = open_copy_edition_dialog(context, window, "2026-2", "S-2027")
        copying.name.setText("2027")
        copying.copy.click()
        photographer.take(copying, "edition-copy")
        copying.reject()
        _shoot_draft(context, window, photographer)
        _shoot_issued(context, window, photographer)
        own_editions.discard(*desk, "S-2026")
        context.tell_written()

    return {"editions": editions}


def _shoot_draft(context: Context, window: MainWindow, photographer: "Photographer") -> None:
    opened = read_edition(context.register, context.now(), "S-2026", is_draft=True)
    edition = EditionWindow(context, window, opened)
    edition.open()
    edition.activateWindow()
    photographer.take(edition, "edition")
    edition.texts.go(Spot("da", "purposes.website.text"))
    edition.texts.fields["purposes.website.text"].edit.setPlainText(LONG)
    photographer.settle_long(lambda: edition.troubles.is_known)
    photographer.take(edition, "edition-too-long")
    text = "Skolens egen hjemmeside. Alle i verden kan se den."
    edition.texts.fields["purposes.website.text"].edit.setPlainText(text)
    photographer.settle_long(lambda: edition.troubles.is_known)
    edition.texts.go(Spot("en", "purposes.website.text"))
    photographer.take(edition, "edition-translation")
    edition.texts.go(Spot("ar", "purposes.website.text"))
    photographer.take(edition, "edition-arabic")
    asked = open_issue_dialog(context, edition, edition.desk.draft, edition.desk.version)
    photographer.take(asked, "edition-issue")
    asked.reject()
    edition.reject()
    photographer.settle()


def _shoot_issued(context: Context, window: MainWindow, photographer: "Photographer") -> None:
    opened = read_edition(context.register, context.now(), "S-2025", is_draft=False)
    edition = EditionWindow(context, window, opened)
    edition.open()
    photographer.take(edition, "edition-issued")
    edition.reject()
