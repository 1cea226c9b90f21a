"""The institution's own values over the policy file; which there are is `domain.policy`'s."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from consentdesk.storage.register import Register


def set_rules(
    register: "Register", clerk: str, at: datetime, settings: Mapping[str, object]
) -> None:
    """Put these values over the policy file, in place of those before; it is journaled.

    What is left out is as the policy file has it. Raises RegisterError(POLICY_BROKEN) for an
    unknown name or a value out of range; nothing is written where nothing changes.
    """
    with register.write(clerk, at) as writer:
        writer.set_settings(settings)
