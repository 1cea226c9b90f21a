"""How the copies of a release were made, as it is kept with the release and digested in its act.

Size, quality and what is said of the model release stand in the open; the credit line and the terms
only as a digest with the release's salt, since they may name a photographer who is erased later.
"""

import json
from typing import Any

from sqlalchemy.engine import Row

from consentdesk.domain.presets import Preset
from consentdesk.storage.chain import salted
from consentdesk.storage.encoding import canonical


def making(how: Preset, salt: bytes) -> str:
    """What decides how a copy looks and what is written into it; its name and folder do not."""
    return canonical(
        {
            "max_edge": how.max_edge,
            "quality": how.quality,
            "status": how.status,
            "ids": how.ids,
            "words": salted(salt, canonical([how.credit, how.terms])),
        }
    )


def is_made_so(row: "Row[Any]", how: Preset) -> bool:
    """Whether the copies of that release are as they would be made now.

    True of a release of which nothing is known; ValueError where what is kept can't be read.
    """
    if row.made is None:
        return True
    return bool(json.loads(row.made) == json.loads(making(how, bytes(row.salt))))
