"""Drafts and readings of the inbox as JSON, and back. None of it ever goes into the ledger."""

import json
from datetime import date
from typing import Any

from consentdesk.domain.acts import Purpose, Serial
from consentdesk.domain.inbox import Draft
from consentdesk.domain.people import SubjectId
from consentdesk.domain.sheets import (
    Answer,
    Ink,
    PageAt,
    Placing,
    ReadAnswer,
    ReadField,
    ReadPage,
)
from consentdesk.storage.encoding import canonical

EMPTY = "{}"
"""The draft of a sheet that is recorded: what was typed is in the ledger or nowhere."""


def draft_text(draft: Draft) -> str:
    """The draft as it is stored; what came later is left out while it is as before."""
    return canonical(
        {
            **({"doubted": True} if draft.doubted else {}),
            "answers": {str(purpose): yes for purpose, yes in draft.answers.items()},
            "order": list(draft.answers),
            "signer": draft.signer,
            "signed_on": draft.signed_on.isoformat() if draft.signed_on else None,
            "seen": draft.signature_seen,
            "subject": draft.subject,
            "anew": draft.anew,
            "paper_at": draft.paper_at,
        }
    )


def draft_of(text: str) -> Draft:
    """The draft in a text that `draft_text` wrote, or EMPTY."""
    kept: dict[str, Any] = json.loads(text)
    if not kept:
        return Draft()
    day, subject = kept["signed_on"], kept["subject"]
    return Draft(
        answers={Purpose(name): kept["answers"][name] for name in kept["order"]},
        signer=kept["signer"],
        signed_on=date.fromisoformat(day) if day else None,
        signature_seen=kept["seen"],
        subject=SubjectId(subject) if subject is not None else None,
        anew=kept["anew"],
        paper_at=kept["paper_at"],
        doubted=kept.get("doubted", False),
    )


def read_text(read: ReadPage) -> str:
    """What was read off a page as it is stored; where the page lies is stored beside it."""
    return canonical(
        {
            "serial": read.serial,
            "edition": read.edition,
            "page": read.page,
            "corners": list(read.corners),
            "answers": [[a.purpose, a.answer.value, a.confidence] for a in read.answers],
            "fields": [[f.name, f.ink.value, f.confidence] for f in read.fields],
            "matrix": list(read.placing.matrix),
            "turn": read.placing.turn,
        }
    )


def read_of(text: str, at: PageAt) -> ReadPage:
    """The reading in a text that `read_text` wrote, of the page that lies there."""
    kept: dict[str, Any] = json.loads(text)
    return ReadPage(
        at=at,
        serial=Serial(kept["serial"]),
        edition=kept["edition"],
        page=kept["page"],
        corners=tuple(kept["corners"]),
        answers=tuple(ReadAnswer(Purpose(p), Answer(a), c) for p, a, c in kept["answers"]),
        fields=tuple(ReadField(name, Ink(ink), c) for name, ink, c in kept["fields"]),
        placing=Placing(tuple(kept["matrix"]), kept["turn"]),
    )
