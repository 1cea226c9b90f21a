"""What is said once a register is open: what was done to it while nobody could have it open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from consentdesk.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from consentdesk.services.backups import Backup
    from consentdesk.services.locking import Encrypted
    from consentdesk.storage.values import Restoration
    from consentdesk.ui.banner import Banner


@dataclass(slots=True)
class OpeningTold:
    """What waits to be said; each is said once."""

    upgraded: str = ""
    """Where the backup from before the upgrade lies."""
    unremembered: str = ""
    """Why the key is not remembered though somebody wanted that."""
    restored: tuple[Backup, Restoration] | None = None
    encrypted: Encrypted | None = None

    def tell(self, banner: Banner, print_recovery: Callable[[], None]) -> None:
        """Say it; the recovery sheet is offered to whoever has just chosen a passphrase."""
        if self.unremembered:
            banner.say(self.unremembered, tone="unknown", icon="lock")
        if self.upgraded:
            said = _("The register is up to date now. A backup from before lies in {path}.")
            banner.say(said.format(path=self.upgraded), tone="ok", icon="done")
        if self.restored is not None:
            from consentdesk.ui.restore_reading import restored_sentence

            done = self.restored[1]
            calm = not done.unread and not done.closing
            tone, icon = ("ok", "done") if calm else ("no", "warning")
            banner.say(restored_sentence(*self.restored), tone=tone, icon=icon)
        if self.encrypted is not None:
            from consentdesk.ui.recovery import tell_encrypted

            tell_encrypted(self.encrypted, banner, print_recovery)
        self.upgraded, self.unremembered, self.restored, self.encrypted = "", "", None, None
