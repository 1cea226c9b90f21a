"""What is said of an export afterwards: where it was posted, or that it was not; and its list.

The same at the end of an export and on the page of exports. Writing is `services.taking_down`'s,
the list `services.export_list`'s.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from consentdesk.domain.photos import ReleaseId
from consentdesk.i18n import _
from consentdesk.ui import icons
from consentdesk.ui.banner import Banner
from consentdesk.ui.buttons import PushButton
from consentdesk.ui.context import Context

LISTS_IN = "export/lists"


def say_link(
    context: Context,
    banner: Banner,
    release: ReleaseId,
    link: str,
    then: Callable[[], None] = lambda: None,
) -> None:
    """Save where an export was posted; the banner says so, or what is wrong with the address.

    `then` runs once it is saved.
    """
    from consentdesk.services import taking_down

    register = context.register

    def write(clerk: str, at: datetime) -> None:
        taking_down.set_link(register, clerk, at, release, link)

    _write(context, banner, write, _("The link is saved."), then)


def say_not_posted(context: Context, banner: Banner, release: ReleaseId) -> None:
    """Save that an export was posted nowhere, so that nobody is asked any more."""
    from consentdesk.services import taking_down

    register = context.register

    def write(clerk: str, at: datetime) -> None:
        taking_down.set_not_posted(register, clerk, at, release)

    said = _("Saved: it was not posted. Paste a link if it is later.")
    _write(context, banner, write, said)


def _write(
    context: Context,
    banner: Banner,
    write: Callable[[str, datetime], None],
    said: str,
    then: Callable[[], None] = lambda: None,
) -> None:
    clerk, at = context.clerk, context.now()

    def written(_none: None) -> None:
        banner.say(said, tone="ok", icon="done")
        then()
        context.tell_written()

    context.tasks.run(banner, lambda _progress: write(clerk, at), written, failed=banner.tell)


class SaveList(PushButton):
    """Saves the list of one export where somebody says."""

    def __init__(self, context: Context, banner: Banner) -> None:
        super().__init__(_("Save the &list of this export…"))
        icons.put(self, "journal")
        self.setToolTip(_("Every file with its digests and where the journal stood; names nobody"))
        self._context = context
        self._banner = banner
        self._release: ReleaseId | None = None
        self.clicked.connect(self._on_clicked)

    def aim(self, release: ReleaseId | None) -> None:
        """Mean that export; without one there is nothing to save."""
        self._release = release
        self.setVisible(release is not None)

    def _on_clicked(self) -> None:
        release, context = self._release, self._context
        if release is None:
            return
        before = str(context.settings.value(LISTS_IN, "")) or str(Path.home())
        name = _("export-{number}.csv").format(number=release)
        kinds = ";;".join((_("Table (*.csv)"), _("For programs (*.json)")))
        chosen, _kind = QFileDialog.getSaveFileName(
            self.window(), _("Save the list"), str(Path(before) / name), kinds
        )
        if not chosen:
            return
        path = Path(chosen)

        def work() -> None:
            from consentdesk.services import export_list

            export_list.save_list(context.register, release, path)

        def saved(_none: None) -> None:
            context.settings.setValue(LISTS_IN, str(path.parent))
            said = _("The list is saved: {path}").format(path=path)
            self._banner.say(said, tone="ok", icon="done")

        context.tasks.run(self, lambda _progress: work(), saved, failed=self._banner.tell)
