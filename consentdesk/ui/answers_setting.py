"""The setting of this computer whether the server's last answers are kept."""

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from consentdesk.i18n import _
from consentdesk.machine_policy import machine_policy
from consentdesk.settings import Policy, keeping_laid_down
from consentdesk.ui.context import Context
from consentdesk.ui.last_answers import KEEP, keeps_answers
from consentdesk.ui.limits import lay_down
from consentdesk.ui.theme import Look
from consentdesk.ui.widgets import card, label, wrapped


class AnswersSetting(QWidget):
    """A tick, there only where the register lies on a server; kept when the dialog is saved."""

    def __init__(self, context: Context, policy: Policy = machine_policy) -> None:
        super().__init__()
        self._context = context
        self._policy = policy
        self.tick = QCheckBox()
        self.tick.setChecked(keeps_answers(context, policy))
        asked = wrapped(self.tick, _("Keep &today's answers for when the server is away"))
        said = _(
            "Pictures can then be checked as of a little earlier, marked so; nothing can be "
            "exported. Until midnight this computer keeps, encrypted, the digests of the pictures, "
            "the verdicts and initials."
        )
        self.tick.setAccessibleDescription(said)
        self._whole = card(asked, label(said, Look.MUTED, wrap=True))
        if keeping_laid_down(policy) is not None:
            lay_down(self._whole)
        held = QVBoxLayout(self)
        held.setContentsMargins(0, 0, 0, 0)
        held.addWidget(self._whole)
        self.setVisible(context.is_open and context.register.is_shared)

    def save(self) -> None:
        """Keep what was chosen; what was kept before a no is removed at once."""
        before, now = keeps_answers(self._context, self._policy), self.tick.isChecked()
        if before != now and keeping_laid_down(self._policy) is None:
            self._context.settings.setValue(KEEP, "true" if now else "false")
            self._context.last_answers.read()
