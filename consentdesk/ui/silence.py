"""The sentence that the server with the register doesn't answer, as long as it doesn't."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consentdesk.i18n import _, format_since
from consentdesk.ui.banner import Banner

if TYPE_CHECKING:
    from datetime import datetime

    from consentdesk.ui.context import Context


class Silence(Banner):
    """Comes and goes by itself; what `beside` says of a register out of reach goes with it."""

    def __init__(self, context: Context, beside: Banner) -> None:
        super().__init__()
        self._context = context
        self._beside = beside
        self._hears_of_days = False
        context.server_silent.connect(self._on_context_server_silent)

    def _on_context_server_silent(self, since: datetime | None) -> None:
        if since is not None:
            self._hear_of_days()
            self.tell_silence(since)
            return
        self._beside.forget_unreachable()
        self.end_silence()

    def _hear_of_days(self) -> None:
        """Another day may begin while the server is silent: then the time alone doesn't do."""
        if not self._hears_of_days:
            self._hears_of_days = True
            self._context.last_answers.ran_out.connect(self._on_last_answers_ran_out)

    def _on_last_answers_ran_out(self) -> None:
        since = self._context.last_answers.silent_since
        if since is not None:
            self.tell_silence(since)

    def tell_silence(self, since: datetime) -> None:
        """Say since when."""
        said = _(
            "The server hasn't answered since {time}. ConsentDesk keeps trying by itself. What you "
            "have typed stays; save it when this message is gone."
        )
        time = format_since(self._context.local(since), self._context.local())
        self.say(said.format(time=time), tone="unknown", icon="warning", stays=True)

    def end_silence(self) -> None:
        """It answers again."""
        self.hide()
