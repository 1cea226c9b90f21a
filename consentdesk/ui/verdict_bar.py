"""The verdicts on a photo in a few lines: a badge for each destination, the reasons in its tip.

Where all are alike there is one badge for all, so that the picture above keeps its room.
"""

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
        self._words: tuple[str, ...] = ()
        self.setLayout(self._flow)

    @property
    def words(self) -> tuple[str, ...]:
        """The verdict for each destination, in their order."""
        return self._words

    @property
    def said(self) -> tuple[str, ...]:
        """What the badges say, in order."""
        return tuple(badge.accessibleName() for badge in self._badges)

    def show_verdicts(
        self, verdicts: Sequence[Verdict], name_of: Callable[[SubjectId | None], str]
    ) -> None:
        """Show these verdicts; the badges stay where they are."""
        signs = [sign_of_verdict(verdict) for verdict in verdicts]
        self._words = tuple(
            _told(destination_word(verdict.destination), sign.word)
            for verdict, sign in zip(verdicts, signs, strict=True)
        )
        tips = [_reasons([verdict], name_of) for verdict in verdicts]
        texts = list(self._words)
        if len(texts) > 1 and len(set(signs)) == 1:
            del signs[1:]
            texts = [_told(_("All destinations"), signs[0].word)]
            tips = [_reasons(verdicts, name_of)]
        if len(texts) != len(self._badges):
            self._make(len(texts))
        for badge, sign, text, tip in zip(self._badges, signs, texts, tips, strict=True):
            badge.set_sign(Sign(sign.shape, text, sign.short))
            badge.setToolTip(tip)
        self._flow.invalidate()

    def _make(self, count: int) -> None:
        for old in self._badges:
            self._flow.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._badges = [VerdictBadge() for _number in range(count)]
        for badge in self._badges:
            self._flow.addWidget(badge)


def _told(place: str, word: str) -> str:
    return _("{destination}: {verdict}").format(destination=place, verdict=word)


def _reasons(verdicts: Sequence[Verdict], name_of: Callable[[SubjectId | None], str]) -> str:
    """What speaks against it, a line for each, and each once."""
    said = (
        reason_sentence(r.code, name_of(r.subject), verdict.destination)
        for verdict in verdicts
        for r in verdict.reasons
    )
    return "\n".join(dict.fromkeys(said))
