"""A new passphrase: typed, and typed once more because it shows as dots."""

from PySide6.QtWidgets import QVBoxLayout

from consentdesk.errors import ConsentDeskError
from consentdesk.i18n import _
from consentdesk.services.check_pack.passphrases import SHORTEST, check_passphrase
from consentdesk.ui.banner import Banner
from consentdesk.ui.theme import GRID
from consentdesk.ui.unlock_form import PassphraseField
from consentdesk.ui.widgets import column, labelled


class TypedTwice:
    """Both fields; what is wrong with what stands there is told in the dialog's banner."""

    def __init__(self, banner: Banner) -> None:
        self._banner = banner
        self.passphrase, self.again = PassphraseField(), PassphraseField()
        for field in (self.passphrase, self.again):
            field.textEdited.connect(banner.forget_refusal)

    def fields(self, name: str) -> QVBoxLayout:
        """One below the other, the first under that name."""
        hint = _("At least {count} characters; four words that don't belong together are good.")
        return column(
            labelled(name, self.passphrase, hint.format(count=SHORTEST)),
            labelled(_("Once &more"), self.again),
            gap=GRID + 4,
        )

    def take(self) -> str | None:
        """What was typed; None where it will not do, with the keyboard where it is mended."""
        typed = self.passphrase.text()
        try:
            check_passphrase(typed)
        except ConsentDeskError as error:
            self._banner.tell(error)
            self.passphrase.setFocus()
            return None
        if typed != self.again.text():
            said = _("The two are not the same. Type the passphrase once more.")
            self._banner.say(said, tone="no", icon="warning")
            self.again.selectAll()
            self.again.setFocus()
            return None
        return typed
