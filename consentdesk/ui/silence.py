"""The sentence that the server with the register doesn't answer, as long as it doesn't."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consentdesk.i18n import _, format_time
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
        context.server_silent.connect(self._on_context_server_silent)

    def _on_context_server_silent(self, since: datetime | None) -> None:
        if since is not None:
            self.tell_silence(since)
            return
        self._beside.forget_unreachable()
        self.end_silence()

    def tell_silence(self, since: datetime) -> None:
        """Say since when."""
        said = _(
            "The server hasn't answered since {time}. ConsentDesk keeps trying by itself. What you "
            "have typed stays; save it when this message is gone."
        )
        time = format_time(self._context.local(since))
        self.say(said.format(time=time), tone="unknown", icon="warning", stays=True)

    def end_silence(self) -> None:
        """It answers again."""
        self.hide()
