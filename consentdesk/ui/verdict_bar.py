"""The verdicts on a photo in a few lines: a badge for each destination, the reasons in its tip."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from consentdesk.domain.people import SubjectId
from consentdesk.domain.verdict import Verdict
from consentdesk.i18n import _
from consentdesk.ui.flow_layout import FlowLayout
from consentdesk.ui.glyphs import Sign, sign_of_verdict
from consentdesk.ui.verdict_badge import VerdictBadge
from consentdesk.wording import destination_word, reason_sentence


class VerdictBar(QWidget):
    """The badges."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = FlowLayout(gap=6)
        self._badges: list[VerdictBadge] = []
        self.setLayout(self._flow)

    @property
    def words(self) -> tuple[str, ...]:
        """What the badges say, in order."""
        return tuple(badge.accessibleName() for badge in self._badges)

    def show_verdicts(
        self, verdicts: Sequence[Verdict], name_of: Callable[[SubjectId | None], str]
    ) -> None:
        """Show these verdicts; the badges stay where they are."""
        if len(verdicts) != len(self._badges):
            self._make(len(verdicts))
        for badge, verdict in zip(self._badges, verdicts, strict=True):
            sign = sign_of_verdict(verdict)
            text = _("{destination}: {verdict}").format(
                destination=destination_word(verdict.destination), verdict=sign.word
            )
            badge.set_sign(Sign(sign.shape, text, sign.short))
            said = (
                reason_sentence(r.code, name_of(r.subject), verdict.destination)
                for r in verdict.reasons
            )
            badge.setToolTip("\n".join(dict.fromkeys(said)))
        self._flow.invalidate()

    def _make(self, count: int) -> None:
        for old in self._badges:
            self._flow.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._badges = [VerdictBadge() for _number in range(count)]
        for badge in self._badges:
            self._flow.addWidget(badge)
